import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Entry, MessageIndex } from "./message-index.ts";

interface Known {
  readonly seq: number;
  readonly group: string | undefined;
  visibleAtMs: number;
  receives: number;
  isInFlight: boolean;
}

const step = fc.oneof(
  fc.record({ do: fc.constant("send" as const), group: fc.integer({ min: 0, max: 3 }), delay: fc.constantFrom(0, 0, 0, 5) }),
  fc.record({ do: fc.constant("receive" as const), max: fc.integer({ min: 1, max: 5 }), hidden: fc.integer({ min: 0, max: 10 }) }),
  fc.record({ do: fc.constant("delete" as const), which: fc.nat() }),
  fc.record({ do: fc.constant("change" as const), which: fc.nat(), hidden: fc.integer({ min: 0, max: 10 }) }),
  fc.record({ do: fc.constant("pass" as const), time: fc.integer({ min: 1, max: 6 }) }),
);

/** What a queue may hand out now, looked for in the plainest way. */
function expected(known: readonly Known[], isFifo: boolean, nowMs: number, max: number): readonly number[] {
  const isVisible = (message: Known) => !(message.isInFlight && message.visibleAtMs > nowMs) && message.visibleAtMs <= nowMs;
  if (!isFifo)
    return known
      .filter(isVisible)
      .slice(0, max)
      .map(({ seq }) => seq);
  const groups = [...Map.groupBy(known, ({ group }) => group).values()]
    .filter((messages) => messages.every((message) => !(message.isInFlight && message.visibleAtMs > nowMs)))
    .map((messages) => {
      const hidden = messages.findIndex((message) => !isVisible(message));
      return hidden < 0 ? messages : messages.slice(0, hidden);
    })
    .filter((messages) => messages.length > 0)
    .sort(([one], [other]) => (one?.seq ?? 0) - (other?.seq ?? 0));
  return groups
    .flat()
    .slice(0, max)
    .map(({ seq }) => seq);
}

for (const isFifo of [false, true]) {
  test(`a ${isFifo ? "FIFO" : "standard"} index hands out what a plain list would, whatever happens to it`, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const index = new MessageIndex({ isFifo });
        const entries = new Map<number, Entry>();
        const known: Known[] = [];
        let nowMs = 0;
        let seq = 0;
        const pick = (which: number) =>
          known.filter(({ isInFlight, visibleAtMs }) => isInFlight && visibleAtMs > nowMs)[which % Math.max(1, known.length)];
        for (const one of steps) {
          switch (one.do) {
            case "send": {
              seq += 1;
              const group = isFifo ? String(one.group) : undefined;
              const entry = index.add({
                seq,
                sentMs: nowMs,
                visibleAtMs: nowMs + one.delay,
                receives: 0,
                receivesBefore: 0,
                firstReceivedMs: undefined,
                groupId: group,
              });
              index.place(entry, nowMs);
              entries.set(seq, entry);
              known.push({ seq, group, visibleAtMs: nowMs + one.delay, receives: 0, isInFlight: false });
              break;
            }
            case "receive": {
              const wanted = expected(known, isFifo, nowMs, one.max);
              const { received } = index.take({
                nowMs,
                max: one.max,
                visibleAtMs: nowMs + one.hidden,
                maxReceives: undefined,
                sentAfterMs: Number.NEGATIVE_INFINITY,
                apartMax: 10,
              });
              assert.deepEqual(
                received.map((entry) => entry.seq),
                wanted,
              );
              for (const message of known) {
                if (!wanted.includes(message.seq)) continue;
                message.isInFlight = true;
                message.visibleAtMs = nowMs + one.hidden;
                message.receives += 1;
              }
              break;
            }
            case "delete": {
              const message = pick(one.which);
              const entry = entries.get(message?.seq ?? 0);
              if (message === undefined || entry === undefined) break;
              index.leave(entry);
              index.remove(entry);
              known.splice(known.indexOf(message), 1);
              break;
            }
            case "change": {
              index.settle(nowMs);
              const message = pick(one.which);
              const entry = entries.get(message?.seq ?? 0);
              if (message === undefined || entry?.state !== "inFlight") break;
              index.setVisibility(entry, nowMs + one.hidden, nowMs);
              message.visibleAtMs = nowMs + one.hidden;
              break;
            }
            case "pass":
              nowMs += one.time;
          }
          index.settle(nowMs);
          const { available, delayed, inFlight } = index.counts;
          const hidden = known.filter(({ visibleAtMs }) => visibleAtMs > nowMs);
          assert.equal(available, known.length - hidden.length);
          assert.equal(inFlight, hidden.filter(({ isInFlight }) => isInFlight).length);
          assert.equal(delayed, hidden.filter(({ isInFlight }) => !isInFlight).length);
        }
      }),
      { numRuns: 300 },
    );
  });
}

test("a message that was received too often, or is too old, is set apart and holds nobody up", () => {
  const index = new MessageIndex({ isFifo: true });
  const add = (seq: number, sentMs: number, receives: number) =>
    index.place(
      index.add({ seq, sentMs, visibleAtMs: 0, receives, receivesBefore: 0, firstReceivedMs: undefined, groupId: String(seq) }),
      10,
    );
  add(1, 0, 0);
  add(2, 5, 3);
  add(3, 5, 0);
  const taken = index.take({ nowMs: 10, max: 10, visibleAtMs: 20, maxReceives: 3, sentAfterMs: 0, apartMax: 10 });
  const numbers = (entries: readonly Entry[]) => entries.map(({ seq }) => seq);
  assert.deepEqual([numbers(taken.expired), numbers(taken.exhausted), numbers(taken.received)], [[1], [2], [3]]);
});

test("a long group gives its memory back as it is emptied from the front", () => {
  const index = new MessageIndex({ isFifo: true });
  for (let seq = 1; seq <= 5_000; seq++) {
    index.place(index.add({ seq, sentMs: 0, visibleAtMs: 0, receives: 0, receivesBefore: 0, firstReceivedMs: undefined, groupId: "g" }), 0);
  }
  let expectedSeq = 1;
  for (;;) {
    const { received } = index.take({ nowMs: 0, max: 10, visibleAtMs: 10, maxReceives: undefined, sentAfterMs: -1, apartMax: 1 });
    if (received.length === 0) break;
    for (const entry of received.toReversed()) index.leave(entry);
    for (const entry of received) {
      assert.equal(entry.seq, expectedSeq++);
      index.remove(entry);
    }
  }
  assert.equal(expectedSeq, 5_001);
  assert.deepEqual(index.counts, { available: 0, delayed: 0, inFlight: 0 });
});
