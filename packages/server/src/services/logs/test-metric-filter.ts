/** TestMetricFilter: a filter pattern held against messages, nothing kept. */

import { operation } from "./context.ts";
import { compileFilter } from "./filter-pattern.ts";

export const testMetricFilter = operation("TestMetricFilter", {
  handle({ filterPattern, logEventMessages }) {
    const filter = compileFilter(filterPattern);
    const matches = logEventMessages.flatMap((eventMessage, index) =>
      filter.matches(eventMessage) ? [{ eventNumber: index + 1, eventMessage, extractedValues: filter.extracted(eventMessage) }] : [],
    );
    return { matches };
  },
});
