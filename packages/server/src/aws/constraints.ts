/**
 * What a service model demands of an input, checked in one walk and told in AWS's words: "1 validation error
 * detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal
 * to 1000". A shape is compiled once; a value without faults costs no allocation.
 *
 * How AWS names things, from recorded answers: path segments start in lower case (`functionName` for FunctionName);
 * elements are counted from one (`tags.1.member.key`); what the model marks sensitive is not echoed ("Value at");
 * lists and maps of scalars are refused as a whole, with every constraint of the element in brackets.
 */
import { echoedValueCharsMax, constraintProblemsMax, patternCharsMax } from "./limits.ts";
import { type ServiceModel, type ShapeModel, shapeOf } from "./model.ts";
import { ServiceError } from "./service-error.ts";

/** One broken constraint. */
export interface Problem {
  /** From the inside out: the innermost segment first. */
  readonly path: string[];
  /** `'abc'`, `null`, or nothing when sensitive. */
  readonly echo: string | undefined;
  readonly constraint: string;
}

/** Adds what is wrong with the value to `problems`; their paths start at the value itself. */
type Check = (value: unknown, problems: Problem[]) => void;

export interface Constraints {
  /** Throws ValidationException when the structure of that name breaks the model. */
  check(shapeName: string, value: unknown): void;
}

/** `refuse` words the refusal; without it, it is the ValidationException of the JSON protocols. */
export function createConstraints(
  model: ServiceModel,
  refuse?: (shapeName: string, problems: readonly Problem[]) => ServiceError,
): Constraints {
  const checks = new Map<string, Check | undefined>();
  const checkOf = (name: string): Check | undefined => {
    if (checks.has(name)) return checks.get(name);
    // A shape that contains itself: inside, forward to what is being compiled.
    let compiled: Check | undefined;
    checks.set(name, (value, problems) => compiled?.(value, problems));
    compiled = compileCheck(model, shapeOf(model, name), checkOf);
    checks.set(name, compiled);
    return compiled;
  };
  return {
    check(shapeName, value) {
      const check = checkOf(shapeName);
      if (check === undefined) return;
      const problems: Problem[] = [];
      check(value, problems);
      if (problems.length > 0) {
        throw refuse === undefined ? new ServiceError("ValidationException", problemsMessage(problems)) : refuse(shapeName, problems);
      }
    },
  };
}

/** `1 validation error detected: ...`, as AWS lists what it found. */
export function problemsMessage(problems: readonly Problem[]): string {
  const told = problems.map(
    ({ path, echo, constraint }) =>
      `Value ${echo === undefined ? "" : `${echo} `}at '${path.toReversed().join(".")}' failed to satisfy constraint: ${constraint}`,
  );
  const count = problems.length === 1 ? "1 validation error" : `${problems.length} validation errors`;
  return `${count} detected: ${told.join("; ")}`;
}

function compileCheck(model: ServiceModel, shape: ShapeModel, checkOf: (name: string) => Check | undefined): Check | undefined {
  if (shape.document === true) return undefined;
  switch (shape.type) {
    case "structure":
      return structureCheck(shape, checkOf);
    case "list":
      return inOrder(scalarCheck(shape), elementsCheck(model, shape, checkOf));
    case "map":
      return inOrder(scalarCheck(shape), entriesCheck(model, shape, checkOf));
    default:
      return scalarCheck(shape);
  }
}

function structureCheck(shape: ShapeModel, checkOf: (name: string) => Check | undefined): Check | undefined {
  const required = new Set(shape.required);
  const members = Object.entries(shape.members ?? {})
    .map(([name, member]) => ({ name, segment: lowerFirst(name), required: required.has(name), check: checkOf(member.shape) }))
    .filter((member) => member.required || member.check !== undefined);
  if (members.length === 0) return undefined;
  return (value, problems) => {
    for (const member of members) {
      const given = (value as Record<string, unknown>)[member.name];
      if (given === undefined || given === null) {
        if (member.required) addProblem(problems, { path: [member.segment], echo: "null", constraint: notNull });
      } else if (member.check !== undefined) checkAt(member.check, given, problems, member.segment);
    }
  };
}

/** Runs a check and prefixes the paths of what it found. */
function checkAt(check: Check, value: unknown, problems: Problem[], ...segments: readonly string[]): void {
  const before = problems.length;
  check(value, problems);
  for (let at = before; at < problems.length; at++) problems[at]?.path.push(...segments);
}

function elementsCheck(model: ServiceModel, shape: ShapeModel, checkOf: (name: string) => Check | undefined): Check | undefined {
  if (shape.member === undefined) return undefined;
  const elementShape = shapeOf(model, shape.member.shape);
  const check = checkOf(shape.member.shape);
  if (isScalar(elementShape)) {
    const broken = breaks(elementShape);
    const constraint = `Member must satisfy constraint: [${[...constraintTexts(elementShape), notNull].join(", ")}]`;
    const sensitive = shape.sensitive === true || elementShape.sensitive === true;
    return (value, problems) => {
      if ((value as unknown[]).some((element) => element === null || broken(element))) {
        addProblem(problems, { path: [], echo: sensitive ? undefined : echoOf(value, shape), constraint });
      }
    };
  }
  return (value, problems) => {
    for (const [index, element] of (value as unknown[]).entries()) {
      // Paths are kept from the inside out, so "member" comes before the number it stands behind.
      if (element === null) addProblem(problems, { path: ["member", String(index + 1)], echo: "null", constraint: notNull });
      else if (check !== undefined) checkAt(check, element, problems, "member", String(index + 1));
    }
  };
}

function entriesCheck(model: ServiceModel, shape: ShapeModel, checkOf: (name: string) => Check | undefined): Check | undefined {
  if (shape.key === undefined || shape.value === undefined) return undefined;
  const keyShape = shapeOf(model, shape.key.shape);
  const valueShape = shapeOf(model, shape.value.shape);
  const sensitive = shape.sensitive === true || keyShape.sensitive === true || valueShape.sensitive === true;
  const keyBroken = breaks(keyShape);
  const keyConstraint = `Map keys must satisfy constraint: [${constraintTexts(keyShape).join(", ")}]`;
  const valueBroken = isScalar(valueShape) ? breaks(valueShape) : undefined;
  const valueConstraint = `Map value must satisfy constraint: [${constraintTexts(valueShape).join(", ")}]`;
  const check = isScalar(valueShape) ? undefined : checkOf(shape.value.shape);
  return (value, problems) => {
    const map = value as Record<string, unknown>;
    const keys = Object.keys(map);
    const echo = (): string | undefined => (sensitive ? undefined : echoOf(value, shape));
    if (keys.some((key) => keyBroken(key))) addProblem(problems, { path: [], echo: echo(), constraint: keyConstraint });
    if (valueBroken !== undefined && keys.some((key) => map[key] !== null && valueBroken(map[key]))) {
      addProblem(problems, { path: [], echo: echo(), constraint: valueConstraint });
    }
    for (const key of keys) {
      if (map[key] === null) addProblem(problems, { path: ["member", key], echo: "null", constraint: notNull });
      else if (check !== undefined) checkAt(check, map[key], problems, "member", key);
    }
  };
}

const notNull = "Member must not be null";

/** A constraint with how AWS words it. */
interface Rule {
  readonly text: string;
  readonly broken: (value: unknown) => boolean;
}

function scalarCheck(shape: ShapeModel): Check | undefined {
  const rules = rulesOf(shape);
  if (rules.length === 0) return undefined;
  return (value, problems) => {
    for (const rule of rules) {
      if (!rule.broken(value)) continue;
      addProblem(problems, { path: [], echo: shape.sensitive === true ? undefined : echoOf(value, shape), constraint: rule.text });
    }
  };
}

/** In the order in which AWS lists them in brackets: longest, shortest, pattern, values. */
function rulesOf(shape: ShapeModel): readonly Rule[] {
  const rules: Rule[] = [];
  const measure = measureOf(shape);
  const { min, max, pattern } = shape;
  if (measure !== undefined && max !== undefined) {
    rules.push({ text: `Member must have ${measure.noun} less than or equal to ${max}`, broken: (value) => measure.exceeds(value, max) });
  }
  if (measure !== undefined && min !== undefined) {
    rules.push({
      text: `Member must have ${measure.noun} greater than or equal to ${min}`,
      broken: (value) => measure.fallsShort(value, min),
    });
  }
  if (pattern !== undefined) {
    const regExp = javaPattern(pattern);
    rules.push({
      text: `Member must satisfy regular expression pattern: ${pattern}`,
      // What is too long already is not tried: a refusal's work stays bounded.
      broken: (value) => ((value as string).length > (max ?? patternCharsMax) ? max === undefined : !regExp.test(value as string)),
    });
  }
  if (shape.enum !== undefined) {
    const values = new Set(shape.enum);
    rules.push({
      text: `Member must satisfy enum value set: [${shape.enum.join(", ")}]`,
      broken: (value) => !values.has(value as string),
    });
  }
  return rules;
}

function breaks(shape: ShapeModel): (value: unknown) => boolean {
  const rules = rulesOf(shape);
  return (value) => rules.some((rule) => rule.broken(value));
}

function constraintTexts(shape: ShapeModel): readonly string[] {
  return rulesOf(shape).map((rule) => rule.text);
}

/** How a type is measured, and by which noun AWS calls it. */
interface Measure {
  readonly noun: "length" | "value";
  exceeds(value: unknown, max: number): boolean;
  fallsShort(value: unknown, min: number): boolean;
}

function measureOf(shape: ShapeModel): Measure | undefined {
  switch (shape.type) {
    case "string":
      return stringLength;
    case "blob":
    case "list":
      return {
        noun: "length",
        exceeds: (value, max) => (value as { length: number }).length > max,
        fallsShort: (value, min) => (value as { length: number }).length < min,
      };
    case "map":
      return {
        noun: "length",
        exceeds: (value, max) => Object.keys(value as object).length > max,
        fallsShort: (value, min) => Object.keys(value as object).length < min,
      };
    case "integer":
    case "long":
    case "float":
    case "double":
      // Written so that NaN breaks both.
      return {
        noun: "value",
        exceeds: (value, max) => !((value as number) <= max),
        fallsShort: (value, min) => !((value as number) >= min),
      };
    default:
      return undefined;
  }
}

/** Smithy "length trait": the number of Unicode code points, counted only where code units leave it open. */
const stringLength: Measure = {
  noun: "length",
  exceeds: (value, max) => (value as string).length > max && codePointCount(value as string) > max,
  fallsShort: (value, min) =>
    (value as string).length < min || ((value as string).length < 2 * min && codePointCount(value as string) < min),
};

function codePointCount(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) count -= 1;
  }
  return count;
}

/**
 * A pattern of the models as JavaScript reads it. Java matches the whole value, writes "dot matches newlines" in
 * front, and knows POSIX classes by other names.
 */
export function javaPattern(pattern: string): RegExp {
  const dotAll = pattern.startsWith("(?s)");
  const body = (dotAll ? pattern.slice(4) : pattern)
    .replaceAll("\\p{Print}", "[\\x20-\\x7E]")
    .replaceAll("\\p{Graph}", "[\\x21-\\x7E]")
    .replaceAll("\\p{Alnum}", "[A-Za-z0-9]")
    .replaceAll("\\p{Digit}", "[0-9]")
    .replaceAll("\\p{Punct}", "[!-\\/:-@\\[-`{-~]");
  const flags = dotAll ? "s" : "";
  try {
    return new RegExp(`^(?:${body})$`, `${flags}u`);
  } catch {
    // Java permits escapes that need none (`\_`, `\ `), which only the older, lenient grammar of JavaScript takes.
    return new RegExp(`^(?:${body})$`, flags);
  }
}

function isScalar(shape: ShapeModel): boolean {
  return shape.type !== "structure" && shape.type !== "list" && shape.type !== "map";
}

function addProblem(problems: Problem[], problem: Problem): void {
  if (problems.length < constraintProblemsMax) problems.push(problem);
}

function inOrder(first: Check | undefined, second: Check | undefined): Check | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return (value, problems) => {
    first(value, problems);
    second(value, problems);
  };
}

/** AWS's path segments are Java property names. */
function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function echoOf(value: unknown, shape: ShapeModel): string {
  const text = javaText(value, shape.type === "float" || shape.type === "double", 0);
  return `'${text.length > echoedValueCharsMax ? `${text.slice(0, echoedValueCharsMax)}...` : text}'`;
}

/** As Java's toString prints it: `[a, b]`, `{k=v}`, and 1.0 for a double. */
function javaText(value: unknown, decimal: boolean, depth: number): string {
  if (typeof value === "number") return decimal && Number.isInteger(value) ? value.toFixed(1) : String(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (depth > 4) return "...";
  if (value instanceof Uint8Array) return `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`;
  const parts = Array.isArray(value)
    ? value.slice(0, 1_000).map((element) => javaText(element, decimal, depth + 1))
    : Object.entries(value)
        .slice(0, 1_000)
        .map(([key, entry]) => `${key}=${javaText(entry, decimal, depth + 1)}`);
  return Array.isArray(value) ? `[${parts.join(", ")}]` : `{${parts.join(", ")}}`;
}
