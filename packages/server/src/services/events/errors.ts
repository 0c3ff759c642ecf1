/** What EventBridge refuses with, in AWS's words. */

import { ServiceError } from "../../aws/index.ts";
import { InvalidPattern } from "../../event-pattern/index.ts";
import { OutboxFull } from "../../outbox/index.ts";

export function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

export function invalidParameter(name: string, reason: string): ServiceError {
  return invalid(`Parameter ${name} is not valid. Reason: ${reason}`);
}

export function notFound(message: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", message);
}

export function alreadyExists(what: string): ServiceError {
  return new ServiceError("ResourceAlreadyExistsException", `${what} already exists.`);
}

export function limitExceeded(message = "The requested resource exceeds the maximum number allowed."): ServiceError {
  return new ServiceError("LimitExceededException", message);
}

/** For a member of the input that Stile does not act upon: a clear no, since doing without would be a lie. */
export function notSupported(what: string): ServiceError {
  return invalid(`Stile does not support ${what} yet.`);
}

export function concurrentModification(cause: unknown): ServiceError {
  return new ServiceError("ConcurrentModificationException", "There is concurrent modification on a resource. Try again.", { cause });
}

/** AWS's form of what the pattern language refuses; anything else as it is. */
export function asPatternRefusal(error: unknown): unknown {
  if (!(error instanceof InvalidPattern)) return error;
  return new ServiceError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${error.message}`, { cause: error });
}

export function asThrottling(error: unknown): unknown {
  if (!(error instanceof OutboxFull)) return error;
  return new ServiceError("ThrottlingException", "Rate exceeded. Too many deliveries wait.", { httpStatus: 400, cause: error });
}
