/**
 * What tidy knows of a source file: its text, its code (the same text with comments, template texts and regular
 * expressions blanked, so that what only looks like code is none), and what it imports. It is a scanner, not a
 * parser: enough for imports and names, and quick.
 */

import { posix } from "node:path";

export interface Import {
  /** As it is written. */
  readonly specifier: string;
  /** Path from the repository's root when the specifier is relative. */
  readonly path: string | undefined;
  /**
   * `type`: `import type` and `export type`, gone before the code runs. `address`: `new URL("./x.ts", import.meta.url)`,
   * a file that is started as a thread or a process.
   */
  readonly kind: "value" | "type" | "address";
  readonly line: number;
}

export interface Source {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly code: string;
  readonly imports: readonly Import[];
}

export function sourceOf(path: string, text: string): Source {
  const code = codeOf(text);
  return { path, text, code, imports: importsOf(path, code) };
}

export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** The same length and lines; strings in quotes stay. */
export function codeOf(text: string): string {
  const blank = (part: string) => part.replace(/[^\n]/g, " ");
  let code = "";
  /** Depth of braces inside each open `${`, innermost last. */
  const templates: number[] = [];
  for (let at = 0; at < text.length; ) {
    const end = endOfToken(text, at, code, templates.at(-1) === 0);
    if (end.kind === "code") {
      const character = text[at] as string;
      const depth = templates.length - 1;
      if (character === "{" && depth >= 0) templates[depth] = (templates[depth] as number) + 1;
      if (character === "}" && depth >= 0) templates[depth] = (templates[depth] as number) - 1;
      code += character;
    } else if (end.kind === "string") {
      code += text.slice(at, end.at);
    } else {
      code += blank(text.slice(at, end.at));
      if (end.kind === "template" && text[at] === "}") templates.pop();
      if (end.kind === "template" && end.open) templates.push(0);
    }
    at = end.at;
  }
  return code;
}

type Token =
  | { readonly kind: "code" | "string" | "comment" | "regex"; readonly at: number }
  /** Up to its end, or to the `${` that opens. */
  | { readonly kind: "template"; readonly at: number; readonly open: boolean };

function endOfToken(text: string, at: number, before: string, closesTemplateCode: boolean): Token {
  const rest = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return at + (pattern.exec(text)?.[0].length ?? 1);
  };
  const character = text[at];
  if (text.startsWith("//", at)) return { kind: "comment", at: rest(/\/\/[^\n]*/y) };
  if (text.startsWith("/*", at)) return { kind: "comment", at: rest(/\/\*[^]*?(?:\*\/|$)/y) };
  if (character === '"') return { kind: "string", at: rest(/"(?:[^"\\\n]|\\[^])*"?/y) };
  if (character === "'") return { kind: "string", at: rest(/'(?:[^'\\\n]|\\[^])*'?/y) };
  if (character === "`" || (character === "}" && closesTemplateCode)) {
    const end = rest(/[`}](?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{|$)/y);
    return { kind: "template", at: end, open: text.startsWith("${", end - 2) };
  }
  if (character === "/" && regexMayFollow(before))
    return { kind: "regex", at: rest(/\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y) };
  return { kind: "code", at: at + 1 };
}

/** A slash after a value divides; after an operator, an opening or a keyword it begins a regular expression. */
function regexMayFollow(before: string): boolean {
  return /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|await|yield))\s*$/.test(before.slice(-200));
}

const fromPattern = /^[ \t]*(?:import|export)\s+(type\s+)?(?:[\w*${}\s,]+?\sfrom\s*)?"([^"\n]+)"/gm;
const dynamicPattern = /\bimport\(\s*"([^"\n]+)"/g;
const addressPattern = /\bnew URL\(\s*"(\.[^"\n]+\.ts)"\s*,\s*import\.meta\.url/g;

function importsOf(path: string, code: string): readonly Import[] {
  const found: Import[] = [];
  const add = (specifier: string, kind: Import["kind"], index: number) => {
    const resolved = specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : undefined;
    found.push({ specifier, path: resolved, kind, line: lineOf(code, index) });
  };
  for (const match of code.matchAll(fromPattern))
    add(match[2] as string, match[1] === undefined ? "value" : "type", match.index + match[0].length);
  for (const match of code.matchAll(dynamicPattern)) add(match[1] as string, "value", match.index);
  for (const match of code.matchAll(addressPattern)) add(match[1] as string, "address", match.index);
  return found;
}
