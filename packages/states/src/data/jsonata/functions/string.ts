import { JsonataError } from "../errors.ts";
import type { Run } from "../frame.ts";
import { invoke } from "../invoke.ts";
import { type Match, matchesOf } from "../regex-function.ts";
import { stringOf } from "../text.ts";
import { type JsonataFunction, Sequence, type Value, isFunction } from "../values.ts";
import { define } from "./library.ts";

/** Texts are counted in code points, as the reference implementation does. */
function codePoints(text: string, run: Run): string[] {
  run.spend(1 + (text.length >> 2));
  return Array.from(text);
}

const isPlainText = (text: string): boolean => !/[\ud800-\udfff]/.test(text);

function substring(text: string, start: number, length: number | undefined, run: Run): string {
  run.spend(1 + (text.length >> 4));
  const points: string | string[] = isPlainText(text) ? text : codePoints(text, run);
  const from = points.length + start < 0 ? 0 : start;
  let end: number | undefined;
  if (length !== undefined) {
    if (length <= 0) return "";
    end = from >= 0 ? from + length : points.length + from + length;
  }
  const cut = points.slice(from, end);
  return typeof cut === "string" ? cut : cut.join("");
}

function pad(text: string, width: number, filler: string, run: Run): string {
  const missing = Math.floor(Math.abs(width)) - codePoints(text, run).length;
  if (missing <= 0) return text;
  const units = codePoints(filler.length === 0 ? " " : filler, run);
  run.spendCharacters(text.length + missing * 2);
  const repeated = units.join("").repeat(Math.floor(missing / units.length)) + units.slice(0, missing % units.length).join("");
  return width > 0 ? text + repeated : repeated + text;
}

function contains(text: string, pattern: Value, run: Run): boolean {
  if (typeof pattern === "string") {
    run.spend(1 + (text.length >> 4));
    return text.includes(pattern);
  }
  for (const _match of matchesOf(pattern as JsonataFunction, text, run)) return true;
  return false;
}

function allMatches(text: string, matcher: JsonataFunction, limit: number | undefined, run: Run): Value {
  if (limit !== undefined && limit < 0) throw new JsonataError("D3040", { value: limit, index: 3 });
  const found = new Sequence();
  if (limit === 0) return found;
  for (const match of matchesOf(matcher, text, run)) {
    found.push({ match: match.text, index: match.start, groups: match.groups });
    if (limit !== undefined && found.length >= limit) break;
  }
  return found;
}

function split(text: string, separator: Value, limit: number | undefined, run: Run): Value {
  if (limit !== undefined && limit < 0) throw new JsonataError("D3020", { value: limit, index: 3 });
  const most = limit === undefined ? Number.POSITIVE_INFINITY : Math.floor(limit);
  const parts: string[] = [];
  if (typeof separator === "string") {
    run.spend(1 + (separator === "" ? text.length : text.length >> 3));
    return text.split(separator, limit === undefined ? undefined : most);
  }
  let at = 0;
  for (const match of matchesOf(separator as JsonataFunction, text, run)) {
    if (parts.length >= most) break;
    parts.push(text.slice(at, match.start));
    at = match.end;
  }
  if (parts.length < most) parts.push(text.slice(at));
  return parts;
}

function replace(text: string, pattern: Value, replacement: Value, limit: number | undefined, run: Run): Value {
  if (pattern === "") throw new JsonataError("D3010", { value: pattern, index: 2 });
  if (limit !== undefined && limit < 0) throw new JsonataError("D3011", { value: limit, index: 4 });
  let left = limit ?? Number.POSITIVE_INFINITY;
  let result = "";
  let at = 0;
  const matches = typeof pattern === "string" ? occurrences(text, pattern, run) : matchesOf(pattern as JsonataFunction, text, run);
  for (const match of matches) {
    if (left-- <= 0) break;
    result += text.slice(at, match.start);
    if (typeof replacement !== "string") result += replacedBy(replacement as JsonataFunction, match, run);
    else result += typeof pattern === "string" ? replacement : expand(replacement, match);
    run.spendCharacters(result.length > 1_000_000 ? result.length : replacement === "" ? 0 : 16);
    at = match.end;
  }
  run.spendCharacters(result.length + text.length - at);
  return result + text.slice(at);
}

function* occurrences(text: string, pattern: string, run: Run): Generator<Match> {
  for (let at = text.indexOf(pattern); at !== -1; at = text.indexOf(pattern, at + pattern.length)) {
    run.spend(1);
    yield { text: pattern, start: at, end: at + pattern.length, groups: [] };
  }
}

function replacedBy(replacer: JsonataFunction, match: Match, run: Run): string {
  const argument = { match: match.text, start: match.start, end: match.end, groups: match.groups };
  const result = invoke(replacer, [argument], undefined, run);
  if (typeof result !== "string") throw new JsonataError("D3012", { value: result });
  return result;
}

/**
 * `$0` is the match, `$n` a group, `$$` a dollar sign. A number of several digits means the longest number of an
 * existing group; the digits behind it are text. Without such a group the first digit vanishes.
 */
function expand(replacement: string, match: Match): string {
  if (!replacement.includes("$")) return replacement;
  let result = "";
  let at = 0;
  for (let dollar = replacement.indexOf("$"); dollar !== -1 && at < replacement.length; dollar = replacement.indexOf("$", at)) {
    result += replacement.slice(at, dollar);
    at = dollar + 1;
    const following = replacement[at] ?? "";
    if (following === "$") {
      result += "$";
      at++;
    } else if (following === "0") {
      result += match.text;
      at++;
    } else {
      const digitsMax = match.groups.length === 0 ? 1 : Math.floor(Math.log10(match.groups.length)) + 1;
      const digits = /^\d+/.exec(replacement.slice(at, at + digitsMax))?.[0];
      if (digits === undefined) {
        result += "$";
        continue;
      }
      let length = digits.length;
      if (length > 1 && Number(digits) > match.groups.length) length--;
      if (match.groups.length > 0) {
        const group = match.groups[Number(digits.slice(0, length)) - 1];
        if (group !== undefined) result += String(group);
      }
      at += length;
    }
  }
  return result + replacement.slice(at);
}

function join(parts: readonly Value[], separator: string, run: Run): string {
  let characters = 0;
  for (const part of parts) characters += (part as string).length + separator.length;
  run.spendCharacters(characters);
  run.spend(parts.length);
  return parts.join(separator);
}

/** Arguments that a text function needs; without them it answers nothing. */
function onText(
  compute: (text: string, args: readonly Value[], run: Run) => Value,
): (args: readonly Value[], call: { readonly run: Run }) => Value {
  return (args, { run }) => (args[0] === undefined ? undefined : compute(args[0] as string, args, run));
}

const optionalNumber = (value: Value): number | undefined => value as number | undefined;

export const stringFunctions = [
  define(
    "string",
    "<x-b?:s>",
    ([value, pretty], { run }) => (value === undefined ? undefined : stringOf(value, run, pretty === true ? 2 : 0)),
    1, // `$map(values, $string)` must not take the index for the second parameter.
  ),
  define(
    "length",
    "<s-:n>",
    onText((text, _args, run) => (isPlainText(text) ? text.length : codePoints(text, run).length)),
  ),
  define(
    "substring",
    "<s-nn?:s>",
    onText((text, args, run) => substring(text, args[1] as number, optionalNumber(args[2]), run)),
  ),
  define(
    "substringBefore",
    "<s-s:s>",
    onText((text, [, chars]) => {
      const at = text.indexOf(chars as string);
      return at === -1 ? text : text.slice(0, at);
    }),
  ),
  define(
    "substringAfter",
    "<s-s:s>",
    onText((text, [, chars]) => {
      const at = text.indexOf(chars as string);
      return at === -1 ? text : text.slice(at + (chars as string).length);
    }),
  ),
  define(
    "uppercase",
    "<s-:s>",
    onText((text, _args, run) => {
      run.spendCharacters(text.length);
      return text.toUpperCase();
    }),
  ),
  define(
    "lowercase",
    "<s-:s>",
    onText((text, _args, run) => {
      run.spendCharacters(text.length);
      return text.toLowerCase();
    }),
  ),
  define(
    "trim",
    "<s-:s>",
    onText((text, _args, run) => {
      run.spendCharacters(text.length);
      return text.replace(/[ \t\n\r]+/g, " ").replace(/^ | $/g, "");
    }),
  ),
  define(
    "pad",
    "<s-ns?:s>",
    onText((text, args, run) => pad(text, args[1] as number, (args[2] as string | undefined) ?? " ", run)),
  ),
  define(
    "contains",
    "<s-(sf):b>",
    onText((text, args, run) => (args[1] === undefined ? undefined : contains(text, args[1], run))),
  ),
  define(
    "split",
    "<s-(sf)n?:a<s>>",
    onText((text, args, run) => (args[1] === undefined ? undefined : split(text, args[1], optionalNumber(args[2]), run))),
  ),
  define("join", "<a<s>s?:s>", ([parts, separator], { run }) =>
    parts === undefined ? undefined : join(parts as readonly Value[], (separator as string | undefined) ?? "", run),
  ),
  define(
    "match",
    "<s-f<s:o>n?:a<o>>",
    onText((text, args, run) => (isFunction(args[1]) ? allMatches(text, args[1], optionalNumber(args[2]), run) : undefined)),
  ),
  define(
    "replace",
    "<s-(sf)(sf)n?:s>",
    onText((text, args, run) => (args[1] === undefined ? undefined : replace(text, args[1], args[2], optionalNumber(args[3]), run))),
  ),
];
