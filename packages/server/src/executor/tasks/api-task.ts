/** One call of an AWS API as (part of) a task: the parameters in, the typed answer or the task's failure out. */

import { createHash } from "node:crypto";
import { type AwsCaller, ServiceError, type ServiceModel } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { TaskOutcome, TaskRequest } from "../integration.ts";
import { streamedBytesMax } from "../limits.ts";
import { apiOutput, type SdkGeneration } from "./api-output.ts";
import { apiParameters } from "./api-parameters.ts";
import { parametersRefusal } from "./api-refusal.ts";

/** What the integrations that call AWS APIs are given by main.ts. */
export interface ApiTaskDeps {
  readonly aws: AwsCaller;
  readonly models: ApiModels;
  readonly platform: Platform;
}

export interface ApiModels {
  /** The models there are, by name. */
  entries(): Promise<ReadonlyMap<string, { readonly serviceId: string; readonly operations: readonly string[] }>>;
  model(service: string): Promise<ServiceModel | undefined>;
}

/** Who calls: the part of a TaskRequest that a call needs. */
export type ApiCallOrigin = Pick<TaskRequest, "region" | "accountId" | "roleArn" | "signal">;

/** A UUID that is the same for every dispatch of this attempt of the task. */
export function idempotencyUuid({ idempotencyKey }: Pick<TaskRequest, "idempotencyKey">): string {
  const hex = createHash("sha256").update(idempotencyKey).digest("hex");
  // The marks of version 8, made up by whoever makes it (RFC 9562, 5.8).
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export interface ApiTaskCall {
  readonly model: ServiceModel;
  readonly operation: string;
  /** As the workflow has them, in Pascal case. */
  readonly parameters: unknown;
}

export type ApiAnswer =
  | { readonly kind: "answered"; readonly output: Readonly<Record<string, unknown>> }
  | { readonly kind: "refused"; readonly error: ServiceError }
  | { readonly kind: "failed"; readonly outcome: Extract<TaskOutcome, { readonly kind: "failed" }> };

/** Parameters that do not fit fail the task before anybody is asked; `refused` is to be worded after an SDK. */
export async function callApi({ aws }: ApiTaskDeps, call: ApiTaskCall, origin: TaskRequest): Promise<ApiAnswer> {
  const { model, operation, parameters } = call;
  const prepared = apiParameters(model, model.operations[operation]?.input, parameters, idempotencyUuid(origin));
  if (prepared.kind === "refused") {
    return { kind: "failed", outcome: parametersRefusal(JSON.stringify(parameters), prepared.problems) };
  }
  return askApi(aws, { service: model.service, operation, input: prepared.input }, origin);
}

/** The same with an input that is typed already. */
export async function askApi(
  aws: AwsCaller,
  call: { readonly service: string; readonly operation: string; readonly input: unknown },
  { region, accountId, roleArn, signal }: ApiCallOrigin,
): Promise<Exclude<ApiAnswer, { readonly kind: "failed" }>> {
  try {
    const output = await aws.call({ ...call, region, accountId, principalArn: roleArn, signal });
    return { kind: "answered", output: await withoutStreams((output ?? {}) as Record<string, unknown>) };
  } catch (error) {
    if (error instanceof ServiceError) return { kind: "refused", error };
    throw error;
  }
}

/** A body that comes as a stream is read, as far as a state's result may go and a little more, so that too large shows as such. */
async function withoutStreams(output: Record<string, unknown>): Promise<Record<string, unknown>> {
  for (const [name, value] of Object.entries(output)) {
    if (isStream(value)) return { ...output, [name]: await bytesOf(value, streamedBytesMax) };
  }
  return output;
}

function isStream(value: unknown): value is AsyncIterable<Uint8Array> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** The stream's bytes; no more than `bytesMax`, and the rest is not asked for. */
export async function bytesOf(stream: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length >= bytesMax) break;
  }
  return Buffer.concat(chunks).subarray(0, bytesMax);
}

/** The answer as the workflow sees it. */
export function shownOutput({ model, operation }: ApiTaskCall, output: unknown, generation: SdkGeneration): Record<string, unknown> {
  return apiOutput(model, model.operations[operation]?.output, output, generation);
}
