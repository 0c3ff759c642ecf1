/** Bounds of the executor: queues, batches and what one turn may hold. */

/** Commands that may wait for a shard; a start beyond it is refused with ThrottlingException. */
export const inboxMax = 20_000;

/** A batch is closed when it holds so many commands... */
export const batchCommandsMax = 512;
/** ...or history texts of so many characters, whichever comes first. */
export const batchTextMax = 2_000_000;

/** Tasks that one process works on at once; more wait in order of dispatch. */
export const concurrentTasksMax = 1_000;

/** Events written in one turn before the event loop has a turn itself; about ten milliseconds of work. */
export const turnEventsMax = 2_000;

/** Timers that are kept before those nobody waits for any more are looked for. */
export const timersSweptFrom = 10_000;

/** Timers fired in one turn of the event loop: a million overdue ones come in bites. */
export const timersPerTurn = 500;

/** Open executions read at a time while a shard is being loaded. */
export const loadPage = 500;
/** Times that reading one of them is tried before the others go on without it; the pauses between double. */
export const loadTriesMax = 5;

/** Programs kept compiled; the least recently used is dropped. */
export const programsMax = 500;

/** Tasks that wait for an activity's workers. */
export const activityTasksMax = 100_000;
/** AWS: pollers of one activity at a time (ActivityWorkerLimitExceeded). */
export const activityPollersMax = 1_000;

/** Before something is asked again of a shard that is loading or full: the first pause, which then doubles. */
export const insistDelayMinMs = 50;

/** After failing to read a shard, the longest pause before the next try. */
export const reloadDelayMaxMs = 5_000;

/** Longest pause after which an activity poll without a task is answered (AWS: 60 seconds). */
export const activityPollMs = 60_000;

/** AWS: an Express execution lasts five minutes at most. */
export const expressDurationMs = 5 * 60_000;
/** Synchronous Express executions at a time; more are refused with ThrottlingException. */
export const expressExecutionsMax = 10_000;

/** Express starts read at a time after a restart. */
export const recoveredAtATime = 500;

/** Closed executions pruned at a time, the pause between two bites, and between two looks when nothing is left. */
export const pruneBite = 200;
export const prunePauseMs = 1_000;
export const pruneEveryMs = 10 * 60_000;

/** Steps that one expression may cost on the main thread, about five milliseconds; dearer ones go to a thread of their own. */
export const evaluationStepsMax = 100_000;
/** Longest time for the expressions of one state in that thread. */
export const evaluationMs = 3_000;
/** States whose expressions wait for that thread; one more fails as if it had taken too long. */
export const evaluationJobsMax = 10_000;

/** With so much in its inbox a shard lets due timers wait, so long each time. */
export const timersInboxMax = 1_000;
export const timersPauseMs = 5;

/** Of an answer that comes as a stream so much is read: more than a state's result may be, so that it fails as too large. */
export const streamedBytesMax = 300_000;

/** Between two questions about a job that somebody else works on: at first, and when it takes long. */
export const jobPollMinMs = 1_000;
export const jobPollMaxMs = 15_000;

/** What one Map Run reads of its items: they are in memory as a whole for now, and to parse more would keep others waiting. */
export const itemBytesMax = 16 * 1_048_576;
/** Map Runs that read their items or write their results at one time; others wait. */
export const mapRunsAtOnceMax = 4;
/** Objects that one Map Run lists. */
export const listedObjectsMax = 1_000_000;
/** Characters after which a file of results is closed and the next one begun. AWS's are up to 5 GB. */
export const resultFileBytesMax = 16 * 1_048_576;

/** HTTP Task: AWS ends a request after 60 seconds. */
export const httpTaskTimeoutMs = 60_000;
/** Redirects that are followed one after the other. */
export const redirectsMax = 5;
/** Times a nested execution's start is asked for while the answer is to come again later, and the first pause between. */
export const startTriesMax = 10;
export const startPauseMs = 100;
/** API Gateway's own longest integration timeout is 29 seconds; a little more for the way. */
export const apiGatewayTimeoutMs = 35_000;
