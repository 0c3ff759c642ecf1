/**
 * Log lines: JSON, or a human form on a terminal. Fields are bounded, and what is secret (task tokens, signatures,
 * passwords, payloads) is never written, whichever field it hides in.
 */
import type { Logger } from "./platform.ts";

export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Characters of one text field that are kept. */
const fieldCharsMax = 2_048;
/** Fields or elements of one object that are kept, and how deep objects are followed. */
const fieldsMax = 64;
const fieldDepthMax = 4;

const secretNames = /^(authorization|(set-?)?cookie|.*token|.*secret.*|.*password|.*private[-_]?key|signature|credentials?)$/i;

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly form: "json" | "human";
  readonly nowMs: () => number;
  /** Takes one line with its line break. */
  readonly write: (line: string) => void;
}

export function createLogger(options: LoggerOptions, bound: Readonly<Record<string, unknown>> = {}): Logger {
  const threshold = logLevels.indexOf(options.level);
  const at = (level: LogLevel) => {
    // What is not written must cost nothing.
    if (logLevels.indexOf(level) < threshold) return () => {};
    return (message: string, fields?: Readonly<Record<string, unknown>>): void => {
      const all = fields === undefined ? bound : { ...bound, ...fields };
      const time = new Date(options.nowMs()).toISOString();
      options.write(options.form === "json" ? jsonLine(time, level, message, all) : humanLine(time, level, message, all));
    };
  };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (fields) => createLogger(options, { ...bound, ...fields }),
  };
}

function jsonLine(time: string, level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ time, level, message: bounded(message), ...(presentable(fields, 0) as object) })}\n`;
}

function humanLine(time: string, level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(presentable(fields, 0) as object).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  // Control characters from a request must not reach a terminal, nor fake a second line.
  // oxlint-disable-next-line no-control-regex
  const text = [bounded(message), ...parts].join("  ").replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, "\u{fffd}");
  return `${time.slice(11, 23)} ${level.toUpperCase().padEnd(5)} ${text.replaceAll("\n", "\n    ")}\n`;
}

function presentable(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case "string":
      return bounded(value);
    case "bigint":
    case "symbol":
      return String(value);
    case "function":
      return undefined;
    case "object":
      break;
    default:
      return value;
  }
  if (value === null) return null;
  if (value instanceof Error) return presentableError(value, depth);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (depth >= fieldDepthMax) return Array.isArray(value) ? "[...]" : "{...}";
  if (Array.isArray(value)) return value.slice(0, fieldsMax).map((element) => presentable(element, depth + 1));
  const kept: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value).slice(0, fieldsMax)) {
    if (name === "__proto__") continue;
    kept[name] = secretNames.test(name) && field !== undefined ? "(not logged)" : presentable(field, depth + 1);
  }
  return kept;
}

function presentableError(error: Error, depth: number): unknown {
  const cause = error.cause === undefined || depth >= fieldDepthMax ? undefined : presentable(error.cause, depth + 1);
  const code = (error as { code?: unknown }).code;
  return {
    name: error.name,
    message: bounded(error.message),
    code: typeof code === "string" ? code : undefined,
    stack: bounded(error.stack ?? ""),
    cause,
  };
}

function bounded(text: string): string {
  return text.length <= fieldCharsMax ? text : `${text.slice(0, fieldCharsMax)}... (${text.length} characters)`;
}
