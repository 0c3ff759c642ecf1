/** What SQS refuses, in AWS's words. Codes that the model names carry the code of the query protocol besides. */

import { ServiceError } from "../../aws/index.ts";

export const queueDoesNotExist = (): ServiceError => new ServiceError("QueueDoesNotExist", "The specified queue does not exist.");

export const missingParameter = (name: string): ServiceError =>
  new ServiceError("MissingParameter", `The request must contain the parameter ${name}.`);

export const invalidParameterValue = (message: string): ServiceError => new ServiceError("InvalidParameterValue", message);

/** AWS's usual form of it. */
export const invalidValue = (value: unknown, parameter: string, reason: string): ServiceError =>
  invalidParameterValue(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const invalidAttributeValue = (attribute: string): ServiceError =>
  new ServiceError("InvalidAttributeValue", `Invalid value for the parameter ${attribute}.`);

export const unknownAttribute = (attribute: string): ServiceError =>
  new ServiceError("InvalidAttributeName", `Unknown Attribute ${attribute}.`);

export const invalidReceiptHandle = (handle: string): ServiceError =>
  new ServiceError("ReceiptHandleIsInvalid", `The input receipt handle "${handle.slice(0, 1_024)}" is not a valid receipt handle.`);

export const expiredReceiptHandle = (handle: string): ServiceError =>
  invalidValue(handle.slice(0, 1_024), "ReceiptHandle", "The receipt handle has expired.");

export const unsupported = (message: string): ServiceError => new ServiceError("UnsupportedOperation", message);
