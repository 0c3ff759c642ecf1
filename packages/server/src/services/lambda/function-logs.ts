/**
 * What functions printed last, in memory, a bounded stretch of each function: for `GET /_stile/api/functions/<name>/logs`.
 * The lines around an invocation are CloudWatch's own: START, END and REPORT.
 */

import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { functionArn, type FunctionName, parseFunctionName } from "./function-name.ts";
import { functionKind, type FunctionRecord } from "./function-record.ts";
import { logCharactersKeptMax, loggedFunctionsMax, logLinesKeptMax, logPageLinesMax, logStreamsNamedMax } from "./limits.ts";
import { everyRecord } from "./page.ts";

export interface LogLine {
  /** Counts up over all functions; what `after` compares. */
  readonly sequence: number;
  readonly timestampMs: number;
  readonly functionArn: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  /** undefined for what is printed outside of invocations: during init, or after the answer. */
  readonly requestId: string | undefined;
  readonly message: string;
}

/** Where CloudWatch Logs has what a function prints. */
export interface LogDestination {
  readonly group: string;
  readonly stream: string;
}

/** A line on its way to CloudWatch Logs. */
export interface PrintedLine extends LogDestination {
  readonly functionArn: string;
  readonly timestampMs: number;
  readonly message: string;
}

export interface FunctionLogs {
  add(line: Omit<LogLine, "sequence" | "timestampMs">, destination?: LogDestination): void;
  /** The stream of all processes that run this revision, named as AWS names them: `2030/01/01/[$LATEST]4f0c...`. */
  streamOf(revision: string, version: string): string;
  /** The kept lines of functions of that name, in any region, oldest first. */
  linesOf(name: string): readonly LogLine[];
}

interface Kept {
  readonly lines: LogLine[];
  characters: number;
}

/** `printed` is told every line that has a destination. */
export function createFunctionLogs(
  { clock, random }: Pick<Platform, "clock" | "random">,
  printed?: (line: PrintedLine) => void,
): FunctionLogs {
  /** By ARN; who wrote last is last. */
  const functions = new Map<string, Kept>();
  /** By revision; who was asked for last is last. */
  const streams = new Map<string, string>();
  let sequence = 0;

  return {
    streamOf(revision, version) {
      let stream = streams.get(revision);
      if (stream === undefined) {
        const day = new Date(clock.nowMs()).toISOString().slice(0, 10).replaceAll("-", "/");
        stream = `${day}/[${version}]${random.uuid().replaceAll("-", "")}`;
        if (streams.size >= logStreamsNamedMax) streams.delete(streams.keys().next().value!);
      } else streams.delete(revision);
      streams.set(revision, stream);
      return stream;
    },
    add(line, destination) {
      const kept = functions.get(line.functionArn) ?? { lines: [], characters: 0 };
      functions.delete(line.functionArn);
      functions.set(line.functionArn, kept);
      // Copied: a short line cut from a long piece of output would hold on to all of it.
      const message = Buffer.from(line.message).toString("utf8");
      const timestampMs = clock.nowMs();
      kept.lines.push({ ...line, message, sequence: ++sequence, timestampMs });
      if (destination !== undefined) printed?.({ ...destination, functionArn: line.functionArn, timestampMs, message });
      kept.characters += line.message.length;
      while (kept.lines.length > logLinesKeptMax || (kept.characters > logCharactersKeptMax && kept.lines.length > 1))
        kept.characters -= kept.lines.shift()!.message.length;
      if (functions.size > loggedFunctionsMax) functions.delete(functions.keys().next().value!);
    },
    linesOf(name) {
      const lines: LogLine[] = [];
      for (const [arn, kept] of functions) if (arn.endsWith(`:function:${name}`)) lines.push(...kept.lines);
      return lines.sort((one, other) => one.sequence - other.sequence);
    },
  };
}

/** A page of the gateway, as far as this service needs to know one. */
export interface LambdaPage {
  readonly method: string;
  readonly path: string;
  readonly handle: (request: { readonly path: string; readonly query: string }) => Promise<LambdaPageResponse>;
}

interface LambdaPageResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function json(status: number, value: unknown): LambdaPageResponse {
  return { status, headers: { "Content-Type": "application/json", "Cache-Control": "no-store" }, body: `${JSON.stringify(value)}\n` };
}

const logsPath = /^\/_stile\/api\/functions\/([^/]+)\/logs$/;

/** A name alone, or an ARN to say which account's and region's. */
function nameIn(text: string): { readonly name: string; readonly arn: string | undefined } | undefined {
  const nowhere = { partition: "aws", region: text.split(":")[3] ?? "", accountId: "" };
  let name: FunctionName;
  try {
    name = parseFunctionName(text, nowhere);
  } catch {
    return undefined;
  }
  return { name: name.name, arn: text.startsWith("arn:") ? functionArn(name) : undefined };
}

/**
 * `GET /_stile/api/functions/<name or ARN>/logs?after=<sequence>&requestId=<id>&limit=<lines>`: `{ lines, last }`, the
 * newest `limit` lines after that sequence; asking again with `after=<last>` follows the log.
 */
export function logsPage(logs: FunctionLogs, records: RecordStore): LambdaPage {
  const isFunction = async (name: string) => {
    for await (const { value } of everyRecord<FunctionRecord>(records, functionKind)) if (value.name === name) return true;
    return false;
  };
  return {
    method: "GET",
    path: "/_stile/api/functions/*",
    async handle({ path, query }) {
      const text = logsPath.exec(path)?.[1];
      const asked = text === undefined ? undefined : nameIn(decodedPath(text));
      if (asked === undefined) return json(404, { message: "There is /_stile/api/functions/<name>/logs." });
      const parameters = new URLSearchParams(query);
      const after = Number(parameters.get("after") ?? 0);
      const limit = Number(parameters.get("limit") ?? logPageLinesMax);
      if (!Number.isSafeInteger(after) || !Number.isSafeInteger(limit) || limit < 1)
        return json(400, { message: "`after` and `limit` are whole numbers, `limit` at least 1." });
      const requestId = parameters.get("requestId");
      const kept = logs.linesOf(asked.name).filter((line) => asked.arn === undefined || line.functionArn === asked.arn);
      if (kept.length === 0 && !(await isFunction(asked.name))) return json(404, { message: `There is no function ${asked.name}.` });
      const wanted = kept.filter((line) => line.sequence > after && (requestId === null || line.requestId === requestId));
      const lines = wanted.slice(-Math.min(limit, logPageLinesMax));
      const shown = lines.map(({ timestampMs, ...line }) => ({ timestamp: new Date(timestampMs).toISOString(), ...line }));
      return json(200, { lines: shown, last: lines.at(-1)?.sequence ?? after });
    },
  };
}

function decodedPath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
