/** Every bound of EventBridge Scheduler. AWS quotas come from the Scheduler user guide, "Quotas"; the rest are Stile's own. */

/** AWS quota: groups of an account and region. */
export const groupsMax = 500;
/** AWS quota: schedules of an account and region are 1,000,000; here of all together, since each that is enabled waits in memory. */
export const schedulesMax = 1_000_000;
/** AWS: a target's input, bytes, which is SQS's and EventBridge's limit, too. */
export const inputBytesMax = 262_144;
/** AWS: retries of an invocation, and how long it is tried, unless the schedule says otherwise. */
export const retriesDefault = 185;
export const eventAgeSecondsDefault = 86_400;
/** AWS: items of a page. */
export const pageItemsMax = 100;
/** AWS: tags of a group. */
export const tagsMax = 50;
/** Schedules of a group that is deleted, removed in one transaction. */
export const removedAtATime = 200;
/** After the store failed, or too many invocations waited. */
export const pauseMs = 5_000;
/** Schedules read from the store at the same time when their time has come. */
export const firingMax = 64;
/** AWS: how long ago a StartDate may be. */
export const startedAgoMs = 300_000;
/** AWS: how long a ClientToken is remembered. */
export const clientTokenMs = 86_400_000;
