/** Update expressions: what they do to an item, with a request's names and values. */

import { expressionOperatorsMax, nestingLevelsMax } from "../limits.ts";
import { validationException } from "../errors.ts";
import {
  type AttributeType,
  type AttributeValue,
  attributeOf,
  defineEntry,
  type Item,
  membersOf,
  setOfMembers,
  typeOf,
} from "../values/attribute-value.ts";
import { addNumbers, NumberRefused, subtractNumbers } from "../values/number.ts";
import type { Operand, ParsedUpdate } from "./ast.ts";
import { throwFirst } from "./condition.ts";
import { parseUpdate } from "./parse.ts";
import { DistinctPaths, valueAt } from "./paths.ts";
import type { Faults, Placeholders, ResolvedPath } from "./placeholders.ts";
import { invalidExpression } from "./tokens.ts";

export interface CompiledUpdate {
  /** Paths that may change, for ReturnValues UPDATED_OLD. */
  readonly paths: readonly ResolvedPath[];
  /** Those of them that are given a value, for UPDATED_NEW: where an element was removed from a list, another one stands now. */
  readonly assigned: readonly ResolvedPath[];
  /** It only takes away: for an item that is not there, nothing happens. */
  readonly onlyRemoves: boolean;
  /** The item afterwards, another object. Throws ValidationException where a value does not fit the item. */
  apply(item: Item): Item;
}

type Read = (item: Item) => AttributeValue;

/** One action: the change it makes, decided by the item as it was before any of them. */
type Action = (before: Item, draft: Draft) => void;

const kind = "UpdateExpression";

/** Throws ValidationException for what the text says wrongly. */
export function compileUpdate(text: string, placeholders: Placeholders): CompiledUpdate {
  return compileParsedUpdate(parseUpdate(text), placeholders);
}

/** The same for an update that another grammar has parsed. */
export function compileParsedUpdate({ actions, repeatedSection, operators }: ParsedUpdate, placeholders: Placeholders): CompiledUpdate {
  const faults: Faults = {};
  const compiler = new UpdateCompiler(placeholders, faults);
  const distinct = new DistinctPaths();
  const paths: ResolvedPath[] = [];
  const assigned: ResolvedPath[] = [];
  const compiled: Action[] = [];
  // REMOVE of list elements moves those behind it: it comes last, the highest index first (see Draft.finish).
  for (const action of actions) {
    const path = placeholders.path(action.path, faults);
    switch (action.section) {
      case "SET":
        compiled.push(set(path, compiler.operand(action.operand)));
        break;
      case "REMOVE":
        compiled.push((_before, draft) => draft.remove(path));
        break;
      case "ADD":
        compiled.push(add(path, compiler.actionValue("ADD", action.value, addable)));
        break;
      case "DELETE":
        compiled.push(deleteFrom(path, compiler.actionValue("DELETE", action.value, sets)));
        break;
    }
    const trouble = distinct.add(path);
    if (trouble !== undefined) faults[trouble.kind] ??= trouble.text;
    paths.push(path);
    if (action.section !== "REMOVE") assigned.push(path);
  }
  if (faults.reserved === undefined && faults.unknownFunction === undefined && repeatedSection !== undefined) {
    throw invalidExpression(kind, `The "${repeatedSection}" section can only be used once in an update expression;`);
  }
  throwFirst(kind, faults);
  if (operators > expressionOperatorsMax)
    throw invalidExpression(kind, `The expression contains too many operators; operator count: ${operators}`);
  return {
    paths,
    assigned,
    onlyRemoves: actions.every(({ section }) => section === "REMOVE" || section === "DELETE"),
    apply(item) {
      const draft = new Draft(item);
      for (const action of compiled) action(item, draft);
      return draft.finish();
    },
  };
}

const addable: ReadonlySet<AttributeType> = new Set(["N", "SS", "NS", "BS"]);
const sets: ReadonlySet<AttributeType> = new Set(["SS", "NS", "BS"]);
const conditionFunctions: ReadonlySet<string> = new Set([
  "attribute_exists",
  "attribute_not_exists",
  "attribute_type",
  "begins_with",
  "contains",
  "size",
]);

/** As refusals of ADD and DELETE call the types. */
const longNames: Readonly<Record<AttributeType, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  SS: "STRING_SET",
  NS: "NUMBER_SET",
  BS: "BINARY_SET",
  M: "MAP",
  L: "LIST",
  NULL: "NULL",
  BOOL: "BOOLEAN",
};

interface Judged {
  readonly read: Read;
  /** The type it always has; undefined: it depends on the item. */
  readonly type: AttributeType | undefined;
  readonly isPath: boolean;
}

class UpdateCompiler {
  readonly #placeholders: Placeholders;
  readonly #faults: Faults;

  constructor(placeholders: Placeholders, faults: Faults) {
    this.#placeholders = placeholders;
    this.#faults = faults;
  }

  operand(operand: Operand): Read {
    return this.#judge(operand).read;
  }

  /** ADD and DELETE take a value only. */
  actionValue(operator: "ADD" | "DELETE", operand: Operand, allowed: ReadonlySet<AttributeType>): AttributeValue {
    if (operand.kind !== "value") {
      this.#judge(operand);
      this.#faults.operand ??= `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${operand.kind === "path" ? "PATH" : "FUNCTION"}`;
      return { NULL: true };
    }
    const value = this.#placeholders.value(operand.name, this.#faults);
    const type = typeOf(value);
    if (!allowed.has(type)) {
      this.#faults.operand ??= `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${longNames[type]}, typeSet: ALLOWED_FOR_${operator}_OPERAND`;
    }
    return value;
  }

  #judge(operand: Operand): Judged {
    switch (operand.kind) {
      case "path": {
        const path = this.#placeholders.path(operand, this.#faults);
        return { read: (item) => valueAt(item, path) ?? missing(), type: undefined, isPath: true };
      }
      case "value": {
        const value = this.#placeholders.value(operand.name, this.#faults);
        return { read: () => value, type: typeOf(value), isPath: false };
      }
      case "arithmetic": {
        const { operator } = operand;
        const left = this.#judge(operand.left);
        const right = this.#judge(operand.right);
        for (const { type } of [left, right]) if (type !== undefined && type !== "N") this.#wrongType(operator, type);
        return { read: (item) => arithmetic(operator, left.read(item), right.read(item)), type: "N", isPath: false };
      }
      case "function":
        return this.#function(operand.name, operand.operands);
    }
  }

  #function(name: string, given: readonly Operand[]): Judged {
    if (name === "if_not_exists" && given.length === 2) return this.#ifNotExists(given[0] as Operand, given[1] as Operand);
    const operands = given.map((operand) => this.#judge(operand));
    const nothing: Judged = { read: missing, type: undefined, isPath: false };
    if (name !== "list_append" && name !== "if_not_exists") {
      if (conditionFunctions.has(name))
        this.#faults.misusedFunction ??= `The function is not allowed in an update expression; function: ${name}`;
      else this.#faults.unknownFunction ??= `Invalid function name; function: ${name}`;
      return nothing;
    }
    const [first, second] = operands;
    if (first === undefined || second === undefined || operands.length !== 2) {
      this.#faults.operand ??= `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`;
      return nothing;
    }
    for (const { type } of operands) if (type !== undefined && type !== "L") this.#wrongType(name, type);
    return { read: (item) => appended(first.read(item), second.read(item)), type: "L", isPath: false };
  }

  #ifNotExists(first: Operand, second: Operand): Judged {
    const otherwise = this.#judge(second);
    if (first.kind !== "path") {
      this.#judge(first);
      this.#faults.operand ??= "Operator or function requires a document path; operator or function: if_not_exists";
      return otherwise;
    }
    const path = this.#placeholders.path(first, this.#faults);
    return { read: (item) => valueAt(item, path) ?? otherwise.read(item), type: undefined, isPath: false };
  }

  #wrongType(operator: string, type: AttributeType): void {
    this.#faults.operand ??= `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`;
  }
}

function missing(): never {
  throw validationException("The provided expression refers to an attribute that does not exist in the item");
}

function wrongOperand(): never {
  throw validationException("An operand in the update expression has an incorrect data type");
}

function invalidPath(): never {
  throw validationException("The document path provided in the update expression is invalid for update");
}

function arithmetic(operator: "+" | "-", left: AttributeValue, right: AttributeValue): AttributeValue {
  if (left.N === undefined || right.N === undefined) return wrongOperand();
  return { N: calculated(operator === "+" ? addNumbers : subtractNumbers, left.N, right.N) };
}

/** Throws ValidationException where the result is no number of DynamoDB's. */
function calculated(calculate: (one: string, other: string) => string, one: string, other: string): string {
  try {
    return calculate(one, other);
  } catch (error) {
    if (error instanceof NumberRefused) throw validationException(error.message);
    throw error;
  }
}

function appended(left: AttributeValue, right: AttributeValue): AttributeValue {
  if (left.L === undefined || right.L === undefined) return wrongOperand();
  return { L: [...left.L, ...right.L] };
}

function set(path: ResolvedPath, read: Read): Action {
  return (before, draft) => draft.set(path, read(before));
}

function add(path: ResolvedPath, added: AttributeValue): Action {
  return (before, draft) => {
    const present = valueAt(before, path);
    draft.set(path, present === undefined ? added : (sumOf(present, added) ?? wrongOperand()));
  };
}

/** What ADD makes of two values: the sum of numbers, the union of sets; undefined where they do not go together. */
export function sumOf(present: AttributeValue, added: AttributeValue): AttributeValue | undefined {
  if (present.N !== undefined && added.N !== undefined) return { N: calculated(addNumbers, present.N, added.N) };
  if (typeOf(present) !== typeOf(added)) return undefined;
  const members = membersOf(present);
  if (members === undefined) return undefined;
  return setOfMembers(present, [...new Set([...members, ...(membersOf(added) ?? [])])]);
}

function deleteFrom(path: ResolvedPath, deleted: AttributeValue): Action {
  return (before, draft) => {
    const present = valueAt(before, path);
    // A path that leads nowhere is refused, what is missing at its end is not.
    if (present === undefined) return draft.requireParent(path);
    const left = differenceOf(present, deleted);
    if (left === undefined) wrongOperand();
    else if (left.length === 0) draft.remove(path);
    else draft.set(path, setOfMembers(present, left));
  };
}

/** The members of a set that are not in the other; undefined where the two are not sets of the same type. */
export function differenceOf(present: AttributeValue, deleted: AttributeValue): readonly string[] | undefined {
  const members = membersOf(present);
  if (members === undefined || typeOf(present) !== typeOf(deleted)) return undefined;
  const gone = new Set(membersOf(deleted));
  return members.filter((member) => !gone.has(member));
}

type Container = { M: Record<string, AttributeValue> } | { L: (AttributeValue | undefined)[] };

/** The item while it is being changed: documents on a changed path are copied once, the rest is shared with the item before. */
class Draft {
  readonly #root: { M: Record<string, AttributeValue> };
  readonly #own = new Set<object>();
  /** Lists of which elements were removed: their places close up at the end, so that indexes mean what they meant before. */
  readonly #holed = new Set<(AttributeValue | undefined)[]>();
  /** Elements set beyond the end of a list, in the order of their indexes. */
  readonly #beyond = new Map<(AttributeValue | undefined)[], Map<number, AttributeValue>>();

  constructor(item: Item) {
    this.#root = { M: { ...item } };
    this.#own.add(this.#root);
  }

  set(path: ResolvedPath, value: AttributeValue): void {
    const parent = this.#parentOf(path) ?? invalidPath();
    if (path.length > 1 && path.length + depthOf(value) > nestingLevelsMax + 1) {
      throw validationException("Nesting Levels have exceeded supported limits");
    }
    const last = path.at(-1);
    if (typeof last === "number") {
      if (!("L" in parent)) return invalidPath();
      if (last < parent.L.length) parent.L[last] = value;
      else {
        const beyond = this.#beyond.get(parent.L) ?? new Map<number, AttributeValue>();
        this.#beyond.set(parent.L, beyond.set(last, value));
      }
    } else {
      if (!("M" in parent)) return invalidPath();
      defineEntry(parent.M, last as string, value);
    }
  }

  remove(path: ResolvedPath): void {
    const parent = this.#parentOf(path) ?? invalidPath();
    const last = path.at(-1);
    if (typeof last === "number") {
      if (!("L" in parent)) return invalidPath();
      if (last >= parent.L.length) return;
      parent.L[last] = undefined;
      this.#holed.add(parent.L);
    } else {
      if (!("M" in parent)) return invalidPath();
      delete parent.M[last as string];
    }
  }

  requireParent(path: ResolvedPath): void {
    const parent = this.#parentOf(path) ?? invalidPath();
    if (!(typeof path.at(-1) === "number" ? "L" in parent : "M" in parent)) invalidPath();
  }

  finish(): Item {
    for (const [list, beyond] of this.#beyond) {
      for (const index of [...beyond.keys()].sort((one, other) => one - other)) list.push(beyond.get(index));
    }
    for (const list of this.#holed) {
      let kept = 0;
      for (const element of list) if (element !== undefined) list[kept++] = element;
      list.length = kept;
    }
    return this.#root.M;
  }

  /** The document that holds the path's last element, ours to change; undefined when there is none. */
  #parentOf(path: ResolvedPath): Container | undefined {
    let at: Container = this.#root;
    for (const element of path.slice(0, -1)) {
      let child: AttributeValue | undefined;
      if (typeof element === "number") child = "L" in at ? at.L[element] : undefined;
      else child = "M" in at ? attributeOf(at.M, element) : undefined;
      if (child === undefined || (child.M === undefined && child.L === undefined)) return undefined;
      if (!this.#own.has(child)) {
        child = child.M === undefined ? { L: [...(child.L ?? [])] } : { M: { ...child.M } };
        this.#own.add(child);
        if (typeof element === "number") (at as { L: (AttributeValue | undefined)[] }).L[element] = child;
        else defineEntry((at as { M: Record<string, AttributeValue> }).M, element, child);
      }
      at = child as Container;
    }
    return at;
  }
}

/** How many documents are nested in a value, itself included. */
function depthOf(value: AttributeValue): number {
  const inner = value.L ?? (value.M === undefined ? undefined : Object.values(value.M));
  return inner === undefined ? 0 : 1 + inner.reduce((deepest, element) => Math.max(deepest, depthOf(element)), 0);
}
