/**
 * Signatures of functions, `<s-nn?:s>`: which types of arguments are taken, which may be left out, and where the
 * context stands in for a missing one. Arguments are matched greedily from the left; an argument that is nothing
 * fits every type, because functions answer nothing for nothing.
 */

import { type ErrorCode, JsonataError, JsonataSyntaxError } from "./errors.ts";
import { type Value, isArray, isFunction } from "./values.ts";

interface Parameter {
  /** Type symbols it takes, `m` (missing) among them. */
  readonly types: string;
  readonly isArray: boolean;
  readonly itemType: string | undefined;
  /** Taken from the context when it is left out. */
  readonly fromContext: boolean;
  readonly optional: boolean;
  readonly repeated: boolean;
}

export interface Signature {
  readonly parameters: readonly Parameter[];
}

const typeNames: Readonly<Record<string, string>> = {
  a: "arrays",
  b: "booleans",
  f: "functions",
  n: "numbers",
  o: "objects",
  s: "strings",
};

/** @throws JsonataSyntaxError S0401 or S0402. */
export function parseSignature(text: string): Signature {
  const parameters: Parameter[] = [];
  const fail = (code: ErrorCode, at: number): never => {
    throw new JsonataSyntaxError(code, at, { value: text });
  };
  const change = (patch: Partial<Parameter>): void => {
    const last = parameters.pop();
    if (last !== undefined) parameters.push({ ...last, ...patch });
  };
  const add = (types: string, takesArray = false): void => {
    parameters.push({ types, isArray: takesArray, itemType: undefined, fromContext: false, optional: false, repeated: false });
  };
  for (let at = 1; at < text.length && text[at] !== ":"; at++) {
    const symbol = text[at] as string;
    switch (symbol) {
      case "s":
      case "n":
      case "b":
      case "l":
      case "o":
        add(`${symbol}m`);
        break;
      case "a":
        add("asnblfom", true);
        break;
      case "f":
        add("f");
        break;
      case "j":
        add("asnblom");
        break;
      case "x":
        add("asnblfom");
        break;
      case "-":
        change({ fromContext: true, optional: true });
        break;
      case "?":
        change({ optional: true });
        break;
      case "+":
        change({ repeated: true });
        break;
      case "(": {
        const end = text.indexOf(")", at);
        const choice = text.slice(at + 1, end === -1 ? undefined : end);
        if (choice.includes("<")) fail("S0402", at);
        add(`${choice}m`);
        at += choice.length + 1;
        break;
      }
      case "<": {
        const last = parameters.at(-1);
        if (last === undefined || !(last.isArray || last.types === "f")) fail("S0401", at);
        const end = closingBracket(text, at);
        change({ itemType: text.slice(at + 1, end) });
        at = end;
        break;
      }
    }
  }
  return { parameters };
}

function closingBracket(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "<") depth++;
    else if (text[at] === ">" && --depth === 0) return at;
  }
  return text.length;
}

function typeSymbol(value: Value): string {
  switch (typeof value) {
    case "string":
      return "s";
    case "number":
      return "n";
    case "boolean":
      return "b";
    case "undefined":
      return "m";
    default:
      if (value === null) return "l";
      if (isFunction(value)) return "f";
      return isArray(value) ? "a" : "o";
  }
}

/**
 * The arguments as the function wants them: the context filled in, lone values for arrays wrapped.
 * @throws JsonataError T0410, T0411 or T0412.
 */
export function fitArguments(signature: Signature, args: readonly Value[], context: Value, name: string | undefined): readonly Value[] {
  const { parameters } = signature;
  const counts = greedyCounts(parameters, args) ?? matchedCounts(parameters, args);
  if (counts === undefined) {
    const index = longestMatch(parameters, args);
    throw new JsonataError("T0410", { token: name, value: args[index], index: index + 1 });
  }
  const fitted: Value[] = [];
  let at = 0;
  for (let i = 0; i < parameters.length; i++) {
    const parameter = parameters[i] as Parameter;
    const count = counts[i] as number;
    if (count === 0) {
      if (parameter.fromContext) {
        if (!parameter.types.includes(typeSymbol(context))) throw new JsonataError("T0411", { token: name, value: context, index: at + 1 });
        fitted.push(context);
      } else {
        fitted.push(args[at]);
        at++;
      }
      continue;
    }
    for (let taken = 0; taken < count; taken++) {
      fitted.push(parameter.isArray ? fitArray(parameter, args[at], at, name) : args[at]);
      at++;
    }
  }
  return fitted;
}

function fitArray(parameter: Parameter, value: Value, index: number, name: string | undefined): Value {
  if (value === undefined) return undefined;
  const { itemType } = parameter;
  if (itemType !== undefined) {
    const first = itemType[0] as string;
    const fits = isArray(value) ? value.every((item) => typeSymbol(item) === first) : typeSymbol(value) === itemType;
    if (!fits) throw new JsonataError("T0412", { token: name, value, index: index + 1, type: typeNames[first] ?? first });
  }
  return isArray(value) ? value : [value];
}

/** How many arguments each parameter takes when no choice has to be taken back; undefined when one would have to. */
function greedyCounts(parameters: readonly Parameter[], args: readonly Value[]): readonly number[] | undefined {
  const counts: number[] = [];
  let at = 0;
  for (const parameter of parameters) {
    let count = 0;
    while (at < args.length && parameter.types.includes(typeSymbol(args[at])) && (count === 0 || parameter.repeated)) {
      count++;
      at++;
    }
    if (count === 0 && !parameter.optional) return undefined;
    counts.push(count);
  }
  return at === args.length ? counts : undefined;
}

/** The same with taking choices back: like a regular expression over the types, but in linear time. */
function matchedCounts(parameters: readonly Parameter[], args: readonly Value[]): readonly number[] | undefined {
  const symbols = args.map(typeSymbol);
  // reachable[p][i]: parameters from p on can take exactly the arguments from i on.
  const reachable: boolean[][] = Array.from({ length: parameters.length + 1 }, () => new Array<boolean>(args.length + 1).fill(false));
  (reachable[parameters.length] as boolean[])[args.length] = true;
  for (let p = parameters.length - 1; p >= 0; p--) {
    const parameter = parameters[p] as Parameter;
    const here = reachable[p] as boolean[];
    const next = reachable[p + 1] as boolean[];
    for (let i = args.length; i >= 0; i--) {
      const takes = i < args.length && parameter.types.includes(symbols[i] as string);
      here[i] =
        (parameter.optional && next[i] === true) ||
        (takes && next[i + 1] === true) ||
        (takes && parameter.repeated && here[i + 1] === true && parameter.types.includes(symbols[i + 1] ?? " "));
    }
  }
  if (reachable[0]?.[0] !== true) return undefined;
  const counts: number[] = [];
  let at = 0;
  for (let p = 0; p < parameters.length; p++) {
    const parameter = parameters[p] as Parameter;
    const next = reachable[p + 1] as boolean[];
    let most = 0;
    let longest = parameter.optional && next[at] ? 0 : -1;
    while (at + most < args.length && parameter.types.includes(symbols[at + most] as string) && (most === 0 || parameter.repeated)) {
      most++;
      if (next[at + most]) longest = most;
    }
    if (longest < 0) return undefined;
    counts.push(longest);
    at += longest;
  }
  return counts;
}

/** How many arguments fit at all, to name the first that does not. */
function longestMatch(parameters: readonly Parameter[], args: readonly Value[]): number {
  let matched = 0;
  for (let count = 1; count <= parameters.length; count++) {
    let at = 0;
    for (const parameter of parameters.slice(0, count)) {
      let taken = 0;
      while (at < args.length && parameter.types.includes(typeSymbol(args[at])) && (taken === 0 || parameter.repeated)) {
        taken++;
        at++;
      }
      if (taken === 0 && !parameter.optional) return matched;
    }
    matched = at;
  }
  return matched;
}
