/**
 * Universal targets, `arn:aws:scheduler:::aws-sdk:<service>:<action>`: any operation of any API there is a model of, its
 * input the members of the API as JSON.
 */

import { type AwsCaller, ServiceError } from "../../aws/index.ts";
import { type ApiModels, apiParameters, openSdkCatalogue } from "../../executor/index.ts";
import { invalid } from "./errors.ts";

export interface UniversalCall {
  readonly targetArn: string;
  /** JSON. */
  readonly input: string;
  readonly region: string;
  readonly accountId: string;
  readonly roleArn: string;
  /** The same for each try of one invocation. */
  readonly idempotencyToken: string;
  readonly signal: AbortSignal;
}

export interface UniversalTargets {
  /** Throws ValidationException for a target that names no operation that can be called. */
  check(targetArn: string): Promise<void>;
  /** Throws what the API throws. */
  call(call: UniversalCall): Promise<void>;
}

const universalArn = /^arn:aws[a-z-]*:scheduler:::aws-sdk:([a-z0-9]+):([A-Za-z0-9]+)$/;

export function isUniversal(targetArn: string): boolean {
  return /^arn:aws[a-z-]*:scheduler:::aws-sdk:/.test(targetArn);
}

/** User guide, "Unsupported actions": what only reads is of no use to a schedule. */
const reading =
  /^(?:get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)(?![a-z])/;

export function createUniversalTargets(models: ApiModels, aws: AwsCaller): UniversalTargets {
  const catalogue = openSdkCatalogue(models);
  const find = async (targetArn: string) => {
    const [, sdkName = "", action = ""] = universalArn.exec(targetArn) ?? [];
    const service = (await catalogue()).service(sdkName);
    const model = service === undefined ? undefined : await models.model(service.name);
    if (model === undefined) throw invalid(`Invalid target ARN ${targetArn}: Stile has no API model of the service ${sdkName}.`);
    const operation = service?.operation(action);
    if (operation === undefined) throw invalid(`Invalid target ARN ${targetArn}: the service ${sdkName} has no action ${action}.`);
    if (reading.test(action)) throw invalid(`Invalid target ARN ${targetArn}: actions that only read are not supported.`);
    return { model, operation };
  };
  return {
    async check(targetArn) {
      await find(targetArn);
    },
    async call({ targetArn, input, idempotencyToken, region, accountId, roleArn, signal }) {
      const { model, operation } = await find(targetArn);
      const prepared = apiParameters(model, model.operations[operation]?.input, JSON.parse(input) as unknown, idempotencyToken);
      if (prepared.kind === "refused")
        throw new ServiceError("ValidationException", `The target's input does not fit: ${prepared.problems.join("; ")}`);
      await aws.call({ service: model.service, operation, input: prepared.input, region, accountId, principalArn: roleArn, signal });
    },
  };
}
