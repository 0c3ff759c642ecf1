/** What expressions say, as parsed: names and values are still placeholders. */

/** `a.b[3]`: names as written (`#n` for a placeholder), list indexes as numbers. */
export interface Path {
  readonly kind: "path";
  readonly elements: readonly (string | number)[];
}

export interface Value {
  readonly kind: "value";
  /** With its colon. */
  readonly name: string;
}

export interface FunctionCall {
  readonly kind: "function";
  readonly name: string;
  readonly operands: readonly Operand[];
}

/** Only in the SET section of an update. */
export interface Arithmetic {
  readonly kind: "arithmetic";
  readonly operator: "+" | "-";
  readonly left: Operand;
  readonly right: Operand;
}

export type Operand = Path | Value | FunctionCall | Arithmetic;
export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Condition =
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly condition: Condition }
  | { readonly kind: "compare"; readonly operator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: "between"; readonly operand: Operand; readonly lower: Operand; readonly upper: Operand }
  | { readonly kind: "in"; readonly operand: Operand; readonly candidates: readonly Operand[] }
  | FunctionCall;

/** A condition with what was seen while parsing it. */
export interface ParsedCondition {
  readonly condition: Condition;
  readonly redundantParentheses: boolean;
  readonly operators: number;
}

export type UpdateAction =
  | { readonly section: "SET"; readonly path: Path; readonly operand: Operand }
  | { readonly section: "REMOVE"; readonly path: Path }
  | { readonly section: "ADD" | "DELETE"; readonly path: Path; readonly value: Operand };

export interface ParsedUpdate {
  readonly actions: readonly UpdateAction[];
  /** A section that stands there twice. */
  readonly repeatedSection: string | undefined;
  readonly operators: number;
}
