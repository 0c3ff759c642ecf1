import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiRequest, type AwsCaller, ServiceError } from "../../aws/index.ts";
import { createFakePlatform } from "../../platform/fake.ts";
import { memoryRecords } from "../../storage/memory/records.ts";
import { compileFilters } from "./event-source-filter.ts";
import type { BatchOutcome } from "./event-source-poller.ts";
import type { EventSourceMappingRecord, EventSourceSettings } from "./event-source-record.ts";
import { failedItems } from "./event-source-response.ts";
import { sqsEventSource } from "./event-source-sqs.ts";
import { EventSources } from "./event-sources.ts";
import { refusal } from "./lambda-fixture.ts";

const queueArn = "arn:aws:sqs:us-east-1:000000000000:q";

/** A queue that hands out what it holds, and keeps what is asked of it. */
class FakeQueue implements AwsCaller {
  waiting: string[] = [];
  readonly deleted: string[] = [];
  readonly released: string[] = [];
  failure: ServiceError | undefined;
  visibilitySeconds = 30;
  #polls = new Set<() => void>();
  #pollFailure: ServiceError | undefined;

  async call<Output>({ operation, input, signal }: ApiRequest): Promise<Output> {
    if (this.failure !== undefined) throw this.failure;
    const { Entries = [], MaxNumberOfMessages: max = 0 } = input as { Entries?: { ReceiptHandle: string }[]; MaxNumberOfMessages?: number };
    switch (operation) {
      case "GetQueueAttributes":
        return { Attributes: { VisibilityTimeout: String(this.visibilitySeconds) } } as Output;
      case "DeleteMessageBatch":
        this.deleted.push(...Entries.map(({ ReceiptHandle }) => ReceiptHandle));
        return {} as Output;
      case "ChangeMessageVisibilityBatch":
        this.released.push(...Entries.map(({ ReceiptHandle }) => ReceiptHandle));
        return {} as Output;
      default:
        if (this.waiting.length === 0) await this.#poll(signal);
        if (this.#pollFailure !== undefined) throw this.#pollFailure;
        return {
          Messages: this.waiting
            .splice(0, max)
            .map((Body) => ({ MessageId: Body.slice(0, 32), ReceiptHandle: Body.slice(0, 32), Body, MD5OfBody: "", Attributes: {} })),
        } as Output;
    }
  }

  put(...bodies: readonly string[]): void {
    this.waiting.push(...bodies);
    for (const end of [...this.#polls]) end();
  }

  /** Of the polls that wait, and those to come. */
  fails(failure: ServiceError): void {
    this.#pollFailure = failure;
    this.put();
  }

  #poll(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#polls.delete(end);
        resolve();
      };
      this.#polls.add(end);
      signal?.addEventListener("abort", end);
    });
  }
}

function open(options: { readonly answer?: (bodies: readonly string[]) => BatchOutcome } = {}) {
  const platform = createFakePlatform();
  const records = memoryRecords();
  const queue = new FakeQueue();
  const batches: string[][] = [];
  const make = () =>
    new EventSources({
      platform,
      records,
      aws: queue,
      kinds: [sqsEventSource],
      invoke: async (_mapping, payload) => {
        const { Records } = JSON.parse(payload) as { readonly Records: readonly { readonly body: string }[] };
        const bodies = Records.map(({ body }) => body);
        batches.push(bodies);
        return options.answer?.(bodies) ?? { kind: "succeeded", payload: "null" };
      },
    });
  return { platform, records, queue, batches, make };
}

const mapping = (settings: Partial<EventSourceSettings> = {}): EventSourceMappingRecord => ({
  uuid: "00000000-0000-4000-8000-000000000000",
  accountId: "000000000000",
  region: "us-east-1",
  eventSourceArn: queueArn,
  functionArn: "arn:aws:lambda:us-east-1:000000000000:function:f",
  isEnabled: true,
  settings: { batchSize: 10, batchingWindowSeconds: 0, ...settings },
  tags: {},
  modifiedMs: 0,
});

test("what the function has dealt with is deleted; what it failed is left to the queue", async () => {
  const { platform, queue, batches, make } = open({
    answer: (bodies) => (bodies.includes("bad") ? { kind: "failed" } : { kind: "succeeded", payload: "{}" }),
  });
  const sources = make();
  await sources.open();
  await sources.save(mapping());
  queue.put("a", "b");
  await platform.clock.advanceByAsync(0);
  queue.put("bad");
  await platform.clock.advanceByAsync(0);
  assert.deepEqual(
    [batches, queue.deleted],
    [
      [["a", "b"], ["bad"]],
      ["a", "b"],
    ],
  );
  assert.equal(sources.lastResult(mapping()), "PROBLEM: Function call failed");
  await sources.close();
});

test("a mapping is taken up again by the next server, and one that is disabled is not", async () => {
  const { platform, queue, batches, make } = open();
  const first = make();
  await first.open();
  await first.save(mapping());
  await first.close();
  queue.put("while nobody looked");
  const second = make();
  await second.open();
  await platform.clock.advanceByAsync(0);
  assert.deepEqual(batches, [["while nobody looked"]]);
  await second.save({ ...mapping(), isEnabled: false });
  queue.put("unread");
  await platform.clock.advanceByAsync(60_000);
  assert.equal(batches.length, 1);
  await second.close();
});

test("with a batching window messages are gathered until the batch is full or the window over", async () => {
  const { platform, queue, batches, make } = open();
  const sources = make();
  await sources.open();
  await sources.save(mapping({ batchSize: 3, batchingWindowSeconds: 5 }));
  queue.put("1");
  await platform.clock.advanceByAsync(1_000);
  assert.deepEqual(batches, []);
  queue.put("2", "3", "4");
  await platform.clock.advanceByAsync(0);
  assert.deepEqual(batches[0], ["1", "2", "3"]);
  await sources.close();
});

test("a batch that is larger than what a function may be given is given in parts", async () => {
  const { platform, queue, batches, make } = open();
  const sources = make();
  await sources.open();
  await sources.save(mapping({ scaling: { MaximumConcurrency: 1 } }));
  const bodies = Array.from({ length: 10 }, (_, at) => String(at).repeat(1_048_576));
  queue.put(...bodies);
  await platform.clock.advanceByAsync(0);
  assert.deepEqual(
    batches.map((batch) => batch.map(([first]) => first)),
    [
      ["0", "1", "2", "3", "4"],
      ["5", "6", "7", "8", "9"],
    ],
  );
  assert.equal(queue.deleted.length, 10);
  await sources.close();
});

test("of a FIFO queue's batch in parts, what is behind a part that failed is let go, and not given to the function", async () => {
  const { platform, queue, batches, make } = open({ answer: () => ({ kind: "failed" }) });
  const sources = make();
  await sources.open();
  await sources.save({ ...mapping({ scaling: { MaximumConcurrency: 1 } }), eventSourceArn: `${queueArn}.fifo` });
  queue.put(...Array.from({ length: 10 }, (_, at) => String(at).repeat(1_048_576)));
  await platform.clock.advanceByAsync(0);
  assert.deepEqual([batches.length, queue.released.length, queue.deleted.length], [1, 5, 0]);
  await sources.close();
});

test("what a batching window has gathered is not lost when the queue fails meanwhile", async () => {
  const { platform, queue, batches, make } = open();
  const sources = make();
  await sources.open();
  await sources.save(mapping({ batchSize: 3, batchingWindowSeconds: 5 }));
  queue.put("1");
  await platform.clock.advanceByAsync(0);
  queue.fails(new ServiceError("ServiceUnavailable", "busy", { httpStatus: 503 }));
  await platform.clock.advanceByAsync(0);
  assert.deepEqual([batches, queue.deleted], [[["1"]], ["1"]]);
  await sources.close();
});

test("a function that does not run, or a queue that does not answer, is left alone for longer and longer", async () => {
  const { platform, queue, batches, make } = open({ answer: () => ({ kind: "refused", code: "TooManyRequestsException" }) });
  const sources = make();
  await sources.open();
  await sources.save(mapping({ scaling: { MaximumConcurrency: 1 } }));
  queue.put("1");
  await platform.clock.advanceByAsync(0);
  queue.put("2");
  await platform.clock.advanceByAsync(499);
  assert.equal(batches.length, 1);
  assert.equal(sources.lastResult(mapping()), "PROBLEM: TooManyRequestsException");
  await platform.clock.advanceByAsync(1);
  assert.equal(batches.length, 2);
  queue.failure = new ServiceError("QueueDoesNotExist", "gone");
  await platform.clock.advanceByAsync(120_000);
  assert.equal(sources.lastResult(mapping()), "PROBLEM: QueueDoesNotExist");
  assert.deepEqual(queue.deleted, []);
  await sources.close();
});

test("settings that SQS sources do not have, or that do not fit the queue, are refused", async () => {
  const { queue } = open();
  const settings = (request: object, arn = queueArn, functionTimeoutSeconds = 3) =>
    sqsEventSource.settings(request, { arn, functionTimeoutSeconds, present: undefined, aws: queue });
  const refused = (work: Promise<unknown>, message: string | RegExp) =>
    assert.rejects(work, refusal("InvalidParameterValueException", message));
  assert.deepEqual((await settings({})).batchSize, 10);
  await refused(settings({ StartingPosition: "LATEST" }), /StartingPosition/);
  await refused(settings({ BatchSize: 11 }), /Maximum batch window in seconds must be greater than 0/);
  await refused(settings({ BatchSize: 11 }, `${queueArn}.fifo`), /FIFO/);
  await refused(settings({}, queueArn, 31), "Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds");
  await refused(settings({ FilterCriteria: { Filters: [{ Pattern: "[1]" }] } }), "Invalid filter pattern definition.");
  queue.failure = new ServiceError("QueueDoesNotExist", "The specified queue does not exist.");
  await refused(settings({}), /SQS Error Code: AWS.SimpleQueueService.NonExistentQueue/);
});

test("a filter meets text with text and objects with fields; what is of the other form is not wanted", () => {
  const wanted = (pattern: object, body: string) =>
    compileFilters({ Filters: [{ Pattern: JSON.stringify(pattern) }] })?.({ body, id: "x" }, "body");
  assert.equal(wanted({ body: ["a"] }, "a"), true);
  assert.equal(wanted({ body: { kind: ["a"] } }, '{"kind":"a"}'), true);
  assert.equal(wanted({ body: { kind: ["a"] } }, "a"), false);
  assert.equal(wanted({ body: ["a"] }, '{"kind":"a"}'), false);
  assert.equal(wanted({ id: ["x"] }, "anything"), true);
  assert.equal(wanted({}, "anything"), true);
  assert.equal(compileFilters({ Filters: [] }), undefined);
});

test("batch item failures: none, some, and everything where the answer makes no sense", () => {
  const failed = (answer: unknown) => {
    const items = failedItems(typeof answer === "string" ? answer : JSON.stringify(answer), ["ReportBatchItemFailures"], ["a", "b"]);
    return items === "all" ? "all" : [...items];
  };
  for (const fine of ["", "null", {}, { batchItemFailures: null }, { batchItemFailures: [] }]) assert.deepEqual(failed(fine), []);
  assert.deepEqual(failed({ batchItemFailures: [{ itemIdentifier: "b" }] }), ["b"]);
  for (const senseless of [
    "{",
    { batchItemFailures: "b" },
    { other: 1 },
    { batchItemFailures: [{ itemIdentifier: "" }] },
    { batchItemFailures: [{ itemIdentifier: "c" }] },
  ]) {
    assert.equal(failed(senseless), "all", JSON.stringify(senseless));
  }
  assert.deepEqual([...failedItems("{", undefined, ["a"])], []);
});
