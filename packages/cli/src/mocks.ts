/**
 * The answers of tasks for `stile run`: a JSON object with a member for each Task state.
 *
 *     { "Charge card": { "return": { "charged": true } },
 *       "Reserve":     { "sequence": [{ "throw": { "error": "Busy", "cause": "come back" } }, { "return": "R-1" }] } }
 *
 * `delaySeconds` beside `return` or `throw` lets the task take that much virtual time. Of a sequence each attempt
 * takes the next entry; the last one stays.
 */

import { isJsonObject, type Json, type ScriptedResult } from "@stile/states";
import { CommandError } from "./command-error.ts";

export interface Mocks {
  /** The answer to the next attempt of that state; undefined when the file has none. */
  next(stateName: string): ScriptedResult | undefined;
}

export const noMocks: Mocks = { next: () => undefined };

/** Throws CommandError naming the member that is wrong. `source` is what the errors call the file. */
export function parseMocks(text: string, source: string): Mocks {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw new CommandError(`${source} is not JSON: ${(error as Error).message}`);
  }
  if (!isJsonObject(value)) throw new CommandError(`${source} must hold a JSON object: the name of a Task state, then what it answers.`);
  const answers = new Map(Object.entries(value).map(([state, mock]) => [state, sequenceOf(mock, `${source}: "${state}"`)]));
  const taken = new Map<string, number>();
  return {
    next(stateName) {
      const sequence = answers.get(stateName);
      const turn = taken.get(stateName) ?? 0;
      taken.set(stateName, turn + 1);
      return sequence?.[Math.min(turn, sequence.length - 1)];
    },
  };
}

const expected = 'give {"return": ...}, {"throw": {"error": "...", "cause": "..."}} or {"sequence": [...]} of these';

function sequenceOf(mock: Json, place: string): readonly ScriptedResult[] {
  if (!isJsonObject(mock) || !("sequence" in mock)) return [resultOf(mock, place)];
  const { sequence } = mock;
  if (!Array.isArray(sequence) || sequence.length === 0 || Object.keys(mock).length > 1) {
    throw new CommandError(`${place}: "sequence" stands alone and holds at least one answer; ${expected}.`);
  }
  return sequence.map((entry: Json, index) => resultOf(entry, `${place}, answer ${index + 1}`));
}

function resultOf(mock: Json, place: string): ScriptedResult {
  const members = isJsonObject(mock) ? Object.keys(mock) : [];
  const unknown = members.find((member) => !["return", "throw", "delaySeconds"].includes(member));
  if (unknown !== undefined) throw new CommandError(`${place}: "${unknown}" means nothing here; ${expected}.`);
  if (!isJsonObject(mock) || members.includes("return") === members.includes("throw")) throw new CommandError(`${place}: ${expected}.`);
  const delayMs = delayOf(mock["delaySeconds"], place);
  if ("return" in mock) return { kind: "succeeded", output: JSON.stringify(mock["return"]), delayMs };
  const failure = mock["throw"];
  const texts = isJsonObject(failure) ? Object.entries(failure) : [];
  if (!isJsonObject(failure) || texts.some(([name, text]) => !["error", "cause"].includes(name) || typeof text !== "string")) {
    throw new CommandError(`${place}: "throw" is {"error": "...", "cause": "..."}, both texts.`);
  }
  return { kind: "failed", failure: Object.fromEntries(texts) as { error?: string; cause?: string }, delayMs };
}

function delayOf(value: Json | undefined, place: string): number {
  if (value === undefined) return 0;
  if (typeof value !== "number" || value < 0) throw new CommandError(`${place}: "delaySeconds" is a number of seconds.`);
  return value * 1000;
}
