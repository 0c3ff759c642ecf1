/** The commands as processes: what they print, and their exit codes. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
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

function fileOf(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** A port that nobody listens on any more. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const listener = createServer().listen(0, "127.0.0.1", () => {
      const { port } = listener.address() as AddressInfo;
      listener.close(() => resolve(port));
    });
  });
}

const one = (state: object) => ({ StartAt: "Only", States: { Only: { ...state, ...("Next" in state ? {} : { End: true }) } } });
const task = one({
  Type: "Task",
  Resource: "arn:aws:lambda:us-east-1:000000000000:function:f",
  Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 60 }],
});

test("run shows states in virtual time and prints the output; waits and retries cost no time", { timeout }, async () => {
  const mocks = fileOf("mocks.json", { Only: { sequence: [{ throw: { error: "Busy" } }, { return: { ok: true } }] } });
  const began = Date.now();
  const { code, stdout, stderr } = await stile(["run", fileOf("task.json", task), "--input", '{"a":1}', "--mocks", mocks]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^ +0\.000 s {2}TaskStateEntered +Only +\{"a":1\}$/m);
  assert.match(stdout, /^ +60\.000 s {2}LambdaFunctionScheduled +Only +function:f {2}\{"a":1\}$/m);
  assert.match(stdout, /SUCCEEDED after 60 virtual seconds\n\{\n {2}"ok": true\n\}\n$/);
  assert.ok(Date.now() - began < 30_000);
});

test("run reads its input from a file and from standard input, and refuses what is not JSON", { timeout }, async () => {
  const definition = fileOf("pass.json", one({ Type: "Pass" }));
  for (const [argument, stdin] of [
    [`@${fileOf("input.json", '{"from":"there"}')}`, ""],
    ["-", '{"from":"there"}'],
  ] as const) {
    const { code, stdout } = await stile(["run", definition, "--input", argument, "--json"], { stdin });
    assert.equal(code, 0);
    const { status, output, events } = JSON.parse(stdout) as { status: string; output: unknown; events: { type: string }[] };
    assert.deepEqual([status, output, events.length], ["SUCCEEDED", { from: "there" }, 4]);
  }
  const refused = await stile(["run", definition, "--input", "{"]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /^--input is not JSON/);
});

test("run ends with 1 when the execution fails, and when a task has no mock, of which it says how to give one", { timeout }, async () => {
  const failed = await stile([
    "run",
    fileOf("fail.json", { StartAt: "F", States: { F: { Type: "Fail", Error: "Nope", Cause: "never" } } }),
  ]);
  assert.equal(failed.code, 1);
  assert.match(failed.stdout, /FAILED after 0 virtual seconds\nNope: never\n$/);
  const unanswered = await stile(["run", fileOf("task.json", task)]);
  assert.equal(unanswered.code, 1);
  assert.match(
    unanswered.stderr,
    /^The state "Only" calls arn:aws:lambda:us-east-1:000000000000:function:f.*\nGive --mocks FILE.*\{"Only": /,
  );
});

test("run answers the tasks of a distributed Map, whose items are executions of their own, by the names of their states", {
  timeout,
}, async () => {
  const definition = {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          ...one({ Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:f" }),
        },
        Next: "Last",
      },
      Last: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:g", End: true },
    },
  };
  const mocks = fileOf("map-mocks.json", { Only: { sequence: [{ return: 1 }, { return: 2 }] }, Last: { return: "last" } });
  const { code, stdout, stderr } = await stile(["run", fileOf("map.json", definition), "--input", "[5,6]", "--mocks", mocks]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /MapStateExited +Each +\[1,2\]\n/);
  assert.match(stdout, /LambdaFunctionSucceeded +Last +"last"\n/);
  assert.match(stdout, /MapRunSucceeded +Each\n/);
});

test("deploy creates functions and the machine, starts an execution, and follows it to its end", { timeout }, async () => {
  mkdirSync(join(folder, "functions", "cli-double"), { recursive: true });
  writeFileSync(
    join(folder, "functions", "cli-double", "index.mjs"),
    "export const handler = ({ n }) => { if (n < 0) throw new RangeError('negative'); return { n: 2 * n }; };",
  );
  const definition = fileOf("double.json", one({ Type: "Task", Resource: "${Double}" }));
  const deploy = (n: number) =>
    stile(
      [
        "deploy",
        definition,
        "--name",
        "cli-double",
        "--functions",
        join(folder, "functions"),
        "--substitute",
        "Double=arn:aws:lambda:us-east-1:000000000000:function:cli-double",
        "--follow",
        "--input",
        JSON.stringify({ n }),
      ],
      { env },
    );
  const first = await deploy(21);
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /^function cli-double \(nodejs24\.x\) created: arn:/m);
  assert.match(first.stdout, /^state machine cli-double created: arn:/m);
  assert.match(first.stdout, /LambdaFunctionSucceeded +Only +\{"n":42\}/);
  assert.match(first.stdout, /SUCCEEDED\n\{\n {2}"n": 42\n\}\n$/);
  const second = await deploy(-1);
  assert.equal(second.code, 1, "the execution failed");
  assert.match(second.stdout, /^function cli-double \(nodejs24\.x\) updated: arn:/m);
  assert.match(second.stdout, /^state machine cli-double is there already with this definition: arn:/m);
  assert.match(second.stdout, /LambdaFunctionFailed +Only +RangeError/);
  assert.match(second.stdout, /FAILED\n$/);
});

test("deploy brings another definition to a machine that is there, and shows where a definition is wrong", { timeout }, async () => {
  assert.equal((await stile(["deploy", fileOf("pass.json", one({ Type: "Pass" })), "--name", "cli-taken"], { env })).code, 0);
  const taken = await stile(["deploy", fileOf("wait.json", one({ Type: "Wait", Seconds: 1 })), "--name", "cli-taken"], { env });
  assert.equal(taken.code, 0, taken.stderr);
  assert.equal(taken.stdout, "state machine cli-taken updated: arn:aws:states:us-east-1:000000000000:stateMachine:cli-taken\n");
  const wrong = await stile(["deploy", fileOf("wrong.json", one({ Type: "Pass", Next: "Nowhere" })), "--name", "cli-wrong"], { env });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /wrong\.json:1:\d+: error: .*Nowhere/);
});

test("history shows a running execution and its events as the API gives them; follow goes on until it ends", { timeout }, async () => {
  const definition = fileOf("short-wait.json", one({ Type: "Wait", Seconds: 2 }));
  const deployed = await stile(["deploy", definition, "--name", "cli-wait", "--start", "--input", '{"w":1}'], { env });
  const executionArn = /^started: (arn:\S+)$/m.exec(deployed.stdout)?.[1] ?? "";
  const running = await stile(["history", executionArn], { env });
  assert.equal(running.code, 0, running.stderr);
  assert.match(running.stdout, / 2 {2}\d\d:\d\d:\d\d\.\d{3} {2}WaitStateEntered +Only +\{"w":1\}\n\nRUNNING\n$/);
  const followed = await stile(["history", executionArn, "--follow", "--endpoint", server.url]);
  assert.equal(followed.code, 0, followed.stderr);
  assert.deepEqual(
    [...followed.stdout.matchAll(/^ *(\d+) {2}/gm)].map(([, id]) => Number(id)),
    [1, 2, 3, 4],
  );
  assert.match(followed.stdout, /SUCCEEDED\n/);
  const json = await stile(["history", executionArn, "--json"], { env });
  assert.deepEqual(
    (JSON.parse(json.stdout) as { events: { type: string }[] }).events.map(({ type }) => type),
    ["ExecutionStarted", "WaitStateEntered", "WaitStateExited", "ExecutionSucceeded"],
  );
  // Nothing is coloured where nobody looks at a terminal.
  assert.ok(!followed.stdout.includes("\u001b"));
});

test("a command that finds no server says how to start one, and a refusal is told in AWS's words", { timeout }, async () => {
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const absent = await stile(["history", "arn:aws:states:us-east-1:000000000000:execution:m:e", "--endpoint", endpoint]);
  assert.equal(absent.code, 1);
  assert.match(
    absent.stderr,
    /^No server answers at http:\/\/127\.0\.0\.1:\d+\. Start one with "npm start" or "stile start", or say .* --endpoint URL\.\n$/,
  );
  const unknown = await stile(["history", "arn:aws:states:us-east-1:000000000000:execution:m:e"], { env });
  assert.equal(unknown.code, 1);
  assert.equal(unknown.stderr, "ExecutionDoesNotExist: Execution Does Not Exist: 'arn:aws:states:us-east-1:000000000000:execution:m:e'\n");
});

test("every command explains itself", { timeout }, async () => {
  for (const [argv, expected] of [
    [["--help"], /Commands:\n +start .*history/s],
    [["start", "--help"], /--data-dir DIR/],
    [["run", "--help"], /--mocks/],
    [["deploy", "--help"], /--functions/],
    [["history", "--help"], /--follow/],
  ] as const) {
    const { code, stdout, stderr } = await stile(argv);
    assert.equal(code, 0, stderr);
    assert.match(stdout, expected);
  }
  const unknown = await stile(["strat"]);
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /start/);
});
