/** What CloudWatch Logs refuses with, in AWS's words. */

import { ServiceError } from "../../aws/index.ts";

export function invalidParameter(message: string): ServiceError {
  return new ServiceError("InvalidParameterException", message);
}

export const groupNotFound = (): ServiceError => new ServiceError("ResourceNotFoundException", "The specified log group does not exist.");
export const streamNotFound = (): ServiceError => new ServiceError("ResourceNotFoundException", "The specified log stream does not exist.");

export function alreadyExists(what: "log group" | "log stream"): ServiceError {
  return new ServiceError("ResourceAlreadyExistsException", `The specified ${what} already exists`);
}

export function limitExceeded(): ServiceError {
  return new ServiceError("LimitExceededException", "Resource limit exceeded.");
}

/** Too much waits to be written: to be tried again. */
export function throttled(cause?: unknown): ServiceError {
  return new ServiceError("ThrottlingException", "Rate exceeded", { cause });
}

/** For a member of the input that Stile does not act upon: a clear no, since doing without would be a lie. */
export function notSupported(what: string): ServiceError {
  return invalidParameter(`Stile does not support ${what} yet.`);
}

export function aborted(cause: unknown): ServiceError {
  return new ServiceError(
    "OperationAbortedException",
    "A conflicting operation is currently in progress against this resource. Please try again.",
    {
      cause,
    },
  );
}
