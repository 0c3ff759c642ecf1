/** How the commands write: colours only for a terminal that wants them, texts clipped to a bound, JSON from files and flags. */

import { readFileSync } from "node:fs";
import { stripVTControlCharacters, styleText } from "node:util";
import { CommandError } from "./command-error.ts";

export type Tone = "plain" | "dim" | "good" | "bad" | "bold";

const formats = { dim: "dim", good: "green", bad: "red", bold: "bold" } as const;

/** Coloured where standard output is a terminal and neither NO_COLOR nor its kin say otherwise. */
export function toned(tone: Tone, text: string): string {
  return tone === "plain" ? text : styleText(formats[tone], text, { stream: process.stdout });
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** After so long a person wonders whether anything happens. */
const progressAfterMs = 1_000;

/** Waits; from the first second on says on standard error for what, counting on a terminal and once elsewhere. */
export async function withProgress<Answer>(what: string, work: Promise<Answer>): Promise<Answer> {
  const began = performance.now();
  const { stderr } = process;
  let told = false;
  const timer = setInterval(() => {
    if (stderr.isTTY) stderr.write(`\r${what} ... ${Math.round((performance.now() - began) / 1000)} s`);
    else if (!told) stderr.write(`${what} ...\n`);
    told = true;
  }, progressAfterMs);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    // Back to the start of the line, and the line away.
    if (told && stderr.isTTY) stderr.write("\r\u001b[K");
  }
}

/** What comes out of a workflow must not move the cursor or ring the bell. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\p{Cc}+ */gu, " ");
}

/** One line of at most that many characters; a cut text ends with an ellipsis. */
export function clipped(text: string, charactersMax: number): string {
  return text.length <= charactersMax ? text : `${text.slice(0, Math.max(0, charactersMax - 1))}…`;
}

/** The width to write for: the terminal's, or so wide that nothing a person would read is cut. */
export function lineWidth(): number {
  return process.stdout.isTTY ? Math.max(60, process.stdout.columns ?? 80) : 400;
}

/** JSON pretty-printed; text that is none stays as it is. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

/** The text of `--input`: JSON itself, `@file`, or `-` for standard input. Throws CommandError when the file cannot be read. */
export function readInput(argument: string): string {
  if (argument === "-") return readFileSync(0, "utf8");
  return argument.startsWith("@") ? readText(argument.slice(1)) : argument;
}

/** Throws CommandError with the reason when the file cannot be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : (error as Error).message;
    throw new CommandError(`Cannot read ${path}: ${reason}.`);
  }
}
