/** For the tests of this folder: EventBridge with a store in memory, a clock that the test moves, and targets that are written down. */

import assert from "node:assert/strict";
import { type ApiRequest, type Call, defineService, ServiceError } from "../../aws/index.ts";
import type { EventBridgeOperations } from "../../models/events.ts";
import { createFakePlatform, type FakePlatform } from "../../platform/fake.ts";
import { createMasterKey } from "../../secrets/index.ts";
import { memoryRecords } from "../../storage/memory/records.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { OutboundAnswer, OutboundRequest } from "./connection-auth.ts";
import { createEvents, type Events } from "./index.ts";

export const home = { accountId: "111111111111", region: "us-east-1" } as const;
export const queueArn = "arn:aws:sqs:us-east-1:111111111111:q";
export const roleArn = "arn:aws:iam::111111111111:role/any";

/** What a target was called with, and what it answers. */
export type Answer = (request: ApiRequest) => unknown;

export interface Fixture {
  readonly events: Events;
  readonly platform: FakePlatform;
  readonly records: RecordStore;
  /** Calls of other services, GetQueueUrl left out. */
  readonly calls: ApiRequest[];
  readonly requests: OutboundRequest[];
  call<Name extends keyof EventBridgeOperations & string>(
    name: Name,
    input: EventBridgeOperations[Name]["input"],
  ): Promise<EventBridgeOperations[Name]["output"]>;
  /** Lets what is under way settle. */
  settle(): Promise<void>;
  /** A rule with one target that is a queue. */
  ruleTo(target: Readonly<Record<string, unknown>>, rule?: Readonly<Record<string, unknown>>): Promise<void>;
  put(...entries: readonly Readonly<Record<string, unknown>>[]): Promise<EventBridgeOperations["PutEvents"]["output"]>;
  /** Bodies of the messages sent to queues, parsed. */
  messages(): readonly Readonly<Record<string, unknown>>[];
}

export interface FixtureOptions {
  readonly answer?: Answer;
  readonly http?: (request: OutboundRequest) => Partial<OutboundAnswer> | Promise<Partial<OutboundAnswer>>;
  readonly records?: RecordStore;
  readonly platform?: FakePlatform;
  readonly secrets?: ReturnType<typeof createMasterKey>;
}

export function openFixture(options: FixtureOptions = {}): Fixture {
  const { answer = () => ({}), http = () => ({ status: 200 }), records = memoryRecords(), platform = createFakePlatform() } = options;
  const calls: ApiRequest[] = [];
  const requests: OutboundRequest[] = [];
  const events = createEvents({
    platform,
    records,
    secrets: options.secrets ?? createMasterKey(platform.random),
    aws: {
      async call<Output>(request: ApiRequest) {
        if (request.operation === "GetQueueUrl") {
          const { QueueName } = request.input as { QueueName: string };
          return { QueueUrl: `http://q/${request.accountId}/${QueueName}` } as Output;
        }
        calls.push(request);
        return (await answer(request)) as Output;
      },
    },
    http: {
      async send(request) {
        requests.push(request);
        return { status: 200, headers: {}, body: new Uint8Array(), ...(await http(request)) };
      },
    },
  });
  const service = defineService(events.definition);
  const fixture: Fixture = {
    events,
    platform,
    records,
    calls,
    requests,
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
    settle: () => platform.clock.advanceByAsync(0),
    async ruleTo(target, rule = {}) {
      const EventPattern = '{"source":["app"]}';
      await fixture.call("PutRule", { Name: "r", ...("ScheduleExpression" in rule ? {} : { EventPattern }), ...rule });
      const { EventBusName } = rule as { EventBusName?: string };
      await fixture.call("PutTargets", {
        Rule: "r",
        ...(EventBusName === undefined ? {} : { EventBusName }),
        Targets: [{ Id: "t", Arn: queueArn, ...target }],
      });
    },
    async put(...entries) {
      const result = await fixture.call("PutEvents", {
        Entries: entries.map((entry) => ({ Source: "app", DetailType: "made", Detail: "{}", ...entry })),
      });
      await fixture.settle();
      return result;
    },
    messages: () =>
      calls
        .filter(({ operation }) => operation === "SendMessage")
        .map(({ input }) => JSON.parse((input as { MessageBody: string }).MessageBody) as Record<string, unknown>),
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
