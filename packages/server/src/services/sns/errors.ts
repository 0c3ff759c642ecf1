/** What SNS refuses, in AWS's words. */

import { ServiceError } from "../../aws/index.ts";

/** `what` begins as AWS's does: `TopicArn Reason: ...`, `Empty message`. */
export const invalidParameter = (what: string): ServiceError => new ServiceError("InvalidParameterException", `Invalid parameter: ${what}`);

export const topicNotFound = (): ServiceError => new ServiceError("NotFoundException", "Topic does not exist", { httpStatus: 404 });

export const subscriptionNotFound = (): ServiceError =>
  new ServiceError("NotFoundException", "Subscription does not exist", { httpStatus: 404 });

export const invalidParameterValue = (message: string): ServiceError => new ServiceError("InvalidParameterValueException", message);
