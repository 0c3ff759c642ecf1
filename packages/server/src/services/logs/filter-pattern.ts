/**
 * Filter patterns of CloudWatch Logs ("Filter and pattern syntax" in the user guide), compiled once: terms, a JSON
 * condition in braces, or conditions on fields between spaces in brackets.
 */

import { findText } from "../../platform/find-text.ts";
import { type Filter, invalidPattern, noExpressions } from "./filter-comparison.ts";
import { compileFields } from "./filter-fields.ts";
import { compileJsonFilter } from "./filter-json.ts";

export type { Filter } from "./filter-comparison.ts";

/** Throws InvalidParameterException. */
export function compileFilter(pattern: string): Filter {
  const text = pattern.trim();
  if (text.startsWith("{")) return compileJsonFilter(text);
  if (text.startsWith("[")) return compileFields(text);
  return compileTerms(text);
}

const term = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?=\s|$)\s*/gy;

/** Terms must all be there, those with `-` must not, and of those with `?` one must; beside others, those with `?` are not looked at. */
function compileTerms(text: string): Filter {
  const required: string[] = [];
  const excluded: string[] = [];
  const optional: string[] = [];
  term.lastIndex = 0;
  for (let at = 0; at < text.length; at = term.lastIndex) {
    const found = term.exec(text);
    if (found === null) throw invalidPattern();
    const [, mark, quoted, plain = ""] = found;
    if (quoted === undefined) noExpressions(plain);
    const word = quoted === undefined ? plain : quoted.replace(/\\(.)/gs, "$1");
    if (word === "") throw invalidPattern();
    (mark === "?" ? optional : mark === "-" ? excluded : required).push(word);
  }
  const hasOthers = required.length + excluded.length > 0;
  return {
    matches: (message) =>
      required.every((word) => findText(message, word) >= 0) &&
      !excluded.some((word) => findText(message, word) >= 0) &&
      (hasOthers || optional.length === 0 || optional.some((word) => findText(message, word) >= 0)),
    extracted: () => ({}),
  };
}
