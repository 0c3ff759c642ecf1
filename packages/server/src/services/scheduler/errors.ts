/** What Scheduler refuses with, in AWS's words. */

import { ServiceError } from "../../aws/index.ts";

export function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

export function notFound(what: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `${what} does not exist.`, { httpStatus: 404 });
}

export function conflict(message: string, cause?: unknown): ServiceError {
  return new ServiceError("ConflictException", message, { httpStatus: 409, cause });
}

export function quotaExceeded(message: string): ServiceError {
  return new ServiceError("ServiceQuotaExceededException", message, { httpStatus: 402 });
}

/** For a member of the input that Stile does not act upon: a clear no, since doing without would be a lie. */
export function notSupported(what: string): ServiceError {
  return invalid(`Stile does not support ${what} yet.`);
}
