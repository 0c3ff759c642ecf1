/** validate, deploy again, start-execution, describe, logs, completion: as processes. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { awsEnvironment, type ServerProcess, startServerProcess, stile } from "./server-process.ts";

const timeout = 60_000;

let server: ServerProcess;
let folder: string;
let env: Record<string, string>;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "stile-e2e-"));
  server = await startServerProcess(join(folder, "data"));
  env = awsEnvironment(server.url);
});

after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const pass = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';

test("validate tells file, line, column, code and text, with a caret, and ends with 1", { timeout }, async () => {
  const wrong = fileOf("wrong.json", '{\n  "StartAt": "P",\n  "States": {\n    "P": { "Type": "Pass", "Next": "Nowhere" }\n  }\n}\n');
  const { code, stdout } = await stile(["validate", wrong]);
  assert.equal(code, 1);
  const lines = stdout.split("\n");
  assert.match(lines[0] ?? "", /wrong\.json:4:\d+: error MISSING_TRANSITION_TARGET: /);
  assert.equal(lines[1], '  4 |     "P": { "Type": "Pass", "Next": "Nowhere" }');
  assert.match(lines[2] ?? "", /^ +\^$/);
  assert.match(stdout, /wrong\.json: not valid \(\d+ errors?\)\n$/);
  const json = await stile(["validate", wrong, "--json"]);
  assert.equal(json.code, 1);
  const told = JSON.parse(json.stdout) as { valid: boolean; diagnostics: { code: string; line: number }[] };
  assert.equal(told.valid, false);
  assert.ok(told.diagnostics.some((diagnostic) => diagnostic.code === "MISSING_TRANSITION_TARGET" && diagnostic.line === 4));
  const valid = await stile(["validate", fileOf("pass.json", pass)]);
  assert.deepEqual([valid.code, valid.stdout.endsWith("pass.json: valid\n")], [0, true]);
});

test("validate knows what Express workflows may not do", { timeout }, async () => {
  const callback = fileOf(
    "callback.json",
    JSON.stringify({
      StartAt: "T",
      States: {
        T: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken", Parameters: { FunctionName: "f" }, End: true },
      },
    }),
  );
  assert.equal((await stile(["validate", callback])).code, 0);
  const express = await stile(["validate", callback, "--type", "EXPRESS"]);
  assert.equal(express.code, 1, express.stdout);
  const neither = await stile(["validate", callback, "--type", "express"]);
  assert.match(neither.stderr, /Allowed choices are STANDARD, EXPRESS/);
});

test("deploy creates, finds and updates; another type is refused; --json is one document", { timeout }, async () => {
  const deploy = (text: string, ...more: readonly string[]) =>
    stile(["deploy", fileOf("d.json", text), "--name", "again", "--json", ...more], { env });
  const made = async (text: string) => {
    const { code, stdout, stderr } = await deploy(text);
    assert.equal(code, 0, stderr);
    return (JSON.parse(stdout) as { stateMachine: { made: string } }).stateMachine.made;
  };
  const changed = pass.replace('"Pass"', '"Pass","Comment":"changed"');
  assert.deepEqual([await made(pass), await made(pass), await made(changed)], ["created", "unchanged", "updated"]);
  const described = await stile(["describe", "again", "--json"], { env });
  assert.equal((JSON.parse(described.stdout) as { definition: string }).definition, changed);
  const other = await deploy(changed, "--type", "EXPRESS");
  assert.equal(other.code, 1);
  assert.match(other.stderr, /is of type STANDARD, which cannot be changed/);
});

test("start-execution takes a name or an ARN, gives an execution its name, and follows it", { timeout }, async () => {
  await stile(["deploy", fileOf("s.json", pass), "--name", "startable"], { env });
  const followed = await stile(["start-execution", "startable", "--input", '{"a":1}', "--name", "first", "--follow"], { env });
  assert.equal(followed.code, 0, followed.stderr);
  assert.match(followed.stdout, /^started: arn:aws:states:us-east-1:000000000000:execution:startable:first\n/);
  assert.match(followed.stdout, /SUCCEEDED\n\{\n {2}"a": 1\n\}\n$/);
  const arn = "arn:aws:states:us-east-1:000000000000:stateMachine:startable";
  const json = await stile(["start-execution", arn, "--json"], { env });
  assert.match((JSON.parse(json.stdout) as { executionArn: string }).executionArn, /:execution:startable:[0-9a-f-]{36}$/);
  const absent = await stile(["start-execution", "absent"], { env });
  assert.equal(absent.code, 1);
  assert.match(absent.stderr, /^There is no state machine absent at http/);
});

test("describe shows machines and executions for people, and refuses what is neither", { timeout }, async () => {
  await stile(["deploy", fileOf("s.json", pass), "--name", "shown"], { env });
  const machine = await stile(["describe", "shown"], { env });
  assert.equal(machine.code, 0, machine.stderr);
  assert.match(machine.stdout, /^status +ACTIVE$/m);
  assert.match(machine.stdout, /^definition *\n\{\n {2}"StartAt": "P",$/m);
  assert.match(machine.stdout, /^creationDate +\d{4}-\d\d-\d\dT/m);
  await stile(["start-execution", "shown", "--name", "e", "--follow"], { env });
  const execution = await stile(["describe", "arn:aws:states:us-east-1:000000000000:execution:shown:e"], { env });
  assert.match(execution.stdout, /^status +SUCCEEDED$/m);
  const other = await stile(["describe", "arn:aws:sqs:us-east-1:000000000000:queue"], { env });
  assert.equal(other.code, 1);
  assert.match(other.stderr, /is not the ARN of a state machine/);
});

test("logs show what a function printed, for people and as JSON", { timeout }, async () => {
  mkdirSync(join(folder, "functions", "speaking"), { recursive: true });
  writeFileSync(
    join(folder, "functions", "speaking", "index.mjs"),
    "export const handler = async () => { console.log('said by it\\nin two lines'); return 1; };",
  );
  const call = fileOf(
    "speak.json",
    '{"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:000000000000:function:speaking","End":true}}}',
  );
  const deployed = await stile(["deploy", call, "--name", "speak", "--functions", join(folder, "functions"), "--follow"], { env });
  assert.equal(deployed.code, 0, deployed.stderr);
  const logs = (...more: readonly string[]) => stile(["logs", "speaking", "--data-dir", join(folder, "data"), ...more]);
  const { code, stdout, stderr } = await logs();
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^\d{4}-\d\d-\d\dT\S+Z {2}START RequestId: /m);
  assert.match(stdout, /said by it/);
  const { lines } = JSON.parse((await logs("--json")).stdout) as { lines: { message: string }[] };
  assert.ok(lines.some(({ message }) => message.includes("said by it")));
});

test("logs of a function that is not there end with 1 and say so", { timeout }, async () => {
  const { code, stderr } = await stile(["logs", "absent", "--data-dir", join(folder, "data")]);
  assert.equal(code, 1);
  assert.equal(stderr, "There is no function absent.\n");
});

test("every command explains itself, and completion knows them all", { timeout }, async () => {
  for (const argv of [
    ["validate"],
    ["start-execution"],
    ["describe"],
    ["logs"],
    ["keys"],
    ["keys", "create"],
    ["backup"],
    ["completion"],
  ]) {
    const { code, stdout } = await stile([...argv, "--help"]);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^Usage: stile ${argv.join(" ")}`));
  }
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, stdout } = await stile(["completion", shell]);
    assert.equal(code, 0);
    for (const word of ["start-execution", "deactivate", "data-dir", "retention-days"])
      assert.ok(stdout.includes(word), `${shell}: ${word}`);
  }
  assert.equal((await stile(["completion", "powershell"])).code, 1);
});
