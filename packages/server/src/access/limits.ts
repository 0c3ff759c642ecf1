/** Bounds of access keys. */

/** Keys of one server. AWS gives each user two; there are no users here yet, and all keys are held in memory. */
export const accessKeysMax = 1_000;

/** Characters of a key's description, as IAM bounds the value of a tag. */
export const descriptionCharsMax = 256;

/** Records read at once when the keys are loaded. */
export const keysPerPage = 200;
