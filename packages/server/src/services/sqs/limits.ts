/** Every bound of SQS. AWS's quotas come from the SQS developer guide, "Amazon SQS quotas"; the rest protect the process. */

/** AWS quota: characters of a queue's name, the suffix `.fifo` included. */
export const queueNameCharsMax = 80;
/** AWS quota: a message with its attributes, bytes. */
export const messageBytesMax = 1_048_576;
export const messageBytesMin = 1_024;
/** AWS quota: all messages of a batch together, bytes. */
export const batchBytesMax = 1_048_576;
/** AWS quota: entries of a batch, and messages of one receive. */
export const batchEntriesMax = 10;
/** AWS quota: characters of a batch entry's id. */
export const batchEntryIdCharsMax = 80;
/** AWS quota: attributes of a message. */
export const messageAttributesMax = 10;
/** AWS quota: characters of an attribute's name and of its type. */
export const attributeNameCharsMax = 256;
/** AWS quota: characters of MessageGroupId, MessageDeduplicationId and ReceiveRequestAttemptId. */
export const fifoIdCharsMax = 128;
/** AWS: delay of a message or queue, seconds. */
export const delaySecondsMax = 900;
/** AWS: visibility timeout, seconds. */
export const visibilitySecondsMax = 43_200;
/** AWS: retention, seconds. */
export const retentionSecondsMin = 60;
export const retentionSecondsMax = 1_209_600;
/** AWS: a long poll, seconds. */
export const waitSecondsMax = 20;
/** AWS: how long a deduplication id and a ReceiveRequestAttemptId are remembered. */
export const deduplicationMs = 300_000;
/** AWS: one purge of a queue in so long. */
export const purgePauseMs = 60_000;
/** AWS quota: messages in flight of one queue. */
export const inFlightMax = 120_000;
/** AWS: maxReceiveCount of a redrive policy. */
export const maxReceiveCountMax = 1_000;
/** AWS: sourceQueueArns of a redrive allow policy. */
export const redriveSourcesMax = 10;
/** AWS quota: tags of a queue, and characters of their keys and values. */
export const tagsMax = 50;
export const tagKeyCharsMax = 128;
export const tagValueCharsMax = 256;
/** AWS quota: statements, and principals and actions of a statement, in a queue's policy. */
export const permissionActionsMax = 7;
export const policyStatementsMax = 20;
/** AWS: a page of ListQueues and of ListDeadLetterSourceQueues. */
export const listResultsMax = 1_000;
/** AWS: messages a move task moves a second at most. */
export const movedPerSecondMax = 500;
/** AWS: move tasks that ListMessageMoveTasks tells of. */
export const moveTasksListedMax = 10;
/** Move tasks of one queue that are remembered. */
export const moveTasksKeptMax = 10;

/** Messages of all queues together: each takes some two hundred bytes of memory, its body none. */
export const messagesMax = 5_000_000;
/** Queues of all accounts and regions. */
export const queuesMax = 100_000;
/** Bodies kept in memory so that they need not be read again, bytes of all queues together. */
export const bodyCacheBytesMax = 64 * 1_048_576;
/** What one message takes in memory besides its text, roughly, bytes. */
export const bodyOverheadBytes = 256;
/** Long polls that wait, of one queue. */
export const waitersMax = 10_000;
/** ReceiveRequestAttemptIds remembered, of one queue. */
export const attemptsMax = 10_000;

/** Records that one commit changes at most: a commit stays short, and what comes meanwhile makes the next one. */
export const changesPerCommitMax = 2_000;
/** Bytes of bodies in one commit. */
export const bytesPerCommitMax = 8 * 1_048_576;
/** Records read or removed at a time where many are. */
export const stepRecords = 500;
/** How often what is too old is looked for. AWS, too, deletes late rather than early. */
export const sweepMs = 30_000;
/** Messages that one receive moves to a dead-letter queue at most, besides those it answers. */
export const exhaustedPerReceiveMax = 100;
