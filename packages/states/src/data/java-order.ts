/**
 * AWS evaluates payload templates and States.JsonMerge into a Java HashMap, and the order of its buckets is the
 * order in which members appear in the recorded outputs. Outputs nested in arrays and strings are compared
 * and hashed as text by users, so the order is part of the behaviour.
 */

/** The keys in the order a java.util.HashMap filled with them, one after another, iterates. Keys must be distinct. */
export function hashMapOrder(keys: readonly string[]): readonly string[] {
  if (keys.length < 2) return keys;
  let capacity = 16;
  // A HashMap doubles when it is more than three quarters full; growing keeps the order inside a bucket.
  while (keys.length > capacity * 0.75) capacity *= 2;
  return keys
    .map((key) => ({ key, bucket: spreadHash(key) & (capacity - 1) }))
    .sort((left, right) => left.bucket - right.bucket)
    .map(({ key }) => key);
}

/** String.hashCode, with its upper half folded in as HashMap.hash does. */
function spreadHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash ^ (hash >>> 16);
}
