/**
 * Every bound of the Lambda service. AWS quotas come from the Lambda developer guide, "Lambda quotas";
 * the rest are Stile's own, chosen so that no function can take the server down with it.
 */

import { availableParallelism } from "node:os";

/** AWS quota: a deployment package uploaded directly, zipped bytes. */
export const zipBytesMax = 50 * 1024 * 1024;
/** AWS quota: a deployment package, unzipped bytes. */
export const unzippedBytesMax = 262_144_000;
/** Files and folders in one package; a zip may hold 65,535 without the zip64 extension, which AWS's tools do not need either. */
export const zipEntriesMax = 65_535;
/** Unix PATH_MAX less room for the folder packages are unpacked to. */
export const zipEntryNameBytesMax = 2_048;
/** Unix NAME_MAX: one folder's or file's name. */
export const zipNamePartBytesMax = 255;

/** AWS quota: the payload of a synchronous invocation, bytes. */
export const requestPayloadBytesMax = 6_291_456;
/** AWS quota: the payload of an asynchronous invocation, bytes. */
export const eventPayloadBytesMax = 1_048_576;
/** AWS's own number in the text of Function.ResponseSizeTooLarge: 6 MiB and 100 bytes. */
export const responsePayloadBytesMax = 6_291_556;
/** AWS: ClientContext, bytes of base64. */
export const clientContextBytesMax = 3_583;
/** AWS: all environment variables together, bytes of their JSON. */
export const environmentBytesMax = 4_096;
/** AWS: seconds. */
export const timeoutSecondsMax = 900;
export const timeoutSecondsDefault = 3;
/** AWS: MB. */
export const memoryMbMax = 10_240;
export const memoryMbDefault = 128;
export const ephemeralStorageMbDefault = 512;
/** AWS quota: layers of a function. */
export const layersMax = 5;
/** AWS quota: code of all functions and layers of an account and region, bytes. Told by GetAccountSettings, not held. */
export const codeStorageBytesMax = 80_530_636_800;
/** AWS quota: a function's resource-based policy, bytes. */
export const policyBytesMax = 20_480;
/** AWS: tags of a function, and UTF-16 units of their keys and values. */
export const tagsMax = 50;
export const tagKeyLengthMax = 128;
export const tagValueLengthMax = 256;
/** AWS quota: concurrent executions of an account and region, of which functions may not reserve the last hundred. */
export const accountConcurrency = 1_000;
export const unreservedConcurrencyMin = 100;
/** AWS: ListFunctions answers at most 50 a page. */
export const listItemsMax = 50;
/** AWS: the tail of the log in LogResult, bytes. */
export const logTailBytesMax = 4_096;

/** AWS: the init phase may take 10 s, after which it is run again with the function's own timeout; so the longer of the two counts. */
export const initTimeoutMs = 10_000;
/** How long an unused process is kept; AWS keeps them "some time", observed to be 5 to 15 minutes. */
export const idleProcessMs = 300_000;
/** Processes that run at the same time, busy and idle, all functions together. Ten a core, as most functions wait rather than compute. */
export const processesMax = Math.max(32, 10 * availableParallelism());
/** Processes in their init phase at the same time: more only slow each other down while a warm one may come free. */
export const startingProcessesMax = Math.max(2, 2 * availableParallelism());
/** Invocations that wait for a process; beyond it TooManyRequestsException. */
export const waitingInvocationsMax = 1_000;
/** How long an invocation may wait for a process, besides its own timeout, before TooManyRequestsException. */
export const waitForProcessMs = 60_000;
/** An invocation waits this long for a warm process of its function before another one is started; about half a start. */
export const warmWaitMs = 25;
/** A waiting invocation this old is served before younger ones of the function whose process came free. */
export const fairWaitMs = 1_000;

/** Asynchronous invocations that wait in the store. */
export const eventQueueMax = 50_000;
/** Bytes of their payloads together. */
export const eventQueueBytesMax = 512 * 1024 * 1024;
/** Asynchronous invocations carried out at the same time: the rest of the processes stay free for callers who wait. */
export const eventConcurrencyMax = Math.max(4, Math.floor(processesMax / 2));
/** AWS: a failed asynchronous invocation is tried again after one and then after two minutes. */
export const eventRetryDelaysMs: readonly number[] = [60_000, 120_000];
/** AWS: tries after a function error, and how long an event may wait, unless the function says otherwise. */
export const eventRetriesDefault = 2;
export const eventAgeSecondsDefault = 21_600;
/** AWS: after a throttled or failed dispatch the wait doubles from one second up to five minutes. */
export const eventBackoffFirstMs = 1_000;
export const eventBackoffLongestMs = 300_000;
/** Records handed from destination to destination before the chain is cut; AWS stops recursive loops after about 16 rounds. */
export const eventHopsMax = 16;

/** How long a package nobody refers to any more is kept, so that one look serves many deletions. */
export const collectAfterMs = 5_000;

/** What a function printed last, kept in memory: lines and UTF-16 units of one function, and functions. */
export const logLinesKeptMax = 1_000;
export const logCharactersKeptMax = 262_144;
export const loggedFunctionsMax = 200;
/** Revisions of functions whose log streams' names are remembered; a forgotten one gets another. */
export const logStreamsNamedMax = 5_000;
/** Lines one answer of the log page holds at most. */
export const logPageLinesMax = 1_000;

/** Connections a process may hold to its Runtime API; a runtime needs one. */
export const runtimeApiConnectionsMax = 16;
/** Output of a process that is read a second; a process that prints more is slowed down by its full pipe. */
export const outputBytesPerSecondMax = 4 * 1024 * 1024;
/** Longest line forwarded to the log, UTF-16 units; the rest of it follows as another line. */
export const logLineLengthMax = 8_192;
/** Lines of one process forwarded to the log a second; the rest are counted and left out. */
export const logLinesPerSecondMax = 1_000;

/** Above MemorySize, the writable memory the interpreters need before any user code: V8 with its thread stacks, CPython. MiB. */
export const interpreterOverheadMb = { node: 1_024, python: 256, provided: 256 } as const;

/** AWS quota: filters of an event source mapping, and characters of a pattern. */
export const eventSourceFiltersMax = 10;
export const eventSourcePatternCharsMax = 4_096;
/** AWS: ListEventSourceMappings answers at most 100 a page. */
export const eventSourceListMax = 100;
/** Event source mappings of all accounts and regions. */
export const eventSourceMappingsMax = 10_000;
/** How long one poll of a queue waits: SQS's longest, seconds. */
export const eventSourcePollSeconds = 20;
/** A poll that ends sooner with nothing did not wait: the next one does. */
export const eventSourceShortPollMs = 1_000;
/** Batches of one queue that are worked on at the same time, unless the mapping says otherwise; AWS begins with five and grows. */
export const eventSourceWorkersDefault = 5;
/** Bytes of bodies after which a batch is not filled any further: the invocation's payload is bounded. */
export const eventSourceBatchBytesMax = 4 * 1024 * 1024;
/** After a failure to read or to invoke the wait doubles from the first to the longest. */
export const eventSourceBackoffFirstMs = 500;
export const eventSourceBackoffLongestMs = 30_000;
/** AWS: the least MaximumRecordAgeInSeconds besides -1. */
export const eventSourceRecordAgeSecondsMin = 60;
/** AWS: records of one GetRecords. */
export const eventSourceRecordsMax = 1_000;
/** AWS: a shard without records is polled "at a base rate of 4 times per second". */
export const eventSourceStreamPollMs = 250;
/** How often a stream's shards are looked for. */
export const eventSourceShardsMs = 60_000;
/** AWS: records of a stream are kept for a day; a batch that fails is tried for as long unless told otherwise. */
export const eventSourceStreamRetentionMs = 86_400_000;
/** How often a destination that refuses a record is tried again. */
export const eventSourceDestinationTriesMax = 5;
