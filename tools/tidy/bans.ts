/** What may stand in no file, and what may not stand in the pure core. */

import type { Complaint } from "./complaint.ts";
import { lineOf, type Source } from "./source.ts";

interface Ban {
  readonly pattern: RegExp;
  readonly message: string;
}

const takeIt = "packages/states is pure: take it as an argument.";

/** In the code of packages/states, tests aside. */
const impure: readonly Ban[] = [
  { pattern: /\bDate\.now\b/g, message: `asks the clock (Date.now). ${takeIt}` },
  { pattern: /\bnew Date\(\s*\)/g, message: `asks the clock (new Date()). ${takeIt}` },
  {
    pattern: /\bnew Date\((?!\s*\))/g,
    message: "uses new Date(...), which reads the machine's time zone rules. data/timestamp.ts converts without it.",
  },
  { pattern: /\bperformance\.now\b/g, message: `asks the clock (performance.now). ${takeIt}` },
  { pattern: /\bMath\.random\b/g, message: `throws dice (Math.random). ${takeIt}` },
  { pattern: /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/g, message: "waits. A wait is a command to the shell." },
  { pattern: /(?<![\w.#])process\./g, message: `asks the process. ${takeIt}` },
  { pattern: /(?<![\w.#])Buffer\b/g, message: "uses Buffer, which only Node has. data/utf8.ts and data/base64.ts do without." },
  { pattern: /(?<![\w.#])(?:crypto|fetch|console)[.(]/g, message: `reaches for the world. ${takeIt}` },
];

/** In the text of packages/states, comments too. */
const impureText: readonly Ban[] = [
  { pattern: /\/\/\/\s*<reference/g, message: "references types. packages/states is compiled without Node and DOM." },
];

/** In any text file. */
const anywhere: readonly Ban[] = [
  {
    pattern: /(?<![\w.~\-/])\/(?:workspace|root|home\/[a-z][\w-]*|Users\/[A-Za-z][\w-]*)\/[\w.-]/g,
    message: "names a path of one machine. Find the place at run time, or ask for it.",
  },
  {
    pattern: /\b(?:TODO|FIXME|XXX)\b(?!: \S.{14,})/g,
    message: "leaves something open without saying what and why. Write `TODO: ` and a sentence, or do it now.",
  },
];

/** In the code of tests. */
const inTests: readonly Ban[] = [
  { pattern: /\b(?:test|it|describe|suite)\.only\(|\bonly:\s*true\b/g, message: "runs alone and hides all other tests. Remove `only`." },
];

/** What is banned from a TypeScript file; `isTest` for tests and what only they import. */
export function bannedCode(source: Source, isTest: boolean): readonly Complaint[] {
  const { path, code, text } = source;
  const complaints: Complaint[] = isTest ? [...found(path, code, inTests)] : [];
  if (!path.startsWith("packages/states/src/") || isTest) return complaints;
  complaints.push(...found(path, code, impure), ...found(path, text, impureText));
  for (const { specifier, line } of source.imports) {
    if (specifier.startsWith("node:")) complaints.push({ path, line, message: `imports ${specifier}. ${takeIt}` });
  }
  return complaints;
}

/** What is banned from every text file. */
export function bannedText(path: string, text: string): readonly Complaint[] {
  return found(path, text, anywhere);
}

function found(path: string, text: string, bans: readonly Ban[]): readonly Complaint[] {
  return bans.flatMap(({ pattern, message }) =>
    Array.from(text.matchAll(pattern), (match) => ({ path, line: lineOf(text, match.index), message: `${match[0].trim()}: ${message}` })),
  );
}
