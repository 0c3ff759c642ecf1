/** What PartiQL refuses, in DynamoDB's words as far as its documentation and the parser of the PartiQL project tell them. */

import { ServiceError } from "../../../aws/index.ts";
import { validationException } from "../errors.ts";
import type { Place } from "./ast.ts";

export function malformed(why: string): ServiceError {
  return validationException(`Statement wasn't well formed, can't be processed: ${why}`);
}

/** `1:8:5`: line, column and length. */
export function placeText({ line, column, length }: Place): string {
  return `${line}:${column}:${length}`;
}

/** Something the grammar of PartiQL has and DynamoDB's does not. */
export function unsupported(what: string, place: Place): ServiceError {
  return validationException(`Unsupported ${what} at ${placeText(place)}`);
}

export function duplicateItem(): ServiceError {
  return new ServiceError("DuplicateItemException", "Duplicate primary key exists in table");
}

export function keyNotGiven(): ServiceError {
  return validationException("Where clause does not contain a mandatory equality on all key attributes");
}
