/** Every bound of EventBridge. AWS quotas come from the EventBridge user guide, "Quotas", and the API reference; the rest are Stile's own. */

/** How long the token endpoint of a connection may take to answer. AWS does not say; API destinations have 5 s. */
export const oauthTimeoutMs = 5_000;
/** Largest answer of a token endpoint that is read. */
export const oauthAnswerBytesMax = 64 * 1024;
/** How long a token without `expires_in` is used. */
export const tokenLifetimeDefaultMs = 3_600_000;
/** A token this near to its end is not used any more. */
export const tokenEarlyMs = 60_000;
/** Tokens held in memory. */
export const tokensKeptMax = 1_000;
