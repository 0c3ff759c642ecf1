/**
 * The functions that Step Functions adds: `$partition`, `$range`, `$hash`, `$random`, `$uuid` and `$parse`.
 * Developer guide, "Transforming data with JSONata in Step Functions". Integers are rounded towards zero there.
 */

import { type HashAlgorithm, hashAlgorithms, hashHex } from "../../hash.ts";
import { utf8Encode } from "../../utf8.ts";
import { uuid } from "../../uuid.ts";
import { JsonataError, memoryLimitError } from "../errors.ts";
import { rangeFunctionItemsMax } from "../limits.ts";
import { Sequence, type Value } from "../values.ts";
import { type Library, define, libraryOf } from "./library.ts";

function partition(items: readonly Value[], size: number): Value {
  const chunks = new Sequence();
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

function range(first: number, last: number, step: number): Value {
  if (step === 0) return undefined;
  const count = Math.floor((last - first) / step) + 1;
  if (count > rangeFunctionItemsMax) throw memoryLimitError();
  // One value is the bare value, as of any sequence (recorded: `$range(1, 9, 9)` is 1).
  const values = new Sequence();
  for (let i = 0; i < count; i++) values.push(first + i * step);
  return values;
}

/** java.util.Random's first double for that seed: `$random(42)` is 0.7275636800328681 on AWS. */
function seededRandom(seed: number): number {
  const mask = (1n << 48n) - 1n;
  let state = (BigInt(Math.trunc(seed)) ^ 0x5deece66dn) & mask;
  const next = (bits: bigint): bigint => {
    state = (state * 0x5deece66dn + 0xbn) & mask;
    return state >> (48n - bits);
  };
  const high = next(26n);
  return Number((high << 27n) + next(27n)) / 2 ** 53;
}

const algorithms: ReadonlySet<string> = new Set(hashAlgorithms);

/** Developer guide: the algorithm is MD5, SHA-1, SHA-256, SHA-384 or SHA-512. */
function hash(text: string, algorithm: string): string {
  if (!algorithms.has(algorithm)) throw new JsonataError("T0410", { value: algorithm, index: 2 });
  return hashHex(algorithm as HashAlgorithm, utf8Encode(text));
}

export const stepFunctionsLibrary: Library = libraryOf([
  define("partition", "<an:a>", ([items, size], { run }) => {
    if (items === undefined || size === undefined) return undefined;
    const whole = Math.trunc(size as number);
    if (whole < 1) throw new JsonataError("T0410", { value: size, index: 2 });
    run.spend((items as readonly Value[]).length);
    return partition(items as readonly Value[], whole);
  }),
  define("range", "<nnn:a>", ([first, last, step], { run }) => {
    if (first === undefined || last === undefined || step === undefined) return undefined;
    const values = range(Math.trunc(first as number), Math.trunc(last as number), Math.trunc(step as number));
    if (values instanceof Sequence) run.spend(values.length);
    return values;
  }),
  define("hash", "<s-s:s>", ([text, algorithm], { run }) => {
    if (text === undefined || algorithm === undefined) return undefined;
    run.spend((text as string).length);
    return hash(text as string, algorithm as string);
  }),
  define("random", "<n?:n>", ([seed], { run }) => (seed === undefined ? run.random() : seededRandom(seed as number))),
  define("uuid", "<:s>", (_args, { run }) => uuid(() => run.random())),
  define("parse", "<s-:x>", ([text], { run }) => {
    if (text === undefined) return undefined;
    run.spendCharacters(4 * (text as string).length);
    try {
      return JSON.parse(text as string) as Value;
    } catch (problem) {
      if (!(problem instanceof SyntaxError)) throw problem;
      throw new JsonataError("D3137", { message: `Unable to parse the text as JSON: ${problem.message}` });
    }
  }),
]);
