/** Every bound of PartiQL. AWS's own: API reference and developer guide, "PartiQL"; the length of a statement and the counts of a batch and a transaction stand in the model. */

/** Parentheses, documents and NOT within one another; an item's documents may be 32 deep. */
export const nestingMax = 64;
/** AWS: values of the partition key in IN, "at max 50 hash attribute values". */
export const partitionValuesMax = 50;
/** AWS: other values in IN, "at max 100 non-key attribute values". */
export const inValuesMax = 100;
/** Parsed statements that are kept, by the characters of their texts: clients send the same few over and over. */
export const parsedCharactersMax = 200_000;
