/** Every bound of SNS. AWS's quotas come from "Amazon SNS endpoints and quotas" and the developer guide; the rest protect the process. */

/** AWS quota: characters of a topic's name, the suffix `.fifo` included. */
export const topicNameCharsMax = 256;
/** AWS quota: a message with its attributes, and all messages of a batch together, bytes. */
export const messageBytesMax = 262_144;
/** AWS: characters of a subject. */
export const subjectCharsMax = 100;
/** AWS quota: entries of PublishBatch. */
export const batchEntriesMax = 10;
export const batchEntryIdCharsMax = 80;
/** AWS: characters of MessageGroupId and MessageDeduplicationId. */
export const fifoIdCharsMax = 128;
/** AWS: how long a FIFO topic remembers a deduplication id. */
export const deduplicationMs = 300_000;
/** Attributes of a message; AWS holds only their bytes. */
export const messageAttributesMax = 100;
export const attributeNameCharsMax = 256;
/** AWS: attributes of a message that a raw delivery to SQS can carry; with more the delivery fails. */
export const rawAttributesMax = 10;
/** AWS: topics and subscriptions of a page. */
export const listItemsMax = 100;
/** AWS: the longest DisplayName, characters. */
export const displayNameCharsMax = 100;
/** AWS quota: tags of a topic. */
export const tagsMax = 50;
/** AWS quota: a policy, bytes. */
export const policyBytesMax = 30_720;
/** AWS: a filter policy: bytes, keys, and combinations of its values. */
export const filterPolicyBytesMax = 262_144;
export const filterPolicyKeysMax = 5;
export const filterPolicyCombinationsMax = 150;
/** Nesting of a filter policy of the body, and of a body it is held against. */
export const filterPolicyDepthMax = 32;
/** AWS: numbers of a filter policy lie within a billion of zero. */
export const filterNumberMax = 1_000_000_000;
/** AWS: a token of a subscription is good for two days; a subscription nobody confirmed is forgotten after that. */
export const confirmationMs = 172_800_000;

/** AWS "Message delivery retries": what an HTTP endpoint is granted unless a delivery policy says otherwise, seconds. */
export const httpRetryDelaySecondsDefault = 20;
export const httpRetriesDefault = 3;
export const httpRetriesMax = 100;
/** AWS: all tries of a delivery to an HTTP endpoint, seconds. */
export const httpRetrySecondsMax = 3_600;
/** AWS: an HTTP endpoint has so long to answer. */
export const httpTimeoutMs = 15_000;
/** Bytes of an endpoint's answer that are read at all. */
export const httpAnswerBytesMax = 65_536;
/** Connections to one endpoint at the same time. */
export const httpConnectionsMax = 16;
/** A mail server has so long to take a mail. */
export const mailTimeoutMs = 60_000;

/** Topics, and subscriptions of all topics. */
export const topicsMax = 100_000;
export const subscriptionsMax = 200_000;
/** AWS quota: subscriptions of one FIFO topic. */
export const fifoSubscriptionsMax = 100;
/** Records read at a time when SNS opens. */
export const stepRecords = 500;
/** How often what is too old is looked for. */
export const sweepMs = 60_000;
