/** What a PartiQL statement says, as parsed: parameters are still numbered places. */

import type { AttributeValue } from "../values/attribute-value.ts";

/** Where something stands in the statement: line and column from 1, length in characters. Refusals show it. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** `a.b[0]`: names as they are, list indexes as numbers. */
export interface Path {
  readonly kind: "path";
  readonly elements: readonly [string, ...(string | number)[]];
}

export interface Literal {
  readonly kind: "literal";
  readonly value: AttributeValue;
}

/** `?`, counted from 0 in the order of the statement. */
export interface Parameter {
  readonly kind: "parameter";
  readonly at: number;
}

export interface Call {
  readonly kind: "call";
  /** In lower case. */
  readonly name: string;
  readonly operands: readonly Expression[];
}

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Expression = { readonly place: Place } & (
  | Path
  | Literal
  | Parameter
  | Call
  | { readonly kind: "missing" }
  | { readonly kind: "list" | "set"; readonly elements: readonly Expression[] }
  | { readonly kind: "map"; readonly entries: readonly { readonly name: Expression; readonly value: Expression }[] }
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "not"; readonly operand: Expression }
  | { readonly kind: "compare"; readonly operator: Comparator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "arithmetic"; readonly operator: "+" | "-"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "between"; readonly operand: Expression; readonly lower: Expression; readonly upper: Expression }
  | { readonly kind: "in"; readonly operand: Expression; readonly candidates: Expression }
  /** `type` in lower case. */
  | { readonly kind: "is"; readonly operand: Expression; readonly type: string }
  | { readonly kind: "exists"; readonly select: Select }
);

export interface SortKey {
  readonly path: Path;
  readonly descending: boolean;
}

export interface Select {
  readonly kind: "select";
  /** undefined: `*`. */
  readonly projection: readonly Path[] | undefined;
  readonly table: string;
  readonly index: string | undefined;
  readonly where: Expression | undefined;
  readonly orderBy: readonly SortKey[];
}

export interface Insert {
  readonly kind: "insert";
  readonly table: string;
  readonly item: Expression;
}

export type Assignment =
  | { readonly section: "set"; readonly path: Path; readonly value: Expression }
  | { readonly section: "remove"; readonly path: Path };

export type Returning = "ALL_OLD" | "ALL_NEW" | "UPDATED_OLD" | "UPDATED_NEW";

export interface Update {
  readonly kind: "update";
  readonly table: string;
  readonly assignments: readonly Assignment[];
  readonly where: Expression | undefined;
  readonly returning: Returning | undefined;
}

export interface Delete {
  readonly kind: "delete";
  readonly table: string;
  readonly where: Expression | undefined;
  readonly returning: Returning | undefined;
}

/** `EXISTS(SELECT ...)`, in transactions: a condition on an item that the transaction does not change. */
export interface Exists {
  readonly kind: "exists";
  readonly table: string;
  readonly select: Select;
}

export type Statement = Select | Insert | Update | Delete | Exists;

export interface ParsedStatement {
  readonly statement: Statement;
  /** How many parameters it takes. */
  readonly parameters: number;
}
