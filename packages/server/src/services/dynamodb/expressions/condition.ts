/** Conditions and filters: what they mean with a request's names and values, judged once and then asked of many items. */

import { findText, includesBytes } from "../../../platform/find-text.ts";
import { expressionOperatorsMax, inOperandsMax } from "../limits.ts";
import {
  type AttributeType,
  type AttributeValue,
  equalValues,
  type Item,
  membersOf,
  orderOf,
  typeOf,
  valueText,
} from "../values/attribute-value.ts";
import { base64Of } from "../values/binary.ts";
import type { Comparator, Condition, FunctionCall, Operand, ParsedCondition } from "./ast.ts";
import { conditionFunctions, parseCondition } from "./parse.ts";
import { pathText, samePath, valueAt } from "./paths.ts";
import type { Faults, Placeholders, ResolvedPath } from "./placeholders.ts";
import { type ExpressionKind, invalidExpression } from "./tokens.ts";

/** Whether an item meets the condition; undefined stands for an item that is not there. */
export type ItemTest = (item: Item | undefined) => boolean;
/** What an operand is for an item; undefined: nothing. */
type Read = (item: Item | undefined) => AttributeValue | undefined;

export interface CompiledCondition {
  readonly test: ItemTest;
  /** Every attribute of the item that is looked at. */
  readonly attributes: ReadonlySet<string>;
}

/** Throws ValidationException for what the text says wrongly. */
export function compileCondition(kind: ExpressionKind, text: string, placeholders: Placeholders): CompiledCondition {
  return compileParsedCondition(kind, parseCondition(kind, text), placeholders);
}

/** The same for a condition that another grammar has parsed. */
export function compileParsedCondition(kind: ExpressionKind, parsed: ParsedCondition, placeholders: Placeholders): CompiledCondition {
  const { condition, redundantParentheses, operators } = parsed;
  const faults: Faults = {};
  if (redundantParentheses) faults.redundantParentheses = "The expression has redundant parentheses;";
  const compiler = new ConditionCompiler(placeholders, faults);
  const test = compiler.condition(condition);
  throwFirst(kind, faults);
  if (operators > expressionOperatorsMax)
    throw invalidExpression(kind, `The expression contains too many operators; operator count: ${operators}`);
  return { test, attributes: compiler.attributes };
}

/** Of several faults, the one DynamoDB tells. */
export function throwFirst(kind: ExpressionKind, faults: Faults): void {
  const first =
    faults.reserved ??
    faults.unknownFunction ??
    faults.redundantParentheses ??
    faults.misusedFunction ??
    faults.undefinedName ??
    faults.operand ??
    faults.overlap ??
    faults.conflict;
  if (first !== undefined) throw invalidExpression(kind, first);
}

/** An operand that was judged: what is known of it before any item is. */
interface Judged {
  readonly read: Read;
  /** The type it always has; undefined: it depends on the item. */
  readonly type: AttributeType | undefined;
  readonly path: ResolvedPath | undefined;
  readonly value: AttributeValue | undefined;
}

const operandCounts: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};
const updateFunctions: ReadonlySet<string> = new Set(["if_not_exists", "list_append"]);
const ordered: ReadonlySet<AttributeType> = new Set(["S", "N", "B"]);
const sized: ReadonlySet<AttributeType> = new Set(["S", "B", "SS", "NS", "BS", "L", "M"]);
const attributeTypes: ReadonlySet<string> = new Set(["B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"]);

class ConditionCompiler {
  readonly attributes = new Set<string>();
  readonly #placeholders: Placeholders;
  readonly #faults: Faults;

  constructor(placeholders: Placeholders, faults: Faults) {
    this.#placeholders = placeholders;
    this.#faults = faults;
  }

  condition(condition: Condition): ItemTest {
    switch (condition.kind) {
      case "and": {
        const left = this.condition(condition.left);
        const right = this.condition(condition.right);
        return (item) => left(item) && right(item);
      }
      case "or": {
        const left = this.condition(condition.left);
        const right = this.condition(condition.right);
        return (item) => left(item) || right(item);
      }
      case "not": {
        const inner = this.condition(condition.condition);
        return (item) => !inner(item);
      }
      case "compare": {
        const left = this.#operand(condition.left);
        const right = this.#operand(condition.right);
        this.#requireDistinct(condition.operator, [left, right]);
        if (condition.operator !== "=" && condition.operator !== "<>") this.#requireTypes(condition.operator, [left, right], ordered);
        return comparison(condition.operator, left.read, right.read);
      }
      case "between":
        return this.#between(this.#operand(condition.operand), this.#operand(condition.lower), this.#operand(condition.upper));
      case "in":
        return this.#in(
          this.#operand(condition.operand),
          condition.candidates.map((candidate) => this.#operand(candidate)),
        );
      case "function":
        return this.#conditionFunction(condition);
    }
  }

  #operand(operand: Operand): Judged {
    switch (operand.kind) {
      case "path": {
        const path = this.#placeholders.path(operand, this.#faults);
        this.attributes.add(path[0] as string);
        return { read: (item) => valueAt(item, path), type: undefined, path, value: undefined };
      }
      case "value": {
        const value = this.#placeholders.value(operand.name, this.#faults);
        return { read: () => value, type: typeOf(value), path: undefined, value };
      }
      case "function":
        return this.#valueFunction(operand);
      case "arithmetic":
        throw new Error("arithmetic stands only in updates");
    }
  }

  #valueFunction(call: FunctionCall): Judged {
    const operands = this.#functionOperands(call);
    if (call.name !== "size" && conditionFunctions.has(call.name)) this.#misused(call);
    const [measured] = operands;
    if (call.name === "size" && measured?.type !== undefined && !sized.has(measured.type)) this.#wrongType("size", measured.type);
    const read: Read = (item) => sizeOf(measured?.read(item));
    return { read, type: "N", path: undefined, value: undefined };
  }

  #conditionFunction(call: FunctionCall): ItemTest {
    const operands = this.#functionOperands(call);
    const { name } = call;
    if (name === "size") this.#misused(call);
    const [first, second] = operands;
    if (first === undefined) return never;
    switch (name) {
      case "attribute_exists":
      case "attribute_not_exists": {
        if (first.path === undefined)
          this.#faults.operand ??= `Operator or function requires a document path; operator or function: ${name}`;
        const wanted = name === "attribute_exists";
        return (item) => (first.read(item) !== undefined) === wanted;
      }
      case "attribute_type":
        return second === undefined ? never : this.#attributeType(first, second);
      case "begins_with":
        if (second === undefined) return never;
        this.#requireTypes(name, [first, second], new Set<AttributeType>(["S", "B"]));
        return (item) => beginsWith(first.read(item), second.read(item));
      case "contains":
        if (second === undefined) return never;
        this.#requireTypes(name, [first], new Set<AttributeType>(["S", "B", "SS", "NS", "BS", "L"]));
        return (item) => contains(first.read(item), second.read(item));
      default:
        return never;
    }
  }

  #attributeType(first: Judged, second: Judged): ItemTest {
    if (second.type !== "S") this.#wrongType("attribute_type", second.type ?? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
    const wanted = second.value?.S;
    if (wanted !== undefined && !attributeTypes.has(wanted)) {
      this.#faults.operand ??= `Invalid attribute type name found; type: ${wanted}, valid types: {${[...attributeTypes].join(",")}}`;
    }
    return (item) => {
      const value = first.read(item);
      return value !== undefined && typeOf(value) === wanted;
    };
  }

  #functionOperands(call: FunctionCall): readonly Judged[] {
    const operands = call.operands.map((operand) => this.#operand(operand));
    const wanted = operandCounts[call.name];
    if (wanted === undefined) {
      if (updateFunctions.has(call.name)) {
        this.#faults.misusedFunction ??= `The function is not allowed in a condition expression; function: ${call.name}`;
      } else this.#faults.unknownFunction ??= `Invalid function name; function: ${call.name}`;
      return operands;
    }
    if (operands.length !== wanted) {
      this.#faults.operand ??= `Incorrect number of operands for operator or function; operator or function: ${call.name}, number of operands: ${operands.length}`;
      return [];
    }
    this.#requireDistinct(call.name, operands);
    return operands;
  }

  #between(operand: Judged, lower: Judged, upper: Judged): ItemTest {
    this.#requireDistinct("BETWEEN", [operand, lower, upper]);
    this.#requireTypes("BETWEEN", [operand, lower, upper], ordered);
    if (lower.value !== undefined && upper.value !== undefined && this.#faults.operand === undefined) {
      const bounds = `lower bound operand: AttributeValue: ${valueText(lower.value)}, upper bound operand: AttributeValue: ${valueText(upper.value)}`;
      const order = orderOf(lower.value, upper.value);
      if (lower.type !== upper.type) {
        this.#faults.operand = `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`;
      } else if (order !== undefined && order > 0) {
        this.#faults.operand = `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`;
      }
    }
    const notBelow = comparison(">=", operand.read, lower.read);
    const notAbove = comparison("<=", operand.read, upper.read);
    return (item) => notBelow(item) && notAbove(item);
  }

  #in(operand: Judged, candidates: readonly Judged[]): ItemTest {
    this.#requireDistinct("IN", [operand, ...candidates]);
    if (candidates.length > inOperandsMax) {
      this.#faults.operand ??= `Too many operands for the IN operator; number of operands: ${candidates.length}`;
    }
    return (item) => {
      const value = operand.read(item);
      if (value === undefined) return false;
      return candidates.some(({ read }) => {
        const candidate = read(item);
        return candidate !== undefined && equalValues(value, candidate);
      });
    };
  }

  #requireDistinct(operator: string, [first, ...others]: readonly Judged[]): void {
    const path = first?.path;
    if (path === undefined || !others.some((other) => other.path !== undefined && samePath(path, other.path))) return;
    this.#faults.operand ??= `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${pathText(path)}`;
  }

  #requireTypes(operator: string, operands: readonly Judged[], allowed: ReadonlySet<AttributeType>): void {
    for (const { type } of operands) if (type !== undefined && !allowed.has(type)) this.#wrongType(operator, type);
  }

  #wrongType(operator: string, type: string): void {
    this.#faults.operand ??= `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`;
  }

  #misused({ name }: FunctionCall): void {
    this.#faults.misusedFunction ??= `The function is not allowed to be used this way in an expression; function: ${name}`;
  }
}

const never: ItemTest = () => false;

/** What is not there equals nothing and differs from everything. */
function comparison(operator: Comparator, readLeft: Read, readRight: Read): ItemTest {
  return (item) => {
    const left = readLeft(item);
    const right = readRight(item);
    if (operator === "<>") return left === undefined || right === undefined || !equalValues(left, right);
    if (left === undefined || right === undefined) return false;
    if (operator === "=") return equalValues(left, right);
    const order = orderOf(left, right);
    return order !== undefined && isOrder(order, operator);
  };
}

export function isOrder(order: number, operator: Comparator): boolean {
  switch (operator) {
    case "=":
      return order === 0;
    case "<>":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

export function beginsWith(value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean {
  if (value?.S !== undefined && prefix?.S !== undefined) return value.S.startsWith(prefix.S);
  if (value?.B === undefined || prefix?.B === undefined) return false;
  return Buffer.compare(value.B.subarray(0, prefix.B.length), prefix.B) === 0;
}

/** A text within a text, bytes within bytes, a member of a set, an element of a list. */
export function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (value === undefined || part === undefined) return false;
  if (value.S !== undefined) return part.S !== undefined && findText(value.S, part.S) >= 0;
  if (value.B !== undefined) return part.B !== undefined && includesBytes(value.B, part.B);
  if (value.L !== undefined) return value.L.some((element) => equalValues(element, part));
  if (value.SS !== undefined) return part.S !== undefined && value.SS.includes(part.S);
  if (value.NS !== undefined) return part.N !== undefined && value.NS.includes(part.N);
  if (value.BS !== undefined) return part.B !== undefined && (membersOf(value) ?? []).includes(base64Of(part.B));
  return false;
}

function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (value === undefined) return undefined;
  // "The length of the string", which for DynamoDB's Java is that in UTF-16.
  if (value.S !== undefined) return { N: String(value.S.length) };
  if (value.M !== undefined) return { N: String(Object.keys(value.M).length) };
  const counted = value.B ?? value.L ?? membersOf(value);
  return counted === undefined ? undefined : { N: String(counted.length) };
}
