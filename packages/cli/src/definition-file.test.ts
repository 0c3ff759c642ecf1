import assert from "node:assert/strict";
import { test } from "node:test";
import { compileFile, substitute } from "./definition-file.ts";

test("a definition that is refused is told with file, line and column", () => {
  const text = '{"StartAt":"A","States":{"A":{"Type":"Pass",\n "Next":"B"}}}';
  assert.throws(() => compileFile(text, "d.json"), {
    name: "CommandError",
    message: /^d\.json:2:9: error: .*\(MISSING_TRANSITION_TARGET\)/,
  });
});

test("a placeholder is filled in as JSON text, every time it stands there", () => {
  assert.equal(substitute('["${A}","x ${A}"]', { A: 'a"$&' }), '["a\\"$&","x a\\"$&"]');
});

test("a value without a placeholder is refused: its name is misspelt", () => {
  assert.throws(() => substitute("{}", { Missing: "x" }), { name: "CommandError", message: /no placeholder \$\{Missing\}/ });
});
