/**
 * From PartiQL to the expressions of the other operations: conditions and updates become theirs, names and values placeholders in
 * them, so that both languages mean the same by the same code.
 */

import { validationException } from "../errors.ts";
import type * as core from "../expressions/ast.ts";
import { type CompiledCondition, compileParsedCondition } from "../expressions/condition.ts";
import { Placeholders } from "../expressions/placeholders.ts";
import type { ExpressionKind } from "../expressions/tokens.ts";
import { type CompiledUpdate, compileParsedUpdate } from "../expressions/update.ts";
import { type AttributeValue, membersOf } from "../values/attribute-value.ts";
import { samePath } from "../expressions/paths.ts";
import type { Assignment, Call, Expression, Path, Place } from "./ast.ts";
import { inValuesMax } from "./limits.ts";
import { unsupported } from "./refusals.ts";
import { isConstant, valueOf } from "./values.ts";

/** Throws ValidationException for conditions DynamoDB does not have. */
export function conditionOf(kind: ExpressionKind, where: Expression, parameters: readonly AttributeValue[]): CompiledCondition {
  const translator = new Translator(parameters);
  const condition = translator.condition(where);
  const { operators } = translator;
  return compileParsedCondition(kind, { condition, redundantParentheses: false, operators }, translator.placeholders());
}

/** Throws ValidationException for assignments DynamoDB does not have. */
export function updateOf(assignments: readonly Assignment[], parameters: readonly AttributeValue[]): CompiledUpdate {
  const translator = new Translator(parameters);
  const actions = assignments.map((assignment) => translator.action(assignment));
  return compileParsedUpdate({ actions, repeatedSection: undefined, operators: translator.operators }, translator.placeholders());
}

const conditionFunctions: ReadonlySet<string> = new Set(["begins_with", "contains", "attribute_type"]);

/** By IS, the types a value may have; the developer guide has "a given, PartiQL data type". */
const typesOf: Readonly<Record<string, readonly string[]>> = {
  null: ["NULL"],
  boolean: ["BOOL"],
  bool: ["BOOL"],
  string: ["S"],
  numeric: ["N"],
  decimal: ["N"],
  blob: ["B"],
  list: ["L"],
  struct: ["M"],
  tuple: ["M"],
  bag: ["SS", "NS", "BS"],
};

class Translator {
  readonly #parameters: readonly AttributeValue[];
  readonly #names = new Map<string, string>();
  readonly #values: Record<string, AttributeValue> = {};
  #valueCount = 0;
  /** Counted as the other operations count them in their expressions. */
  operators = 0;

  constructor(parameters: readonly AttributeValue[]) {
    this.#parameters = parameters;
  }

  placeholders(): Placeholders {
    const names = Object.fromEntries([...this.#names].map(([name, placeholder]) => [placeholder, name]));
    return new Placeholders({ ExpressionAttributeNames: names, ExpressionAttributeValues: this.#values });
  }

  condition(expression: Expression): core.Condition {
    switch (expression.kind) {
      case "and":
      case "or":
        this.operators += 1;
        return { kind: expression.kind, left: this.condition(expression.left), right: this.condition(expression.right) };
      case "not":
        this.operators += 1;
        return { kind: "not", condition: this.condition(expression.operand) };
      case "compare":
        return this.#comparison(expression);
      case "between": {
        this.operators += 1;
        const [operand, lower, upper] = [expression.operand, expression.lower, expression.upper].map((each) => this.#operand(each));
        return { kind: "between", operand, lower, upper } as core.Condition;
      }
      case "in":
        this.operators += 1;
        return { kind: "in", operand: this.#operand(expression.operand), candidates: this.#candidates(expression.candidates) };
      case "is":
        return this.#is(expression);
      case "call":
        if (!conditionFunctions.has(expression.name)) throw unsupported(`function: ${expression.name}`, expression.place);
        return this.#function(expression);
      case "exists":
        throw validationException("EXISTS can only be used as a statement of a transaction");
      default:
        throw unsupported("expression where a condition is expected", expression.place);
    }
  }

  #comparison({ operator, left, right }: Extract<Expression, { readonly kind: "compare" }>): core.Condition {
    this.operators += 1;
    // Developer guide, MISSING: "Only equality and inequality operators can be used with this function."
    for (const [missing, other] of [
      [right, left],
      [left, right],
    ] as const) {
      if (missing.kind !== "missing") continue;
      if (other.kind !== "path" || (operator !== "=" && operator !== "<>")) throw unsupported("use of MISSING", missing.place);
      return this.#existence(other, operator === "<>");
    }
    return { kind: "compare", operator, left: this.#operand(left), right: this.#operand(right) };
  }

  #existence(path: Path, wanted: boolean): core.Condition {
    return { kind: "function", name: wanted ? "attribute_exists" : "attribute_not_exists", operands: [this.#path(path)] };
  }

  #is({ operand, type, place }: Extract<Expression, { readonly kind: "is" }>): core.Condition {
    this.operators += 1;
    if (operand.kind !== "path") throw unsupported("operand of IS", operand.place);
    if (type === "missing") return this.#existence(operand, false);
    const [first, ...others] = (typesOf[type] ?? []).map((name): core.Condition => {
      return { kind: "function", name: "attribute_type", operands: [this.#path(operand), this.#value({ S: name })] };
    });
    if (first === undefined) throw unsupported(`type: ${type.toUpperCase()}`, place);
    return others.reduce((left, right) => ({ kind: "or", left, right }), first);
  }

  #candidates(candidates: Expression): readonly core.Operand[] {
    const given = candidates.kind === "list" ? candidates.elements : undefined;
    const list = given ?? (isConstant(candidates) ? valueOf(candidates, this.#parameters).L : undefined);
    if (list === undefined || list.length === 0) throw unsupported("operand of IN", candidates.place);
    if (list.length > inValuesMax) throw validationException(`Too many operands for the IN operator; number of operands: ${list.length}`);
    return given?.map((each) => this.#operand(each)) ?? (list as readonly AttributeValue[]).map((value) => this.#value(value));
  }

  #operand(expression: Expression): core.Operand {
    if (isConstant(expression)) return this.#value(valueOf(expression, this.#parameters));
    if (expression.kind === "path") return this.#path(expression);
    if (expression.kind === "call" && expression.name === "size") return this.#function(expression);
    if (expression.kind === "call") throw unsupported(`function: ${expression.name}`, expression.place);
    throw unsupported("operand", expression.place);
  }

  #function({ name, operands }: Call): core.FunctionCall {
    this.operators += 1;
    return { kind: "function", name, operands: operands.map((operand) => this.#operand(operand)) };
  }

  #path({ elements }: Path): core.Path {
    return { kind: "path", elements: elements.map((element) => (typeof element === "number" ? element : this.#name(element))) };
  }

  #name(name: string): string {
    let placeholder = this.#names.get(name);
    if (placeholder === undefined) this.#names.set(name, (placeholder = `#${this.#names.size}`));
    return placeholder;
  }

  #value(value: AttributeValue): core.Value {
    const name = `:${this.#valueCount++}`;
    this.#values[name] = value;
    return { kind: "value", name };
  }

  action(assignment: Assignment): core.UpdateAction {
    const path = this.#path(assignment.path);
    if (assignment.section === "remove") return { section: "REMOVE", path };
    const { value } = assignment;
    if (value.kind === "call" && (value.name === "set_add" || value.name === "set_delete"))
      return this.#setChange(value, assignment.path, value.place);
    return { section: "SET", path, operand: this.#assigned(value) };
  }

  /** What adds to a set and takes from it names the attribute it assigns to. */
  #setChange({ name, operands }: Call, path: Path, place: Place): core.UpdateAction {
    const [target, members, ...more] = operands;
    const changesItself = target?.kind === "path" && samePath(target.elements, path.elements);
    if (!changesItself || members === undefined || more.length > 0) throw unsupported(`operands of ${name}`, place);
    const value = valueOf(members, this.#parameters);
    if (membersOf(value) === undefined) throw unsupported(`operand of ${name}, which takes a set`, members.place);
    return { section: name === "set_add" ? "ADD" : "DELETE", path: this.#path(path), value: this.#value(value) };
  }

  #assigned(expression: Expression): core.Operand {
    if (expression.kind === "arithmetic") {
      this.operators += 1;
      return {
        kind: "arithmetic",
        operator: expression.operator,
        left: this.#assigned(expression.left),
        right: this.#assigned(expression.right),
      };
    }
    if (expression.kind !== "call") return this.#operand(expression);
    if (expression.name !== "list_append") throw unsupported(`function: ${expression.name}`, expression.place);
    this.operators += 1;
    return { kind: "function", name: "list_append", operands: expression.operands.map((operand) => this.#assigned(operand)) };
  }
}
