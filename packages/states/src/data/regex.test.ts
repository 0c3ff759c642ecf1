import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compileRegex } from "./regex.ts";
import { SyntaxProblem } from "./syntax-problem.ts";

describe("agrees with the host's engine on whole matches", () => {
  const patterns = [
    "abc",
    "a|bc|",
    "a*b+c?",
    "(ab)*",
    "a{2,3}",
    "a{2,}",
    "[a-c]+",
    "[^a-c]+",
    "\\d+-\\w+",
    "^a.c$",
    "(?:x|yz)+?",
    "\\bfoo\\b.*",
    "[\\d.]+",
    "\\.",
    "a{0}",
    "(a|ab)(c|bcd)",
    "[a\\]]+",
    "",
  ];
  const texts = [
    "",
    "a",
    "abc",
    "bc",
    "aab",
    "abab",
    "aaa",
    "aaaa",
    "cab",
    "xyz",
    "12-ab",
    "a\nc",
    "axc",
    "yzx",
    "foo bar",
    "1.5",
    ".",
    "abcd",
    "a]a",
    "é",
  ];
  for (const pattern of patterns) {
    test(`/${pattern}/`, () => {
      const matches = compileRegex(pattern, "");
      const host = new RegExp(`^(?:${pattern})$`, "u");
      for (const text of texts)
        assert.equal(
          matches(text, () => {}),
          host.test(text),
          `on '${text}'`,
        );
    });
  }
});

test("flags i, s and m", () => {
  assert.equal(
    compileRegex("[a-z]+É", "i")("ABCé", () => {}),
    true,
  );
  assert.equal(
    compileRegex("a.b", "s")("a\nb", () => {}),
    true,
  );
  assert.equal(
    compileRegex("a$\\n^b", "m")("a\nb", () => {}),
    true,
  );
});

describe("what a linear matcher cannot do, and what is too large, is refused", () => {
  for (const pattern of [
    "(a)\\1",
    "(?=a)",
    "(?<n>a)",
    "a++",
    "(",
    ")",
    "[a",
    "*",
    "a{2,1}",
    "(((a{1000}){1000}){1000})",
    "((((){5000}){5000}){5000}){5000}x{6000}",
    "(".repeat(10_000),
    "[z-a]",
    "\\",
  ]) {
    test(pattern.slice(0, 40), () => assert.throws(() => compileRegex(pattern, ""), SyntaxProblem));
  }
  test("an unknown flag", () => assert.throws(() => compileRegex("a", "q"), SyntaxProblem));
});
