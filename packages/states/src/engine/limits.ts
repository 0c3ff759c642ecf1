/** Quotas of the language and the engine. Numbers of AWS carry its name; the rest are ours. */

/** Step Functions quota: task and state payloads, UTF-8 bytes. */
export const payloadBytesMax = 262_144;

/** Step Functions quota: events in the history of a Standard execution. */
export const historyEventsMax = 25_000;

/** AWS refuses to wait longer: `Wait state delay is too long.` 24,855 days pass and 24,856 do not (recorded), as with a 31-bit number of seconds. */
export const waitSecondsMax = 2 ** 31 - 1;

/** States entered in one step before the run asks for another turn, so that a Choice loop cannot starve its neighbours. */
export const transitionsPerStep = 256;

/** Inline Map: AWS runs at most so many iterations at once whatever MaxConcurrency says. */
export const inlineConcurrencyMax = 40;

/** Characters of a cause that history keeps (API model: SensitiveCause). */
export const causeLengthMax = 32_768;

/** Characters of an error that history keeps (API model: SensitiveError). */
export const errorLengthMax = 256;

/** Children of one Map Run at a time. AWS allows 10,000; more than a thousand only wait for one another on one machine. */
export const childExecutionsMax = 1_000;

/** Steps that one expression may cost where it is evaluated elsewhere: about half a second, in which nothing else waits. */
export const elsewhereStepsMax = 10_000_000;
