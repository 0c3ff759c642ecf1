/** Everything below is done to one real server process, over its sockets. At the end it must be alive, correct and of bounded size. */

import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { choiceLoop, jsonataBombs, jsonPathBombs, longChain, nestedParallel, wideInput } from "./bombs.ts";
import { authorization, openTarget, probe, role, signatureMarker, type Target } from "./target.ts";

/** A refusal, and how long one may take, milliseconds. */
const refusalMaxMs = 1_000;
const eventLoopDelayMaxMs = 2_000;
const peakBytesMax = 700 * 1_048_576;
const payloadBytesMax = 262_144;
const levels = 100_000;
/** How often each repeatable attack is made: `HOSTILE_ROUNDS=20` for a long run. */
const rounds = Math.max(1, Number(process.env["HOSTILE_ROUNDS"] ?? 1));

const pass = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };
const deepArrays = "[".repeat(levels) + "]".repeat(levels);

let target: Target;
let lorises: readonly Socket[];
let lorisesBeganMs = 0;
let passArn = "";
let activityArn = "";
/** Every task token that was handed out: none may be in the log. */
const tokens: string[] = [];
/** What should not have been in the log. The process keeps only the log's end, so that it is looked at all the time. */
const leaks = new Set<string>();
let watching: NodeJS.Timeout;

function watchLog(): void {
  const log = target.server.log();
  for (const token of tokens) if (log.includes(token.slice(0, 60)) || log.includes(token.slice(-40))) leaks.add("a task token");
  if (log.includes(signatureMarker)) leaks.add("a signature");
  if (log.includes("AWS4-HMAC-SHA256 Credential=")) leaks.add("an Authorization header");
}

before(async () => {
  target = await openTarget();
  passArn = await target.machine(pass);
  activityArn = (await target.ask("CreateActivity", { name: "hostile" })).body.activityArn as string;
  watching = setInterval(watchLog, 100);
  lorises = openLorises(200);
  lorisesBeganMs = performance.now();
});

after(async () => {
  clearInterval(watching);
  for (const loris of lorises ?? []) loris.destroy();
  await target?.close();
});

/** Sockets that send a request's head a byte at a time, for ever. */
function openLorises(count: number): Socket[] {
  return Array.from({ length: count }, () => {
    const socket = connect({ host: "127.0.0.1", port: target.port });
    socket.on("error", () => undefined);
    socket.on("data", () => undefined);
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    const drip = setInterval(() => (socket.destroyed ? clearInterval(drip) : socket.write("x")), 500);
    socket.on("close", () => clearInterval(drip));
    return socket;
  });
}

async function activityTask(): Promise<{ readonly taskToken: string; readonly executionArn: string }> {
  const task = { Type: "Task", Resource: activityArn, End: true };
  const executionArn = await target.start(await target.machine({ StartAt: "T", States: { T: task } }));
  const { body } = await target.ask("GetActivityTask", { activityArn, workerName: "hostile" });
  tokens.push(body.taskToken as string);
  return { taskToken: body.taskToken as string, executionArn };
}

describe("poison definitions", () => {
  const create = (definition: string) => target.ask("CreateStateMachine", { name: "poison", definition, roleArn: role });

  test("a definition of more than 1 MiB is refused at once", async () => {
    const definition = JSON.stringify({ ...pass, Comment: "x".repeat(1_048_577) });
    const { status, code, tookMs } = await create(definition);
    assert.deepEqual([status, code], [400, "ValidationException"]);
    assert.ok(tookMs < refusalMaxMs, `${tookMs} ms`);
  });

  test("10,000 states are created and run to their end", async () => {
    const { status } = await target.run(longChain(10_000), "{}", 30_000);
    assert.equal(status, "SUCCEEDED");
  });

  test("200 Parallel states in one another run, and more than the JSON depth allows are refused", async () => {
    assert.equal((await target.run(nestedParallel(200), "{}", 30_000)).status, "SUCCEEDED");
    const { status, code, tookMs } = await create(nestedParallel(2_000));
    assert.deepEqual([status, code], [400, "InvalidDefinition"]);
    assert.ok(tookMs < refusalMaxMs, `${tookMs} ms`);
  });

  test("50,000 wrong fields give a bounded list of findings", async () => {
    const states = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`S${index}`, { Type: "Nope", No: 1 }]));
    const { status, code, tookMs, text } = await create(JSON.stringify({ StartAt: "S0", States: states }));
    assert.deepEqual([status, code], [400, "InvalidDefinition"]);
    assert.ok(text.length < 1_048_576, `${text.length} characters`);
    assert.ok(tookMs < 2 * refusalMaxMs, `${tookMs} ms`);
  });

  test("a definition with a member twice, broken JSON, a list, nothing and deep nesting is answered, not guessed at", async () => {
    for (const definition of ["{", "[]", "null", '"x"', "{}", deepArrays, "\u0000", '{"StartAt":"P","StartAt":"P","States":{}}']) {
      const { status, code } = await create(definition);
      assert.deepEqual([status, code], [400, "InvalidDefinition"], definition.slice(0, 60));
    }
  });

  test("state names have 80 characters, each of which may be astral", async () => {
    const named = (name: string) => ({ StartAt: name, States: { [name]: { Type: "Pass", End: true } } });
    assert.equal((await target.run(named("😀".repeat(80)))).status, "SUCCEEDED");
    assert.equal((await create(JSON.stringify(named("😀".repeat(81))))).code, "InvalidDefinition");
  });

  test("Choice loops without a wait end with a full history, and others go on beside them", async () => {
    const loops = await Promise.all(Array.from({ length: 4 }, async () => target.start(await target.machine(choiceLoop), '{"go":true}')));
    const beganMs = performance.now();
    assert.equal((await target.run(pass)).status, "SUCCEEDED");
    const tookMs = performance.now() - beganMs;
    assert.ok(tookMs < 2_000, `an ordinary execution took ${tookMs} ms beside the loops`);
    for (const loop of loops) assert.equal((await target.ended(loop, 30_000)).status, "FAILED");
  });
});

describe("deep JSON", () => {
  test("100,000 levels are refused as input, as a request, and in a string only as long as it is", async () => {
    const input = await target.ask("StartExecution", { stateMachineArn: passArn, input: deepArrays });
    assert.deepEqual([input.status, input.code], [400, "InvalidExecutionInput"]);
    const request = await target.askText("StartExecution", `{"stateMachineArn":"${passArn}","input":${deepArrays}}`);
    assert.deepEqual([request.status, request.code], [400, "SerializationException"]);
    const quoted = JSON.stringify({ text: deepArrays });
    assert.equal((await target.ended(await target.start(passArn, quoted))).output, quoted);
  });

  test("1,000 levels, which are allowed, go through every way of reading an input", async () => {
    const deep = `{"deep":${"[".repeat(900)}1${"]".repeat(900)}}`;
    assert.equal((await target.ended(await target.start(passArn, deep))).status, "SUCCEEDED");
    for (const [state, language] of [
      [{ Parameters: { "deep.$": "$.deep", "all.$": "$" }, ResultPath: "$.again" }, "JSONPath"],
      [{ Parameters: { "merged.$": "States.JsonMerge($, $, false)", "text.$": "States.JsonToString($)" } }, "JSONPath"],
      [{ Output: "{% $string($states.input) %}" }, "JSONata"],
      [{ Output: "{% $states.input.deep %}", Assign: { v: "{% $states.input %}" } }, "JSONata"],
    ] as const) {
      const { status } = await target.run(
        { QueryLanguage: language, StartAt: "P", States: { P: { Type: "Pass", ...state, End: true } } },
        deep,
      );
      assert.ok(["SUCCEEDED", "FAILED"].includes(status), JSON.stringify(state));
    }
  });

  test("100,000 levels are refused as a task's output, and the task still waits for a good one", async () => {
    const { taskToken, executionArn } = await activityTask();
    const refused = await target.ask("SendTaskSuccess", { taskToken, output: deepArrays });
    assert.deepEqual([refused.status, refused.code], [400, "InvalidOutput"]);
    assert.equal((await target.ask("SendTaskSuccess", { taskToken, output: '"good"' })).status, 200);
    assert.equal((await target.ended(executionArn)).output, '"good"');
  });

  test("a function's answer of 3,000 and of 100,000 levels ends the task, not the server", async () => {
    const [deep, raw] = [await target.lambda("deep"), await target.lambda("raw")];
    const task = (resource: string, more: object = {}) => ({
      StartAt: "T",
      States: { T: { Type: "Task", Resource: resource, End: true, ...more } },
    });
    const failed = async (definition: object, input: object) =>
      assert.equal((await target.run(definition, JSON.stringify(input))).status, "FAILED", JSON.stringify({ definition, input }));
    for (const asked of [3_000, levels]) {
      await failed(task(deep), { levels: asked });
      await failed(task(raw), { text: "[]", times: asked });
      await failed(task(raw, { ResultSelector: { "all.$": "$" } }), { text: "[]", times: asked });
    }
    // The API's answer holds what is no JSON as text, and so it does with this.
    const invoke = task("arn:aws:states:::lambda:invoke", {
      Parameters: { FunctionName: "raw", "Payload.$": "$" },
      OutputPath: "$.Payload",
    });
    const { output } = await target.run(invoke, '{"text":"[]","times":3000}');
    assert.equal(JSON.parse(output ?? ""), "[".repeat(3_000) + "]".repeat(3_000));
  });
});

describe("payloads at their edge", () => {
  /** A JSON string of exactly so many bytes, made of that character as far as it fits. */
  const textOf = (bytes: number, character: string) => {
    const size = Buffer.byteLength(character);
    const whole = Math.floor((bytes - 2) / size);
    return `"${character.repeat(whole)}${"x".repeat(bytes - 2 - whole * size)}"`;
  };

  for (const character of ["x", "é", "€", "😀"]) {
    test(`262,144 bytes of ${Buffer.byteLength(character)}-byte characters pass, and one more does not`, async () => {
      for (const bytes of [payloadBytesMax - 1, payloadBytesMax]) {
        const input = textOf(bytes, character);
        assert.equal(Buffer.byteLength(input), bytes);
        assert.equal((await target.ended(await target.start(passArn, input))).output, input);
      }
      const { status, code } = await target.ask("StartExecution", {
        stateMachineArn: passArn,
        input: textOf(payloadBytesMax + 1, character),
      });
      assert.deepEqual([status, code], [400, "ValidationException"]);
    });
  }

  test("a task's output by its token has the same edge", async () => {
    const { taskToken, executionArn } = await activityTask();
    const over = await target.ask("SendTaskSuccess", { taskToken, output: textOf(payloadBytesMax + 1, "€") });
    assert.deepEqual([over.status, over.code], [400, "ValidationException"]);
    const output = textOf(payloadBytesMax, "€");
    assert.equal((await target.ask("SendTaskSuccess", { taskToken, output })).status, 200);
    assert.equal((await target.ended(executionArn)).output, output);
  });

  test("a function's answer has the same edge", async () => {
    const bytes = await target.lambda("bytes");
    const definition = { StartAt: "T", States: { T: { Type: "Task", Resource: bytes, End: true } } };
    assert.equal((await target.run(definition, `{"count":${payloadBytesMax}}`)).status, "SUCCEEDED");
    assert.equal((await target.run(definition, `{"count":${payloadBytesMax + 1}}`)).error, "States.DataLimitExceeded");
  });

  test("what a state makes of its input has the same edge", async () => {
    const shaped = (state: object) => ({ StartAt: "P", States: { P: { Type: "Pass", ...state, End: true } } });
    // {"v":} around the text: six bytes more.
    const fits = textOf(payloadBytesMax - 6, "é");
    assert.equal((await target.run(shaped({ Parameters: { "v.$": "$" } }), fits)).status, "SUCCEEDED");
    const over = await target.run(shaped({ Parameters: { "v.$": "$" } }), textOf(payloadBytesMax - 5, "é"));
    assert.deepEqual([over.status, over.error], ["FAILED", "States.DataLimitExceeded"]);
  });
});

describe("bombs", () => {
  test("JSONata and JSONPath bombs end, while 200 ordinary executions go through beside them", { timeout: 300_000 }, async (context) => {
    const bomb = (expression: string) => ({
      QueryLanguage: "JSONata",
      StartAt: "B",
      States: { B: { Type: "Pass", Output: `{% ${expression} %}`, End: true } },
    });
    const wide = JSON.stringify(wideInput(6, 5));
    const machines: [string, string, string][] = [];
    for (const [name, expression] of Object.entries(jsonataBombs)) {
      const made = await target.ask("CreateStateMachine", {
        name: `bomb-${machines.length}`,
        definition: JSON.stringify(bomb(expression)),
        roleArn: role,
      });
      if (made.status === 200) machines.push([name, made.body.stateMachineArn as string, "{}"]);
      else assert.deepEqual([made.status, made.code], [400, "InvalidDefinition"], name);
    }
    for (const path of jsonPathBombs) {
      const definition = { StartAt: "B", States: { B: { Type: "Pass", Parameters: { "v.$": path }, End: true } } };
      machines.push([path, await target.machine(definition), wide]);
    }
    for (let round = 1; round <= rounds; round++) {
      const probing = probe(`${target.server.url}/_stile/ready`);
      const exploding = machines.map(async ([name, arn, input]) => {
        const executionArn = await target.start(arn, input);
        const beganMs = performance.now();
        const { status, error } = await target.ended(executionArn, 90_000);
        return `${name}: ${status} ${error ?? ""} after ${Math.round(performance.now() - beganMs)} ms`;
      });
      const ordinary = Array.from({ length: 200 }, async (_, index) => {
        const input = `{"n":${index}}`;
        const ended = await target.ended(await target.start(passArn, input), 60_000);
        assert.deepEqual([ended.status, ended.output], ["SUCCEEDED", input]);
      });
      const ordinaryBeganMs = performance.now();
      await Promise.all(ordinary);
      context.diagnostic(`200 ordinary executions took ${Math.round(performance.now() - ordinaryBeganMs)} ms`);
      for (const line of await Promise.all(exploding)) context.diagnostic(line);
      const worstMs = await probing.stop();
      context.diagnostic(`worst event-loop delay ${Math.round(worstMs)} ms`);
      assert.ok(worstMs < eventLoopDelayMaxMs, `${worstMs} ms`);
    }
  });
});

describe("values that are not what they seem", () => {
  const poisoned = '{"__proto__":{"x":1},"constructor":{"prototype":{"x":2}},"prototype":3,"toString":4,"hasOwnProperty":5}';
  const one = (state: object, language = "JSONPath") => ({
    QueryLanguage: language,
    StartAt: "P",
    States: { P: { Type: "Pass", ...state, End: true } },
  });

  test("prototype keys are plain keys, everywhere", async () => {
    const same = async (definition: object, expected: string, input = poisoned) => {
      const ended = await target.run(definition, input);
      assert.equal(ended.status, "SUCCEEDED", `${JSON.stringify(definition)}: ${ended.error} ${ended.cause}`);
      assert.equal(canonical(ended.output ?? ""), canonical(expected), JSON.stringify(definition));
    };
    await same(pass, poisoned);
    await same(one({ OutputPath: "$.__proto__" }), '{"x":1}');
    await same(one({ OutputPath: "$['constructor']['prototype']" }), '{"x":2}');
    await same(one({ Result: 7, ResultPath: "$.__proto__.x" }), poisoned.replace('{"x":1}', '{"x":7}'));
    await same(one({ Result: 7, ResultPath: "$.__proto__.x" }), '{"__proto__":{"x":7}}', "{}");
    await same(one({ Parameters: { "v.$": "States.JsonMerge($, $, false)" } }), `{"v":${poisoned}}`);
    await same(one({ Parameters: { "v.$": "States.StringToJson(States.JsonToString($))" } }), `{"v":${poisoned}}`);
    await same(one({ Output: "{% $states.input %}" }, "JSONata"), poisoned);
    await same(one({ Output: "{% $merge([$states.input, {'y': 1}]) %}" }, "JSONata"), poisoned.replace("{", '{"y":1,'));
    await same(one({ Output: "{% $lookup($states.input, '__proto__').x %}" }, "JSONata"), "1");
    await same(one({ Output: "{% $exists($states.input.valueOf) or $exists($states.input.constructor.name) %}" }, "JSONata"), "false");
    await same(one({ Output: "{% $states.input.__proto__ %}" }, "JSONata"), '{"x":1}');
    await same(one({ Output: { v: "{% {'__proto__': 1, 'constructor': 2} %}" } }, "JSONata"), '{"v":{"__proto__":1,"constructor":2}}');
  });

  test("a missing prototype key is missing", async () => {
    for (const path of ["$.__proto__", "$.constructor", "$.toString", "$.length"])
      assert.equal((await target.run(one({ OutputPath: path }), "{}")).status, "FAILED", path);
  });

  test("lone surrogates, NUL, escapes and a byte order mark come back as they were, or are refused", async () => {
    for (const input of ['"\\ud800"', '"\\udc00\\ud800"', '"a\\u0000b"', '"\\u2028"', '{"\\u0000":1}', '"\\ufeff"']) {
      const ended = await target.ended(await target.start(passArn, input));
      assert.deepEqual([ended.status, JSON.parse(ended.output ?? "null")], ["SUCCEEDED", JSON.parse(input)], input);
      const made = await target.run(one({ Parameters: { "v.$": "$" } }), input);
      assert.deepEqual([made.status, JSON.parse(made.output ?? "null")], ["SUCCEEDED", { v: JSON.parse(input) }], input);
    }
    for (const input of ["\ufeff{}", "{\u0000}", "'a'", "{a:1}", "[1,]", "01", "NaN", "1e", ""])
      assert.equal(
        (await target.ask("StartExecution", { stateMachineArn: passArn, input })).code,
        "InvalidExecutionInput",
        JSON.stringify(input),
      );
    for (const name of ["a\u0000", "\ud800", "../x", "a b", "<script>", "a".repeat(81)])
      assert.equal((await target.ask("StartExecution", { stateMachineArn: passArn, name })).status, 400, JSON.stringify(name));
  });

  test("huge numbers end in a number or a refusal, never in no JSON", async () => {
    for (const number of [
      "1e400",
      "-1e400",
      "1e-400",
      "-0",
      "9".repeat(400),
      `0.${"1".repeat(1_000)}`,
      "123456789012345678901234567890",
      "1E+308",
    ]) {
      const started = await target.ask("StartExecution", { stateMachineArn: passArn, input: `{"n":${number}}` });
      if (started.status !== 200) {
        assert.equal(started.code, "InvalidExecutionInput", number);
        continue;
      }
      const { output, status } = await target.ended(started.body.executionArn as string);
      assert.equal(status, "SUCCEEDED", number);
      assert.doesNotThrow(() => JSON.parse(output ?? ""), number);
      for (const definition of [one({ Parameters: { "n.$": "$.n" } }), one({ Output: { n: "{% $states.input.n + 0 %}" } }, "JSONata")]) {
        const made = await target.run(definition, `{"n":${number}}`);
        if (made.status === "SUCCEEDED") assert.doesNotThrow(() => JSON.parse(made.output ?? ""), number);
        else assert.ok(made.error?.startsWith("States."), number);
      }
    }
  });

  test("a request that is no UTF-8, no JSON, of wrong types or for nothing is refused in AWS's shape", async () => {
    for (const text of [
      Buffer.from([0x22, 0xff, 0xfe, 0x22]),
      "",
      "[]",
      "1",
      '{"stateMachineArn":7}',
      '{"stateMachineArn":{"__proto__":1}}',
      "{}}",
    ]) {
      const { status, code } = await target.askText("StartExecution", text);
      assert.equal(status, 400, String(text));
      assert.ok(code, String(text));
    }
    for (const operation of ["__proto__", "constructor", "toString", "Nope", ""]) {
      const { status } = await target.askText(operation, "{}");
      assert.ok(status >= 400 && status < 500, `${operation}: ${status}`);
    }
  });
});

describe("bytes on the wire", () => {
  const head = "Host: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AWSStepFunctions.ListStateMachines\r\n";
  const smuggled = "GET /_stile/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

  test("no shape of a request makes two of one", async () => {
    const shapes: Record<string, string> = {
      "length and chunks": `POST / HTTP/1.1\r\n${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      "chunks and length": `POST / HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${smuggled}`,
      "two lengths": `POST / HTTP/1.1\r\n${head}Content-Length: 2\r\nContent-Length: 0\r\n\r\n{}${smuggled}`,
      "a length with a sign": `POST / HTTP/1.1\r\n${head}Content-Length: +2\r\n\r\n{}${smuggled}`,
      "a length in hexadecimal": `POST / HTTP/1.1\r\n${head}Content-Length: 0x2\r\n\r\n{}${smuggled}`,
      "two encodings": `POST / HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${smuggled}`,
      "an unknown encoding": `POST / HTTP/1.1\r\n${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
      "a space before the colon": `POST / HTTP/1.1\r\n${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      "a folded header": `POST / HTTP/1.1\r\n${head}Transfer-Encoding:\r\n chunked\r\nContent-Length: 0\r\n\r\n${smuggled}`,
      "line feeds alone": `POST / HTTP/1.1\nHost: a\nContent-Length: 0\nTransfer-Encoding: chunked\n\n0\n\n${smuggled}`,
      "a chunk of no size": `POST / HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\nZ\r\n{}\r\n0\r\n\r\n${smuggled}`,
      "a chunk beyond all sizes": `POST / HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n0\r\n\r\n${smuggled}`,
      "NUL in a header": `POST / HTTP/1.1\r\n${head}X-A: a\u0000b\r\nContent-Length: 0\r\n\r\n${smuggled}`,
    };
    await Promise.all(
      Object.entries(shapes).map(async ([name, bytes]) => {
        const { text } = await target.raw(bytes);
        const answers = text.split("HTTP/1.1 ").slice(1);
        assert.ok(answers.length <= 1, `${name}: ${text.slice(0, 400)}`);
        assert.ok(
          answers.every((answer) => /^4\d\d/.test(answer)),
          `${name}: ${text.slice(0, 400)}`,
        );
        assert.ok(!text.includes("fsyncMs"), name);
      }),
    );
  });

  test("heads without end, of too many lines and of garbage are refused", async () => {
    for (const bytes of [
      `GET /${"a".repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: a\r\n${"X-A: b\r\n".repeat(5_000)}\r\n`,
      `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${"b".repeat(100_000)}\r\n\r\n`,
      "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
      "\u0000".repeat(1_000),
      Buffer.from([0x16, 0x03, 0x01, 0xff, 0xff, ...Array.from({ length: 500 }, () => 0)]),
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]) {
      const { text } = await target.raw(bytes);
      assert.ok(text === "" || !/^HTTP\/1\.1 [23]/.test(text), `${String(bytes).slice(0, 40)}: ${text.slice(0, 100)}`);
    }
  });

  test("a body that unpacks to far more than it is costs nothing", async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1_048_576));
    for (let round = 0; round < 4 * rounds; round++) {
      const { status, code, tookMs } = await target.askText("ListStateMachines", bomb, { "Content-Encoding": "gzip" });
      assert.deepEqual([status, code], [413, "RequestEntityTooLargeException"]);
      assert.ok(tookMs < refusalMaxMs, `${tookMs} ms`);
    }
    const broken = await target.askText("ListStateMachines", "no gzip", { "Content-Encoding": "gzip" });
    assert.deepEqual([broken.status, broken.code], [400, "SerializationException"]);
  });

  test("bodies longer than allowed are refused, announced or not", async () => {
    const { status } = await target.askText("ListStateMachines", `{"x":"${"x".repeat(8 * 1_048_576)}"}`);
    assert.equal(status, 413);
    const chunk = `100000\r\n${"x".repeat(1_048_576)}\r\n`;
    const { text } = await target.raw(
      `POST / HTTP/1.1\r\n${head}Authorization: ${authorization("states")}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(8)}0\r\n\r\n`,
    );
    assert.match(text, /^HTTP\/1\.1 413/);
  });
});

describe("what belongs to others", () => {
  test("a changed nextToken, and one of another listing, is refused", async () => {
    for (let index = 0; index < 5; index++) await target.start(passArn);
    const first = await target.ask("ListExecutions", { stateMachineArn: passArn, maxResults: 2 });
    const token = first.body.nextToken as string;
    assert.ok(token.length > 20);
    const list = (nextToken: string) => target.ask("ListExecutions", { stateMachineArn: passArn, maxResults: 2, nextToken });
    assert.equal((await list(token)).status, 200);
    const other = await target.machine(pass);
    for (const [operation, input] of [
      ["ListExecutions", { stateMachineArn: other, nextToken: token }],
      ["ListExecutions", { stateMachineArn: passArn, statusFilter: "FAILED", nextToken: token }],
      ["ListStateMachines", { nextToken: token }],
      ["ListActivities", { nextToken: token }],
    ] as const) {
      const { status, code } = await target.ask(operation, input);
      assert.deepEqual([status, code], [400, "InvalidToken"], JSON.stringify(input));
    }
    for (let at = 0; at < token.length; at++) {
      // The last character's low bits may stand for nothing.
      const changed = `${token.slice(0, at)}${token[at] === "A" ? "Q" : "A"}${token.slice(at + 1)}`;
      const { status, code } = await list(changed);
      assert.deepEqual([status, code], [400, "InvalidToken"], `character ${at}`);
    }
    for (const made of ["x", "%00", "AAAA".repeat(200), token + token, Buffer.from('{"until":9e15,"position":{}}').toString("base64url")])
      assert.equal((await list(made)).status, 400, made.slice(0, 40));
  });

  test("ARNs of another account or region give nothing", async () => {
    const executionArn = await target.start(passArn);
    await target.ended(executionArn);
    const foreign = (arn: string) => [
      arn.replace("000000000000", "111111111111"),
      arn.replace("us-east-1", "eu-west-1"),
      arn.replace("arn:aws:", "arn:aws-cn:"),
    ];
    const asked: [string, object][] = [
      ...foreign(executionArn).flatMap((arn): [string, object][] =>
        ["DescribeExecution", "GetExecutionHistory", "StopExecution", "DescribeStateMachineForExecution"].map((name) => [
          name,
          { executionArn: arn },
        ]),
      ),
      ...foreign(passArn).flatMap((arn): [string, object][] => [
        ...["DescribeStateMachine", "StartExecution", "ListExecutions"].map((name): [string, object] => [name, { stateMachineArn: arn }]),
        ["UpdateStateMachine", { stateMachineArn: arn, definition: JSON.stringify(choiceLoop) }],
        ["ListTagsForResource", { resourceArn: arn }],
        ["TagResource", { resourceArn: arn, tags: [{ key: "a", value: "b" }] }],
      ]),
      ...foreign(activityArn).map((arn): [string, object] => ["DescribeActivity", { activityArn: arn }]),
    ];
    for (const [operation, input] of asked) {
      const { status, code, text } = await target.ask(operation, input);
      assert.equal(status, 400, `${operation} ${JSON.stringify(input)}: ${text.slice(0, 200)}`);
      assert.match(code ?? "", /DoesNotExist|InvalidArn|ResourceNotFound|AccessDenied/, operation);
      assert.ok(!text.includes("startDate"), operation);
    }
    for (const arn of foreign(passArn)) await target.ask("DeleteStateMachine", { stateMachineArn: arn });
    for (const arn of foreign(activityArn)) await target.ask("DeleteActivity", { activityArn: arn });
    assert.equal(
      (await target.ask("DescribeStateMachine", { stateMachineArn: passArn })).status,
      200,
      "deletions abroad delete nothing here",
    );
    assert.equal((await target.ask("DescribeActivity", { activityArn })).status, 200);
  });

  test("forged task tokens are refused, and the true one still counts", async () => {
    const { taskToken, executionArn } = await activityTask();
    const second = await activityTask();
    const half = Math.floor(taskToken.length / 2);
    const forged = [
      ...Array.from(
        { length: taskToken.length - 2 },
        (_, at) => `${taskToken.slice(0, at)}${taskToken[at] === "A" ? "Q" : "A"}${taskToken.slice(at + 1)}`,
      ),
      ...[
        taskToken.slice(0, half),
        taskToken + taskToken,
        taskToken.slice(0, half) + second.taskToken.slice(half),
        "x",
        "AAAA".repeat(300),
      ],
    ];
    for (const token of forged) {
      const { status, code } = await target.ask("SendTaskSuccess", { taskToken: token, output: '"forged"' });
      assert.equal(status, 400, token);
      assert.match(code ?? "", /InvalidToken|ValidationException/, token);
    }
    const tooLong = await target.ask("SendTaskFailure", { taskToken: "x".repeat(1_000_000) });
    assert.deepEqual([tooLong.status, tooLong.code], [400, "ValidationException"]);
    for (const each of [{ taskToken, executionArn }, second]) {
      assert.equal((await target.ask("SendTaskSuccess", { taskToken: each.taskToken, output: '"true"' })).status, 200);
      assert.equal((await target.ended(each.executionArn)).output, '"true"');
      assert.equal((await target.ask("SendTaskSuccess", { taskToken: each.taskToken, output: '"again"' })).code, "TaskTimedOut");
    }
  });
});

describe("afterwards", () => {
  test("sockets that send their head a byte at a time are ended by the server", { timeout: 60_000 }, async () => {
    const untilMs = lorisesBeganMs + 50_000;
    while (lorises.some(({ destroyed }) => !destroyed) && performance.now() < untilMs) await sleep(100);
    assert.equal(lorises.filter(({ destroyed }) => !destroyed).length, 0, "still open");
  });

  test("no task token and no signature is in the log", () => {
    watchLog();
    assert.ok(tokens.length >= 4, "tokens were handed out");
    assert.match(target.server.log(), /"operation":"SendTaskSuccess"/, "the log tells of requests at all");
    assert.deepEqual([...leaks], []);
  });

  test("the server is alive and correct, and its memory was bounded", async (context) => {
    assert.ok(target.server.isRunning());
    const input = '{"still":"right"}';
    assert.equal((await target.ended(await target.start(passArn, input))).output, input);
    const health = (await (await fetch(`${target.server.url}/_stile/health`)).json()) as { status: string };
    assert.equal(health.status, "ok");
    const peakBytes = target.peakBytes();
    context.diagnostic(`most memory: ${peakBytes === undefined ? "unknown" : Math.round(peakBytes / 1_048_576)} MB`);
    if (peakBytes !== undefined) assert.ok(peakBytes < peakBytesMax, `${peakBytes} bytes`);
    assert.equal(({} as Record<string, unknown>)["x"], undefined);
  });
});

/** The value's text with its members in order, own `__proto__` members included. */
function canonical(text: string): string {
  const write = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(write).join()}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${write(member)}`).join()}}`;
  };
  return write(JSON.parse(text));
}
