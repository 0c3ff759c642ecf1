/**
 * How a function is named: by name, partial ARN (`123456789012:function:name`) or ARN, each with or without
 * `:qualifier`. From the API model's pattern of NamespacedFunctionName and the reference page of Invoke.
 */

import { ServiceError } from "../../aws/index.ts";

/** A function of an account and region, and which of its versions was asked for. */
export interface FunctionName {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
  /** As the caller wrote it; undefined means $LATEST. */
  readonly qualifier: string | undefined;
}

/** What a name without account and region is relative to. */
export interface FunctionHome {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

const pattern =
  /^(?:arn:(?<partition>aws[a-zA-Z-]*):lambda:)?(?:(?<region>[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]{1,128}))?$/;

/**
 * Reads a function's name. Throws InvalidParameterValueException for text that names no function, for two
 * qualifiers that differ, and ResourceNotFoundException for a function of another region (AWS's own text).
 */
export function parseFunctionName(text: string, home: FunctionHome, qualifier?: string): FunctionName {
  const groups = pattern.exec(text)?.groups;
  if (groups?.["name"] === undefined) {
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`,
    );
  }
  const region = groups["region"] ?? home.region;
  if (region !== home.region) {
    throw new ServiceError("ResourceNotFoundException", `Functions from '${region}' are not reachable in this region ('${home.region}')`, {
      httpStatus: 404,
      fields: { Type: "User" },
    });
  }
  const inName = groups["qualifier"];
  if (inName !== undefined && qualifier !== undefined && inName !== qualifier) {
    throw new ServiceError(
      "InvalidParameterValueException",
      "The derived qualifier from the function name does not match the specified qualifier.",
      { fields: { Type: "User" } },
    );
  }
  return {
    partition: groups["partition"] ?? home.partition,
    region,
    accountId: groups["account"] ?? home.accountId,
    name: groups["name"],
    qualifier: inName ?? qualifier,
  };
}

/** The ARN of a function without a qualifier. */
export function functionArn(name: Omit<FunctionName, "qualifier">): string {
  return `arn:${name.partition}:lambda:${name.region}:${name.accountId}:function:${name.name}`;
}

/** The ARN with the qualifier as the caller wrote it. */
export function qualifiedArn(name: FunctionName): string {
  return name.qualifier === undefined ? functionArn(name) : `${functionArn(name)}:${name.qualifier}`;
}

export function functionNotFound(arn: string): ServiceError {
  return resourceNotFound(`Function not found: ${arn}`);
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError("InvalidParameterValueException", message, { fields: { Type: "User" } });
}

/** For what only whole functions have. Throws InvalidParameterValueException for a version or an alias. */
export function requireUnqualified(name: FunctionName): FunctionName {
  if (name.qualifier === undefined || name.qualifier === "$LATEST") return name;
  throw invalidParameter(
    "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
  );
}

/** Lambda's ResourceNotFoundException with that text. */
export function resourceNotFound(message: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", message, { httpStatus: 404, fields: { Type: "User" } });
}

/** Lambda's ResourceConflictException with that text. */
export function resourceConflict(message: string): ServiceError {
  return new ServiceError("ResourceConflictException", message, { httpStatus: 409, fields: { Type: "User" } });
}
