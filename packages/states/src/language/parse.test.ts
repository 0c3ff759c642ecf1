import assert from "node:assert/strict";
import { test } from "node:test";
import { definitionProblems } from "./diagnostics.ts";
import { type ParsedDefinition, parseDefinition, parseState } from "./parse.ts";

const standard = { type: "STANDARD" } as const;

function refused(parsed: ParsedDefinition) {
  return parsed.kind === "refused" ? parsed.diagnostics : assert.fail("it is a definition");
}

test("the definition is the JSON of the text", () => {
  const definition = { StartAt: "A", States: { A: { Type: "Pass", Result: { b: [1] }, End: true } } };
  assert.deepEqual(parseDefinition(JSON.stringify(definition), standard), { kind: "definition", definition, warnings: [] });
});

test("a text that is not JSON has one diagnostic, in Jackson's words", () => {
  const diagnostics = refused(parseDefinition("not a definition", standard));
  assert.deepEqual(diagnostics, [
    {
      severity: "ERROR",
      code: "INVALID_JSON_DESCRIPTION",
      message: "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      location: '[Source: (String)"not a definition"; line: 1, column: 4]',
      position: { line: 1, column: 4, offset: 3 },
    },
  ]);
  assert.match(definitionProblems(diagnostics), / at \[Source: \(String\)"not a definition"; line: 1, column: 4\]'$/);
});

test("a blank text is no JSON object", () => {
  const [diagnostic] = refused(parseDefinition(" ", standard));
  assert.equal(diagnostic?.message, "Definition must be a valid JSON object");
  assert.equal(diagnostic?.location, undefined);
});

test("a diagnostic tells line and column of the value, or of the object that misses one", () => {
  const text = `{
  "StartAt": "A",
  "States": {
    "A": { "Type": "Wait", "Seconds": "soon", "End": true },
    "B": { "Type": "Task", "End": true }
  }
}`;
  const positions = refused(parseDefinition(text, standard)).map(({ location, position }) => [location, position?.line, position?.column]);
  assert.deepEqual(positions, [
    ["/States/A/Seconds", 4, 39],
    ["/States/B", 5, 10],
  ]);
});

test("two states of one name are refused though JSON would keep the last", () => {
  const text = '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Fail"},"A":{"Type":"Pass","Next":"B"}}}';
  const expected = [["DUPLICATE_STATE_NAME", "Duplicate State name: A", "/States/A"]];
  assert.deepEqual(
    refused(parseDefinition(text, standard)).map(({ code, message, location }) => [code, message, location]),
    expected,
  );
});

test("of other members with one name the last one counts", () => {
  const parsed = parseDefinition('{"StartAt":"A","States":{"A":{"Type":"Pass","End":false,"End":true}}}', standard);
  assert.equal(parsed.kind, "definition");
});

test("a state alone is called StateName, and may lead anywhere", () => {
  const parsed = parseState('{"Type":"Pass","Next":"Elsewhere"}', standard);
  assert.ok(parsed.kind === "definition");
  assert.deepEqual(parsed.definition, { StartAt: "StateName", States: { StateName: { Type: "Pass", Next: "Elsewhere" } } });

  const [diagnostic] = refused(parseState('{"Type": "Parallel", "Branches": [], "End": true}', standard));
  assert.equal(diagnostic?.location, "/States/StateName/Branches");
  assert.equal(diagnostic?.position?.column, 34);
  assert.equal(parseState('{"Type":"Pass","Type":"Pass","End":true}', standard).kind, "definition");
});

test("states two hundred Parallels deep are a definition; what is too deep is refused as such", () => {
  const text = (depth: number) => {
    const opened = Array.from(
      { length: depth },
      (_, i) => `{"StartAt":"P${i}","States":{"P${i}":{"Type":"Parallel","End":true,"Branches":[`,
    );
    return `${opened.join("")}{"StartAt":"L","States":{"L":{"Type":"Succeed"}}}${"]}}}".repeat(depth)}`;
  };
  assert.equal(parseDefinition(text(200), standard).kind, "definition");
  assert.equal(refused(parseDefinition(text(25_000), standard))[0]?.code, "TOO_DEEPLY_NESTED");
});

test("ten thousand states are judged within a second", () => {
  const states = Array.from({ length: 10_000 }, (_, index) => [
    `S${index}`,
    { Type: "Pass", Parameters: { "a.$": "$.b" }, ...(index < 9_999 ? { Next: `S${index + 1}` } : { End: true }) },
  ]);
  const text = JSON.stringify({ StartAt: "S0", States: Object.fromEntries(states) });
  const started = performance.now();
  assert.equal(parseDefinition(text, standard).kind, "definition");
  assert.equal(refused(parseDefinition(text.replaceAll('"$.b"', '"b"'), standard)).length, 1_000);
  assert.ok(performance.now() - started < 2_000);
});
