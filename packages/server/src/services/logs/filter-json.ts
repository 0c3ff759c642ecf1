/** Conditions on JSON messages: `{ $.status = 4* && ($.user.id IS NULL || $.sizes[0] > 10) }`. */

import { nestsDeeperThan } from "../../aws/index.ts";
import { type Comparison, comparisonOf, type Filter, invalidPattern, noExpressions } from "./filter-comparison.ts";
import { patternDepthMax, shownDepthMax } from "./limits.ts";

type Condition = (root: unknown) => boolean;
type Step = string | number | "*";

interface Selector {
  readonly text: string;
  readonly steps: readonly { readonly step: Step; readonly isWildcard: boolean }[];
}

const token =
  /\s*(?:(&&|\|\||!=|<=|>=|[()=<>])|"((?:[^"\\]|\\.)*)"|(\$(?:\.[\w:@-]+|\.?\[(?:\d+|\*|'[^']*'|"[^"]*")\])*(?![\w.$[]))|([^\s()=<>!&|"]+))/y;

interface Token {
  readonly kind: "symbol" | "text" | "selector" | "word";
  readonly text: string;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    if (text.slice(token.lastIndex).trim() === "") break;
    const found = token.exec(text);
    if (found === null) throw invalidPattern();
    const [, symbol, quoted, selector, word = ""] = found;
    if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol });
    else if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.replace(/\\(.)/gs, "$1") });
    else if (selector !== undefined) tokens.push({ kind: "selector", text: selector });
    else tokens.push({ kind: "word", text: word });
  }
  return tokens;
}

/** `text` begins with a brace. Throws InvalidParameterException. */
export function compileJsonFilter(text: string): Filter {
  if (!text.endsWith("}")) throw invalidPattern();
  const tokens = tokensOf(text.slice(1, -1));
  const selectors: Selector[] = [];
  let at = 0;
  let depth = 0;

  const next = (): Token => {
    const found = tokens[at];
    if (found === undefined) throw invalidPattern();
    at += 1;
    return found;
  };
  const isSymbol = (text: string) => tokens[at]?.kind === "symbol" && tokens[at]?.text === text;

  const either = (): Condition => {
    const choices = [both()];
    while (isSymbol("||")) {
      at += 1;
      choices.push(both());
    }
    return choices.length === 1 ? (choices[0] as Condition) : (root) => choices.some((is) => is(root));
  };
  const both = (): Condition => {
    const conditions = [one()];
    while (isSymbol("&&")) {
      at += 1;
      conditions.push(one());
    }
    return conditions.length === 1 ? (conditions[0] as Condition) : (root) => conditions.every((is) => is(root));
  };
  const one = (): Condition => {
    if (isSymbol("(")) {
      at += 1;
      depth += 1;
      if (depth > patternDepthMax) throw invalidPattern();
      const inner = either();
      if (!isSymbol(")")) throw invalidPattern();
      at += 1;
      depth -= 1;
      return inner;
    }
    const left = next();
    if (left.kind !== "selector") throw invalidPattern();
    const selector = selectorOf(left.text);
    selectors.push(selector);
    const operator = next();
    if (operator.kind === "word") return keywordCondition(selector, operator.text.toUpperCase(), next());
    if (operator.kind !== "symbol" || !/^(?:=|!=|<=|>=|<|>)$/.test(operator.text)) throw invalidPattern();
    const right = next();
    if (right.kind === "symbol" || right.kind === "selector") throw invalidPattern();
    if (right.kind === "word") noExpressions(right.text);
    const matches = comparisonOf(operator.text as Comparison, { text: right.text, isQuoted: right.kind === "text" });
    if (matches === undefined) throw invalidPattern();
    return (root) => valuesAt(root, selector).some((value) => isScalar(value) && matches(textOf(value)));
  };

  const condition = either();
  if (at !== tokens.length) throw invalidPattern();
  return {
    matches: (message) => {
      const root = parsed(message);
      return root !== undefined && condition(root);
    },
    extracted: (message) => {
      // Writing a value out takes stack for each of its levels.
      const root = nestsDeeperThan(message, shownDepthMax) ? undefined : parsed(message);
      return Object.fromEntries(
        selectors.flatMap((selector) => {
          const [value] = valuesAt(root, selector);
          return value === undefined ? [] : [[selector.text, isScalar(value) ? textOf(value) : JSON.stringify(value)]];
        }),
      );
    },
  };
}

function keywordCondition(selector: Selector, keyword: string, { kind, text }: Token): Condition {
  const word = kind === "word" ? text.toUpperCase() : "";
  if (keyword === "NOT" && word === "EXISTS") return (root) => valuesAt(root, selector).length === 0;
  if (keyword !== "IS") throw invalidPattern();
  const wanted = new Map<string, unknown>([
    ["NULL", null],
    ["TRUE", true],
    ["FALSE", false],
  ]);
  if (!wanted.has(word)) throw invalidPattern();
  return (root) => valuesAt(root, selector).includes(wanted.get(word));
}

const step = /\.([\w:@-]+)|\.?\[(?:(\d+)|(\*)|'([^']*)'|"([^"]*)")\]/y;

function selectorOf(text: string): Selector {
  const steps: { readonly step: Step; readonly isWildcard: boolean }[] = [];
  for (let at = 1; at < text.length; ) {
    step.lastIndex = at;
    const found = step.exec(text);
    if (found === null) throw invalidPattern();
    const name = found[1] ?? found[4] ?? found[5];
    if (found[3] !== undefined) steps.push({ step: "*", isWildcard: true });
    else steps.push({ step: name ?? Number(found[2]), isWildcard: false });
    at += found[0].length;
  }
  return { text, steps };
}

function valuesAt(root: unknown, { steps }: Selector): readonly unknown[] {
  let values: readonly unknown[] = [root];
  for (const { step, isWildcard } of steps) {
    values = values.flatMap((value): readonly unknown[] => {
      if (typeof value !== "object" || value === null) return [];
      if (isWildcard) return Object.values(value);
      if (Array.isArray(value)) return typeof step === "number" && step < value.length ? [value[step]] : [];
      return Object.hasOwn(value, step) ? [(value as Record<string, unknown>)[step]] : [];
    });
  }
  return values;
}

/** Only objects and arrays: a message that is a mere number or text is no JSON to AWS. */
function parsed(message: string): unknown {
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    return JSON.parse(message) as unknown;
  } catch {
    return undefined; // such a message does not match
  }
}

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";
const textOf = (value: string | number | boolean): string => String(value);
