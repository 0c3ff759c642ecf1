/** For the tests of this folder: Scheduler with a store in memory, a clock that the test moves, and targets that are written down. */

import assert from "node:assert/strict";
import { type ApiRequest, type Call, defineService, ServiceError } from "../../aws/index.ts";
import { model as sqsModel } from "../../models/sqs.ts";
import type { SchedulerOperations, Target } from "../../models/scheduler.ts";
import { createFakePlatform, type FakePlatform } from "../../platform/fake.ts";
import { memoryRecords } from "../../storage/memory/records.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { createScheduler, type Scheduler } from "./index.ts";

const home = { accountId: "111111111111", region: "us-east-1" } as const;
export const roleArn = "arn:aws:iam::111111111111:role/any";
export const queueArn = "arn:aws:sqs:us-east-1:111111111111:q";
export const off = { Mode: "OFF" } as const;

export interface Fixture {
  readonly scheduler: Scheduler;
  readonly platform: FakePlatform;
  readonly records: RecordStore;
  /** Calls of other services, GetQueueUrl left out. */
  readonly calls: ApiRequest[];
  call<Name extends keyof SchedulerOperations & string>(
    name: Name,
    input: SchedulerOperations[Name]["input"],
  ): Promise<SchedulerOperations[Name]["output"]>;
  /** A schedule named `s` whose target is a queue. */
  create(
    expression: string,
    more?: Partial<SchedulerOperations["CreateSchedule"]["input"]>,
    target?: Partial<Target>,
  ): Promise<SchedulerOperations["CreateSchedule"]["output"]>;
  /** Bodies of the messages sent to queues. */
  bodies(): readonly string[];
}

export function openFixture(
  options: { readonly answer?: (request: ApiRequest) => unknown; readonly records?: RecordStore; readonly platform?: FakePlatform } = {},
): Fixture {
  const { answer = () => ({}), records = memoryRecords(), platform = createFakePlatform() } = options;
  const calls: ApiRequest[] = [];
  const scheduler = createScheduler({
    platform,
    records,
    aws: {
      async call<Output>(request: ApiRequest) {
        if (request.operation === "GetQueueUrl")
          return { QueueUrl: `http://q/${(request.input as { QueueName: string }).QueueName}` } as Output;
        calls.push(request);
        return (await answer(request)) as Output;
      },
    },
    models: {
      entries: async () => new Map([["sqs", { serviceId: sqsModel.serviceId, operations: Object.keys(sqsModel.operations) }]]),
      model: async (service) => (service === "sqs" ? sqsModel : undefined),
    },
  });
  const service = defineService(scheduler.definition);
  const fixture: Fixture = {
    scheduler,
    platform,
    records,
    calls,
    async call(name, input) {
      // Behind a prototype, as the gateway's calls are: spreading one gives nothing.
      const call: Call = Object.create({
        ...home,
        requestId: platform.random.uuid(),
        partition: "aws",
        principalArn: "arn:aws:iam::111111111111:root",
        endpointUrl: "http://127.0.0.1:4566",
        nowMs: platform.clock.nowMs(),
        signal: new AbortController().signal,
      } satisfies Call);
      return (await service.call(name, input, call)) as never;
    },
    create: (ScheduleExpression, more = {}, target = {}) =>
      fixture.call("CreateSchedule", {
        Name: "s",
        ScheduleExpression,
        FlexibleTimeWindow: off,
        Target: { Arn: queueArn, RoleArn: roleArn, Input: "<aws.scheduler.scheduled-time>", ...target },
        ...more,
      }),
    bodies: () =>
      calls.filter(({ operation }) => operation === "SendMessage").map(({ input }) => (input as { MessageBody: string }).MessageBody),
  };
  return fixture;
}

/** For assert.rejects: a refusal of that code and text. */
export const refusal = (code: string, message: string | RegExp) => (error: unknown) => {
  assert.ok(error instanceof ServiceError, String(error));
  assert.equal(error.code, code);
  if (typeof message === "string") assert.equal(error.message, message);
  else assert.match(error.message, message);
  return true;
};
