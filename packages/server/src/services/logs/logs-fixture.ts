/** For the tests of this folder: CloudWatch Logs with a store in memory and a clock that the test moves. */

import assert from "node:assert/strict";
import { type ApiRequest, type Call, defineService, ServiceError } from "../../aws/index.ts";
import type { CloudWatchLogsOperations } from "../../models/logs.ts";
import { createFakePlatform, type FakePlatform } from "../../platform/fake.ts";
import { memoryRecords } from "../../storage/memory/records.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { createLogs, type Logs } from "./index.ts";

export interface Fixture {
  readonly logs: Logs;
  readonly platform: FakePlatform;
  readonly records: RecordStore;
  /** Calls of functions. */
  readonly calls: ApiRequest[];
  readonly nowMs: number;
  call<Name extends keyof CloudWatchLogsOperations & string>(
    name: Name,
    input: CloudWatchLogsOperations[Name]["input"],
  ): Promise<CloudWatchLogsOperations[Name]["output"]>;
  /** Makes group `g` and these streams. */
  make(...streams: readonly string[]): Promise<void>;
  /** Puts messages at these distances from now, milliseconds. */
  put(
    stream: string,
    ...events: readonly (readonly [offsetMs: number, message: string])[]
  ): Promise<CloudWatchLogsOperations["PutLogEvents"]["output"]>;
}

export function openFixture(
  options: { readonly records?: RecordStore; readonly platform?: FakePlatform; readonly answer?: () => unknown } = {},
): Fixture {
  const { records = memoryRecords(), platform = createFakePlatform(), answer = () => ({}) } = options;
  const calls: ApiRequest[] = [];
  const logs = createLogs({
    platform,
    records,
    aws: {
      async call<Output>(request: ApiRequest) {
        calls.push(request);
        return (await answer()) as Output;
      },
    },
  });
  const service = defineService(logs.definition);
  const nowMs = platform.clock.nowMs();
  const fixture: Fixture = {
    logs,
    platform,
    records,
    calls,
    nowMs,
    async call(name, input) {
      // Behind a prototype, as the gateway's calls are: spreading one gives nothing.
      const call: Call = Object.create({
        accountId: "111111111111",
        region: "us-east-1",
        requestId: platform.random.uuid(),
        partition: "aws",
        principalArn: "arn:aws:iam::111111111111:root",
        endpointUrl: "http://127.0.0.1:4566",
        nowMs: platform.clock.nowMs(),
        signal: new AbortController().signal,
      } satisfies Call);
      return (await service.call(name, input, call)) as never;
    },
    async make(...streams) {
      await fixture.call("CreateLogGroup", { logGroupName: "g" });
      for (const logStreamName of streams) await fixture.call("CreateLogStream", { logGroupName: "g", logStreamName });
    },
    put: (stream, ...events) =>
      fixture.call("PutLogEvents", {
        logGroupName: "g",
        logStreamName: stream,
        logEvents: events.map(([offsetMs, message]) => ({ timestamp: nowMs + offsetMs, message })),
      }),
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
