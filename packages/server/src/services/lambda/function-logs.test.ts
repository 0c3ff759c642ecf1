import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createFakePlatform } from "../../platform/fake.ts";
import { createFunctionLogs } from "./function-logs.ts";
import { openFixture } from "./lambda-fixture.ts";
import { loggedFunctionsMax, logCharactersKeptMax, logLinesKeptMax } from "./limits.ts";

const arn = (name: string) => `arn:aws:lambda:us-east-1:111111111111:function:${name}`;
const line = (name: string, message = "x") => ({ functionArn: arn(name), version: "$LATEST", requestId: "r", message });

test("the newest lines of a function are kept, bounded by their number and their size", () => {
  const logs = createFunctionLogs(createFakePlatform());
  for (let n = 0; n < logLinesKeptMax + 5; n++) logs.add(line("f", String(n)));
  assert.deepEqual([logs.linesOf("f").length, logs.linesOf("f")[0]!.message], [logLinesKeptMax, "5"]);
  for (let n = 0; n < 100; n++) logs.add(line("f", "y".repeat(8_000)));
  assert.equal(logs.linesOf("f").length, Math.floor(logCharactersKeptMax / 8_000));
});

test("the function that wrote nothing for longest makes way", () => {
  const logs = createFunctionLogs(createFakePlatform());
  for (let n = 0; n < loggedFunctionsMax; n++) logs.add(line(`f${n}`));
  logs.add(line("f0"));
  logs.add(line("another"));
  assert.deepEqual([logs.linesOf("f0").length, logs.linesOf("f1").length, logs.linesOf("another").length], [2, 0, 1]);
});

const fixture = openFixture();
after(() => fixture.close());
const get = async (name: string, query = "") => {
  const { status, body } = await fixture.lambda.pages[0]!.handle({ path: `/_stile/api/functions/${name}/logs`, query });
  return { status, ...JSON.parse(body) } as {
    status: number;
    lines: { sequence: number; requestId: string; version: string; message: string }[];
    last: number;
  };
};

test("the page shows what every invocation printed between START and REPORT, and follows with after", async () => {
  await fixture.create("talk", { "index.js": "exports.handler = async (e) => { console.log('said ' + e.n); }" }, { Publish: true });
  assert.deepEqual((await get("talk")).lines, []);
  const { requestId } = await fixture.invoke("talk:1", { n: 1 }, { logType: "Tail" });
  const first = await get("talk");
  assert.equal(first.status, 200);
  const forms = [
    `START RequestId: ${requestId} Version: 1`,
    "INFO\tsaid 1",
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\tDuration: `,
  ];
  assert.equal(first.lines.length, forms.length);
  for (const [index, form] of forms.entries()) {
    assert.ok(first.lines[index]!.message.includes(form), first.lines[index]!.message);
    assert.deepEqual([first.lines[index]!.version, first.lines[index]!.requestId], ["1", requestId]);
  }
  const second = await fixture.invoke("talk", { n: 2 }, { logType: "Tail" });
  const next = await get("talk", `after=${first.last}`);
  assert.ok(next.lines.every((one) => one.requestId === second.requestId) && next.lines.length === 4);
  assert.equal((await get(encodeURIComponent(arn("talk")), `requestId=${requestId}`)).lines.length, 4);
  assert.equal((await get("talk", "limit=1")).lines.length, 1);
});

test("an unknown function is 404, nonsense is 400", async () => {
  assert.deepEqual([(await get("nobody")).status, (await get("talk", "after=x")).status], [404, 400]);
});
