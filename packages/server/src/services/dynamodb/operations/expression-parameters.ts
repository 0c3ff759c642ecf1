/** What is common to the requests that have expressions: which parameters go together, and their names and values. */

import { validationException } from "../errors.ts";
import { type GivenPlaceholders, normalValues, Placeholders } from "../expressions/placeholders.ts";
import { placeholderBytesMax } from "../limits.ts";
import { requireName, utf8Bytes } from "../values/attribute-value.ts";

type Input = GivenPlaceholders & { readonly [parameter: string]: unknown };

/** Nearly every write and many reads have none. */
const noPlaceholders = new Placeholders({});

/**
 * Refuses expressions beside the older parameters, and names and values without expressions or of the wrong form; answers the
 * names and values otherwise. `expressions` and `older` are parameters of the operation, in the order refusals list them.
 */
export function placeholdersOf(given: GivenPlaceholders, expressions: readonly string[], older: readonly string[]): Placeholders {
  const input = given as Input;
  const present = expressions.filter((name) => input[name] !== undefined);
  if (present.length > 0) {
    // KeyConditions go with a FilterExpression.
    const besides = input["KeyConditionExpression"] === undefined ? older.filter((name) => name !== "KeyConditions") : older;
    const mixed = besides.filter((name) => input[name] !== undefined);
    if (mixed.length > 0) {
      throw validationException(
        `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${mixed.join(", ")}} Expression parameters: {${present.join(", ")}}`,
      );
    }
  }
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = given;
  if (names === undefined && values === undefined) return noPlaceholders;
  if (names !== undefined) requireNames(names, present.length > 0);
  if (values === undefined) return new Placeholders({ ExpressionAttributeNames: names });
  const valued = expressions.filter((name) => name !== "ProjectionExpression");
  if (valued.every((name) => input[name] === undefined)) {
    throw validationException(
      valued.length === 0
        ? "ExpressionAttributeValues can only be specified when using expressions"
        : `ExpressionAttributeValues can only be specified when using expressions: ${valued.join(" and ")} ${valued.length > 1 ? "are" : "is"} null`,
    );
  }
  const keys = Object.keys(values);
  if (keys.length === 0) throw validationException("ExpressionAttributeValues must not be empty");
  for (const key of keys) requirePlaceholder("ExpressionAttributeValues", key, /^:[0-9A-Za-z_]+$/);
  return new Placeholders({ ExpressionAttributeNames: names, ExpressionAttributeValues: normalValues(values) });
}

function requireNames(names: { readonly [placeholder: string]: string }, anyExpression: boolean): void {
  if (!anyExpression) throw validationException("ExpressionAttributeNames can only be specified when using expressions");
  const keys = Object.keys(names);
  if (keys.length === 0) throw validationException("ExpressionAttributeNames must not be empty");
  for (const key of keys) requirePlaceholder("ExpressionAttributeNames", key, /^#[0-9A-Za-z_]+$/);
  for (const key of keys) {
    const name = names[key] ?? "";
    if (name === "") throw validationException(`ExpressionAttributeNames contains invalid value: Empty attribute name; key: ${key}`);
    requireName(name);
  }
}

function requirePlaceholder(parameter: string, key: string, form: RegExp): void {
  if (utf8Bytes(key) > placeholderBytesMax) {
    throw validationException(
      `${parameter} contains invalid key: The expression attribute map contains a key that is too long; key: "${key}"`,
    );
  }
  if (!form.test(key)) throw validationException(`${parameter} contains invalid key: Syntax error; key: "${key}"`);
}
