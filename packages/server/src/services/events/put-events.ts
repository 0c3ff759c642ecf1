/** PutEvents: each entry is taken in or refused by itself; those taken in are durable, with their deliveries, when it answers. */

import { minifiedJson } from "../../event-pattern/index.ts";
import type { PutEventsRequestEntry, PutEventsResultEntry } from "../../models/events.ts";
import { operation } from "./context.ts";
import { invalid, notSupported } from "./errors.ts";
import { incoming, type IncomingEvent } from "./event.ts";
import { ingest } from "./ingest.ts";
import { entriesBytesMax, entryTimeBytes } from "./limits.ts";
import { busNamed, homeOf } from "./names.ts";

/** PutEvents, "Calculating Amazon EventBridge PutEvents event entry size". */
function entryBytes({ Time, Source = "", DetailType = "", Detail = "", Resources = [] }: PutEventsRequestEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return (Time === undefined ? 0 : entryTimeBytes) + texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

const refused = (ErrorCode: string, ErrorMessage: string): PutEventsResultEntry => ({ ErrorCode, ErrorMessage });
const required = (name: string) => refused("InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);

/** Why AWS would not take the entry; undefined when it would. */
function refusalOf(
  { Source, DetailType, Detail }: PutEventsRequestEntry,
  detail: string | undefined,
  principalArn: string,
): PutEventsResultEntry | undefined {
  if (!Source) return required("Source");
  if (!DetailType) return required("DetailType");
  if (!Detail) return required("Detail");
  // Sources of AWS's own are for its services: `s3.amazonaws.com`, which no key signs as.
  if (/^aws\./i.test(Source) && principalArn !== `${Source.slice("aws.".length)}.amazonaws.com`)
    return refused("NotAuthorizedForSourceException", "Not authorized for the source.");
  return detail?.startsWith("{") ? undefined : refused("MalformedDetail", "Detail is malformed.");
}

export const putEvents = operation("PutEvents", {
  async handle({ Entries, EndpointId }, context) {
    const { call, platform } = context;
    if (EndpointId !== undefined) throw notSupported("global endpoints (EndpointId)");
    if (Entries.reduce((sum, entry) => sum + entryBytes(entry), 0) > entriesBytesMax) {
      throw invalid("Total size of the entries in the request is over the limit.");
    }
    const events: IncomingEvent[] = [];
    const home = homeOf(call);
    const results = Entries.map((entry): PutEventsResultEntry => {
      const detail = minifiedJson(entry.Detail ?? "");
      const refusal = refusalOf(entry, detail, call.principalArn);
      if (refusal !== undefined || detail === undefined) return refusal ?? refused("MalformedDetail", "Detail is malformed.");
      const id = platform.random.uuid();
      const fields = {
        id,
        detailType: entry.DetailType ?? "",
        source: entry.Source ?? "",
        timeMs: entry.Time ?? call.nowMs,
        home,
        resources: entry.Resources ?? [],
        detail,
      };
      // A bus that is not there has no rules: AWS takes such an entry, too, and nothing comes of it.
      const event = incoming(fields, busNamed(entry.EventBusName, call), call.nowMs);
      events.push(entry.TraceHeader === undefined ? event : { ...event, traceHeader: entry.TraceHeader });
      return { EventId: id };
    });
    await ingest(events, context);
    return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
  },
});
