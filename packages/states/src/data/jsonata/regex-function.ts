/**
 * Regular expressions as JSONata values: functions from a text to its first match, or nothing. A match tells the
 * following one by `next`, so functions of the user's own can stand in for a regular expression.
 */

import { JsonataError, JsonataSyntaxError } from "./errors.ts";
import type { Run } from "./frame.ts";
import { invoke } from "./invoke.ts";
import { type Regex, compileRegex } from "./regex.ts";
import { SyntaxProblem } from "../syntax-problem.ts";
import { JsonataFunction, type Value, isArray, isFunction, isMembers, member } from "./values.ts";

export interface Match {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly groups: readonly Value[];
}

class RegexFunction extends JsonataFunction {
  readonly regex: Regex;

  constructor(regex: Regex) {
    super((args, { run }) => (typeof args[0] === "string" ? matchValue(regex, args[0], 0, run) : undefined), 1);
    this.regex = regex;
  }
}

/** @throws JsonataSyntaxError S0502 for a pattern that does not parse. */
export function compileRegexFunction(source: string, flags: string, position: number): JsonataFunction {
  try {
    return new RegexFunction(compileRegex(source, flags));
  } catch (problem) {
    if (problem instanceof SyntaxProblem) throw new JsonataSyntaxError("S0502", position, { message: problem.message });
    throw problem;
  }
}

function matchValue(regex: Regex, text: string, from: number, run: Run): Value {
  const match = findIn(regex, text, from, run);
  if (match === undefined) return undefined;
  const next = new JsonataFunction(
    (_args, call) => (match.end < text.length ? matchValue(regex, text, match.end, call.run) : undefined),
    0,
  );
  return { match: match.text, start: match.start, end: match.end, groups: match.groups, next };
}

function findIn(regex: Regex, text: string, from: number, run: Run): Match | undefined {
  const bounds = regex.find(text, from, (steps) => run.spend(steps));
  if (bounds === undefined) return undefined;
  const [start, end] = bounds as [number, number];
  if (start === end) throw new JsonataError("D1004", { value: text });
  const groups: Value[] = [];
  for (let i = 2; i < bounds.length; i += 2) {
    const groupStart = bounds[i] as number;
    groups.push(groupStart < 0 ? undefined : text.slice(groupStart, bounds[i + 1]));
  }
  return { text: text.slice(start, end), start, end, groups };
}

/** All matches in a text, one at a time, by a regular expression or by a matcher function of the user's. */
export function* matchesOf(matcher: JsonataFunction, text: string, run: Run): Generator<Match> {
  if (!(matcher instanceof RegexFunction)) {
    yield* customMatches(matcher, text, run);
    return;
  }
  for (let from = 0; ; ) {
    const match = findIn(matcher.regex, text, from, run);
    if (match === undefined) return;
    yield match;
    from = match.end;
    if (from >= text.length) return;
  }
}

function* customMatches(matcher: JsonataFunction, text: string, run: Run): Generator<Match> {
  let found = invoke(matcher, [text], undefined, run);
  while (found !== undefined) {
    run.spend(1);
    if (!isMembers(found)) throw new JsonataError("T1010", {});
    const start = member(found, "start");
    const end = member(found, "end");
    const groups = member(found, "groups");
    const next = member(found, "next");
    if (!(typeof start === "number" || typeof end === "number" || isArray(groups) || isFunction(next))) throw new JsonataError("T1010", {});
    yield {
      text: String(member(found, "match") ?? ""),
      start: Number(start),
      end: Number(end),
      groups: isArray(groups) ? groups : [],
    };
    found = isFunction(next) ? invoke(next, [], undefined, run) : undefined;
  }
}
