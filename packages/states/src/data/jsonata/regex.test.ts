import assert from "node:assert/strict";
import { test } from "node:test";
import { compileRegex } from "./regex.ts";

const free = (): void => {};

function find(source: string, text: string, flags = ""): readonly number[] | undefined {
  return compileRegex(source, flags).find(text, 0, free);
}

/** What the host's engine finds, in the same form. */
function hostFind(source: string, text: string, flags: string): readonly number[] | undefined {
  const match = new RegExp(source, `${flags}d`).exec(text);
  return match?.indices?.flatMap((bounds) => bounds ?? [-1, -1]);
}

test("finds what JavaScript finds, groups included", () => {
  const patterns: readonly (readonly [string, string, string?])[] = [
    ["a(b)?c", "xacabc"],
    ["(a|ab)(c|bcd)(d*)", "abcd"],
    ["(\\d{2,3})-(\\d+?)(\\d*)", "12345-678"],
    ["^\\s*(\\w+)\\s*$", "  word\t"],
    ["^b$", "a\nb\nc", "m"],
    ["[^a-c\\d-]+", "abc-12xyz"],
    ["STRASSE|stra\u00dfe", "Strasse", "i"],
    ["(?:x|(y))+z", "xyxz"],
    ["(?<year>\\d{4})-\\k<year>", "2020-2020"],
    ["(a)\\1b", "aab"],
    ["a(?=b)(?!bc)", "abcab"],
    ["(?<=\\$)\\d+", "a12$34"],
    ["(?<!\\$)\\b\\d+", "$34 12"],
    ["x{0}y{2}", "xyy"],
    ["a{,2}", "a{,2}"],
    ["[\\b\\]\\\\]", "]"],
    ["\\u0061\\x62\\cJ", "ab\n"],
    ["()*b", "b"],
    ["(a*)*", "aab"],
    ["(a*?)+?b", "aab"],
    ["[]", "a"],
    ["[^]", "a"],
  ];
  for (const [source, text, flags = ""] of patterns) {
    assert.deepEqual(find(source, text, flags), hostFind(source, text, flags), `/${source}/${flags} on ${JSON.stringify(text)}`);
  }
});

test("random patterns match where JavaScript matches", () => {
  const seed = 20_241_122;
  let state = seed;
  const pick = <T>(items: readonly T[]): T => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return items[(state >> 8) % items.length] as T;
  };
  const pattern = (depth: number): string => {
    const atom = (): string =>
      depth > 2 ? pick(["a", "b", "."]) : pick(["a", "b", "[ab]", ".", `(${pattern(depth + 1)})`, `(?:${pattern(depth + 1)})`]);
    const quantifier = (): string => pick(["", "", "", "*", "+", "?", "{1,2}", "*?", "+?"]);
    const sequence = (): string => Array.from({ length: pick([1, 2, 3]) }, () => atom() + quantifier()).join("");
    return pick([sequence, () => `${sequence()}|${sequence()}`])();
  };
  for (let i = 0; i < 2_000; i++) {
    const source = pattern(0);
    const text = Array.from({ length: 8 }, () => pick(["a", "b", "c"])).join("");
    // Captures inside loops that match nothing may differ; the match itself may not.
    assert.deepEqual(find(source, text)?.slice(0, 2), hostFind(source, text, "")?.slice(0, 2), `seed ${seed}: /${source}/ on ${text}`);
  }
});

test("a pattern that would blow up elsewhere costs a step or so for each character", () => {
  for (const source of ["^(a+)+$", "(a*)*b", "(a|a)*c", "(.*a){12}c", "(x+x+)+y"]) {
    let steps = 0;
    const regex = compileRegex(source, "");
    assert.equal(
      regex.find(`${"a".repeat(400)}b`.replace("b", source.endsWith("$") ? "!" : "d"), 0, (spent) => (steps += spent)),
      undefined,
      source,
    );
    assert.ok(steps < 400 * 400, `/${source}/ took ${steps} steps`);
  }
});

test("what is no pattern, or too large a one, is refused", () => {
  for (const source of ["(", ")", "[a", "*", "a{2,1}", "[b-a]", "(?<n", "((a{1000}){1000}){1000}", "(".repeat(1_000)]) {
    assert.throws(() => compileRegex(source, ""), { name: "SyntaxProblem" }, source);
  }
});
