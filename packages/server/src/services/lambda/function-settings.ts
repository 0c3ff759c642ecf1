/**
 * What CreateFunction and UpdateFunctionConfiguration have in common: the settings of a function, the limits the
 * API model does not state, and what Stile refuses because it could not keep its promise.
 */

import { ServiceError } from "../../aws/index.ts";
import type { CreateFunctionRequest, LoggingConfig, UpdateFunctionConfigurationRequest } from "../../models/lambda.ts";
import type { Logger } from "../../platform/platform.ts";
import { reservedVariables } from "./environment.ts";
import { invalidParameter } from "./function-name.ts";
import type { FunctionRecord } from "./function-record.ts";
import {
  environmentBytesMax,
  ephemeralStorageMbDefault,
  memoryMbDefault,
  memoryMbMax,
  timeoutSecondsDefault,
  timeoutSecondsMax,
} from "./limits.ts";
import { supportedRuntimes } from "./runtimes.ts";

/** The part of a record that is set by these two operations. */
export type FunctionSettings = Pick<
  FunctionRecord,
  | "runtime"
  | "role"
  | "handler"
  | "description"
  | "timeoutSeconds"
  | "memoryMb"
  | "ephemeralStorageMb"
  | "variables"
  | "tracingMode"
  | "snapStart"
  | "logging"
  | "vpc"
  | "deadLetterTargetArn"
  | "kmsKeyArn"
>;

type SettingsInput = Omit<UpdateFunctionConfigurationRequest, "FunctionName" | "RevisionId">;

/** What a function has when nothing is said, but for runtime, role and handler. */
export function defaultSettings(functionName: string, runtime: string, role: string, handler: string): FunctionSettings {
  return {
    runtime,
    role,
    handler,
    description: "",
    timeoutSeconds: timeoutSecondsDefault,
    memoryMb: memoryMbDefault,
    ephemeralStorageMb: ephemeralStorageMbDefault,
    variables: undefined,
    tracingMode: "PassThrough",
    snapStart: "None",
    logging: { LogFormat: "Text", LogGroup: `/aws/lambda/${functionName}` },
    vpc: undefined,
    deadLetterTargetArn: undefined,
    kmsKeyArn: undefined,
  };
}

/** A field Stile knows and cannot honour is refused: a function must not be made other than it was asked for. */
export function refuseUnsupported(input: Partial<CreateFunctionRequest> & SettingsInput & { readonly PublishTo?: unknown }): void {
  const refused: readonly (readonly [name: string, isAsked: boolean])[] = [
    ["PackageType Image", input.PackageType === "Image" || input.ImageConfig !== undefined],
    ["FileSystemConfigs", (input.FileSystemConfigs?.length ?? 0) > 0],
    ["CodeSigningConfigArn", input.CodeSigningConfigArn !== undefined],
    ["CapacityProviderConfig", input.CapacityProviderConfig !== undefined],
    ["DurableConfig", input.DurableConfig !== undefined],
    ["TenancyConfig", input.TenancyConfig !== undefined],
    ["PublishTo", input.PublishTo !== undefined],
  ];
  for (const [name, isAsked] of refused) if (isAsked) throw invalidParameter(`Stile does not support ${name} yet.`);
}

/** What is kept and answered as on AWS while nothing acts on it: said in the log, once per change. */
export function warnOfSettingsWithoutEffect(settings: FunctionSettings, functionArn: string, logger: Logger): void {
  const without: string[] = [];
  if (settings.deadLetterTargetArn !== undefined) without.push("DeadLetterConfig");
  if (settings.kmsKeyArn !== undefined) without.push("KMSKeyArn");
  if (settings.vpc !== undefined) without.push("VpcConfig");
  if (settings.tracingMode === "Active") without.push("TracingConfig");
  if (settings.logging.LogFormat === "JSON") without.push("LoggingConfig.LogFormat");
  if (settings.ephemeralStorageMb !== ephemeralStorageMbDefault) without.push("EphemeralStorage");
  if (without.length > 0) logger.warn("settings of a function are kept, but nothing acts on them", { functionArn, settings: without });
}

export function requireSupportedRuntime(runtime: string): void {
  if (supportedRuntimes.has(runtime)) return;
  throw invalidParameter(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${[...supportedRuntimes.keys()].join(", ")}]`,
  );
}

/** In the words of the model's own constraints, which know no upper bound for these. */
function requireAtMost(name: string, value: number, max: number): void {
  if (value <= max) return;
  throw new ServiceError(
    "ValidationException",
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value less than or equal to ${max}`,
  );
}

function checkedVariables(variables: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> | undefined {
  if (variables === undefined || Object.keys(variables).length === 0) return undefined;
  const reserved = Object.keys(variables).filter((name) => reservedVariables.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  for (const [name, value] of Object.entries(variables)) {
    if (value.includes("\0"))
      throw invalidParameter(`The environment variable ${name} holds a NUL character, which no process can be given.`);
  }
  const text = JSON.stringify(variables);
  if (Buffer.byteLength(text) > environmentBytesMax) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${text}`,
    );
  }
  return variables;
}

function mergedLogging(current: LoggingConfig, input: LoggingConfig | undefined): LoggingConfig {
  if (input === undefined) return current;
  const format = input.LogFormat ?? current.LogFormat;
  if (format !== "JSON" && (input.ApplicationLogLevel !== undefined || input.SystemLogLevel !== undefined)) {
    throw invalidParameter("ApplicationLogLevel and SystemLogLevel can only be set when LogFormat is JSON.");
  }
  if (format !== "JSON") return { LogFormat: "Text", LogGroup: input.LogGroup ?? current.LogGroup };
  return {
    LogFormat: "JSON",
    ApplicationLogLevel: input.ApplicationLogLevel ?? current.ApplicationLogLevel ?? "INFO",
    SystemLogLevel: input.SystemLogLevel ?? current.SystemLogLevel ?? "INFO",
    LogGroup: input.LogGroup ?? current.LogGroup,
  };
}

/** The settings after a request: what it names replaces what was, the rest stays. Throws InvalidParameterValueException and ValidationException. */
export function mergedSettings(current: FunctionSettings, input: SettingsInput): FunctionSettings {
  if (input.Runtime !== undefined) requireSupportedRuntime(input.Runtime);
  requireAtMost("timeout", input.Timeout ?? 0, timeoutSecondsMax);
  requireAtMost("memorySize", input.MemorySize ?? 0, memoryMbMax);
  const vpc = input.VpcConfig;
  const hasVpc = (vpc?.SubnetIds?.length ?? 0) > 0 || (vpc?.SecurityGroupIds?.length ?? 0) > 0;
  const target = input.DeadLetterConfig?.TargetArn;
  return {
    runtime: input.Runtime ?? current.runtime,
    role: input.Role ?? current.role,
    handler: input.Handler ?? current.handler,
    description: input.Description ?? current.description,
    timeoutSeconds: input.Timeout ?? current.timeoutSeconds,
    memoryMb: input.MemorySize ?? current.memoryMb,
    ephemeralStorageMb: input.EphemeralStorage?.Size ?? current.ephemeralStorageMb,
    variables: input.Environment === undefined ? current.variables : checkedVariables(input.Environment.Variables),
    tracingMode: input.TracingConfig?.Mode ?? current.tracingMode,
    snapStart: input.SnapStart?.ApplyOn ?? current.snapStart,
    logging: mergedLogging(current.logging, input.LoggingConfig),
    vpc:
      vpc === undefined
        ? current.vpc
        : hasVpc
          ? {
              SubnetIds: vpc.SubnetIds ?? [],
              SecurityGroupIds: vpc.SecurityGroupIds ?? [],
              VpcId: "",
              Ipv6AllowedForDualStack: vpc.Ipv6AllowedForDualStack ?? false,
            }
          : undefined,
    // The manual: an empty TargetArn, like an empty KMSKeyArn, takes the setting away.
    deadLetterTargetArn: input.DeadLetterConfig === undefined ? current.deadLetterTargetArn : target === "" ? undefined : target,
    kmsKeyArn: input.KMSKeyArn === undefined ? current.kmsKeyArn : input.KMSKeyArn === "" ? undefined : input.KMSKeyArn,
  };
}
