/** AttributeUpdates: what UpdateItem did before there were expressions (developer guide, "AttributeUpdates (legacy)"). */

import type { AttributeValueUpdate } from "../../../models/dynamodb.ts";
import { invalidParameters, validationException } from "../errors.ts";
import { differenceOf, sumOf } from "../expressions/update.ts";
import {
  type AttributeValue,
  attributeOf,
  defineEntry,
  type Item,
  normalValue,
  refusing,
  requireName,
  setOfMembers,
  typeOf,
} from "../values/attribute-value.ts";

type Action = "PUT" | "ADD" | "DELETE";

interface LegacyUpdate {
  readonly action: Action;
  readonly value: AttributeValue | undefined;
}

/** Judged updates by attribute. Throws ValidationException. */
export function readAttributeUpdates(given: { readonly [attribute: string]: AttributeValueUpdate }): ReadonlyMap<string, LegacyUpdate> {
  const read = new Map<string, LegacyUpdate>();
  for (const [attribute, { Action: action = "PUT", Value }] of Object.entries(given)) {
    requireName(attribute);
    const value = Value && refusing(() => normalValue(Value));
    if (value === undefined) {
      if (action !== "DELETE") throw invalidParameters("Only DELETE action is allowed when no attribute value is specified");
    } else {
      const type = typeOf(value);
      if (action === "DELETE" && type !== "SS" && type !== "NS" && type !== "BS") {
        throw invalidParameters(`DELETE action with value is not supported for the type ${type}`);
      }
      if (action === "ADD" && type !== "N" && type !== "SS" && type !== "NS" && type !== "BS" && type !== "L") {
        throw invalidParameters(`ADD action is not supported for the type ${type}`);
      }
    }
    read.set(attribute, { action, value });
  }
  return read;
}

/** The item afterwards, another object. Throws ValidationException where a value does not fit the item. */
export function applyAttributeUpdates(item: Item, updates: ReadonlyMap<string, LegacyUpdate>): Item {
  const updated: Record<string, AttributeValue> = { ...item };
  for (const [attribute, update] of updates) {
    const value = updatedValue(attributeOf(item, attribute), update);
    if (value === undefined) delete updated[attribute];
    else defineEntry(updated, attribute, value);
  }
  return updated;
}

function updatedValue(present: AttributeValue | undefined, { action, value }: LegacyUpdate): AttributeValue | undefined {
  if (action === "PUT") return value;
  if (value === undefined || present === undefined) return action === "ADD" ? value : undefined;
  if (action === "ADD") {
    if (present.L !== undefined && value.L !== undefined) return { L: [...present.L, ...value.L] };
    return sumOf(present, value) ?? mismatch();
  }
  const left = differenceOf(present, value) ?? mismatch();
  return left.length === 0 ? undefined : setOfMembers(present, left);
}

function mismatch(): never {
  throw validationException("Type mismatch for attribute to update");
}
