/** Wait: for so many seconds, or until a moment. */

import type { Environment } from "../data/failure.ts";
import { EvaluationError } from "../data/failure.ts";
import type { Json } from "../data/json.ts";
import type { Payload } from "../data/payload.ts";
import { parseInstant } from "../data/timestamp.ts";
import { compilePath } from "../data/json-path.ts";
import type { QueryLanguage, WaitState } from "../language/definition.ts";
import { compileNumber } from "./input-output.ts";
import { compileJsonataTemplate } from "../data/jsonata-template.ts";
import { waitSecondsMax } from "./limits.ts";
import type { WaitProgram } from "./program.ts";
import { type Frame, touch } from "./run.ts";
import { evaluateOrFail, finishState } from "./transition.ts";
import type { Turn } from "./turn.ts";

/** The wall time at which the wait is over. */
export type CompiledWait = (input: Payload, environment: Environment, nowMs: number) => number;

export function compileWait(state: WaitState, language: QueryLanguage): CompiledWait {
  if (state.SecondsPath !== undefined) return secondsPath(state.SecondsPath);
  if (state.TimestampPath !== undefined) return timestampPath(state.TimestampPath);
  if (state.Timestamp !== undefined) {
    return language === "JSONata" ? jsonataTimestamp(state.Timestamp) : literalTimestamp(state.Timestamp);
  }
  const seconds = compileNumber("Seconds", state.Seconds, undefined, language);
  return (input, environment, nowMs) => afterSeconds(nowMs, jsonataSeconds(seconds?.(input, environment) ?? null));
}

function afterSeconds(nowMs: number, seconds: number): number {
  if (seconds > waitSecondsMax) throw tooLong();
  return nowMs + seconds * 1000;
}

/** Recorded: waiting for 24,856 days fails, 24,855 days go on. */
function until(nowMs: number, untilMs: number): number {
  if (untilMs - nowMs > waitSecondsMax * 1000) throw tooLong();
  return untilMs;
}

function tooLong(): EvaluationError {
  return new EvaluationError("States.Runtime", "Wait state delay is too long.");
}

function jsonataSeconds(value: Json): number {
  if (typeof value === "number" && value >= 0 && Number.isFinite(value)) return Math.floor(value);
  throw new EvaluationError(
    "States.QueryEvaluationError",
    `The Seconds field must be a non-negative integer, but was: ${JSON.stringify(value)}`,
    "Seconds",
    {
      afterEntered: true,
    },
  );
}

/** Recorded: three texts for a missing, a negative and an unreadable value. */
function secondsPath(text: string): CompiledWait {
  const read = readOrMissing(text, "SecondsPath");
  return (input, environment, nowMs) => {
    const value = read(input, environment);
    if (typeof value !== "number" || !Number.isInteger(value)) {
      throw new EvaluationError(
        "States.Runtime",
        `The SecondsPath parameter cannot be parsed as a long value: ${text} == ${plainText(value)}`,
      );
    }
    if (value < 0)
      throw new EvaluationError("States.Runtime", `The SecondsPath parameter references a negative value: ${text} == ${value}`);
    return afterSeconds(nowMs, value);
  };
}

function timestampPath(text: string): CompiledWait {
  const read = readOrMissing(text, "TimestampPath");
  return (input, environment, nowMs) => {
    const value = read(input, environment);
    const instant = typeof value === "string" ? parseInstant(value) : undefined;
    if (instant === undefined) {
      throw new EvaluationError(
        "States.Runtime",
        `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${text} == ${plainText(value)}`,
      );
    }
    return until(nowMs, instant);
  };
}

function readOrMissing(text: string, field: string): (input: Payload, environment: Environment) => Json {
  const path = compilePath(text);
  return (input, environment) => {
    const value = path.find(input.value, environment);
    if (value === undefined)
      throw new EvaluationError("States.Runtime", `The ${field} parameter does not reference an input value: ${text}`);
    return value;
  };
}

function plainText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function literalTimestamp(text: string): CompiledWait {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`the definition's timestamp ${text} was not checked`);
  return (_input, _environment, nowMs) => until(nowMs, instant);
}

function jsonataTimestamp(text: string): CompiledWait {
  const expression = compileJsonataTemplate(text, "Timestamp");
  return (input, environment, nowMs) => {
    const value = expression({ input: input.value }, environment);
    const instant = typeof value === "string" ? parseInstant(value) : undefined;
    if (instant === undefined) {
      const cause = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${plainText(value)}`;
      throw new EvaluationError("States.QueryEvaluationError", cause, "Timestamp", { afterEntered: true });
    }
    return until(nowMs, instant);
  };
}

export function runWait(turn: Turn, frame: Frame, state: WaitProgram): void {
  const { nowMs } = turn.context;
  const untilMs = evaluateOrFail(turn, frame, state, (environment) => {
    const effectiveInput = state.flow.effectiveInput(frame.input, environment);
    return state.wait(effectiveInput, environment, nowMs);
  });
  if (untilMs === undefined) return;
  if (untilMs <= nowMs) {
    finishState(turn, frame, state, undefined);
    return;
  }
  frame.phase = { kind: "waiting", untilMs };
  turn.commands.push({ kind: "armTimer", frameId: frame.id, atMs: untilMs });
  touch(turn.run, frame);
}
