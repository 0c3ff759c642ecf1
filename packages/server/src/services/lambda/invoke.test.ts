import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { after, test } from "node:test";
import { openFixture, zipOf } from "./lambda-fixture.ts";

const fixture = openFixture();
const { create, invoke, call } = fixture;
after(() => fixture.close());

const python = { Runtime: "python3.12", Handler: "handler.handler" };
const isRunning = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const untilGone = async (pid: number) => {
  for (let tries = 0; isRunning(pid) && tries < 300; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  return !isRunning(pid);
};
const error = async (name: string, event?: unknown) => {
  const { functionError, payload, statusCode, requestId } = await invoke(name, event);
  assert.equal(functionError, "Unhandled");
  assert.equal(statusCode, 200);
  return { ...JSON.parse(payload), requestIdOfCall: requestId, text: payload };
};

test("Node.js handlers: async, callback, promise, context.succeed, ES module, type module, nested folders", async () => {
  const forms: Record<string, [Record<string, string>, string]> = {
    async: [{ "index.js": "exports.handler = async (event) => event.n + 1" }, "index.handler"],
    callback: [
      { "index.js": "exports.handler = (event, context, callback) => setTimeout(() => callback(null, event.n + 1), 5)" },
      "index.handler",
    ],
    promise: [{ "index.js": "exports.handler = (event) => Promise.resolve(event.n + 1)" }, "index.handler"],
    succeed: [{ "index.js": "exports.handler = (event, context) => context.succeed(event.n + 1)" }, "index.handler"],
    esm: [
      {
        "index.mjs": "import { one } from './one.mjs'; export const handler = async (event) => event.n + one",
        "one.mjs": "export const one = 1",
      },
      "index.handler",
    ],
    typed: [{ "index.js": "export const handler = async (event) => event.n + 1", "package.json": '{"type":"module"}' }, "index.handler"],
    nested: [
      { "src/app.js": "exports.api = { run: async (event) => event.n + require('./one').one }", "src/one.js": "exports.one = 1" },
      "src/app.api.run",
    ],
  };
  for (const [name, [files, Handler]] of Object.entries(forms)) {
    await create(`form-${name}`, files, { Handler });
    const { payload, functionError } = await invoke(`form-${name}`, { n: 1 });
    assert.deepEqual([payload, functionError], ["2", undefined], name);
  }
});

test("a Node.js handler that never answers has answered null once nothing is left to wait for", async () => {
  await create("silent", { "index.js": "exports.handler = () => ({ lost: true })" });
  assert.equal((await invoke("silent")).payload, "null");
});

test("callback handlers are refused from Node.js 24 on, and a plain return value counts", async () => {
  await create(
    "callback24",
    { "index.js": "exports.handler = (event, context, callback) => callback(null, 1)" },
    { Runtime: "nodejs24.x" },
  );
  assert.equal((await error("callback24")).errorType, "Runtime.CallbackHandlerDeprecated");
  await create("plain24", { "index.js": "exports.handler = () => 5" }, { Runtime: "nodejs24.x" });
  assert.equal((await invoke("plain24")).payload, "5");
});

test("the context tells function, request, limits and client", async () => {
  const files = {
    "index.js": "exports.handler = async (e, c) => ({ ...c, left: c.getRemainingTimeInMillis() })",
    "handler.py":
      "def handler(e, c):\n  return [c.aws_request_id, c.function_name, c.function_version, c.invoked_function_arn, c.memory_limit_in_mb, c.log_group_name, c.log_stream_name, c.get_remaining_time_in_millis(), c.client_context.custom, c.client_context.client.app_title]\n",
  };
  const clientContext = Buffer.from(JSON.stringify({ custom: { k: "ü" }, client: { app_title: "t" } })).toString("base64");
  const arn = "arn:aws:lambda:us-east-1:111111111111:function:";
  await create("context", files, { MemorySize: 256 });
  const node = await invoke("context", {}, { clientContext });
  const seen = JSON.parse(node.payload);
  assert.equal(seen.awsRequestId, node.requestId);
  assert.equal(seen.invokedFunctionArn, `${arn}context`);
  assert.deepEqual(
    [seen.functionName, seen.functionVersion, seen.memoryLimitInMB, seen.logGroupName],
    ["context", "$LATEST", "256", "/aws/lambda/context"],
  );
  assert.match(seen.logStreamName, /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  assert.deepEqual(seen.clientContext, { custom: { k: "ü" }, client: { app_title: "t" } });
  assert.ok(seen.left > 2_000 && seen.left <= 3_000);

  await create("context-py", files, { ...python, MemorySize: 256 });
  const py = await invoke("context-py", {}, { clientContext, qualifier: "$LATEST" });
  const [requestId, name, version, invokedArn, memory, group, stream, left, custom, title] = JSON.parse(py.payload);
  assert.deepEqual(
    [requestId, name, version, invokedArn, memory, group, custom, title],
    [py.requestId, "context-py", "$LATEST", `${arn}context-py:$LATEST`, "256", "/aws/lambda/context-py", { k: "ü" }, "t"],
  );
  assert.match(stream, /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  assert.ok(left > 2_000 && left <= 3_000);
});

test("the environment holds the function's variables and Lambda's, and nothing else of the server's", async () => {
  const open = openFixture({
    serverEnvironment: { PATH: process.env["PATH"], HOME: "/home/x", SECRET_OF_SERVER: "1", NODE_OPTIONS: "--bad" },
  });
  await open.create("env", { "index.js": "exports.handler = async () => process.env" }, { Environment: { Variables: { MINE: "m" } } });
  const seen = JSON.parse((await open.invoke("env")).payload);
  assert.deepEqual(
    Object.keys(seen)
      .filter((name) => !name.startsWith("AWS_") && name !== "PWD" && name !== "SHLVL" && name !== "OLDPWD" && name !== "_")
      .sort(),
    ["EDGE_PORT", "HOME", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT", "LANG", "LOCALSTACK_HOSTNAME", "MINE", "PATH", "TZ", "_HANDLER"],
  );
  assert.deepEqual(
    [seen.MINE, seen.AWS_REGION, seen.AWS_ENDPOINT_URL, seen.LOCALSTACK_HOSTNAME, seen.EDGE_PORT, seen.TZ, seen.AWS_EXECUTION_ENV],
    ["m", "us-east-1", "http://127.0.0.1:4566", "127.0.0.1", "4566", ":UTC", "AWS_Lambda_nodejs22.x"],
  );
  await open.close();
});

test("Python answers as json.dumps prints; bytes go back as they are", async () => {
  await create(
    "py",
    {
      "handler.py":
        "import decimal\ndef handler(event, context):\n  return b'\"raw\"' if event.get('raw') else {'a': [1, 2.5, None, 'é'], 'd': decimal.Decimal('1.10')}\n",
    },
    python,
  );
  assert.equal((await invoke("py")).payload, '{"a": [1, 2.5, null, "é"], "d": 1.10}');
  assert.equal((await invoke("py", { raw: 1 })).payload, '"raw"');
  await create("py-old", { "handler.py": "def handler(event, context):\n  return 'é'\n" }, { ...python, Runtime: "python3.11" });
  assert.equal((await invoke("py-old")).payload, '"\\u00e9"');
});

test("a Python exception is reported with message, type, request and stack, in /var/task", async () => {
  await create("py-raise", { "handler.py": 'def handler(event, context):\n    raise Exception("Some exception was raised.")\n' }, python);
  const { requestIdOfCall, text } = await error("py-raise");
  assert.equal(
    text,
    `{"errorMessage": "Some exception was raised.", "errorType": "Exception", "requestId": "${requestIdOfCall}", "stackTrace": ["  File \\"/var/task/handler.py\\", line 2, in handler\\n    raise Exception(\\"Some exception was raised.\\")\\n"]}`,
  );
});

test("a Node.js exception is reported with type, message and trace, in /var/task", async () => {
  await create("raise", { "index.js": "exports.handler = async () => { throw new RangeError('too far'); }" });
  const { requestIdOfCall: _, text, ...report } = await error("raise");
  assert.deepEqual(Object.keys(report), ["errorType", "errorMessage", "trace"]);
  assert.deepEqual([report.errorType, report.errorMessage, report.trace[0]], ["RangeError", "too far", "RangeError: too far"]);
  assert.match(report.trace[1], /\/var\/task\/index\.js:1:\d+\)$/);
  assert.equal(text.includes(fixture.dataDir), false);
  await create("raise-text", { "index.js": "exports.handler = async () => { throw 'just text'; }" });
  assert.equal((await error("raise-text")).text, '{"errorType":"string","errorMessage":"just text","trace":[]}');
});

test("handlers that cannot be loaded are told apart", async () => {
  const cases: readonly [name: string, files: Record<string, string>, settings: Record<string, unknown>, type: string, message: RegExp][] =
    [
      ["node-no-file", { "other.js": "" }, {}, "Runtime.ImportModuleError", /^Error: Cannot find module 'index'/],
      [
        "node-no-export",
        { "index.js": "exports.other = 1" },
        {},
        "Runtime.HandlerNotFound",
        /^index\.handler is undefined or not exported$/,
      ],
      ["node-not-function", { "index.js": "exports.handler = 1" }, {}, "Runtime.HandlerNotFound", /^index\.handler is not a function$/],
      [
        "node-syntax",
        { "index.js": "exports.handler = async () => {" },
        {},
        "Runtime.UserCodeSyntaxError",
        /^SyntaxError: Unexpected end of input/,
      ],
      ["node-malformed", { "index.js": "" }, { Handler: "index" }, "Runtime.MalformedHandlerName", /^Bad handler$/],
      ["node-throws", { "index.js": "throw new TypeError('at load')" }, {}, "TypeError", /^at load$/],
      [
        "py-no-file",
        { "other.py": "" },
        python,
        "Runtime.ImportModuleError",
        /^Unable to import module 'handler': No module named 'handler'$/,
      ],
      ["py-no-attribute", { "handler.py": "x = 1" }, python, "Runtime.HandlerNotFound", /^Handler 'handler' missing on module 'handler'$/],
      ["py-syntax", { "handler.py": "def handler(:\n" }, python, "Runtime.UserCodeSyntaxError", /^Syntax error in module 'handler': /],
      ["py-throws", { "handler.py": "1 / 0" }, python, "ZeroDivisionError", /^division by zero$/],
    ];
  for (const [name, files, settings, type, message] of cases) {
    await create(name, files, settings);
    const report = await error(name);
    assert.equal(report.errorType, type, name);
    assert.match(report.errorMessage, message, name);
    assert.equal(report.text.includes(fixture.dataDir), false, name);
  }
});

test("an endless loop ends at the timeout, and the process is not used again", async () => {
  const files = {
    "index.js": "exports.handler = async (event) => { if (event.loop) for (;;); return process.pid; }",
    "handler.py": "import os\ndef handler(event, context):\n  while event.get('loop'):\n    pass\n  return os.getpid()\n",
  };
  for (const [name, settings] of [
    ["loop", {}],
    ["loop-py", python],
  ] as const) {
    await create(name, files, { ...settings, Timeout: 1 });
    const pid = Number((await invoke(name)).payload);
    const { text, requestIdOfCall } = await error(name, { loop: true });
    assert.equal(
      text,
      `{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: ${requestIdOfCall} Error: Task timed out after 1.00 seconds"}`,
    );
    assert.ok(await untilGone(pid));
    assert.notEqual(Number((await invoke(name)).payload), pid);
  }
});

test("a function that hangs waiting ends at the timeout as well", async () => {
  await create("hang", { "index.js": "exports.handler = () => new Promise(() => setInterval(() => {}, 1000))" }, { Timeout: 1 });
  assert.equal((await error("hang")).errorType, "Sandbox.Timedout");
});

test("a process that exits or is killed is the function's error", async () => {
  await create("exit", {
    "index.js":
      "exports.handler = async (event) => event.signal ? process.kill(process.pid, event.signal) && new Promise(() => setInterval(() => {}, 1000)) : process.exit(event.status)",
  });
  const message = async (event: unknown) => {
    const { errorType, errorMessage, requestIdOfCall } = await error("exit", event);
    assert.equal(errorType, "Runtime.ExitError");
    return errorMessage.replace(requestIdOfCall, "ID");
  };
  assert.equal(await message({ status: 1 }), "RequestId: ID Error: Runtime exited with error: exit status 1");
  assert.equal(await message({ status: 0 }), "RequestId: ID Error: Runtime exited without providing a reason");
  assert.equal(await message({ signal: "SIGKILL" }), "RequestId: ID Error: Runtime exited with error: signal: killed");
  assert.equal(await message({ signal: "SIGSEGV" }), "RequestId: ID Error: Runtime exited with error: signal: segmentation fault");
  await create("py-exit", { "handler.py": "import sys\ndef handler(event, context):\n  sys.exit(3)\n" }, python);
  assert.match((await error("py-exit")).errorMessage, /exit status 3$/);
  await create("init-exit", { "index.js": "process.exit(7)" });
  assert.match((await error("init-exit")).errorMessage, /exit status 7$/);
});

test("errors nobody catches end the process after they were reported", async () => {
  await create("uncaught", {
    "index.js": "exports.handler = () => new Promise(() => setTimeout(() => { throw new TypeError('late'); }, 1))",
  });
  assert.deepEqual([(await error("uncaught")).errorType, (await error("uncaught")).errorMessage], ["TypeError", "late"]);
  await create("unhandled", {
    "index.js": "exports.handler = () => new Promise((r) => { Promise.reject(new Error('lost')); setTimeout(r, 500); })",
  });
  const { errorType, errorMessage } = await error("unhandled");
  assert.deepEqual([errorType, errorMessage], ["Runtime.UnhandledPromiseRejection", "Error: lost"]);
});

test("a function that uses up its memory is ended", async () => {
  await create(
    "hog",
    {
      "index.js":
        "const kept = []; exports.handler = async (event) => { for (;;) kept.push(event.buffers ? Buffer.alloc(1e7, 1) : new Array(1e6).fill(0.5)); }",
    },
    { Timeout: 30 },
  );
  assert.match((await error("hog")).errorMessage, /^RequestId: \S+ Error: Runtime exited with error: signal: /);
  // Outside of V8's heap the allocation fails, or the process does.
  assert.ok((await error("hog", { buffers: true })).errorType !== "Sandbox.Timedout");
  await create(
    "hog-py",
    { "handler.py": "def handler(event, context):\n  kept = []\n  while True:\n    kept.append(bytearray(10_000_000))\n" },
    { ...python, Timeout: 30 },
  );
  assert.equal((await error("hog-py")).errorType, "MemoryError");
});

test("what a function forked ends with it", async () => {
  await create(
    "forks",
    {
      "index.js":
        "exports.handler = async () => { const c = require('child_process').spawn('sleep', ['1000']); if (c.pid) console.log('CHILD ' + c.pid); for (;;); }",
    },
    { Timeout: 1 },
  );
  const { logResult } = await invoke("forks", {}, { logType: "Tail" });
  const pid = Number(/CHILD (\d+)/.exec(Buffer.from(logResult!, "base64").toString())![1]);
  assert.ok(await untilGone(pid));
});

test("a function that breaks off its answer is the function's error, and the server goes on", async () => {
  const source = `
    const net = require("net");
    exports.handler = async (event, context) => {
      const [authority, token] = process.env.AWS_LAMBDA_RUNTIME_API.split("/");
      const [host, port] = authority.split(":");
      const socket = net.connect(port, host);
      socket.write("POST /" + token + "/2018-06-01/runtime/invocation/" + context.awsRequestId + "/response HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 100\\r\\n\\r\\nhalf", () => socket.destroy());
      await new Promise(() => setInterval(() => {}, 1000));
    };`;
  await create("breaks-off", { "index.js": source }, { Timeout: 10 });
  assert.match((await error("breaks-off")).errorMessage, /signal: killed$/);
});

test("a function cannot answer without its token, nor for another invocation", async () => {
  const source = `
    const post = (url) => fetch(url, { method: "POST", body: '"stolen"' }).then((answer) => answer.status);
    exports.handler = async (event, context) => {
      const api = process.env.AWS_LAMBDA_RUNTIME_API;
      const path = "/2018-06-01/runtime/invocation/";
      return [await post("http://" + api.split("/")[0] + "/no-token" + path + context.awsRequestId + "/response"), await post("http://" + api + path + "another/response")];
    };`;
  await create("thief", { "index.js": source });
  assert.equal((await invoke("thief")).payload, "[403,400]");
});

test("a response over 6 MB is refused, with its size", async () => {
  await create("large", { "index.js": "exports.handler = async (event) => 'x'.repeat(event.n)" });
  assert.deepEqual(JSON.parse((await invoke("large", { n: 6_291_555 })).payload), {
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: "Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes).",
  });
  assert.equal((await invoke("large", { n: 6_291_554 })).payload.length, 6_291_556);
});

test("LogResult is the tail of what the invocation printed, between AWS's lines", async () => {
  await create("log", {
    "index.js":
      "exports.handler = async (e, c) => { console.log('one'); console.error('two\\nlines'); if (e.flood) for (let i = 0; i < 5000; i++) console.log('flood'); }",
  });
  const log = async (event: unknown) => {
    const { logResult, requestId } = await invoke("log", event, { logType: "Tail" });
    const bytes = Buffer.from(logResult!, "base64");
    return { bytes: bytes.length, text: bytes.toString("utf8").replaceAll(requestId, "ID") };
  };
  assert.match(
    (await log({})).text,
    /^START RequestId: ID Version: \$LATEST\n\S+Z\tID\tINFO\tone\n\S+Z\tID\tERROR\ttwo\rlines\nEND RequestId: ID\nREPORT RequestId: ID\tDuration: \S+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tInit Duration: \S+ ms\t\n$/,
  );
  assert.equal((await log({ flood: true })).bytes, 4_096);
  await create(
    "log-py",
    { "handler.py": "import logging\ndef handler(event, context):\n  print('printed')\n  logging.warning('logged')\n" },
    python,
  );
  const { logResult, requestId } = await invoke("log-py", {}, { logType: "Tail" });
  const text = Buffer.from(logResult!, "base64").toString("utf8");
  assert.match(text, new RegExp(`\\nprinted\\n\\[WARNING\\]\\t\\S+Z\\t${requestId}\\tlogged\\nEND`));
});

test("a warm process is used again; new code and new settings bring new processes", async () => {
  const source = (version: number) => ({
    "index.js": `let calls = 0; exports.handler = async () => [${version}, ++calls, process.pid, process.env.X]`,
  });
  await create("warm", source(1));
  const first = JSON.parse((await invoke("warm")).payload);
  const second = JSON.parse((await invoke("warm")).payload);
  assert.deepEqual([second[0], second[1], second[2]], [1, 2, first[2]]);
  await call("UpdateFunctionCode", { FunctionName: "warm", ZipFile: zipOf(source(2)) });
  const third = JSON.parse((await invoke("warm")).payload);
  assert.deepEqual([third[0], third[1]], [2, 1]);
  assert.ok(await untilGone(first[2]));
  await call("UpdateFunctionConfiguration", { FunctionName: "warm", Environment: { Variables: { X: "x" } } });
  assert.deepEqual(JSON.parse((await invoke("warm")).payload)[3], "x");
});

test("invocations at the same time have processes of their own", async () => {
  await create("parallel", {
    "index.js":
      "let busy = 0; exports.handler = async () => { const alone = busy++ === 0; await new Promise((r) => setTimeout(r, 300)); busy--; return [alone, process.pid]; }",
  });
  const answers = await Promise.all(Array.from({ length: 6 }, async () => JSON.parse((await invoke("parallel")).payload)));
  assert.ok(answers.every(([alone]) => alone === true));
  assert.equal(new Set(answers.map(([, pid]) => pid)).size, 6);
});

test("DryRun runs nothing; Event answers 202 at once and runs the function", async () => {
  const mark = `${fixture.dataDir}/event-ran`;
  await create("event", { "index.js": "exports.handler = async (event) => require('fs').writeFileSync(event.mark, '1')" });
  const dry = await invoke("event", { mark }, { invocationType: "DryRun" });
  assert.deepEqual([dry.statusCode, dry.payload], [204, ""]);
  const { statusCode, payload } = await invoke("event", { mark }, { invocationType: "Event" });
  assert.deepEqual([statusCode, payload], [202, ""]);
  assert.equal(existsSync(mark), false);
  for (let tries = 0; !existsSync(mark) && tries < 300; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(existsSync(mark));
});

test("the Invoke operation hands bytes back unchanged", async () => {
  await create("bytes", { "handler.py": "def handler(event, context):\n  return bytes([0xff, 0x00])\n" }, python);
  const output = await call("Invoke", { FunctionName: "bytes" });
  assert.deepEqual(
    [output.StatusCode, output.ExecutedVersion, output.FunctionError, [...output.Payload!]],
    [200, "$LATEST", undefined, [0xff, 0x00]],
  );
});

test("a custom runtime is its own bootstrap file", async () => {
  const bootstrap = `#!/bin/sh
while true; do
  id=$(curl -sS -D - -o "/tmp/stile-event-$$" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next" | tr -d '\\r' | sed -n 's/^Lambda-Runtime-Aws-Request-Id: //p')
  curl -sS -X POST --data-binary "@/tmp/stile-event-$$" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$id/response" >/dev/null
  rm -f "/tmp/stile-event-$$"
done
`;
  try {
    execFileSync("curl", ["--version"]);
  } catch {
    return;
  }
  const { zipSync, strToU8 } = await import("fflate");
  const zip = zipSync({ bootstrap: [strToU8(bootstrap), { os: 3, attrs: (0o100755 << 16) >>> 0 }] });
  await create("custom", {}, { Runtime: "provided.al2023", Code: { ZipFile: zip } });
  assert.equal((await invoke("custom", { n: 1 })).payload, '{"n":1}');
  assert.equal((await invoke("custom", { n: 2 })).payload, '{"n":2}');
});

test("without a Python on PATH a Python function is refused when it is invoked, and the refusal says so", async () => {
  const without = openFixture({ python: "no-such-python" });
  await without.create("py", { "handler.py": "def handler(e, c): return 1\n" }, python);
  await assert.rejects(without.invoke("py"), {
    code: "InvalidRuntimeException",
    httpStatus: 502,
    message: /^Runtime unavailable: python3\.12 needs a Python on PATH/,
  });
  await without.close();
});

test("beyond the bounds callers are told TooManyRequestsException; an abort ends the wait", async () => {
  const small = openFixture({ limits: { processesMax: 1, waitingInvocationsMax: 2 } });
  await small.create("slow", { "index.js": "exports.handler = async () => { await new Promise((r) => setTimeout(r, 400)); return 1; }" });
  const running = small.invoke("slow");
  const abort = new AbortController();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const aborted = small.invoke("slow", {}, { signal: abort.signal });
  const waiting = small.invoke("slow");
  await new Promise((resolve) => setImmediate(resolve));
  await assert.rejects(small.invoke("slow"), { code: "TooManyRequestsException", httpStatus: 429 });
  abort.abort(new Error("gave up"));
  await assert.rejects(aborted, { message: "gave up" });
  assert.deepEqual([(await running).payload, (await waiting).payload], ["1", "1"]);
  await small.close();
});

test("an unused process makes way for another function when there is no room", async () => {
  const small = openFixture({ limits: { processesMax: 1 } });
  for (const name of ["a", "b"]) await small.create(name, { "index.js": `exports.handler = async () => "${name}"` });
  const answers = [];
  for (const name of ["a", "b", "a"]) answers.push((await small.invoke(name)).payload);
  assert.deepEqual(answers, ['"a"', '"b"', '"a"']);
  assert.equal(small.lambda.counts.processes, 1);
  await small.close();
});

test("processes nobody uses are ended after a while", async () => {
  const brief = openFixture({ limits: { idleProcessMs: 100 } });
  await brief.create("idle", { "index.js": "exports.handler = async () => process.pid" });
  const pid = Number((await brief.invoke("idle")).payload);
  assert.ok(isRunning(pid));
  assert.ok(await untilGone(pid));
  assert.equal(brief.lambda.counts.processes, 0);
  await brief.close();
});

test("closing ends every process, and what runs ends with an error", async () => {
  const closing = openFixture();
  await closing.create("busy", { "index.js": "exports.handler = async () => { for (;;); }" }, { Timeout: 60 });
  const running = closing.invoke("busy");
  for (let tries = 0; closing.lambda.counts.processes === 0 && tries < 100; tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 200));
  await closing.close();
  const { functionError, payload } = await running;
  assert.deepEqual([functionError, JSON.parse(payload).errorType], ["Unhandled", "Runtime.ExitError"]);
  assert.equal(closing.lambda.counts.processes, 0);
});
