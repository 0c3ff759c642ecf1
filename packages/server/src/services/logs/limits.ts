/** Every bound of CloudWatch Logs. AWS quotas come from the user guide, "CloudWatch Logs quotas", and the API reference; the rest are Stile's own. */

/** AWS: a batch's bytes: each event's message and 26 bytes more. The model bounds its events, 10,000. */
export const batchBytesMax = 1_048_576;
export const eventOverheadBytes = 26;
/** AWS: from the first event of a batch to its last. */
export const batchSpanMs = 86_400_000;
/** AWS: events from further ahead, or from longer ago, are left out. */
export const tooNewMs = 7_200_000;
export const tooOldMs = 14 * 86_400_000;
/** AWS: events and bytes of one answer of GetLogEvents and FilterLogEvents. */
export const answerEventsMax = 10_000;
export const answerBytesMax = 1_048_576;
/** AWS quota: subscription filters of a group. */
export const subscriptionFiltersMax = 2;
/** Characters of one invocation's data: what Lambda takes asynchronously, 1 MiB, with room for what is around it. */
export const subscribedDataLengthMax = 1_048_000;
/** AWS: items of a page of groups, streams and filters. */
export const pageItemsMax = 50;
/** AWS: ListLogGroups' pages. */
export const listItemsMax = 1_000;
/** AWS: tags of a group. */
export const tagsMax = 50;
/** AWS: PutRetentionPolicy takes these. */
export const retentionDays: ReadonlySet<number> = new Set([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

/** One record of events spans no more than this, so that a reader need not look far back for late ones. */
export const chunkSpanMs = 60_000;
/** Characters and events of one record. */
export const chunkLengthMax = 200_000;
export const chunkEventsMax = 2_000;
/** Records of events read at a time. */
export const chunksAtATime = 8;
/** Events FilterLogEvents looks at before it answers with what it has and where it stopped. */
export const searchedEventsMax = 50_000;
/** Bytes of waiting batches of one stream that are written together. */
export const writtenTogetherMax = 4 * 1024 * 1024;
/** Batches that wait to be written, all streams together, bytes. */
export const waitingBytesMax = 64 * 1024 * 1024;
/** Streams whose records are kept in memory. */
export const streamsKeptMax = 5_000;

/** How often groups are looked through for events past their retention, and records that go in one transaction. */
export const sweepEveryMs = 3_600_000;
export const removedAtATime = 200;

/** What functions print is gathered this long before it is written, and no more than this much. */
export const gatherMs = 250;
export const gatheredBytesMax = 262_144;
/** Of what functions print, so much may wait to be written; the rest is left out, and counted. */
export const unwrittenBytesMax = 16 * 1024 * 1024;

/** AWS: a live tail session lasts three hours and takes 500 events a second; a second is one update. */
export const tailSessionMs = 3 * 3_600_000;
export const tailEventsPerSecondMax = 500;
/** Live tails at one time. */
export const tailsMax = 100;
/** Depth of parentheses in a filter pattern. */
export const patternDepthMax = 50;
/** TestMetricFilter shows nothing of messages that nest deeper. */
export const shownDepthMax = 1_000;
