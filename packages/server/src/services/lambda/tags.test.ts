import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openFixture, refusal } from "./lambda-fixture.ts";

const fixture = openFixture();
const { call, create } = fixture;
after(() => fixture.close());
const code = { "index.js": "exports.handler = async () => 1" };
const Resource = "arn:aws:lambda:us-east-1:111111111111:function:tagged";

test("tags are added, replaced, taken away and listed", async () => {
  await create("tagged", code, { Tags: { a: "1" } });
  await call("TagResource", { Resource, Tags: { a: "2", b: "3" } });
  await call("UntagResource", { Resource, TagKeys: ["b", "unknown"] });
  assert.deepEqual(await call("ListTags", { Resource }), { Tags: { a: "2" } });
  assert.deepEqual((await call("GetFunction", { FunctionName: "tagged" })).Tags, { a: "2" });
});

test("too many tags, reserved keys, versions and unknown functions are refused", async () => {
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`key${n}`, "v"]));
  await assert.rejects(call("TagResource", { Resource, Tags: many }), refusal("InvalidParameterValueException", /limit of 50/));
  await assert.rejects(
    call("TagResource", { Resource, Tags: { "aws:x": "" } }),
    refusal("InvalidParameterValueException", /'aws:' are reserved/),
  );
  await assert.rejects(
    call("ListTags", { Resource: `${Resource}:1` }),
    refusal("InvalidParameterValueException", "Tags on function aliases and versions are not supported. Please specify a function ARN."),
  );
  await assert.rejects(
    call("ListTags", { Resource: `${Resource}x` }),
    refusal("ResourceNotFoundException", `Function not found: ${Resource}x`, 404),
  );
});
