/**
 * What waits for its time: a heap with one timer for all of it. Adding under a key that waits already moves it. Nothing
 * here is durable; whoever adds knows from its own records what to add again after a start.
 */

import { Heap } from "../platform/heap.ts";
import type { Clock } from "../platform/platform.ts";

export interface DueQueue<Item> {
  add(key: string, dueMs: number, item: Item): void;
  remove(key: string): void;
  clear(): void;
  readonly size: number;
}

interface Entry<Item> {
  readonly key: string;
  readonly dueMs: number;
  readonly item: Item;
}

/** Items fired before others get their turn: a thousand schedules may be due at noon. */
const firedPerTurn = 100;
/** Entries that were moved or removed stay in the heap until they are this many times those that wait. */
const staleFactor = 2;
const sweptFrom = 1_000;

/** `fire` is called once an item's time has come, when it waits no more. */
export function createDueQueue<Item>(clock: Clock, fire: (item: Item, dueMs: number, key: string) => void): DueQueue<Item> {
  const waiting = new Map<string, Entry<Item>>();
  const heap = new Heap<Entry<Item>>(({ dueMs }) => dueMs);
  let armedMs = Number.POSITIVE_INFINITY;
  let disarm: (() => void) | undefined;

  const arm = () => {
    while (heap.first !== undefined && waiting.get(heap.first.key) !== heap.first) heap.take();
    const dueMs = heap.first?.dueMs ?? Number.POSITIVE_INFINITY;
    if (dueMs === armedMs) return;
    disarm?.();
    armedMs = dueMs;
    disarm = dueMs === Number.POSITIVE_INFINITY ? undefined : clock.at(dueMs, onTime);
  };

  function onTime(): void {
    armedMs = Number.POSITIVE_INFINITY;
    disarm = undefined;
    const nowMs = clock.nowMs();
    for (let fired = 0; fired < firedPerTurn && heap.first !== undefined && heap.first.dueMs <= nowMs; ) {
      const entry = heap.take();
      if (entry === undefined || waiting.get(entry.key) !== entry) continue;
      waiting.delete(entry.key);
      fired += 1;
      fire(entry.item, entry.dueMs, entry.key);
    }
    arm();
  }

  return {
    add(key, dueMs, item) {
      const entry = { key, dueMs, item };
      waiting.set(key, entry);
      heap.add(entry);
      if (heap.size > sweptFrom && heap.size > staleFactor * waiting.size) heap.filter((one) => waiting.get(one.key) === one);
      arm();
    },
    remove(key) {
      if (waiting.delete(key)) arm();
    },
    clear() {
      waiting.clear();
      heap.clear();
      arm();
    },
    get size() {
      return waiting.size;
    },
  };
}
