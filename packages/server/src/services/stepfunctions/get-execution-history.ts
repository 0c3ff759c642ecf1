import { wireEvent } from "@stile/states";
import type { HistoryEvent } from "../../models/stepfunctions.ts";
import { operation } from "./context.ts";
import { executionDoesNotExist } from "./errors.ts";
import { readArn } from "./names.ts";
import { pageSize } from "./page-tokens.ts";

/**
 * The durable events of an execution, page by page, oldest or newest first. Descending pages keep to the events
 * there were when the first of them was read.
 */
export const getExecutionHistory = operation("GetExecutionHistory", {
  async handle({ executionArn, maxResults, reverseOrder = false, nextToken, includeExecutionData = true }, { executor, pageTokens }) {
    readArn(executionArn, "execution");
    const execution = await executor.find(executionArn);
    if (execution === undefined) throw executionDoesNotExist(executionArn);
    const scope = `GetExecutionHistory ${executionArn} ${reverseOrder}`;
    const limit = pageSize(maxResults);
    const next = nextToken === undefined ? undefined : (pageTokens.open(scope, nextToken) as number);
    const range = reverseOrder
      ? descending(next ?? (await executor.lastEventId(execution.id)), limit)
      : { firstEventId: next ?? 1, lastEventId: (next ?? 1) + limit - 1 };
    const events = await executor.events(execution.id, range);
    const goesOnAt = reverseOrder ? range.firstEventId - 1 : range.lastEventId + 1;
    const more = reverseOrder ? goesOnAt >= 1 : (await executor.lastEventId(execution.id)) >= goesOnAt;
    return {
      events: (reverseOrder ? [...events].reverse() : events).map(
        (event) => wireEvent(event, { includeExecutionData }) as unknown as HistoryEvent,
      ),
      ...(more ? { nextToken: pageTokens.seal(scope, goesOnAt) } : {}),
    };
  },
});

function descending(lastEventId: number, limit: number): { readonly firstEventId: number; readonly lastEventId: number } {
  return { firstEventId: Math.max(1, lastEventId - limit + 1), lastEventId };
}
