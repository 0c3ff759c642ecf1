import assert from "node:assert/strict";
import { test } from "node:test";
import { JsonataError, JsonataSyntaxError, compileJsonata } from "./index.ts";

function syntaxError(text: string): JsonataSyntaxError {
  try {
    compileJsonata(text);
  } catch (problem) {
    assert.ok(problem instanceof JsonataSyntaxError, String(problem));
    return problem;
  }
  throw new assert.AssertionError({ message: `${text} parses` });
}

test("a text that does not parse is refused in the reference implementation's words", () => {
  const texts: readonly (readonly [string, string, string])[] = [
    ["1 +", "S0207", "Unexpected end of expression"],
    ["", "S0207", "Unexpected end of expression"],
    ["a[1,2)", "S0202", 'Expected "]", got ","'],
    ["(1; 2", "S0203", 'Expected ")" before end of expression'],
    ['"unterminated', "S0101", "String literal must be terminated by a matching quote"],
    ["'\\q'", "S0103", 'Unsupported escape sequence: \\"q"'],
    ["`name", "S0105", "Quoted property name must be terminated with a backquote (`)"],
    ["1 /* ", "S0106", "Comment has no closing tag"],
    ['{"a":}', "S0211", 'The symbol "}" cannot be used as a unary operator'],
    ['$match("a", /abc', "S0302", "No terminating / in regular expression"],
    ['$match("a", //)', "S0301", "Empty regular expressions are not allowed"],
    ["1 2", "S0201", 'Syntax error: "2"'],
    ["[1!2]", "S0204", 'Unknown operator: "!"'],
    ["x := 1", "S0212", "The left side of := must be a variable name (start with $)"],
    ["a.1", "S0213", "The literal value 1 cannot be used as a step within a path expression"],
    ["%", "S0217", "The object representing the 'parent' cannot be derived from this expression"],
  ];
  for (const [text, code, message] of texts) {
    const error = syntaxError(text);
    assert.deepEqual([error.code, error.message], [code, message], text);
  }
});

test("a text that is not understood is reported before what is wrong with its meaning", () => {
  assert.equal(syntaxError("a.7b").code, "S0201");
});

test("the position is the offset behind the token that is wrong", () => {
  const { position, token } = syntaxError("[1, 2)");
  assert.deepEqual([position, token], [6, ")"]);
});

test("regular expressions and divisions are told apart", () => {
  assert.equal(compileJsonata("8 / 2 / 2").evaluate(undefined), 2);
  assert.equal(compileJsonata("(8)/2").evaluate(undefined), 4);
  assert.equal(compileJsonata('$contains("a/b", /a\\/b/)').evaluate(undefined), true);
});

test("an error of the evaluation names the function and its place", () => {
  assert.throws(
    () => compileJsonata('$sum(["a"])').evaluate(undefined),
    (problem) => {
      assert.ok(problem instanceof JsonataError);
      assert.equal(problem.message, 'Argument 1 of function "sum" must be an array of "numbers"');
      assert.deepEqual([problem.code, problem.token, problem.position], ["T0412", "sum", 5]);
      return true;
    },
  );
});
