/**
 * Runs a Node.js function: loads the handler, then asks the Runtime API for one invocation after the other.
 * Runs in the function's own process, so it imports nothing of the server, and little of Node: what is imported
 * here is paid for at every cold start. Behaviour follows AWS's Node.js runtime as its manual describes it.
 */

import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { format } from "node:util";

const environment = process.env;
const taskRoot = environment.LAMBDA_TASK_ROOT;
const layersRoot = environment.STILE_LAYERS_ROOT;
const bootstrapFile = fileURLToPath(import.meta.url);
const runtimeMajor = Number(/nodejs(\d+)/.exec(environment.AWS_EXECUTION_ENV)?.[1] ?? 0);
/** AWS took callbacks out of its runtime with Node.js 24. */
const hasCallbacks = runtimeMajor < 24;

// ---- the Runtime API

/**
 * One keep-alive connection, spoken to by hand: an HTTP client would cost more to load than the whole of this file.
 * The server always answers with Content-Length. When the connection ends the server is gone, and so is this process.
 */
function connectRuntimeApi(address) {
  const [authority, token] = address.split("/");
  const [host, port] = authority.split(":");
  const socket = connect({ host, port: Number(port), noDelay: true });
  const gone = () => process.exit(1);
  socket.on("close", gone);
  socket.on("error", gone);

  const pending = [];
  let head = Buffer.alloc(0);
  let answer;
  socket.on("data", (chunk) => {
    while (chunk.length > 0) {
      if (answer === undefined) {
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
        const end = head.indexOf("\r\n\r\n");
        if (end === -1) return;
        const headers = {};
        for (const line of head.latin1Slice(0, end).split("\r\n").slice(1)) {
          const colon = line.indexOf(":");
          headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
        }
        chunk = head.subarray(end + 4);
        head = Buffer.alloc(0);
        answer = { headers, body: Buffer.allocUnsafe(Number(headers["content-length"] ?? 0)), filled: 0 };
      }
      const part = chunk.subarray(0, answer.body.length - answer.filled);
      answer.filled += part.copy(answer.body, answer.filled);
      chunk = chunk.subarray(part.length);
      if (answer.filled < answer.body.length) return;
      const done = answer;
      answer = undefined;
      pending.shift()(done);
    }
  });

  const request = (method, path, body = "", headers = "") =>
    new Promise((answered) => {
      pending.push(answered);
      socket.cork();
      socket.write(
        `${method} /${token}/2018-06-01/runtime${path} HTTP/1.1\r\nHost: ${authority}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n`,
      );
      if (body !== "") socket.write(body);
      socket.uncork();
    });
  const errorHeaders = (error) =>
    `Content-Type: application/json\r\nLambda-Runtime-Function-Error-Type: ${String(error.errorType).replaceAll(/[^\x21-\x7e]/g, "?")}\r\n`;

  return {
    next: () => request("GET", "/invocation/next"),
    respond: (id, body) => request("POST", `/invocation/${id}/response`, body, "Content-Type: application/json\r\n"),
    fail: (id, error) => request("POST", `/invocation/${id}/error`, JSON.stringify(error), errorHeaders(error)),
    failInit: (error) => request("POST", "/init/error", JSON.stringify(error), errorHeaders(error)),
    /** Only while waiting for an invocation may the connection keep the event loop alive: functions finish when it runs empty. */
    holdEventLoop: (hold) => (hold ? socket.ref() : socket.unref()),
  };
}

// ---- errors, in the shape AWS's runtime reports them

class RuntimeFault extends Error {
  constructor(name, message) {
    super(message);
    this.name = `Runtime.${name}`;
    // The stack was written with the name `Error`.
    this.stack = this.stack.replace(/^Error/, this.name);
  }
}

/** Functions live in /var/task, layers in /opt and the runtime in /var/runtime, also in what they report: no path of this machine leaves it. */
function asOnLambda(text) {
  const reported = layersRoot === undefined ? String(text) : String(text).replaceAll(layersRoot, "/opt");
  return reported
    .replaceAll(import.meta.url, "file:///var/runtime/index.mjs")
    .replaceAll(bootstrapFile, "/var/runtime/index.mjs")
    .replaceAll(taskRoot, "/var/task");
}

function errorReport(error) {
  try {
    if (error instanceof Error) {
      return { errorType: error.name, errorMessage: asOnLambda(error.message), trace: asOnLambda(error.stack ?? "").split("\n") };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: "handled",
      errorMessage:
        "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
      trace: [],
    };
  }
}

// ---- the console, prefixed with time, request and level

let requestId;
for (const [method, level] of Object.entries({ log: "INFO", info: "INFO", warn: "WARN", error: "ERROR", debug: "DEBUG", trace: "TRACE" })) {
  console[method] = (...values) => {
    const message = format(...values).replaceAll("\n", "\r");
    process.stdout.write(`${new Date().toISOString()}\t${requestId}\t${level}\t${message}\n`);
  };
}

// ---- the handler

/** Node's own rule, but it stops at the package's root: what lies above is no part of the function. */
function isModulePackage(folder) {
  const file = join(folder, "package.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")).type === "module";
  if (folder === taskRoot || basename(folder) === "node_modules" || !folder.startsWith(taskRoot)) return false;
  return isModulePackage(dirname(folder));
}

async function loadModule(folder, name) {
  const require = createRequire(import.meta.url);
  const path = resolve(taskRoot, folder, name);
  const isFile = (candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile() === true;
  if (isFile(path)) return require(path);
  if (isFile(`${path}.js`)) return isModulePackage(dirname(path)) ? await import(pathToFileURL(`${path}.js`)) : require(`${path}.js`);
  if (isFile(`${path}.mjs`)) return await import(pathToFileURL(`${path}.mjs`));
  if (isFile(`${path}.cjs`)) return require(`${path}.cjs`);
  return require(require.resolve(name, { paths: [taskRoot, resolve(taskRoot, folder)] }));
}

async function loadHandler(text) {
  if (text.includes("..")) {
    throw new RuntimeFault(
      "MalformedHandlerName",
      `'${text}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const file = basename(text);
  const [, name, path] = /^([^.]*)\.(.*)$/.exec(file) ?? [];
  if (path === undefined) throw new RuntimeFault("MalformedHandlerName", "Bad handler");
  let loaded;
  try {
    loaded = await loadModule(text.slice(0, text.length - file.length), name);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeFault("UserCodeSyntaxError", String(error));
    if (error?.code === "MODULE_NOT_FOUND") throw new RuntimeFault("ImportModuleError", String(error));
    throw error;
  }
  const handler = path.split(".").reduce((value, key) => value?.[key], loaded);
  if (!handler) throw new RuntimeFault("HandlerNotFound", `${text} is undefined or not exported`);
  if (typeof handler !== "function") throw new RuntimeFault("HandlerNotFound", `${text} is not a function`);
  if (!hasCallbacks && handler.length >= 3) {
    throw new RuntimeFault(
      "CallbackHandlerDeprecated",
      "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
    );
  }
  return handler;
}

// ---- one invocation

/** What happens when the event loop runs empty during an invocation; set while one is under way. */
let onEmptyEventLoop;
process.on("beforeExit", () => onEmptyEventLoop?.());

function contextOf(headers) {
  const deadlineMs = Number(headers["lambda-runtime-deadline-ms"]);
  const parsed = (name) => (headers[name] === undefined ? undefined : JSON.parse(headers[name]));
  return {
    clientContext: parsed("lambda-runtime-client-context"),
    identity: parsed("lambda-runtime-cognito-identity"),
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

/** The outcome of a handler: `{ value }` or `{ error }`. Async and, before Node.js 24, callback handlers and context.done and friends. */
function call(handler, event, context) {
  return new Promise((settled) => {
    // A handler that never answers and leaves nothing to wait for has answered null.
    onEmptyEventLoop = () => settled({ value: null });
    const settle = (outcome) => {
      onEmptyEventLoop = undefined;
      settled(outcome);
    };
    const succeed = (value) => settle({ value });
    const fail = (error) => settle({ error });
    if (!hasCallbacks) {
      Promise.resolve()
        .then(() => handler(event, context))
        .then(succeed, fail);
      return;
    }
    let waitsForEmptyEventLoop = true;
    const done = (error, value) => (error === undefined || error === null ? succeed(value) : fail(error));
    Object.defineProperty(context, "callbackWaitsForEmptyEventLoop", {
      configurable: true,
      enumerable: true,
      get: () => waitsForEmptyEventLoop,
      set: (value) => {
        waitsForEmptyEventLoop = value;
      },
    });
    Object.assign(context, { succeed, fail: (error) => fail(error ?? "handled"), done });
    let called = false;
    const callback = (error, value) => {
      if (called) return;
      called = true;
      if ((error === undefined || error === null) && waitsForEmptyEventLoop) onEmptyEventLoop = () => settle({ value });
      else done(error, value);
    };
    try {
      const result = handler(event, context, callback);
      if (typeof result?.then === "function") result.then(succeed, fail);
    } catch (error) {
      fail(error);
    }
  });
}

function serialised(value) {
  try {
    return JSON.stringify(value === undefined ? null : value) ?? "null";
  } catch {
    throw new Error("Unable to stringify response body");
  }
}

// ---- the process

const api = connectRuntimeApi(environment.AWS_LAMBDA_RUNTIME_API);
api.holdEventLoop(false);

/** An error nobody caught ends the process, once the Runtime API knows of it. */
async function dieOf(error, exitStatus) {
  console.error(error);
  // The process ends here: an event loop that runs empty meanwhile is no answer any more.
  onEmptyEventLoop = undefined;
  api.holdEventLoop(true);
  const report = errorReport(error);
  await (requestId === undefined ? api.failInit(report) : api.fail(requestId, report));
  process.exit(exitStatus);
}
process.on("uncaughtException", (error) => dieOf(error, 129));
process.on("unhandledRejection", (reason) => dieOf(new RuntimeFault("UnhandledPromiseRejection", String(reason)), 128));

let handler;
try {
  handler = await loadHandler(environment._HANDLER);
} catch (error) {
  await dieOf(error, 1);
}

let answered;
for (;;) {
  api.holdEventLoop(true);
  // The answer and the question for the next invocation leave together: nothing is waited for in between.
  const { headers, body } = await api.next();
  await answered;
  api.holdEventLoop(false);
  requestId = headers["lambda-runtime-aws-request-id"];
  if (headers["lambda-runtime-trace-id"] === undefined) delete process.env._X_AMZN_TRACE_ID;
  else process.env._X_AMZN_TRACE_ID = headers["lambda-runtime-trace-id"];
  try {
    const outcome = await call(handler, JSON.parse(body.toString("utf8")), contextOf(headers));
    if ("error" in outcome) throw outcome.error;
    answered = api.respond(requestId, serialised(outcome.value));
  } catch (error) {
    console.error("Invoke Error", error);
    answered = api.fail(requestId, errorReport(error));
  }
}
