/**
 * The 18 intrinsic functions of JSONPath states. Each takes the values of its arguments and answers a value or
 * refuses them; a refusal and a path that finds nothing fail the state with the call as it was written.
 *
 * The error is States.Runtime, not the States.IntrinsicFailure of the documentation: that is what executions
 * on AWS report, for a missing path as well as for `Invalid arguments in States.MathAdd`.
 */

import { uuid } from "./uuid.ts";
import { base64Decode, base64Encode } from "./base64.ts";
import { EvaluationError, type Environment } from "./failure.ts";
import { hashAlgorithms, hashHex } from "./hash.ts";
import { type IntrinsicArgument, type IntrinsicCall, type IntrinsicName, parseIntrinsic } from "./intrinsic-syntax.ts";
import { hashMapOrder } from "./java-order.ts";
import { type Json, type JsonArray, isJsonArray, isJsonObject, memberOf, setMember } from "./json.ts";
import { canonicalText, deepEqual, javaText, jsonText } from "./json-text.ts";
import { arrayRangeItemsMax, integerMax, integerMin, intrinsicStringCharactersMax } from "./limits.ts";
import { utf8Decode, utf8Encode } from "./utf8.ts";

export type CompiledIntrinsic = (input: Json, environment: Environment) => Json;

/**
 * Compiles `States.Name(arguments)`. Reading it throws EvaluationError States.Runtime.
 * @throws SyntaxProblem
 */
export function compileIntrinsic(text: string): CompiledIntrinsic {
  const evaluate = compileCall(parseIntrinsic(text));
  return (input, environment) => {
    try {
      return evaluate(input, environment);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      throw new EvaluationError("States.Runtime", `The function '${text}' had the following error: ${refusal.message}`);
    }
  };
}

/** An intrinsic function does not take these arguments. It stays inside this file. */
class Refusal extends Error {}

type Evaluate = (input: Json, environment: Environment) => Json;

function compileCall(call: IntrinsicCall): Evaluate {
  const readers = call.arguments.map(compileArgument);
  if (call.name === "States.Format") {
    const [template] = call.arguments;
    const literal = template?.kind === "literal" ? template.raw : undefined;
    if (literal !== undefined) {
      return (input, environment) =>
        format(
          literal,
          true,
          readers.slice(1).map((read) => read(input, environment)),
        );
    }
  }
  const intrinsic = intrinsics[call.name];
  return (input, environment) => {
    const values = readers.map((read) => read(input, environment));
    const result = intrinsic(values, environment);
    if (result === undefined) throw new Refusal(`Invalid arguments in ${call.name}`);
    return result;
  };
}

function compileArgument(argument: IntrinsicArgument): Evaluate {
  if (argument.kind === "call") return compileCall(argument);
  if (argument.kind === "literal") return () => argument.value;
  const { path } = argument;
  return (input, environment) => {
    const value = path.find(input, environment);
    if (value !== undefined) return value;
    const miss = path.miss(input, environment);
    if (miss.kind === "notAnArray") throw new Refusal(miss.cause);
    throw new Refusal(`The JsonPath argument for the field '${path.text}' could not be found in the input '${jsonText(input)}'`);
  };
}

/** Undefined refuses the arguments. */
type Intrinsic = (values: readonly Json[], environment: Environment) => Json | undefined;

const intrinsics: Readonly<Record<IntrinsicName, Intrinsic>> = {
  "States.Array": (values) => values,
  "States.ArrayPartition": taking(2, ([array, size]) => {
    const chunk = integerOf(size);
    if (!isJsonArray(array) || chunk === undefined || chunk < 1) return undefined;
    return Array.from({ length: Math.ceil(array.length / chunk) }, (_, i) => array.slice(i * chunk, (i + 1) * chunk));
  }),
  "States.ArrayContains": taking(2, ([array, value]) =>
    isJsonArray(array) ? array.some((element) => deepEqual(element, value as Json)) : undefined,
  ),
  "States.ArrayRange": taking(3, ([first, last, step]) => range(integerOf(first), integerOf(last), integerOf(step))),
  "States.ArrayGetItem": taking(2, ([array, position]) => {
    const index = integerOf(position);
    return isJsonArray(array) && index !== undefined && index >= 0 ? array[index] : undefined;
  }),
  "States.ArrayLength": taking(1, ([array]) => (isJsonArray(array) ? array.length : undefined)),
  "States.ArrayUnique": taking(1, ([array]) => (isJsonArray(array) ? unique(array) : undefined)),
  "States.Base64Encode": taking(1, ([text]) => (isShortText(text) ? base64Encode(utf8Encode(text)) : undefined)),
  "States.Base64Decode": taking(1, ([text]) => {
    const bytes = isShortText(text) ? base64Decode(text) : undefined;
    return bytes === undefined ? undefined : utf8Decode(bytes);
  }),
  "States.Hash": taking(2, ([data, name]) => {
    const algorithm = hashAlgorithms.find((candidate) => candidate === name);
    return algorithm !== undefined && isShortText(data) ? hashHex(algorithm, utf8Encode(data)) : undefined;
  }),
  "States.JsonMerge": taking(3, ([left, right, deep]) => {
    // Deep merging is documented as not supported: only `false` is taken.
    if (!isJsonObject(left) || !isJsonObject(right) || deep !== false) return undefined;
    const keys = [...Object.keys(left), ...Object.keys(right).filter((key) => !Object.hasOwn(left, key))];
    const merged: Record<string, Json> = {};
    for (const key of hashMapOrder(keys)) setMember(merged, key, memberOf(right, key) ?? (left[key] as Json));
    return merged;
  }),
  "States.StringToJson": taking(1, ([text]) => {
    if (typeof text !== "string") return undefined;
    if (text.trim() === "") return null;
    try {
      const value = JSON.parse(text) as Json;
      return Object.is(value, -0) ? 0 : value;
    } catch (problem) {
      if (problem instanceof SyntaxError) return undefined;
      throw problem;
    }
  }),
  "States.JsonToString": taking(1, ([value]) => jsonText(value as Json)),
  "States.MathRandom": (values, environment) => {
    const [start, end, seed] = values.map(integerOf);
    if (values.length < 2 || values.length > 3 || start === undefined || end === undefined || end <= start) return undefined;
    if (values.length === 2) return start + Math.floor(environment.random() * (end - start));
    return seed === undefined ? undefined : start + javaRandomInt(seed, end - start);
  },
  "States.MathAdd": taking(2, ([left, right]) => {
    const [a, b] = [integerOf(left), integerOf(right)];
    return a === undefined || b === undefined ? undefined : a + b;
  }),
  "States.StringSplit": taking(2, ([text, delimiters]) =>
    typeof text === "string" && typeof delimiters === "string" ? split(text, delimiters) : undefined,
  ),
  "States.UUID": (values, environment) => (values.length === 0 ? uuid(environment.random) : undefined),
  "States.Format": ([template, ...values]) => (typeof template === "string" ? format(template, false, values) : undefined),
};

function taking(count: number, intrinsic: Intrinsic): Intrinsic {
  return (values, environment) => (values.length === count ? intrinsic(values, environment) : undefined);
}

/** Numbers are rounded to the nearest integer, halves upwards, as Java's Math.round does: -2.5 is -2. */
function integerOf(value: Json | undefined): number | undefined {
  if (typeof value !== "number") return undefined;
  const rounded = Math.floor(value + 0.5);
  return rounded >= integerMin && rounded <= integerMax ? rounded : undefined;
}

function isShortText(value: Json | undefined): value is string {
  return typeof value === "string" && value.length <= intrinsicStringCharactersMax;
}

function range(first: number | undefined, last: number | undefined, step: number | undefined): Json | undefined {
  if (first === undefined || last === undefined || step === undefined || step === 0) return undefined;
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  return count > arrayRangeItemsMax ? undefined : Array.from({ length: count }, (_, i) => first + i * step);
}

function unique(array: JsonArray): JsonArray {
  const seen = new Set<string>();
  return array.filter((element) => {
    const text = canonicalText(element);
    return !seen.has(text) && seen.add(text);
  });
}

/** Every character of `delimiters` splits, and empty pieces vanish, as in java.util.StringTokenizer. */
function split(text: string, delimiters: string): readonly string[] {
  const splitters = new Set(delimiters);
  const pieces: string[] = [];
  let piece = "";
  for (const character of text) {
    if (!splitters.has(character)) {
      piece += character;
      continue;
    }
    if (piece !== "") pieces.push(piece);
    piece = "";
  }
  if (piece !== "") pieces.push(piece);
  return pieces;
}

/** @param escaped the template is a literal as it was written: a backslash makes the next character plain text. */
function format(template: string, escaped: boolean, values: readonly Json[]): string {
  const parts: string[] = [];
  let placeholders = 0;
  for (let i = 0; i < template.length; i++) {
    const character = template[i] as string;
    if (character === "\\" && escaped) {
      parts.push(template[++i] as string);
    } else if (character === "{") {
      if (template[++i] !== "}") throw new Refusal("Invalid template in States.Format: matching '}' not found for '{'");
      const value = values[placeholders++];
      parts.push(value === undefined ? "" : javaText(value));
    } else if (character === "}") {
      throw new Refusal("Invalid template in States.Format: matching '{' not found for '}'");
    } else {
      parts.push(character);
    }
  }
  if (placeholders !== values.length) {
    throw new Refusal("Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.");
  }
  return parts.join("");
}

/** new java.util.Random(seed).nextInt(bound): AWS runs on Java, and the same seed must give the same number. */
function javaRandomInt(seed: number, bound: number): number {
  const mask = (1n << 48n) - 1n;
  let state = (BigInt(seed) ^ 0x5deece66dn) & mask;
  const next31 = (): number => {
    state = (state * 0x5deece66dn + 0xbn) & mask;
    return Number(state >> 17n);
  };
  if (bound > integerMax) return Math.floor((next31() / 2 ** 31) * bound);
  // A power of two takes the high bits: the low ones of this generator are poor.
  if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(next31())) >> 31n);
  for (;;) {
    const bits = next31();
    const value = bits % bound;
    // Draws from the incomplete last stretch of the 31-bit range would favour small numbers.
    if (bits - value + (bound - 1) <= integerMax) return value;
  }
}
