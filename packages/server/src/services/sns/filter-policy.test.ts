import assert from "node:assert/strict";
import { test } from "node:test";
import { ServiceError } from "../../aws/index.ts";
import { compileFilter, type FilterScope } from "./filter-policy.ts";

const attributes = (values: Readonly<Record<string, string | number | readonly unknown[]>>) => ({
  body: () => undefined,
  attributes: Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "number"
        ? { type: "Number", text: String(value) }
        : Array.isArray(value)
          ? { type: "String.Array", text: JSON.stringify(value) }
          : { type: "String", text: String(value) },
    ]),
  ),
});
const body = (value: unknown) => ({ attributes: {}, body: () => value });

const wants = (
  policy: unknown,
  message: ReturnType<typeof attributes> | ReturnType<typeof body>,
  scope: FilterScope = "MessageAttributes",
) => compileFilter(JSON.stringify(policy), scope)(message);

test("every key has to fit, one of its values suffices", () => {
  const policy = { store: ["a", "b"], price: [1, 2] };
  assert.equal(wants(policy, attributes({ store: "b", price: 2, more: "x" })), true);
  assert.equal(wants(policy, attributes({ store: "b" })), false);
  assert.equal(wants(policy, attributes({ store: "c", price: 2 })), false);
  assert.equal(wants({ price: [1] }, attributes({ price: "1" })), false, "text is no number");
});

for (const [operator, yes, no] of [
  [{ prefix: "ab" }, "abc", "cab"],
  [{ suffix: "bc" }, "abc", "bcd"],
  [{ "equals-ignore-case": "AbC" }, "aBc", "abcd"],
  [{ wildcard: "a*c*e" }, "abcde", "abcd"],
  [{ wildcard: "*" }, "", undefined],
  [{ "anything-but": "a" }, "b", "a"],
  [{ "anything-but": ["a", 1] }, "b", 1],
  [{ "anything-but": { prefix: "a" } }, "b", "ab"],
  [{ "anything-but": { suffix: ["a", "b"] } }, "c", "ab"],
  [{ "anything-but": { wildcard: "a*" } }, "b", "ab"],
  [{ "anything-but": { "equals-ignore-case": ["A"] } }, "b", "a"],
  [{ numeric: ["=", 1.5] }, 1.5, 1],
  [{ numeric: [">", 0, "<=", 5] }, 5, 0],
  [{ numeric: ["<", 0] }, -1, 0],
  [{ cidr: "10.0.0.0/8" }, "10.1.2.3", "11.0.0.1"],
  [{ cidr: "2001:db8::/32" }, "2001:db8::1", "10.0.0.1"],
] as const) {
  test(`${JSON.stringify(operator)} takes ${JSON.stringify(yes)}${no === undefined ? "" : `, not ${JSON.stringify(no)}`}`, () => {
    assert.equal(wants({ k: [operator] }, attributes({ k: yes })), true);
    if (no !== undefined) assert.equal(wants({ k: [operator] }, attributes({ k: no })), false);
    assert.equal(wants({ k: [operator] }, attributes({ other: "x" })), false, "a key that is absent never fits");
  });
}

test("exists asks whether a key is there, whatever it holds; a binary one is not there", () => {
  const binary = { body: () => undefined, attributes: { k: { type: "Binary" } } };
  // "Amazon SNS ignores message attributes with the Binary data type" (filter policy constraints).
  assert.equal(compileFilter('{"k":[{"exists":true}]}', "MessageAttributes")(binary), false);
  assert.equal(compileFilter('{"k":[{"exists":false}]}', "MessageAttributes")(binary), true);
  assert.equal(compileFilter('{"k":[{"anything-but":"x"}]}', "MessageAttributes")(binary), false);
  assert.equal(wants({ k: [{ exists: false }] }, attributes({})), true);
  assert.equal(wants({ k: [{ exists: false }] }, attributes({ k: "x" })), false);
  assert.equal(wants({ k: ["x", { exists: false }] }, attributes({ k: "x" })), true);
});

test("of an array one element has to fit", () => {
  assert.equal(wants({ k: ["b", true] }, attributes({ k: ["a", true] })), true);
  assert.equal(wants({ k: [null] }, attributes({ k: ["a", null] })), true);
  assert.equal(wants({ k: ["b"] }, attributes({ k: ["a", 1] })), false);
});

test("one of the branches of $or has to fit, along with the rest", () => {
  const policy = { a: ["1"], $or: [{ b: ["2"] }, { c: [{ numeric: [">", 2] }] }] };
  assert.equal(wants(policy, attributes({ a: "1", b: "2" })), true);
  assert.equal(wants(policy, attributes({ a: "1", c: 3 })), true);
  assert.equal(wants(policy, attributes({ a: "1", c: 1 })), false);
  assert.equal(wants(policy, attributes({ c: 3 })), false);
  assert.equal(wants({ $or: ["x"] }, attributes({ $or: "x" })), true, "with values it is an ordinary key");
});

test("a policy of the body follows its objects, and in arrays wants one element that fits as a whole", () => {
  const policy = { order: { state: ["new"], items: { sku: ["a"], count: [{ numeric: [">", 1] }] } } };
  const order = (...items: readonly object[]) => body({ order: { state: "new", items } });
  assert.equal(wants(policy, order({ sku: "a", count: 2 }), "MessageBody"), true);
  assert.equal(wants(policy, order({ sku: "a", count: 1 }, { sku: "b", count: 2 }), "MessageBody"), false);
  assert.equal(wants({ a: { b: [{ exists: false }] } }, body({ a: {} }), "MessageBody"), true);
  assert.equal(wants({ a: { b: [{ exists: false }] } }, body({}), "MessageBody"), true);
  assert.equal(wants({ a: [true, null, 1] }, body({ a: null }), "MessageBody"), true);
  assert.equal(wants({ a: ["x"] }, body("x"), "MessageBody"), false, "a body that is no object is not wanted");
  assert.equal(wants({ __proto__: ["x"] }, body({}), "MessageBody"), true);
});

test("policies that cannot be held are refused in AWS's words", () => {
  const refused = (policy: string, message: string, scope: FilterScope = "MessageAttributes") =>
    assert.throws(
      () => compileFilter(policy, scope),
      (error: unknown) => {
        assert.ok(error instanceof ServiceError);
        assert.equal(error.code, "InvalidParameterException");
        assert.equal(error.message, `Invalid parameter: FilterPolicy: ${message}`);
        return true;
      },
    );
  refused('{"a":[]}', "Empty arrays are not allowed");
  refused('{"a":"b"}', '"a" must be an object or an array');
  refused('{"a":[["b"]]}', "Match value must be String, number, true, false, or null");
  refused('{"a":{"b":["c"]}}', "Filter policy scope MessageAttributes does not support nested filter policy");
  refused('{"a":[{"nonsense":1}]}', "Unrecognized match type nonsense");
  refused('{"a":[{"exists":"yes"}]}', "exists match pattern must be either true or false.");
  refused('{"a":[{"numeric":["<","x"]}]}', "Value of < must be numeric");
  refused('{"a":[{"numeric":[">",5,"<",1]}]}', "Bottom must be less than top");
  refused(JSON.stringify(Object.fromEntries([..."abcdef"].map((key) => [key, ["x"]]))), "Filter policy can not have more than 5 keys");
  const many = Array.from({ length: 13 }, (_, at) => `${at}`);
  refused(JSON.stringify({ a: many, b: many }), "Filter policy is too complex");
  refused(`{"a":${'{"a":'.repeat(40)}["x"]${"}".repeat(40)}}`, "Filter policy is too complex", "MessageBody");
});
