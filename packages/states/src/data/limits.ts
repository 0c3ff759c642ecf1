/** What expressions over data may cost. Whoever hits one of these gets a refusal or a failure, never a hung process. */

/** Characters of one path or intrinsic function call. Ours: AWS only bounds the whole definition (1 MiB). */
export const expressionCharactersMax = 262_144;

/** Steps of one path (`.a`, `[0]`, `..b`). Ours: AWS publishes none. */
export const pathStepsMax = 1_000;

/** Nesting of `!`, parentheses and literals in one filter, and of groups in one regular expression. Ours. */
export const filterDepthMax = 32;

/** Nodes and regular expression steps that one read of a path may cost: only `$..*..*` and its kin reach it. Ours. */
export const pathVisitsMax = 500_000;

/** States of one compiled regular expression: bounds what `(a{1000}){1000}` may become. Ours. */
export const regexStatesMax = 5_000;

/** Developer guide, intrinsic functions: "You can nest up to 10 intrinsic functions within a field". */
export const intrinsicNestingMax = 10;

/** Developer guide, States.Hash, States.Base64Encode and States.Base64Decode: "10,000 characters or less". */
export const intrinsicStringCharactersMax = 10_000;

/** Developer guide, States.ArrayRange: the new array holds at most 1,000 items. */
export const arrayRangeItemsMax = 1_000;

/** Developer guide, States.MathAdd and States.MathRandom take Java ints. */
export const integerMin = -2_147_483_648;
export const integerMax = 2_147_483_647;

/** Nested objects and arrays of one payload template. Jackson refuses to read a definition deeper than this. */
export const templateDepthMax = 1_000;
