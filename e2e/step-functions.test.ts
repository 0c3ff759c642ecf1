/** Operations of Step Functions that no other test asks for, with the AWS SDK: their answers and what they refuse. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SFN } from "@aws-sdk/client-sfn";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

const timeout = 60_000;
const roleArn = "arn:aws:iam::000000000000:role/any";
const passing = (result: number) =>
  JSON.stringify({ StartAt: "P", States: { P: { Type: "Pass", Result: result, Next: "W" }, W: { Type: "Wait", Seconds: 1, End: true } } });

let server: ServerProcess;
let folder: string;
let sfn: SFN;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "stile-e2e-"));
  server = await startServerProcess(join(folder, "data"));
  sfn = new SFN({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});

after(async () => {
  sfn.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function machine(name: string, definition = passing(1)): Promise<string> {
  const { stateMachineArn } = await sfn.createStateMachine({ name, roleArn, definition });
  assert.ok(stateMachineArn);
  return stateMachineArn;
}

test("an execution keeps the definition it was started with when its machine is updated", { timeout }, async () => {
  const stateMachineArn = await machine("updated");
  const { executionArn } = await sfn.startExecution({ stateMachineArn });
  const { revisionId, updateDate } = await sfn.updateStateMachine({ stateMachineArn, definition: passing(2) });
  assert.ok(revisionId && updateDate instanceof Date);
  assert.equal((await sfn.describeStateMachine({ stateMachineArn })).definition, passing(2));
  assert.equal((await sfn.describeStateMachine({ stateMachineArn })).revisionId, revisionId);
  const before = await sfn.describeStateMachineForExecution({ executionArn });
  assert.equal(before.definition, passing(1));
  const later = await sfn.startExecution({ stateMachineArn });
  assert.equal((await sfn.describeStateMachineForExecution({ executionArn: later.executionArn })).definition, passing(2));
});

test("an update without anything to change, or to what cannot run, is refused and changes nothing", { timeout }, async () => {
  const stateMachineArn = await machine("kept");
  await assert.rejects(sfn.updateStateMachine({ stateMachineArn }), { name: "MissingRequiredParameter" });
  await assert.rejects(sfn.updateStateMachine({ stateMachineArn, definition: '{"StartAt":"Nowhere","States":{}}' }), {
    name: "InvalidDefinition",
  });
  await assert.rejects(sfn.updateStateMachine({ stateMachineArn: `${stateMachineArn}-not`, roleArn }), {
    name: "StateMachineDoesNotExist",
  });
  assert.equal((await sfn.describeStateMachine({ stateMachineArn })).definition, passing(1));
});

test("tags are merged by key, taken off, and none is lost when many come at once", { timeout }, async () => {
  const resourceArn = await machine("tagged");
  const tagsNow = async () =>
    Object.fromEntries(((await sfn.listTagsForResource({ resourceArn })).tags ?? []).map(({ key, value }) => [key, value]));
  await sfn.tagResource({
    resourceArn,
    tags: [
      { key: "a", value: "1" },
      { key: "b", value: "1" },
    ],
  });
  await sfn.tagResource({ resourceArn, tags: [{ key: "a", value: "2" }] });
  assert.deepEqual(await tagsNow(), { a: "2", b: "1" });
  await sfn.untagResource({ resourceArn, tagKeys: ["a", "absent"] });
  assert.deepEqual(await tagsNow(), { b: "1" });
  await Promise.all(Array.from({ length: 20 }, (_, n) => sfn.tagResource({ resourceArn, tags: [{ key: `n${n}`, value: "" }] })));
  assert.equal(Object.keys(await tagsNow()).length, 21);
  await assert.rejects(sfn.tagResource({ resourceArn, tags: Array.from({ length: 30 }, (_, n) => ({ key: `m${n}`, value: "" })) }), {
    name: "TooManyTags",
  });
  await assert.rejects(sfn.listTagsForResource({ resourceArn: `${resourceArn}-not` }), { name: "ResourceNotFound" });
});

test("executions are listed newest first, by status and page; a page token serves its own listing only", { timeout }, async () => {
  const stateMachineArn = await machine("listed", '{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}');
  const names = ["one", "two", "three"];
  for (const name of names) await sfn.startExecution({ stateMachineArn, name });
  const { executionArn } = (await sfn.listExecutions({ stateMachineArn, maxResults: 1 })).executions?.[0] ?? {};
  await sfn.stopExecution({ executionArn, error: "Enough", cause: "no longer wanted" });
  const first = await sfn.listExecutions({ stateMachineArn, maxResults: 2 });
  const second = await sfn.listExecutions({ stateMachineArn, maxResults: 2, nextToken: first.nextToken });
  assert.deepEqual(
    [...(first.executions ?? []), ...(second.executions ?? [])].map(({ name }) => name),
    ["three", "two", "one"],
  );
  assert.equal(second.nextToken, undefined);
  const aborted = await sfn.listExecutions({ stateMachineArn, statusFilter: "ABORTED" });
  assert.deepEqual(
    aborted.executions?.map(({ name }) => name),
    ["three"],
  );
  const { nextToken = "" } = first;
  for (const wrong of [
    { nextToken: `${nextToken}A` },
    { nextToken: `B${nextToken.slice(1)}` },
    { nextToken, statusFilter: "RUNNING" as const },
  ])
    await assert.rejects(sfn.listExecutions({ stateMachineArn, ...wrong }), { name: "InvalidToken" });
});

test("an activity's worker beats, then succeeds; its token is good for one end", { timeout }, async () => {
  const { activityArn } = await sfn.createActivity({ name: "by-hand" });
  assert.ok(activityArn);
  const state = { Type: "Task", Resource: activityArn, HeartbeatSeconds: 30, End: true };
  const stateMachineArn = await machine("worked", JSON.stringify({ StartAt: "T", States: { T: state } }));
  const { executionArn } = await sfn.startExecution({ stateMachineArn, input: '{"n":1}' });
  const { taskToken, input } = await sfn.getActivityTask({ activityArn, workerName: "me" });
  assert.equal(input, '{"n":1}');
  await sfn.sendTaskHeartbeat({ taskToken });
  await assert.rejects(sfn.sendTaskSuccess({ taskToken, output: "{" }), { name: "InvalidOutput" });
  await sfn.sendTaskSuccess({ taskToken, output: "[2]" });
  await assert.rejects(sfn.sendTaskHeartbeat({ taskToken }), { name: "TaskTimedOut" });
  await assert.rejects(sfn.sendTaskSuccess({ taskToken: "made-up", output: "1" }), { name: "InvalidToken" });
  const { status, output } = await sfn.describeExecution({ executionArn });
  assert.deepEqual([status, output], ["SUCCEEDED", "[2]"]);
  await sfn.deleteActivity({ activityArn });
  await assert.rejects(sfn.describeActivity({ activityArn }), { name: "ActivityDoesNotExist" });
});

test("a definition is judged without being created, and no more is told than was asked for", { timeout }, async () => {
  assert.deepEqual((await sfn.validateStateMachineDefinition({ definition: passing(1) })).result, "OK");
  const state = { Type: "Pass", Next: "Nowhere" };
  const definition = JSON.stringify({ StartAt: "A", States: { A: state, B: state, C: state } });
  const all = await sfn.validateStateMachineDefinition({ definition });
  assert.equal(all.result, "FAIL");
  assert.ok((all.diagnostics ?? []).length > 1 && all.truncated === false);
  assert.ok(all.diagnostics?.every(({ severity, code, message }) => severity === "ERROR" && code && message));
  const one = await sfn.validateStateMachineDefinition({ definition, maxResults: 1 });
  assert.deepEqual([one.diagnostics?.length, one.truncated], [1, true]);
});
