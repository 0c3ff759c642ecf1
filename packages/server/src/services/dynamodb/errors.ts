/** DynamoDB's refusals, in its words. */

import { ServiceError } from "../../aws/index.ts";
import type { Item } from "./values/attribute-value.ts";

export function validationException(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

/** "One or more parameter values were invalid: ..." */
export function invalidParameters(what: string): ServiceError {
  return validationException(`One or more parameter values were invalid: ${what}`);
}

/** What operations on items say of a table that is not there. */
export function resourceNotFound(message = "Requested resource not found"): ServiceError {
  return new ServiceError("ResourceNotFoundException", message);
}

/** What operations on tables say. */
export function tableNotFound(name: string): ServiceError {
  return resourceNotFound(`Requested resource not found: Table: ${name} not found`);
}

export function conditionalCheckFailed(item?: Item): ServiceError {
  return new ServiceError(
    "ConditionalCheckFailedException",
    "The conditional request failed",
    item === undefined ? {} : { fields: { Item: item } },
  );
}

export function resourceInUse(message: string): ServiceError {
  return new ServiceError("ResourceInUseException", message);
}

export function limitExceeded(message: string): ServiceError {
  return new ServiceError("LimitExceededException", message);
}

/** For what a table or request asks of DynamoDB and Stile does not do: said clearly, rather than taken and not done. */
export function notSupported(what: string): ServiceError {
  return validationException(`Stile does not support ${what} yet.`);
}
