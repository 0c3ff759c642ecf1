/**
 * What waits for its time: a heap with one timer for all of it. Adding under a key that waits already moves it. Nothing
 * here is durable; whoever adds knows from its own records what to add again after a start.
 */

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
  let heap: Entry<Item>[] = [];
  let armedMs = Number.POSITIVE_INFINITY;
  let disarm: (() => void) | undefined;

  const arm = () => {
    while (heap[0] !== undefined && waiting.get(heap[0].key) !== heap[0]) takeFirst(heap);
    const dueMs = heap[0]?.dueMs ?? Number.POSITIVE_INFINITY;
    if (dueMs === armedMs) return;
    disarm?.();
    armedMs = dueMs;
    disarm = dueMs === Number.POSITIVE_INFINITY ? undefined : clock.at(dueMs, onTime);
  };

  function onTime(): void {
    armedMs = Number.POSITIVE_INFINITY;
    disarm = undefined;
    const nowMs = clock.nowMs();
    for (let fired = 0; fired < firedPerTurn && heap[0] !== undefined && heap[0].dueMs <= nowMs; ) {
      const entry = takeFirst(heap) as Entry<Item>;
      if (waiting.get(entry.key) !== entry) continue;
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
      if (heap.length > sweptFrom && heap.length > staleFactor * waiting.size) {
        heap = [...waiting.values()].sort((one, other) => one.dueMs - other.dueMs);
      } else place(heap, entry);
      arm();
    },
    remove(key) {
      if (waiting.delete(key)) arm();
    },
    clear() {
      waiting.clear();
      heap = [];
      arm();
    },
    get size() {
      return waiting.size;
    },
  };
}

interface Dated {
  readonly dueMs: number;
}

function place<Entry extends Dated>(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above] as Entry;
    if (parent.dueMs <= entry.dueMs) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
}

function takeFirst<Entry extends Dated>(heap: Entry[]): Entry | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && (heap[below + 1] as Entry).dueMs < (heap[below] as Entry).dueMs) below += 1;
    const child = heap[below] as Entry;
    if (child.dueMs >= last.dueMs) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = last;
  return first;
}
