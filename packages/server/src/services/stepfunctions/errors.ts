/** The refusals of Step Functions, in its own words (recorded). */

import { ServiceError } from "../../aws/index.ts";

export function invalidArn(reason: string): ServiceError {
  return new ServiceError("InvalidArn", `Invalid Arn: '${reason}'`);
}

export function invalidName(name: string): ServiceError {
  return new ServiceError("InvalidName", `Invalid Name: '${name}'`);
}

export function invalidToken(token: string): ServiceError {
  return new ServiceError("InvalidToken", `Invalid Token: '${token.length > 64 ? "Invalid token" : token}'`);
}

export function stateMachineDoesNotExist(arn: string): ServiceError {
  return new ServiceError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
}

export function executionDoesNotExist(arn: string): ServiceError {
  return new ServiceError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
}

export function activityDoesNotExist(arn: string): ServiceError {
  return new ServiceError("ActivityDoesNotExist", `Activity Does Not Exist: '${arn}'`);
}

export function stateMachineDeleting(arn: string): ServiceError {
  return new ServiceError("StateMachineDeleting", `State Machine is being deleted: '${arn}'`);
}

/** For a member that the model has and Stile does not serve yet: a clear no instead of a field that is silently dropped. */
export function notYet(what: string): ServiceError {
  return new ServiceError("NotImplementedException", `Stile does not implement ${what} yet.`, { httpStatus: 501 });
}
