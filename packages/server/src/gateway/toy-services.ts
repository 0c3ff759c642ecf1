/**
 * For tests: a gateway on a free port with two toy services over the real Step Functions and Lambda models. Handlers
 * answer what they were given, so that every kind of member makes the round trip.
 */
import { type Call, defineService, type Operation, operationsOf, type Service, ServiceError } from "../aws/index.ts";
import type { LambdaOperations } from "../models/lambda.ts";
import { model as lambdaModel } from "../models/lambda.ts";
import { type StepFunctionsOperations, model as stepFunctionsModel } from "../models/stepfunctions.ts";
import { createClock } from "../platform/clock.ts";
import { createFakePlatform, type LogLine } from "../platform/fake.ts";
import type { Platform } from "../platform/platform.ts";
import { type Authentication, type Gateway, type GatewayOptions, startGateway } from "./gateway.ts";
import { createMetrics, type Metrics } from "./metrics.ts";

export interface ToyGateway {
  readonly gateway: Gateway;
  readonly metrics: Metrics;
  readonly logLines: LogLine[];
  /** The last input each operation was given. */
  readonly inputs: Map<string, unknown>;
  readonly calls: Call[];
  readonly endpointUrls: string[];
}

const anyone: Authentication = {
  kind: "off",
  identity: { accountId: "000000000000", principalArn: "arn:aws:iam::000000000000:root" },
};

interface ToyDeps {
  readonly keep: (name: string, input: unknown, call: Call) => void;
}

const stepFunctions = operationsOf<StepFunctionsOperations, ToyDeps>();
const lambda = operationsOf<LambdaOperations, ToyDeps>();

/** 2026-01-02T03:04:05.678Z */
export const toyInstantMs = 1_767_323_045_678;

const stepFunctionsOperations: readonly Operation<ToyDeps>[] = [
  stepFunctions("CreateStateMachine", {
    handle(input, { keep, call }) {
      keep("CreateStateMachine", input, call);
      return { stateMachineArn: `arn:aws:states:${call.region}:${call.accountId}:stateMachine:${input.name}`, creationDate: toyInstantMs };
    },
  }),
  stepFunctions("DescribeStateMachine", {
    handle: (input) => ({
      stateMachineArn: input.stateMachineArn,
      name: "hello",
      definition: "{}",
      roleArn: "arn:aws:iam::000000000000:role/r",
      type: "EXPRESS",
      creationDate: toyInstantMs,
      loggingConfiguration: {
        level: "ALL",
        includeExecutionData: true,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: "arn:x" } }],
      },
      variableReferences: { First: ["a", "b"], __proto__state: [] },
    }),
  }),
  stepFunctions("StartSyncExecution", {
    handle: ({ stateMachineArn, name = "unnamed", input = "{}" }) => ({
      executionArn: `${stateMachineArn}:${name}`,
      startDate: toyInstantMs,
      stopDate: toyInstantMs + 1,
      status: "SUCCEEDED",
      output: input,
      billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 100 },
    }),
  }),
  stepFunctions("ListExecutions", { handle: () => ({ executions: [] }) }),
  stepFunctions("UpdateMapRun", {
    handle(input, { keep, call }) {
      keep("UpdateMapRun", input, call);
      return {};
    },
  }),
  stepFunctions("DeleteStateMachine", {
    handle: () => {
      throw new ServiceError("ValidationException", "no", { fields: { reason: "MISSING_REQUIRED_PARAMETER" } });
    },
  }),
  stepFunctions("StopExecution", {
    handle: () => {
      throw new TypeError("a bug with a secret inside");
    },
  }),
  stepFunctions("GetActivityTask", {
    // A long poll: answers empty when its time is up or the server drains.
    handle: (input, { keep, call }) =>
      new Promise((resolve) => {
        keep("GetActivityTask", input, call);
        call.signal.addEventListener("abort", () => resolve(call.signal.reason === "draining" ? {} : { taskToken: "never read" }));
      }),
  }),
];

const lambdaOperations: readonly Operation<ToyDeps>[] = [
  lambda("CreateFunction", {
    handle(input, { keep, call }) {
      keep("CreateFunction", input, call);
      return {
        FunctionName: input.FunctionName,
        Runtime: input.Runtime,
        Environment: { Variables: input.Environment?.Variables ?? {} },
        CodeSize: input.Code.ZipFile?.length ?? 0,
        Layers: (input.Layers ?? []).map((Arn) => ({ Arn })),
        LastModified: "2026-01-02T03:04:05.678+0000",
      };
    },
  }),
  lambda("Invoke", {
    handle(input, { keep, call }) {
      keep("Invoke", input, call);
      if (input.FunctionName === "missing") throw new ServiceError("ResourceNotFoundException", "Function not found: missing");
      if (input.FunctionName === "busy") {
        throw new ServiceError("TooManyRequestsException", "Rate Exceeded.", {
          fields: { retryAfterSeconds: "7", Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
        });
      }
      if (input.InvocationType === "Event") return { StatusCode: 202 };
      return {
        StatusCode: 200,
        ExecutedVersion: input.Qualifier ?? "$LATEST",
        LogResult: "bG9n",
        Payload: input.Payload ?? new Uint8Array(0),
      };
    },
  }),
  lambda("ListFunctions", {
    handle(input, { keep, call }) {
      keep("ListFunctions", input, call);
      return { Functions: [], NextMarker: input.Marker };
    },
  }),
  lambda("UntagResource", {
    handle(input, { keep, call }) {
      keep("UntagResource", input, call);
    },
  }),
  lambda("CreateEventSourceMapping", {
    handle(input, { keep, call }) {
      keep("CreateEventSourceMapping", input, call);
      return {
        StartingPosition: input.StartingPosition,
        StartingPositionTimestamp: input.StartingPositionTimestamp,
        BatchSize: input.BatchSize,
      };
    },
  }),
];

/** A real clock, since sockets have real time; everything else is the fake platform's. */
export async function startToyGateway(options: Partial<GatewayOptions> = {}): Promise<ToyGateway> {
  const fake = createFakePlatform();
  const platform: Platform = { ...fake, clock: createClock() };
  const inputs = new Map<string, unknown>();
  const calls: Call[] = [];
  const endpointUrls: string[] = [];
  const keep: ToyDeps["keep"] = (name, input, call) => {
    inputs.set(name, input);
    calls.push(call);
    endpointUrls.push(call.endpointUrl);
  };
  const services: Service[] = [
    defineService({ model: stepFunctionsModel, operations: stepFunctionsOperations, deps: { keep }, logger: platform.logger }),
    defineService({
      model: lambdaModel,
      operations: lambdaOperations,
      deps: { keep },
      logger: platform.logger,
      bodyBytesMax: 70 * 1_048_576,
    }),
  ];
  const metrics = createMetrics();
  const gateway = await startGateway({
    port: 0,
    region: "us-east-1",
    authentication: anyone,
    services,
    pages: [],
    platform,
    metrics,
    ...options,
  });
  return { gateway, metrics, logLines: fake.logLines, inputs, calls, endpointUrls };
}
