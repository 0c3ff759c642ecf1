/**
 * JSONPath, compiled once and read many times. A path is *definite* when it can find at most one value: then a
 * read answers the value or fails. Any other path is *indefinite*: it answers the list of what it found, and
 * the empty list when it found nothing or went through something missing.
 *
 * Nearly every path of a real workflow is `$` or a few names and indexes; those become closures that allocate
 * nothing. Why a read missed is worked out afterwards (`miss`), so that asking is free when nobody needs it.
 */

import { EvaluationError, type Environment } from "./failure.ts";
import { type Json, type JsonObject, isJsonArray, isJsonObject, memberOf } from "./json.ts";
import { type OperandReader, type Predicate, compileFilter, compileOperand } from "./json-path-filter.ts";
import { type PathFunction, type PathSyntax, type Root, type Step, parsePath } from "./json-path-syntax.ts";
import { javaText } from "./json-text.ts";
import { type VisitBudget, visitBudget } from "./visit-budget.ts";

export interface CompiledPath {
  readonly text: string;
  /** The text as AWS prints it where it names a reference path: `$$.Execution.Input` is `$.Execution.Input`. */
  readonly documentText: string;
  readonly definite: boolean;
  /** The value; undefined when a definite path finds nothing or its variable has none. Fails only when the path costs too much. */
  readonly find: (input: Json, environment: Environment) => Json | undefined;
  /**
   * The value.
   * @throws EvaluationError States.Runtime, `Invalid path '$.x' : No results for path: $['x']`, which is how
   * InputPath, OutputPath and the fields that hold a lone path word it.
   */
  readonly read: (input: Json, environment: Environment) => Json;
  /** Why `find` answered undefined; only to be asked then. */
  readonly miss: (input: Json, environment: Environment) => PathMiss;
}

/**
 * Why a path found nothing, in Jayway's words: `Missing property in path $['no']`. Payload templates and
 * intrinsic functions reword what is `absent`, but show the cause of an index into what is `notAnArray` as it is.
 */
export interface PathMiss {
  readonly kind: "absent" | "notAnArray";
  readonly cause: string;
}

/**
 * Compiles a path that starts with `$`, `$$` (the context object) or `$name` (a workflow variable).
 * @throws SyntaxProblem
 */
export function compilePath(text: string): CompiledPath {
  const { root, steps } = parsePath(text);
  const readRoot = rootReader(root);
  const chain = chainOf(steps);
  let find: CompiledPath["find"];
  let definite = true;
  if (chain !== undefined) {
    find = compileChain(root, chain);
  } else {
    const compiled = compileSteps(steps);
    definite = compiled.definite;
    find = (input, environment) => {
      const document = readRoot(input, environment);
      return document === undefined ? undefined : compiled.read(document, document, visitBudget(text));
    };
  }
  const miss: CompiledPath["miss"] = (input, environment) => {
    const document = readRoot(input, environment);
    if (document === undefined) return { kind: "absent", cause: `No results for path: ${text}` };
    return chain === undefined ? { kind: "absent", cause: noResults(steps) } : chainMiss(chain, document);
  };
  return {
    text,
    documentText: root.kind === "context" ? text.slice(1) : text,
    definite,
    find,
    read(input, environment) {
      const value = find(input, environment);
      if (value !== undefined) return value;
      throw new EvaluationError("States.Runtime", `Invalid path '${text}' : ${miss(input, environment).cause}`);
    },
    miss,
  };
}

type RootReader = (input: Json, environment: Environment) => Json | undefined;

function rootReader(root: Root): RootReader {
  switch (root.kind) {
    case "context":
      return (_, environment) => environment.context();
    case "variable":
      return (_, environment) => environment.variable(root.name);
    case "input":
    case "node":
      return (input) => input;
  }
}

// Chains: names and single indexes only.

type Link = string | number;

function chainOf(steps: readonly Step[]): readonly Link[] | undefined {
  const links: Link[] = [];
  for (const step of steps) {
    if (step.kind === "name") links.push(step.name);
    else if (step.kind === "index") links.push(step.index);
    else return undefined;
  }
  return links;
}

function compileChain(root: Root, chain: readonly Link[]): CompiledPath["find"] {
  if (root.kind === "input" && chain.length === 0) return (input) => input;
  const [first, second, ...rest] = chain.map(compileLink);
  if (root.kind === "input" && first !== undefined && rest.length === 0) {
    if (second === undefined) return first;
    return (input) => {
      const between = first(input);
      return between === undefined ? undefined : second(between);
    };
  }
  const links = chain.map(compileLink);
  const readRoot = rootReader(root);
  return (input, environment) => {
    let value = readRoot(input, environment);
    for (let i = 0; i < links.length && value !== undefined; i++) value = (links[i] as (value: Json) => Json | undefined)(value);
    return value;
  };
}

/**
 * JSON values inherit from nothing but Object.prototype, so a name that is not there needs no check for
 * ownership; the check would cost more than the rest of the read.
 */
function compileLink(link: Link): (value: Json) => Json | undefined {
  if (typeof link === "number" || link in Object.prototype) return (value) => follow(value, link);
  return (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject)[link] : undefined);
}

function follow(value: Json, link: Link): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (typeof link === "string") return Array.isArray(value) ? undefined : memberOf(value as JsonObject, link);
  if (!Array.isArray(value)) return undefined;
  return value[link < 0 ? value.length + link : link];
}

function followAll(start: Json, chain: readonly Link[]): Json | undefined {
  let value: Json | undefined = start;
  for (let i = 0; i < chain.length && value !== undefined; i++) value = follow(value, chain[i] as Link);
  return value;
}

/** Jayway's wordings, which AWS passes on. */
function chainMiss(chain: readonly Link[], document: Json): PathMiss {
  const absent = (cause: string): PathMiss => ({ kind: "absent", cause });
  let value = document;
  let passed = "$";
  for (const [i, link] of chain.entries()) {
    const here = passed + fragment(link);
    if (typeof link === "string" && !isJsonObject(value)) {
      return absent(
        `Expected to find an object with property ['${link}'] in path ${passed} but found '${javaClass(value)}'. ` +
          "This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'.",
      );
    }
    if (typeof link === "number" && !isJsonArray(value)) {
      if (value === null) return absent(`The path ${passed} is null`);
      return { kind: "notAnArray", cause: `Filter: [${link}] can only be applied to arrays. Current context is: ${javaText(value)}` };
    }
    const next = follow(value, link);
    if (next === undefined) {
      // A missing leaf and an index beyond the end are "no results"; a missing name on the way is a missing property.
      if (typeof link === "number" || i === chain.length - 1) return absent(`No results for path: $${chain.map(fragment).join("")}`);
      return absent(`Missing property in path ${here}`);
    }
    value = next;
    passed = here;
  }
  return absent(`No results for path: ${passed}`);
}

function fragment(link: Link): string {
  return typeof link === "string" ? `['${link}']` : `[${link}]`;
}

function javaClass(value: Json): string {
  if (value === null) return "null";
  if (isJsonArray(value)) return "java.util.ArrayList";
  if (typeof value === "string") return "java.lang.String";
  if (typeof value === "boolean") return "java.lang.Boolean";
  return Number.isInteger(value) ? "java.lang.Integer" : "java.lang.Double";
}

function noResults(steps: readonly Step[]): string {
  const fragments = steps.map((step) => {
    switch (step.kind) {
      case "name":
        return fragment(step.name);
      case "index":
        return fragment(step.index);
      case "names":
        return `[${step.names.map((name) => `'${name}'`).join(",")}]`;
      case "indexes":
        return `[${step.indexes.join(",")}]`;
      case "slice":
        return `[${step.from ?? ""}:${step.to ?? ""}]`;
      case "wildcard":
        return "[*]";
      case "scan":
        return "..";
      case "filter":
        return "[?]";
      case "function":
        return `.${step.name}()`;
    }
  });
  return `No results for path: $${fragments.join("")}`;
}

// Everything else.

interface CompiledSteps {
  readonly definite: boolean;
  readonly read: OperandReader;
}

/** One step from all current nodes to all next ones, in document order. */
type Stride = (nodes: readonly Json[], root: Json, budget: VisitBudget) => Json[];

function compileSteps(steps: readonly Step[]): CompiledSteps {
  const last = steps.at(-1);
  if (last?.kind === "function") return compileCall(compileSteps(steps.slice(0, -1)), steps, last);
  const chain = chainOf(steps);
  if (chain !== undefined) return { definite: true, read: (_, node) => followAll(node, chain) };
  if (last?.kind === "names") {
    // Several names at the end of a definite path make one object of those that exist.
    const before = chainOf(steps.slice(0, -1));
    if (before !== undefined) return { definite: true, read: (_, node) => pickMembers(followAll(node, before), last.names) };
  }
  const strides = steps.map((step, i) => compileStride(step, steps[i - 1]?.kind === "scan"));
  return {
    definite: false,
    read(root, node, budget) {
      let nodes: Json[] = [node];
      for (const stride of strides) {
        if (nodes.length === 0) break;
        nodes = stride(nodes, root, budget);
      }
      return nodes;
    },
  };
}

function compileOperandPath(path: PathSyntax): OperandReader {
  const { definite, read } = compileSteps(path.steps);
  const startAtRoot = path.root.kind === "input";
  return (root, node, budget) => {
    const value = read(root, startAtRoot ? root : node, budget);
    // An indefinite operand that found nothing does not exist.
    return !definite && isJsonArray(value) && value.length === 0 ? undefined : value;
  };
}

function compileStride(step: Step, afterScan: boolean): Stride {
  switch (step.kind) {
    case "name":
      return expanding((node, found) => pushMember(node, step.name, found));
    case "names":
      return expanding((node, found) => {
        for (const name of step.names) pushMember(node, name, found);
      });
    case "index":
      return expanding((node, found) => pushElement(node, step.index, found));
    case "indexes":
      return expanding((node, found) => {
        for (const index of step.indexes) pushElement(node, index, found);
      });
    case "slice":
      return expanding((node, found) => {
        if (!isJsonArray(node)) return;
        for (const element of node.slice(step.from ?? 0, step.to ?? node.length)) found.push(element);
      });
    case "wildcard":
      return expanding((node, found) => {
        if (isJsonArray(node)) for (const element of node) found.push(element);
        else if (isJsonObject(node)) for (const key of Object.keys(node)) found.push(node[key] as Json);
      });
    case "scan":
      return scan;
    case "filter":
      return filtering(compileFilter(step.filter, compileOperandPath), afterScan);
    case "function":
      throw new Error("a function can only end a path"); // the parser has refused it
  }
}

function expanding(expand: (node: Json, found: Json[]) => void): Stride {
  return (nodes, _, budget) => {
    const found: Json[] = [];
    for (const node of nodes) {
      const before = found.length;
      expand(node, found);
      budget.spend(1 + found.length - before);
    }
    return found;
  };
}

/** Every object and array at or below the nodes, parents before children. The stack is ours: data may be deeper than the host's. */
function scan(nodes: readonly Json[], _: Json, budget: VisitBudget): Json[] {
  const found: Json[] = [];
  const pending = nodes.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    budget.spend(1);
    if (typeof node !== "object" || node === null) continue;
    found.push(node);
    const children = isJsonArray(node) ? node : Object.values(node as JsonObject);
    for (let i = children.length - 1; i >= 0; i--) pending.push(children[i] as Json);
  }
  return found;
}

/** A filter chooses among the elements of an array; an object is its own only candidate. After `..` every object is one. */
function filtering(predicate: Predicate, afterScan: boolean): Stride {
  return (nodes, root, budget) => {
    const found: Json[] = [];
    for (const node of nodes) {
      if (isJsonObject(node)) {
        budget.spend(1);
        if (predicate(root, node, budget)) found.push(node);
      } else if (isJsonArray(node) && !afterScan) {
        budget.spend(node.length);
        for (const element of node) if (predicate(root, element, budget)) found.push(element);
      }
    }
    return found;
  };
}

function pushMember(node: Json, name: string, found: Json[]): void {
  const member = isJsonObject(node) ? memberOf(node, name) : undefined;
  if (member !== undefined) found.push(member);
}

function pushElement(node: Json, index: number, found: Json[]): void {
  const element = follow(node, index);
  if (element !== undefined) found.push(element);
}

function pickMembers(value: Json | undefined, names: readonly string[]): Json | undefined {
  if (!isJsonObject(value)) return undefined;
  return Object.fromEntries(names.filter((name) => Object.hasOwn(value, name)).map((name) => [name, value[name] as Json]));
}

// Functions at the end of a path.

type Call = (value: Json, parameters: readonly Json[]) => Json | undefined;

function compileCall(body: CompiledSteps, steps: readonly Step[], step: Extract<Step, { kind: "function" }>): CompiledSteps {
  const call = calls[step.name];
  const parameters = step.parameters.map((parameter) => compileOperand(parameter, compileOperandPath));
  const readParameters = (root: Json, node: Json, budget: VisitBudget): Json[] =>
    parameters.map((read) => read(root, node, budget)).filter((value) => value !== undefined);
  // After `..` the function sees the whole list of what was found; after `[*]` it is called once an element.
  if (body.definite || steps.some(({ kind }) => kind === "scan")) {
    return {
      definite: true,
      read(root, node, budget) {
        const value = body.read(root, node, budget);
        return value === undefined ? undefined : call(value, readParameters(root, node, budget));
      },
    };
  }
  return {
    definite: false,
    read(root, node, budget) {
      const values = body.read(root, node, budget) as readonly Json[];
      const given = readParameters(root, node, budget);
      return values.map((value) => call(value, given)).filter((value) => value !== undefined);
    },
  };
}

const calls: Readonly<Record<PathFunction, Call>> = {
  length: (value) =>
    typeof value === "string" || isJsonArray(value) ? value.length : isJsonObject(value) ? Object.keys(value).length : null,
  keys: (value) => (isJsonObject(value) ? Object.keys(value) : null),
  min: aggregate((numbers) => numbers.reduce((least, number) => Math.min(least, number))),
  max: aggregate((numbers) => numbers.reduce((most, number) => Math.max(most, number))),
  sum: aggregate(sum),
  avg: aggregate((numbers) => sum(numbers) / numbers.length),
  stddev: aggregate((numbers) => {
    const mean = sum(numbers) / numbers.length;
    return Math.sqrt(sum(numbers.map((number) => (number - mean) ** 2)) / numbers.length);
  }),
  first: (value) => follow(value, 0),
  last: (value) => follow(value, -1),
  index: (value, [index]) => (typeof index === "number" ? follow(value, index) : undefined),
  concat: (value, parameters) => [...(isJsonArray(value) ? value : []), ...parameters].filter((part) => typeof part === "string").join(""),
  append: (value, parameters) => (isJsonArray(value) ? [...value, ...parameters] : value),
};

/** The numbers among the elements and the parameters; no numbers, no result. */
function aggregate(compute: (numbers: readonly number[]) => number): Call {
  return (value, parameters) => {
    const numbers = [...(isJsonArray(value) ? value : []), ...parameters].filter((item) => typeof item === "number");
    return numbers.length === 0 ? undefined : compute(numbers);
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
