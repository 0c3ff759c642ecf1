/** Conditions on the fields of a message between spaces: `[ip, user, ..., status = 4*, bytes > 1000]`. */

import { type Comparison, comparisonOf, type Filter, invalidPattern, noExpressions } from "./filter-comparison.ts";

interface Field {
  readonly name: string;
  readonly matches: (value: string) => boolean;
}

/** `text` begins with a bracket. Throws InvalidParameterException. */
export function compileFields(text: string): Filter {
  if (!text.endsWith("]")) throw invalidPattern();
  const parts = splitOutside(text.slice(1, -1), ",").map((part) => part.trim());
  const gap = parts.findIndex((part) => part === "..." || part === "…");
  if (parts.filter((part) => part === "..." || part === "…").length > 1) throw invalidPattern();
  const fields = parts.filter((_part, index) => index !== gap).map((part, index) => fieldOf(part, index));
  const head = gap < 0 ? fields.length : gap;

  const valuesIn = (message: string): readonly string[] | undefined => {
    const words = wordsOf(message);
    if (gap < 0 ? words.length !== fields.length : words.length < fields.length) return undefined;
    return [...words.slice(0, head), ...words.slice(words.length - (fields.length - head))];
  };
  return {
    matches: (message) => {
      const values = valuesIn(message);
      return values !== undefined && fields.every(({ matches }, index) => matches(values[index] ?? ""));
    },
    extracted: (message) => Object.fromEntries((valuesIn(message) ?? []).map((value, index) => [`$${fields[index]?.name ?? ""}`, value])),
  };
}

const condition = /^([\w.-]*)\s*(=|!=|<=|>=|<|>)\s*(?:"((?:[^"\\]|\\.)*)"|([^"\s].*?))$/s;

/** `name`, `name = value`, or several conditions on one field joined by `&&` and `||`; without a name, `w1` and so on. */
function fieldOf(text: string, index: number): Field {
  const unnamed = `w${index + 1}`;
  if (text === "" || /^[\w.-]+$/.test(text)) return { name: text === "" ? unnamed : text, matches: () => true };
  let name: string | undefined;
  const choices = splitOutside(text, "||").map((choice) =>
    splitOutside(choice, "&&").map((part) => {
      const found = condition.exec(part.trim());
      if (found === null) throw invalidPattern();
      const [, given = "", operator, quoted, plain = ""] = found;
      if (given !== "") name ??= given;
      if (quoted === undefined) noExpressions(plain);
      const operand = { text: quoted === undefined ? plain : quoted.replace(/\\(.)/gs, "$1"), isQuoted: quoted !== undefined };
      const matches = comparisonOf(operator as Comparison, operand);
      if (matches === undefined) throw invalidPattern();
      return matches;
    }),
  );
  return { name: name ?? unnamed, matches: (value) => choices.some((all) => all.every((matches) => matches(value))) };
}

/** The parts of the text between separators that stand outside of quotes. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && text.startsWith(separator, at)) {
      parts.push(text.slice(from, at));
      at += separator.length - 1;
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** User guide: fields are separated by spaces, and what stands in quotes or brackets is one field. */
function wordsOf(message: string): readonly string[] {
  const words: string[] = [];
  // What is never closed is looked for once, and not from each place where it might have been opened.
  const lasts = { '"': message.lastIndexOf('"'), "]": message.lastIndexOf("]") };
  for (let at = 0; at < message.length; ) {
    const closing = message[at] === '"' ? '"' : message[at] === "[" ? "]" : undefined;
    if (closing !== undefined && at < lasts[closing]) {
      const end = message.indexOf(closing, at + 1);
      words.push(message.slice(at + 1, end));
      at = end + 1;
      continue;
    }
    word.lastIndex = at;
    const [all, plain] = word.exec(message) ?? [];
    if (plain !== undefined) words.push(plain);
    at += all?.length ?? 1;
  }
  return words;
}

const word = /\s+|(\S+)/y;
