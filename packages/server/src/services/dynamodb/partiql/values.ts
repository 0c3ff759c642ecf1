/** The values a statement's literals and parameters stand for. */

import { validationException } from "../errors.ts";
import { type AttributeValue, defineEntry, normalValue, refusing } from "../values/attribute-value.ts";
import type { Expression, ParsedStatement } from "./ast.ts";
import { malformed, unsupported } from "./refusals.ts";

/** What a request gives for the parameters of a statement, in the form in which values are kept. Throws ValidationException. */
export function normalParameters(given: readonly AttributeValue[] | undefined, { parameters }: ParsedStatement): readonly AttributeValue[] {
  if ((given?.length ?? 0) !== parameters) throw validationException("Number of parameters in request and statement don't match.");
  return (given ?? []).map((value) => refusing(() => normalValue(value)));
}

/** Whether an expression is a value whatever the item. */
export function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case "literal":
    case "parameter":
      return true;
    case "list":
    case "set":
      return expression.elements.every(isConstant);
    case "map":
      return expression.entries.every(({ value }) => isConstant(value));
    default:
      return false;
  }
}

/** Throws ValidationException for what is no value, or none that an attribute may have. */
export function valueOf(expression: Expression, parameters: readonly AttributeValue[]): AttributeValue {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "parameter":
      return parameters[expression.at] as AttributeValue;
    case "list":
    case "map":
    case "set":
      // Once for the whole of it: how deep it is shows only from its outside.
      return refusing(() => normalValue(documentOf(expression, parameters)));
    case "missing":
      throw unsupported("value: MISSING", expression.place);
    default:
      throw unsupported("expression where a value is expected", expression.place);
  }
}

function documentOf(expression: Expression, parameters: readonly AttributeValue[]): AttributeValue {
  switch (expression.kind) {
    case "list":
      return { L: expression.elements.map((element) => documentOf(element, parameters)) };
    case "map": {
      const entries: Record<string, AttributeValue> = {};
      for (const { name, value } of expression.entries) {
        if (name.kind !== "literal" || name.value.S === undefined) throw malformed("Expected a string as the name of an attribute");
        if (Object.hasOwn(entries, name.value.S)) throw malformed(`Duplicate attribute name: ${name.value.S}`);
        defineEntry(entries, name.value.S, documentOf(value, parameters));
      }
      return { M: entries };
    }
    case "set":
      return setOf(
        expression.elements.map((element) => valueOf(element, parameters)),
        expression,
      );
    default:
      return valueOf(expression, parameters);
  }
}

function setOf(members: readonly AttributeValue[], { place }: Expression): AttributeValue {
  const texts = members.flatMap(({ S }) => (S === undefined ? [] : [S]));
  const numbers = members.flatMap(({ N }) => (N === undefined ? [] : [N]));
  const bytes = members.flatMap(({ B }) => (B === undefined ? [] : [B]));
  if (members.length === 0) throw unsupported("empty set", place);
  if (texts.length === members.length) return { SS: texts };
  if (numbers.length === members.length) return { NS: numbers };
  if (bytes.length === members.length) return { BS: bytes };
  throw unsupported("set: its members must all be texts, all numbers or all binary", place);
}
