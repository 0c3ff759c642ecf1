import { JsonataError } from "../errors.ts";
import type { Value } from "../values.ts";
import { define } from "./library.ts";

/** Rounds halves to the even neighbour; a precision counts decimal places, a negative one places before the point. */
export function roundHalfEven(value: number, precision = 0): number {
  const shifted = precision === 0 ? value : shift(value, precision);
  let rounded = Math.round(shifted);
  if (Math.abs(rounded - shifted) === 0.5 && Math.abs(rounded % 2) === 1) rounded--;
  const result = precision === 0 ? rounded : shift(rounded, -precision);
  return Object.is(result, -0) ? 0 : result;
}

/** Moves the decimal point in the number's text, which multiplying would not do exactly. */
function shift(value: number, places: number): number {
  const [mantissa, exponent = "0"] = String(value).split("e");
  return Number(`${mantissa}e${Number(exponent) + places}`);
}

const decimal = /^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?$/;
const radixed = /^(0[xX][0-9A-Fa-f]+|0[oO][0-7]+|0[bB][01]+)$/;

function toNumber(value: Value): Value {
  if (value === undefined || typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string" && (decimal.test(value) || radixed.test(value))) {
    const number = Number(value);
    if (Number.isFinite(number)) return number;
  }
  throw new JsonataError("D3030", { value });
}

function onNumber(compute: (value: number) => number): (args: readonly Value[]) => Value {
  return ([value]) => (value === undefined ? undefined : compute(value as number));
}

function onNumbers(
  compute: (values: readonly number[]) => Value,
): (args: readonly Value[], call: { run: { spend(n: number): void } }) => Value {
  return ([values], { run }) => {
    if (values === undefined) return undefined;
    run.spend((values as readonly number[]).length);
    return compute(values as readonly number[]);
  };
}

function total(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function extreme(values: readonly number[], better: (value: number, best: number) => boolean): Value {
  let best = values[0];
  for (const value of values) if (better(value, best as number)) best = value;
  return best;
}

export const numericFunctions = [
  define("number", "<(nsb)-:n>", ([value]) => toNumber(value)),
  define("abs", "<n-:n>", onNumber(Math.abs)),
  define("floor", "<n-:n>", onNumber(Math.floor)),
  define("ceil", "<n-:n>", onNumber(Math.ceil)),
  define("round", "<n-n?:n>", ([value, precision]) =>
    value === undefined ? undefined : roundHalfEven(value as number, (precision as number | undefined) ?? 0),
  ),
  define("sqrt", "<n-:n>", ([value]) => {
    if (value === undefined) return undefined;
    if ((value as number) < 0) throw new JsonataError("D3060", { value, index: 1 });
    return Math.sqrt(value as number);
  }),
  define("power", "<n-n:n>", ([base, exponent]) => {
    if (base === undefined) return undefined;
    const result = (base as number) ** (exponent as number);
    if (!Number.isFinite(result)) throw new JsonataError("D3061", { value: base, exp: exponent as number, index: 1 });
    return result;
  }),
  define("random", "<:n>", (_args, { run }) => run.random()),
  define("sum", "<a<n>:n>", onNumbers(total)),
  define(
    "max",
    "<a<n>:n>",
    onNumbers((values) => extreme(values, (value, best) => value > best)),
  ),
  define(
    "min",
    "<a<n>:n>",
    onNumbers((values) => extreme(values, (value, best) => value < best)),
  ),
  define(
    "average",
    "<a<n>:n>",
    onNumbers((values) => (values.length === 0 ? undefined : total(values) / values.length)),
  ),
  define("count", "<a:n>", ([values]) => (values === undefined ? 0 : (values as readonly Value[]).length)),
  define("formatBase", "<n-n?:s>", ([value, radix]) => {
    if (value === undefined) return undefined;
    const base = radix === undefined ? 10 : roundHalfEven(radix as number);
    if (base < 2 || base > 36) throw new JsonataError("D3100", { value: base });
    return roundHalfEven(value as number).toString(base);
  }),
];
