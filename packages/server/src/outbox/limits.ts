/** Every bound of an outbox. The delays are such that EventBridge's 185 attempts fill its 24 hours, as AWS says they do. */

/** Deliveries that wait or run, of one outbox. */
export const itemsMax = 100_000;
/** Bytes of those together, in the store. */
export const bytesMax = 512 * 1024 * 1024;
/** Bytes of deliveries that are being written; more at the same time are refused. */
export const unwrittenBytesMax = 64 * 1024 * 1024;
/** Bytes of items kept in memory besides, so that a delivery need not be read again; older ones are. */
export const keptBytesMax = 32 * 1024 * 1024;
/** Deliveries carried out at the same time, and those to one place: a place that is slow must not hold up the others. */
export const runningMax = 64;
export const runningInLaneMax = 16;
/** The wait after a failure doubles from the first to the longest; of each, half is left to the dice. */
export const firstDelayMs = 1_000;
export const longestDelayMs = 600_000;
/** How often and how long a dead letter is tried, before it is dropped with a line in the log. */
export const deadLetterAttemptsMax = 20;
/** Records read at a time when an outbox opens: each may hold an event of 256 KB. */
export const openedAtATime = 50;
/** After the store, or this code, failed. */
export const afterFaultMs = 30_000;
