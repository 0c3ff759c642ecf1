/** Every bound of EventBridge. AWS quotas come from the EventBridge user guide, "Quotas", and the API reference; the rest are Stile's own. */

/** AWS quota: custom buses and the default one, of an account and region. */
export const busesMax = 100;
/** AWS quota: rules on a bus. */
export const rulesOnBusMax = 300;
/** AWS quota: targets of a rule. */
export const targetsOfRuleMax = 5;
/** AWS quota: the size of a pattern, characters. */
export const patternLengthMax = 2_048;
/** AWS quota: a bus's resource policy, characters. */
export const policyLengthMax = 10_240;
/** AWS: entries of one PutEvents together, bytes, counted as PutEvents documents. */
export const entriesBytesMax = 262_144;
/** PutEvents, "Calculating entry size": what a time counts for. */
export const entryTimeBytes = 14;
/** AWS: retries of a delivery, and how long it is tried, unless the target says otherwise. */
export const retriesDefault = 185;
export const eventAgeSecondsDefault = 86_400;
/** Buses an event is passed on to from the one it was put on, before the chain is cut. AWS cuts at the third account or region. */
export const hopsMax = 8;
/** What an input template may become, characters: no target takes more than SQS with its 1 MiB. */
export const filledLengthMax = 1_048_576;
/** AWS: tags of a resource. */
export const tagsMax = 50;
/** AWS: items of a page. */
export const pageItemsMax = 100;

/** AWS quota: connections and API destinations of an account and region. */
export const connectionsMax = 3_000;
export const apiDestinationsMax = 3_000;
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
/** AWS: how long an API destination may take to answer, and its invocations a second unless it says otherwise. */
export const apiDestinationTimeoutMs = 5_000;
export const apiDestinationRateDefault = 300;
/** API destinations whose next turn is remembered, besides those that are waited for. */
export const turnsKeptMax = 1_000;
/** Of an API destination's answer, which is not looked at, this much is read. */
export const apiDestinationAnswerBytesMax = 64 * 1024;

/** AWS quota: archives of an account and region, and replays under way. */
export const archivesMax = 100;
export const replaysAtOnceMax = 10;
/** Events a replay hands out in one transaction. */
export const replayedAtATime = 25;
/** After the store failed, or too many deliveries waited. */
export const replayPauseMs = 5_000;
/** How often archives are looked through for events that are past their retention, and how many go in one transaction. */
export const retentionEveryMs = 3_600_000;
export const removedAtATime = 200;

/** A time a schedule missed while the server was down is made up for, once, if it is no older than AWS tries a delivery. */
export const missedScheduleMs = 86_400_000;

/** Status changes of executions that wait to be published; more are left out, with a line in the log. */
export const statusChangesWaitingMax = 20_000;
/** Status changes published in one transaction. */
export const statusChangesAtATime = 100;
/** Step Functions: input and output are in the event while they are no longer than this together, bytes of their JSON: 248 KiB. */
export const statusPayloadBytesMax = 253_952;

/** Characters of the events that several deliveries share, in the store; beyond it PutEvents is throttled. */
export const eventTextsBytesMax = 256 * 1024 * 1024;
/** Of those, so many are kept in memory, too. */
export const eventTextsKeptBytesMax = 32 * 1024 * 1024;
/** Beyond so many characters of copies an event is kept once for all of its deliveries. */
export const copiesLengthMax = 16_384;
