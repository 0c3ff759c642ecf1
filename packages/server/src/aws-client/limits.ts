/** What a call to another server may cost where the configuration says nothing else. The numbers are those of AWS's SDKs where they have one. */

/** A call with all its attempts. */
export const timeoutMsDefault = 60_000;
export const connectTimeoutMsDefault = 5_000;
/** The first one included; the SDKs' standard mode. */
export const maxAttemptsDefault = 3;
/** Open to one endpoint at one time; more calls wait for one. */
export const connectionsDefault = 50;
/** Connections that are kept open and unused. */
export const idleConnectionsMax = 10;

/** Pauses between attempts: drawn from zero to this, doubled each time (SDKs' "standard" back-off). */
export const backoffMinMs = 100;
export const backoffMaxMs = 20_000;

/** Body of an answer that is not a stream. S3 lists a thousand keys in less than one megabyte; DynamoDB answers one. */
export const answerBytesMax = 64 * 1_048_576;
