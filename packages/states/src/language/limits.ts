/** The numbers of the language. Unless another place is named, they are in the developer guide beside the field. */

/** State names and variable names, in Unicode characters. */
export const nameCharactersMax = 80;

/** The Label of a distributed Map, which becomes part of its child executions' ARNs. */
export const labelCharactersMax = 40;

/** TimeoutSeconds, HeartbeatSeconds, Seconds, IntervalSeconds and MaxAttempts. */
export const secondsMax = 99_999_999;

/** MaxDelaySeconds of a retrier: a leap year. */
export const maxDelaySecondsMax = 31_622_400;

/** MaxItems of a ReaderConfig. */
export const readerItemsMax = 100_000_000;

/** MaxInputBytesPerBatch of an ItemBatcher: the quota of a child execution's input. */
export const batchInputBytesMax = 262_144;

/**
 * Objects and arrays inside one another, in a definition or an input. It is the bound of the JSON library AWS
 * words its errors with; everything behind it may recurse over a value without running out of stack.
 */
export const jsonDepthMax = 1_000;

/** How much of a text an error shows as its source: again the JSON library's number, in UTF-16 units. */
export const sourceExcerptMax = 500;

/** Findings about one definition; what comes after them is not looked for. ValidateStateMachineDefinition shows 100. */
export const findingsMax = 1_000;
