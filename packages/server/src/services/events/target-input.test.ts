import assert from "node:assert/strict";
import { test } from "node:test";
import type { Target } from "../../models/events.ts";
import { valueAt } from "./json-path.ts";
import { InvalidInput, targetInput } from "./target-input.ts";

/** EventBridge user guide, "Input transform examples". */
const event = {
  version: "0",
  id: "7bf73129-1428-4cd3-a780-95db273d1602",
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  account: "123456789012",
  time: "2015-11-11T21:29:54Z",
  region: "us-east-1",
  resources: ["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"],
  detail: { "instance-id": "i-0123456789", state: "RUNNING", tags: [{ k: "a" }, { k: "b" }], quoted: 'say "hi"' },
};
const paths = {
  timestamp: "$.time",
  instance: "$.detail.instance-id",
  state: "$.detail.state",
  missing: "$.detail.nothing",
  tags: "$.detail.tags",
  quoted: "$.detail.quoted",
};

const inputOf = (target: Partial<Target>) =>
  targetInput({
    target: { Id: "t", Arn: "arn:x", ...target },
    event: JSON.stringify(event),
    ruleArn: "arn:aws:events:us-east-2:123456789012:rule/example",
    ruleName: "example",
    ingestedMs: Date.parse("2030-01-01T00:00:00Z"),
  });
const filled = (InputTemplate: string) => inputOf({ InputTransformer: { InputPathsMap: paths, InputTemplate } });

test("without more a target gets the whole event, else a constant or a part", () => {
  assert.equal(inputOf({}), JSON.stringify(event));
  assert.equal(inputOf({ Input: '{"a": 1}' }), '{"a": 1}');
  assert.equal(inputOf({ InputPath: "$.detail.state" }), '"RUNNING"');
  assert.equal(inputOf({ InputPath: "$.detail.tags[1]" }), '{"k":"b"}');
  assert.equal(inputOf({ InputPath: "$" }), JSON.stringify(event));
});

test("the examples of the user guide", () => {
  assert.equal(filled('"instance <instance> is in <state>"'), '"instance i-0123456789 is in RUNNING"');
  assert.equal(filled('"instance \\"<instance>\\" is in <state>"'), '"instance \\"i-0123456789\\" is in RUNNING"');
  assert.equal(filled('{\n "instance" : <instance>,\n "state": <state>\n}'), '{"instance":"i-0123456789","state":"RUNNING"}');
  assert.equal(
    filled('{ "instance" : <instance>, "state": "<state>", "instanceStatus": "instance \\"<instance>\\" is in <state>" }'),
    '{"instance":"i-0123456789","state":"RUNNING","instanceStatus":"instance \\"i-0123456789\\" is in RUNNING"}',
  );
  assert.equal(filled('{ "state": [ 9, <state>, true ], "Transformed" : "Yes" }'), '{"state":[9,"RUNNING",true],"Transformed":"Yes"}');
});

test("the variables that need no path", () => {
  const { detail: _detail, ...rest } = event;
  assert.deepEqual(
    JSON.parse(
      filled(
        '{"arn": <aws.events.rule-arn>, "name": <aws.events.rule-name>, "at": <aws.events.event.ingestion-time>, "all": <aws.events.event.json>, "some": <aws.events.event>}',
      ),
    ),
    { arn: "arn:aws:events:us-east-2:123456789012:rule/example", name: "example", at: "2030-01-01T00:00:00Z", all: event, some: rest },
  );
  assert.equal(filled('"<aws.events.rule-name> triggered"'), '"example triggered"');
});

test("numbers keep the digits they came with", () => {
  const exact = '{"detail":{"id":12345678901234567890,"price":1.0,"list":[1e3]}}';
  const given = (target: Partial<Target>) =>
    targetInput({ target: { Id: "t", Arn: "arn:x", ...target }, event: exact, ruleArn: "r", ruleName: "r", ingestedMs: 0 });
  assert.equal(given({ InputPath: "$.detail" }), '{"id":12345678901234567890,"price":1.0,"list":[1e3]}');
  const InputPathsMap = { id: "$.detail.id", list: "$.detail.list", none: "$.detail.id.rawJSON" };
  assert.equal(
    given({ InputTransformer: { InputPathsMap, InputTemplate: '{"id":<id>,"text":"no. <id>","list":<list>,"none":<none>}' } }),
    '{"id":12345678901234567890,"text":"no. 12345678901234567890","list":[1e3],"none":null}',
  );
});

test("plain text is filled with bare values", () => {
  assert.equal(filled("<instance> is in state <state>"), "i-0123456789 is in state RUNNING");
  assert.equal(filled(" <instance> "), '"i-0123456789"');
  assert.equal(filled("<tags>"), '[{"k":"a"},{"k":"b"}]');
  assert.equal(filled("state: <state>, tags <tags>"), 'state: RUNNING, tags [{"k":"a"},{"k":"b"}]');
});

test("values within a string are escaped, and what is missing leaves null or nothing", () => {
  assert.equal(filled('{"text": "he would <quoted>"}'), '{"text":"he would say \\"hi\\""}');
  assert.equal(filled('{"a": <missing>, "b": "-<missing>-"}'), '{"a":null,"b":"--"}');
});

test("a template that gives no JSON where it must is told", () => {
  assert.throws(() => filled('{"a": <state>'), InvalidInput);
});

test("a template that becomes larger than any target takes is told, before it has", () => {
  assert.throws(() => filled(`"${"<aws.events.event.json>".repeat(8_000)}"`), InvalidInput);
});

test("paths with names, indexes and wildcards", () => {
  assert.deepEqual(valueAt(event, "$.detail.tags[*].k"), ["a", "b"]);
  assert.equal(valueAt(event, "$.resources[0]"), event.resources[0]);
  assert.equal(valueAt(event, "$['detail-type']"), event["detail-type"]);
  for (const path of ["detail", "$.nothing", "$.detail.tags[9]", "$..a", "$.detail["]) assert.equal(valueAt(event, path), undefined, path);
});
