/** Bounds of S3. AWS's quotas where it has them ("Amazon S3 multipart upload limits", "Bucket quotas"); the others protect the process. */

/** One PutObject, one part. */
export const putBytesMax = 5 * 1_073_741_824;

/** A part but the last one. */
export const partBytesMin = 5 * 1_048_576;

export const partNumberMax = 10_000;

/** An object made of parts. */
export const objectBytesMax = 5 * 1_099_511_627_776;

/** Key, UTF-8. */
export const keyBytesMax = 1_024;

/** User-defined metadata: names and values, UTF-8. */
export const metadataBytesMax = 2_048;

export const tagsOfObjectMax = 10;
export const tagsOfBucketMax = 50;
export const tagKeyCharsMax = 128;
export const tagValueCharsMax = 256;

/** Keys, versions, parts or uploads of one page. */
export const pageMax = 1_000;

/** Keys of one DeleteObjects. */
export const deleteObjectsMax = 1_000;

/** Bucket policy, bytes of JSON. */
export const policyBytesMax = 20_480;

/** General purpose buckets of an account: AWS's default quota. */
export const bucketsMax = 10_000;

export const corsRulesMax = 100;
export const lifecycleRulesMax = 1_000;
export const notificationConfigurationsMax = 100;

/** XML and JSON bodies. AWS bounds CompleteMultipartUpload with 10,000 parts and their checksums by about 1 MB. */
export const requestBytesMax = 4 * 1_048_576;

/**
 * Contents up to this size are kept in the store, in the very transaction of their object, since a group commit is
 * cheaper than two syncs of the file system; larger ones become files.
 */
export const inlineBytesMax = 65_536;

/** Keys remembered as being there, the latest ones: writing one of them begins with a look, writing another without. */
export const knownKeysMax = 10_000;

/** A file that no object owns any more is deleted so much later: whoever looked its object up just before opens it by then. */
export const releaseAfterMs = 1_000;

/** Tries of a notification until it is given up and logged. AWS promises no more than "at least once, typically within seconds". */
export const notificationAttemptsMax = 100;

/** A notification that could not be delivered for so long is given up. */
export const notificationLifeMs = 86_400_000;

/** Lifecycle rules are carried out so often; AWS does once a day. */
export const lifecycleIntervalMs = 3_600_000;

/** The first time so soon after a start: a server that never runs for an hour carries them out, too. */
export const lifecycleFirstMs = 60_000;

/** Body of a form upload before its file: fields with their policy. */
export const formFieldsBytesMax = 20_480;
