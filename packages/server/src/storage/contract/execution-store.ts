/** What every execution store promises, as tests. */

import assert from "node:assert/strict";
import type { Batch, ExecutionClose, ExecutionRecord, ExecutionStore, FrameRecord, SegmentRecord } from "../ports/executions.ts";
import { Fenced } from "../ports/executions.ts";
import { type ContractOptions, contract, type OpenedStore } from "./open-store.ts";

const machine = "arn:aws:states:us-east-1:000000000000:stateMachine:orders";
/** A millisecond of our time: more than 32 bits. */
const startMs = 1_893_456_000_123;

function execution(id: number, changes: Partial<ExecutionRecord> = {}): ExecutionRecord {
  return {
    id,
    shard: 0,
    arn: `${machine.replace("stateMachine", "execution")}:e${id}`,
    name: `e${id}`,
    stateMachineArn: machine,
    definitionId: "orders:1",
    startMs: startMs + id,
    header: { roleArn: "arn:aws:iam::000000000000:role/r", seed: 4_294_967_295, nested: { list: [1, null, "é😀'"] } },
    status: "RUNNING",
    stopMs: undefined,
    error: undefined,
    cause: undefined,
    outputPayload: undefined,
    ...changes,
  };
}

function close(id: number, changes: Partial<ExecutionClose> = {}): ExecutionClose {
  return { id, status: "SUCCEEDED", stopMs: startMs + 1_000, error: undefined, cause: undefined, outputPayload: 2, ...changes };
}

function segment(executionId: number, number: number, changes: Partial<SegmentRecord> = {}): SegmentRecord {
  const first = number * 10 + 1;
  return { executionId, number, firstEventId: first, lastEventId: first + 9, firstPayloadId: number * 5, text: `[${number}]`, ...changes };
}

const frame = (executionId: number, frameId: number, text = `{"frame":${frameId}}`): FrameRecord => ({ executionId, frameId, text });

function batch(epoch: number, parts: Partial<Batch>): Batch {
  return { shard: 0, epoch, started: [], closed: [], segments: [], frames: [], removedFrames: [], ...parts };
}

const idsOf = (records: readonly ExecutionRecord[]) => records.map(({ id }) => id);

async function openIds(store: ExecutionStore, shard = 0): Promise<readonly number[]> {
  return idsOf((await store.openExecutions(shard, { afterId: 0, limit: 1_000 })).map((open) => open.execution));
}

export function executionStoreContract(name: string, open: () => Promise<OpenedStore>, options: ContractOptions = {}): void {
  contract(`${name}: executions`, open, options, (promised) => {
    const promise = (sentence: string, body: (store: ExecutionStore, opened: OpenedStore) => Promise<void>) =>
      promised(sentence, (opened) => body(opened.store.executions, opened));

    promise("each opening of a shard raises its epoch, and only its own", async (store) => {
      assert.deepEqual(await store.openShard(0, "a"), { epoch: 1, lastId: 0 });
      assert.deepEqual(await store.openShard(0, "b"), { epoch: 2, lastId: 0 });
      assert.deepEqual(await store.openShard(7, "b"), { epoch: 1, lastId: 0 });
    });

    promise("owners that take a shard over at the same time each get an epoch of their own", async (store) => {
      const opened = await Promise.all(Array.from({ length: 12 }, (_, owner) => store.openShard(3, `owner ${owner}`)));
      assert.deepEqual(
        opened.map(({ epoch }) => epoch).sort((one, other) => one - other),
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      );
    });

    promise("opening a shard tells its greatest id, open or closed, and no other shard's", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      await store.commit(batch(epoch, { started: [execution(5), execution(9)] }));
      await store.commit(batch(epoch, { closed: [close(9)] }));
      const other = await store.openShard(1, "a");
      await store.commit({ ...batch(other.epoch, { started: [execution(2 ** 40 + 1, { shard: 1 })] }), shard: 1 });
      assert.deepEqual(await store.openShard(0, "b"), { epoch: 2, lastId: 9 });
      assert.deepEqual(await store.openShard(1, "b"), { epoch: 2, lastId: 2 ** 40 + 1 });
    });

    promise("a committed execution is found by its ARN, every member as it was written", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const wanted = execution(2 ** 52 + 1, { name: "ünï-😀", definitionId: "d?e$1" });
      await store.commit(batch(epoch, { started: [wanted] }));
      assert.deepEqual(await store.find(wanted.arn), wanted);
      assert.equal(await store.find(`${wanted.arn}x`), undefined);
    });

    promise("what a caller does to a header after the commit or the read does not reach the store", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const header = { list: [1] };
      const record = execution(1, { header });
      await store.commit(batch(epoch, { started: [record] }));
      header.list.push(2);
      const read = await store.find(record.arn);
      (read?.header as typeof header | undefined)?.list.push(3);
      assert.deepEqual((await store.find(record.arn))?.header, { list: [1] });
    });

    promise("closing sets status, stop, error, cause and output, and keeps the rest", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const failed = execution(1);
      const succeeded = execution(2);
      await store.commit(batch(epoch, { started: [failed, succeeded] }));
      const failure = close(1, { status: "FAILED", error: "Db.Bußy", cause: "line\nline '\"\\", outputPayload: undefined });
      await store.commit(batch(epoch, { closed: [failure, close(2, { outputPayload: 77 })] }));
      assert.deepEqual(await store.find(failed.arn), { ...failed, ...failure });
      assert.deepEqual(await store.find(succeeded.arn), { ...succeeded, ...close(2, { outputPayload: 77 }) });
    });

    promise("error and cause hold any character, NUL and lone surrogates too, and empty is not absent", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      await store.commit(batch(epoch, { started: [execution(1), execution(2, { status: "FAILED", stopMs: 1, error: "\0", cause: "" })] }));
      await store.commit(batch(epoch, { closed: [close(1, { status: "FAILED", error: "", cause: "a\0b\ud800c" })] }));
      const [second, first] = await store.list({ stateMachineArn: machine, limit: 10 });
      assert.deepEqual([first?.error, first?.cause], ["", "a\0b\ud800c"]);
      assert.deepEqual([second?.error, second?.cause], ["\0", ""]);
    });

    promise("an execution may start and end in one commit, closed or already as it ended", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const atOnce = execution(2, { status: "SUCCEEDED", stopMs: startMs + 9, outputPayload: 1 });
      await store.commit(batch(epoch, { started: [execution(1), atOnce], closed: [close(1)] }));
      assert.deepEqual(await openIds(store), []);
      assert.deepEqual(await store.find(atOnce.arn), atOnce);
      assert.equal((await store.find(execution(1).arn))?.status, "SUCCEEDED");
    });

    promise("an execution ends once: a second close is refused, also within one commit, and for one that never started", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      await store.commit(batch(epoch, { started: [execution(1), execution(2)] }));
      await store.commit(batch(epoch, { closed: [close(1)] }));
      await assert.rejects(store.commit(batch(epoch, { closed: [close(1, { status: "FAILED" })] })));
      await assert.rejects(store.commit(batch(epoch, { closed: [close(2), close(2, { status: "ABORTED" })] })));
      await assert.rejects(store.commit(batch(epoch, { closed: [close(99)] })));
      assert.equal((await store.find(execution(1).arn))?.status, "SUCCEEDED");
      assert.equal((await store.find(execution(2).arn))?.status, "RUNNING");
    });

    promise("an ARN is taken once, even by a closed execution, another shard or the same commit", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const { arn } = execution(1);
      await store.commit(batch(epoch, { started: [execution(1)] }));
      await store.commit(batch(epoch, { closed: [close(1)] }));
      await assert.rejects(store.commit(batch(epoch, { started: [execution(2, { arn })] })));
      const other = await store.openShard(1, "a");
      await assert.rejects(store.commit({ ...batch(other.epoch, { started: [execution(3, { arn, shard: 1 })] }), shard: 1 }));
      await assert.rejects(store.commit(batch(epoch, { started: [execution(4, { arn: "same" }), execution(5, { arn: "same" })] })));
      assert.equal((await store.find(arn))?.id, 1);
      assert.equal(await store.find("same"), undefined);
    });

    promise("an id is taken once", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      await store.commit(batch(epoch, { started: [execution(1)] }));
      await assert.rejects(store.commit(batch(epoch, { started: [execution(1, { arn: "another" })] })));
      assert.equal(await store.find("another"), undefined);
    });

    for (const [reason, poison] of [
      ["a taken ARN", { started: [execution(10), execution(11, { arn: execution(1).arn })] }],
      ["a second close", { started: [execution(10)], closed: [close(2), close(2)] }],
      ["a segment that exists", { started: [execution(10)], segments: [segment(1, 1), segment(1, 0)] }],
    ] as const satisfies readonly (readonly [string, Partial<Batch>])[]) {
      promise(`a batch that is refused for ${reason} writes nothing of what it holds`, async (store) => {
        const { epoch } = await store.openShard(0, "a");
        await store.commit(
          batch(epoch, { started: [execution(1), execution(2)], frames: [frame(1, 0), frame(1, 1)], segments: [segment(1, 0)] }),
        );
        const before = await store.openExecutions(0, { afterId: 0, limit: 10 });
        const refused = batch(epoch, {
          segments: [segment(1, 1)],
          frames: [frame(1, 0, "changed"), frame(2, 0)],
          removedFrames: [{ executionId: 1, frameId: 1 }],
          ...poison,
        });
        await assert.rejects(store.commit(refused), (error) => !(error instanceof Fenced));
        assert.deepEqual(await store.openExecutions(0, { afterId: 0, limit: 10 }), before);
        assert.deepEqual(idsOf(await store.list({ stateMachineArn: machine, limit: 10 })), [2, 1]);
        assert.equal(await store.lastEventId(1), segment(1, 0).lastEventId);
      });
    }

    promise("after a refused batch the next one is taken", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      await assert.rejects(store.commit(batch(epoch, { closed: [close(1)] })));
      await store.commit(batch(epoch, { started: [execution(1)] }));
      assert.deepEqual(await openIds(store), [1]);
    });

    promise(
      "a commit with an older epoch, one from the future, or of a shard nobody opened is Fenced and writes nothing",
      async (store) => {
        const { epoch: old } = await store.openShard(0, "a");
        await store.commit(batch(old, { started: [execution(1)], frames: [frame(1, 0)] }));
        await store.openShard(0, "b");
        const stale = { started: [execution(2)], closed: [close(1)], frames: [frame(1, 0, "stale")], segments: [segment(1, 0)] };
        await assert.rejects(store.commit(batch(old, stale)), (error) => error instanceof Fenced && error.shard === 0);
        await assert.rejects(store.commit(batch(old + 2, stale)), Fenced);
        await assert.rejects(store.commit({ ...batch(1, stale), shard: 5 }), Fenced);
        assert.deepEqual(await store.openExecutions(0, { afterId: 0, limit: 10 }), [{ execution: execution(1), frames: [frame(1, 0)] }]);
        assert.equal(await store.lastEventId(1), 0);
        assert.equal(await store.find(execution(2).arn), undefined);
      },
    );

    promise("a stale owner hears Fenced even when its batch would be refused for another reason", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      await store.commit(batch(epoch, { started: [execution(1)] }));
      await store.openShard(0, "b");
      await assert.rejects(store.commit(batch(epoch, { started: [execution(1)] })), Fenced);
    });

    promise("an empty batch of the owner is taken, and fenced as any other", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      await store.commit(batch(epoch, {}));
      await assert.rejects(store.commit(batch(epoch - 1, {})), Fenced);
    });

    promise("commits that race with a takeover are either whole before it or Fenced", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const ids = Array.from({ length: 40 }, (_, index) => index + 1);
      const commits = ids.map((id) => store.commit(batch(epoch, { started: [execution(id)], frames: [frame(id, 0)] })));
      const [outcomes, taken] = await Promise.all([Promise.allSettled(commits), store.openShard(0, "b")]);
      const written = ids.filter((_, index) => outcomes[index]?.status === "fulfilled");
      for (const outcome of outcomes)
        if (outcome.status === "rejected") assert.ok(outcome.reason instanceof Fenced, String(outcome.reason));
      const found = await store.openExecutions(0, { afterId: 0, limit: 1_000 });
      assert.deepEqual(idsOf(found.map((open) => open.execution)), written);
      assert.ok(found.every(({ frames }) => frames.length === 1));
      assert.equal(taken.lastId, written.at(-1) ?? 0);
    });

    promise("open executions come in the order of their ids, page by page, with their frames in order", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const ids = [3, 12, 20, 21, 100];
      await store.commit(
        batch(epoch, {
          started: ids.toReversed().map((id) => execution(id)),
          frames: ids.flatMap((id) => [frame(id, 10), frame(id, 2), frame(id, 0)]),
        }),
      );
      await store.commit(batch(epoch, { closed: [close(20)] }));
      const first = await store.openExecutions(0, { afterId: 0, limit: 2 });
      const second = await store.openExecutions(0, { afterId: 12, limit: 2 });
      const third = await store.openExecutions(0, { afterId: 100, limit: 2 });
      const expected = (id: number) => ({ execution: execution(id), frames: [frame(id, 0), frame(id, 2), frame(id, 10)] });
      assert.deepEqual([first, second, third], [[expected(3), expected(12)], [expected(21), expected(100)], []]);
    });

    promise("open executions of one shard are not those of another, and one without frames has none", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const other = await store.openShard(1, "a");
      await store.commit(batch(epoch, { started: [execution(1), execution(3)], frames: [frame(1, 0)] }));
      await store.commit({ ...batch(other.epoch, { started: [execution(2, { shard: 1 })], frames: [frame(2, 0)] }), shard: 1 });
      assert.deepEqual(await openIds(store, 1), [2]);
      assert.deepEqual(
        (await store.openExecutions(0, { afterId: 0, limit: 10 })).map(({ frames }) => frames),
        [[frame(1, 0)], []],
      );
    });

    promise("a frame is written over and removed; one removed and written by the same commit stays", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      await store.commit(batch(epoch, { started: [execution(1)], frames: [frame(1, 0, "old"), frame(1, 1), frame(1, 2)] }));
      await store.commit(
        batch(epoch, {
          frames: [frame(1, 0, `new é😀 '";\\ \n`), frame(1, 2, "again")],
          removedFrames: [1, 2, 77].map((frameId) => ({ executionId: 1, frameId })),
        }),
      );
      const [found] = await store.openExecutions(0, { afterId: 0, limit: 1 });
      assert.deepEqual(found?.frames, [frame(1, 0, `new é😀 '";\\ \n`), frame(1, 2, "again")]);
    });

    promise("a closed execution keeps its history", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      await store.commit(batch(epoch, { started: [execution(1)], frames: [frame(1, 0)], segments: [segment(1, 0)] }));
      await store.commit(batch(epoch, { closed: [close(1)], segments: [segment(1, 1)], removedFrames: [{ executionId: 1, frameId: 0 }] }));
      assert.deepEqual(await store.segments(1, { firstEventId: 1, lastEventId: 100 }), [segment(1, 0), segment(1, 1)]);
      assert.equal(await store.lastEventId(1), 20);
    });

    promise("segments are those that hold an event of the range, in order, and only of that execution", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const segments = [0, 1, 2, 3, 10].map((number) => segment(1, number));
      await store.commit(batch(epoch, { segments: [...segments.toReversed(), segment(2, 0)] }));
      const numbers = async (firstEventId: number, lastEventId: number) =>
        (await store.segments(1, { firstEventId, lastEventId })).map(({ number }) => number);
      assert.deepEqual(await numbers(1, 10), [0]);
      assert.deepEqual(await numbers(10, 11), [0, 1]);
      assert.deepEqual(await numbers(15, 35), [1, 2, 3]);
      assert.deepEqual(await numbers(1, 1_000), [0, 1, 2, 3, 10]);
      assert.deepEqual(await numbers(41, 100), []);
      assert.deepEqual(await numbers(12, 11), []);
      assert.deepEqual(await store.segments(1, { firstEventId: 25, lastEventId: 25 }), [segment(1, 2)]);
      assert.deepEqual(await store.segments(3, { firstEventId: 1, lastEventId: 25 }), []);
    });

    promise("a segment without events is in no range, but its payloads are found and the last event stays", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const silent = segment(1, 1, { firstEventId: 11, lastEventId: 10, firstPayloadId: 5 });
      await store.commit(batch(epoch, { segments: [segment(1, 0), silent] }));
      assert.deepEqual(await store.segments(1, { firstEventId: 1, lastEventId: 100 }), [segment(1, 0)]);
      assert.deepEqual(await store.segmentOfPayload(1, 6), silent);
      assert.equal(await store.lastEventId(1), 10);
    });

    promise("a payload is found in the segment that holds it, whichever segments came before and after", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const first = [0, 3, 3, 7].map((firstPayloadId, number) => segment(1, number, { firstPayloadId }));
      await store.commit(batch(epoch, { segments: first }));
      const numbers = await Promise.all([0, 2, 3, 6, 7, 8].map(async (payloadId) => (await store.segmentOfPayload(1, payloadId))?.number));
      // Segment 1 starts where segment 2 does: it has no payloads.
      assert.deepEqual(numbers, [0, 0, 2, 2, 3, 3]);
      assert.equal(await store.segmentOfPayload(2, 0), undefined);
    });

    promise("the last event of an execution nobody knows is 0", async (store) => {
      assert.equal(await store.lastEventId(42), 0);
    });

    promise("a long text comes back whole", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const text = JSON.stringify("é😀\u2028".repeat(200_000));
      await store.commit(batch(epoch, { segments: [segment(1, 0, { text })] }));
      assert.ok((await store.segmentOfPayload(1, 0))?.text === text, "the text differs");
    });

    promise("the list has the most recently started first, then the greater id, and only that state machine's", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const started = [
        execution(1, { startMs: 30 }),
        execution(2, { startMs: 10 }),
        execution(3, { startMs: 30 }),
        execution(4, { startMs: 20 }),
      ];
      await store.commit(batch(epoch, { started: [...started, execution(5, { stateMachineArn: `${machine}2` })] }));
      assert.deepEqual(idsOf(await store.list({ stateMachineArn: machine, limit: 10 })), [3, 1, 4, 2]);
      assert.deepEqual(idsOf(await store.list({ stateMachineArn: `${machine}2`, limit: 10 })), [5]);
      assert.deepEqual(await store.list({ stateMachineArn: "nobody's", limit: 10 }), []);
    });

    promise("pages of the list follow one another without gap or repetition, also inside one millisecond", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const ids = Array.from({ length: 11 }, (_, index) => index + 1);
      await store.commit(batch(epoch, { started: ids.map((id) => execution(id, { startMs: startMs + Math.floor(id / 5) })) }));
      const listed: number[] = [];
      for (let after: { startMs: number; id: number } | undefined; ; ) {
        const page = await store.list({ stateMachineArn: machine, after, limit: 2 });
        listed.push(...idsOf(page));
        const last = page.at(-1);
        if (last === undefined) break;
        after = { startMs: last.startMs, id: last.id };
      }
      assert.deepEqual(listed, ids.toReversed());
    });

    promise("a started execution does not shift the pages that come after it", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      await store.commit(batch(epoch, { started: [execution(1), execution(2), execution(3)] }));
      const after = { startMs: execution(2).startMs, id: 2 };
      await store.commit(batch(epoch, { started: [execution(4)] }));
      assert.deepEqual(idsOf(await store.list({ stateMachineArn: machine, after, limit: 10 })), [1]);
    });

    promise("the list filters by status before it counts", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      await store.commit(batch(epoch, { started: [1, 2, 3, 4, 5].map((id) => execution(id)) }));
      await store.commit(batch(epoch, { closed: [close(2), close(4, { status: "TIMED_OUT" })] }));
      const ids = async (status: ExecutionRecord["status"], limit = 10) =>
        idsOf(await store.list({ stateMachineArn: machine, status, limit }));
      assert.deepEqual(await ids("RUNNING", 2), [5, 3]);
      assert.deepEqual(await ids("RUNNING"), [5, 3, 1]);
      assert.deepEqual(await ids("SUCCEEDED"), [2]);
      assert.deepEqual(await ids("TIMED_OUT"), [4]);
      assert.deepEqual(await ids("ABORTED"), []);
    });

    promise("a read sees every commit that was answered before it, while others are being written", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      await Promise.all(
        Array.from({ length: 100 }, async (_, index) => {
          const record = execution(index + 1);
          await store.commit(batch(epoch, { started: [record], frames: [frame(record.id, 0)], segments: [segment(record.id, 0)] }));
          assert.equal((await store.find(record.arn))?.id, record.id);
          assert.equal(await store.lastEventId(record.id), 10);
          await store.commit(batch(epoch, { closed: [close(record.id)], removedFrames: [{ executionId: record.id, frameId: 0 }] }));
          assert.equal((await store.find(record.arn))?.status, "SUCCEEDED");
        }),
      );
      assert.deepEqual(await openIds(store), []);
    });

    promise("of commits that are asked for together, one that is refused does not take the others down", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const outcomes = await Promise.allSettled([
        store.commit(batch(epoch, { started: [execution(1)] })),
        store.commit(batch(epoch, { started: [execution(2)], closed: [close(99)] })),
        store.commit(batch(epoch - 1, { started: [execution(3)] })),
        store.commit(batch(epoch, { started: [execution(4)] })),
      ]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ["fulfilled", "rejected", "rejected", "fulfilled"],
      );
      assert.deepEqual(await openIds(store), [1, 4]);
    });

    promise("pruning forgets what was closed long ago, the longest closed first and in bites, and nothing that is open", async (store) => {
      const { epoch } = await store.openShard(0, "a");
      const ids = [1, 2, 3, 4];
      await store.commit(
        batch(epoch, { started: ids.map((id) => execution(id)), frames: [frame(4, 0)], segments: ids.map((id) => segment(id, 0)) }),
      );
      await store.commit(
        batch(epoch, {
          closed: [
            { ...close(1), stopMs: 300 },
            { ...close(2), stopMs: 100 },
            { ...close(3), stopMs: 200 },
          ],
        }),
      );
      assert.equal(await store.prune({ closedBeforeMs: 100, limit: 10 }), 0);
      assert.equal(await store.prune({ closedBeforeMs: 300, limit: 1 }), 1);
      assert.equal(await store.find(execution(2).arn), undefined);
      assert.equal(await store.prune({ closedBeforeMs: 300, limit: 10 }), 1);
      assert.deepEqual(await store.segments(3, { firstEventId: 1, lastEventId: 9 }), []);
      assert.equal((await store.find(execution(1).arn))?.stopMs, 300);
      assert.equal(await store.prune({ closedBeforeMs: 1_000, limit: 10 }), 1);
      assert.deepEqual(await openIds(store), [4]);
      // The ids of what was pruned are not given again.
      assert.equal((await store.openShard(0, "b")).lastId, 4);
    });

    if (options.forgets) return;
    promise("reopened, it holds everything that was answered, and the next epoch", async (store, opened) => {
      const { epoch } = await store.openShard(0, "a");
      await store.commit(
        batch(epoch, { started: [execution(1), execution(2)], frames: [frame(1, 0), frame(2, 0)], segments: [segment(2, 0)] }),
      );
      await store.commit(batch(epoch, { closed: [close(2)], removedFrames: [{ executionId: 2, frameId: 0 }] }));
      const again = (await opened.reopen()).executions;
      assert.deepEqual(await again.openShard(0, "a"), { epoch: epoch + 1, lastId: 2 });
      assert.deepEqual(await again.openExecutions(0, { afterId: 0, limit: 10 }), [{ execution: execution(1), frames: [frame(1, 0)] }]);
      assert.deepEqual(await again.find(execution(2).arn), { ...execution(2), ...close(2) });
      assert.deepEqual(await again.segments(2, { firstEventId: 1, lastEventId: 1 }), [segment(2, 0)]);
    });
  });
}
