/** How a task fails when the API it called refuses: the name of the error and the text of the cause, after the two Java SDKs. */

import type { ServiceError, ServiceModel } from "../../aws/index.ts";
import type { TaskOutcome } from "../integration.ts";
import { clientName, exceptionName } from "./service-names.ts";

type Failed = Extract<TaskOutcome, { readonly kind: "failed" }>;

/** How the first SDK calls a service. */
export interface FirstSdkNames {
  /** Before the dot of the error: `DynamoDB`. */
  readonly prefix: string;
  /** What an error is that has no class of its own: `AmazonDynamoDBException`. */
  readonly exception: string;
  /** In the cause: `AmazonDynamoDBv2`. */
  readonly service: string;
}

/** Recorded: DynamoDB.AmazonDynamoDBException, SNS.NotFoundException, StepFunctions.StateMachineDoesNotExistException. */
export function firstSdkRefusal(error: ServiceError, model: ServiceModel | undefined, names: FirstSdkNames, requestId: string): Failed {
  if (error.code === clientException) return clientRefusal(error, names.prefix);
  const found = model && errorShape(model, error.code);
  const name = found === undefined ? names.exception : exceptionName(found.name);
  const code = found?.wireCode ?? error.code;
  return {
    kind: "failed",
    error: `${names.prefix}.${name}`,
    cause: `${error.message} (Service: ${names.service}; Status Code: ${error.httpStatus}; Error Code: ${code}; Request ID: ${error.requestId ?? requestId}; Proxy: null)`,
  };
}

/** Recorded: DynamoDb.DynamoDbException, S3.NoSuchBucketException, Sfn.InvalidTokenException. */
export function secondSdkRefusal(error: ServiceError, model: ServiceModel, requestId: string): Failed {
  const client = clientName(model.serviceId);
  if (error.code === clientException) return clientRefusal(error, client);
  const found = errorShape(model, error.code);
  const id = error.requestId ?? requestId;
  const extended = model.service === "s3" ? `, Extended Request ID: ${Buffer.from(id).toString("base64")}` : "";
  return {
    kind: "failed",
    error: `${client}.${found === undefined ? `${client}Exception` : exceptionName(found.name)}`,
    cause: `${error.message} (Service: ${client}, Status Code: ${error.httpStatus}, Request ID: ${id}${extended})`,
  };
}

/** No answer came, or there is nobody to ask. */
const clientException = "SdkClientException";

function clientRefusal(error: ServiceError, prefix: string): Failed {
  return { kind: "failed", error: `${prefix}.${clientException}`, cause: error.message };
}

/** What of the model a code stands for: services throw shapes by their name or by the wire's code. */
function errorShape(model: ServiceModel, code: string): { readonly name: string; readonly wireCode: string } | undefined {
  for (const [name, { error }] of Object.entries(model.shapes)) {
    if (error === undefined) continue;
    if (name === code || error.code === code || error.queryCode === code) return { name, wireCode: error.queryCode ?? error.code ?? name };
  }
  return undefined;
}

/** The parameters do not fit the operation, which is known before anybody is asked. */
export function parametersRefusal(parameters: string, problems: readonly string[]): Failed {
  return {
    kind: "failed",
    error: "States.Runtime",
    cause: `The Parameters '${parameters}' could not be used to start the Task: [${problems.join(", ")}]`,
  };
}
