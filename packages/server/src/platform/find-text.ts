/**
 * Finding a text within a text in time that grows with their lengths' sum, whatever they are. The search that JavaScript
 * engines have may compare almost all of a long needle at almost every place ("aa...b...aa" among a's): a pattern and a
 * value that somebody else chose could hold everybody up for seconds.
 */

/** Where engines' own search cannot be slow: short needles, and few places to try. */
const shortNeedle = 64;
const fewComparisons = 1_000_000;

/** As `text.indexOf(needle, from)`. */
export function findText(text: string, needle: string, from = 0): number {
  if (needle.length <= shortNeedle || (text.length - from) * needle.length <= fewComparisons) return text.indexOf(needle, from);
  return knuthMorrisPratt(text, needle, from);
}

/** As `bytes.includes(needle)`. */
export function includesBytes(bytes: Uint8Array, needle: Uint8Array): boolean {
  const latin1 = (one: Uint8Array) => Buffer.from(one.buffer, one.byteOffset, one.byteLength).toString("latin1");
  return findText(latin1(bytes), latin1(needle)) >= 0;
}

function knuthMorrisPratt(text: string, needle: string, from: number): number {
  const borders = bordersOf(needle);
  let matched = 0;
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    while (matched > 0 && needle.charCodeAt(matched) !== unit) matched = borders[matched - 1] ?? 0;
    if (needle.charCodeAt(matched) === unit) matched++;
    if (matched === needle.length) return at - matched + 1;
  }
  return -1;
}

/** For each beginning of the needle the length of the longest shorter beginning that also ends it. */
function bordersOf(needle: string): Int32Array {
  const borders = new Int32Array(needle.length);
  for (let at = 1, matched = 0; at < needle.length; at++) {
    const unit = needle.charCodeAt(at);
    while (matched > 0 && needle.charCodeAt(matched) !== unit) matched = borders[matched - 1] ?? 0;
    if (needle.charCodeAt(matched) === unit) matched++;
    borders[at] = matched;
  }
  return borders;
}
