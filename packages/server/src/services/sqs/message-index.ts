/**
 * The messages of one queue in memory, without their bodies: which may be received in which order, which are delayed
 * or in flight until when. It decides and keeps no promise: what has to be durable is the queue's matter (queue.ts).
 *
 * A standard queue hands out the oldest visible message. A FIFO queue hands out a message group from its front, and
 * only while no message of the group is in flight, so that a group is never overtaken by its own past.
 */

import { invariant } from "../../platform/invariant.ts";
import { type HeapItem, IndexedHeap } from "./indexed-heap.ts";
import { MessageGroup } from "./message-group.ts";

export type EntryState =
  /** Its first write is on the way. */
  | "sending"
  | "delayed"
  | "available"
  | "inFlight"
  /** Its removal is on the way. */
  | "leaving"
  | "gone";

export interface Entry extends HeapItem {
  /** Order within the queue, and the key of its records. */
  readonly seq: number;
  /** When it was sent: what retention counts from. */
  readonly sentMs: number;
  readonly group: MessageGroup | undefined;
  state: EntryState;
  /** When it may be received (again). */
  visibleAtMs: number;
  /** How often it was received; part of the receipt handle. */
  receives: number;
  /** How often of that in the queue that gave it up: a dead letter begins anew with its own queue's redrive policy. */
  readonly receivesBefore: number;
  firstReceivedMs: number | undefined;
}

export type NewEntry = Pick<Entry, "seq" | "sentMs" | "visibleAtMs" | "receives" | "receivesBefore" | "firstReceivedMs"> & {
  readonly groupId: string | undefined;
};

export interface Taking {
  readonly nowMs: number;
  /** Messages wanted at most. */
  readonly max: number;
  readonly visibleAtMs: number;
  /** Messages that this queue has handed out so often are not handed out but answered apart. */
  readonly maxReceives: number | undefined;
  /** Messages sent before are not handed out either. */
  readonly sentAfterMs: number;
  /** How many may be set apart. */
  readonly apartMax: number;
}

export interface Taken {
  /** Now in flight. */
  readonly received: readonly Entry[];
  /** Leaving: received too often. */
  readonly exhausted: readonly Entry[];
  /** Leaving: too old. */
  readonly expired: readonly Entry[];
}

export class MessageIndex {
  readonly #isFifo: boolean;
  readonly #entries = new Map<number, Entry>();
  readonly #available = new IndexedHeap<Entry>((one, other) => one.seq < other.seq);
  /** Delayed and in flight. */
  readonly #waiting = new IndexedHeap<Entry>(
    (one, other) => one.visibleAtMs < other.visibleAtMs || (one.visibleAtMs === other.visibleAtMs && one.seq < other.seq),
  );
  readonly #groups = new Map<string, MessageGroup>();
  readonly #readyGroups = new IndexedHeap<MessageGroup>((one, other) => one.firstSeq < other.firstSeq);
  readonly #counts: Record<EntryState, number> = { sending: 0, delayed: 0, available: 0, inFlight: 0, leaving: 0, gone: 0 };

  constructor(options: { readonly isFifo: boolean }) {
    this.#isFifo = options.isFifo;
  }

  /** Messages by state; those that are leaving count as in flight until they are gone. */
  get counts(): { readonly available: number; readonly delayed: number; readonly inFlight: number } {
    const { available, delayed, inFlight, leaving } = this.#counts;
    return { available, delayed, inFlight: inFlight + leaving };
  }

  get(seq: number): Entry | undefined {
    return this.#entries.get(seq);
  }

  entries(): IterableIterator<Entry> {
    return this.#entries.values();
  }

  /** Whether `take` would find something. */
  get hasAvailable(): boolean {
    return this.#isFifo ? this.#readyGroups.size > 0 : this.#available.size > 0;
  }

  /** When the next message becomes visible by itself; undefined when none waits. */
  get nextVisibleMs(): number | undefined {
    return this.#waiting.first?.visibleAtMs;
  }

  /** A message whose first write is on its way: it takes its place, and nobody gets it before `place`. */
  add(message: NewEntry): Entry {
    const { groupId, ...fields } = message;
    invariant(!this.#entries.has(message.seq), "a message's number is used once");
    const entry: Entry = { ...fields, group: groupId === undefined ? undefined : this.#groupOf(groupId), state: "sending", heapAt: -1 };
    this.#entries.set(entry.seq, entry);
    this.#counts.sending += 1;
    entry.group?.add(entry);
    this.#reconsider(entry.group);
    return entry;
  }

  /** The message is in the store: it can be received from when it is visible. */
  place(entry: Entry, nowMs: number): void {
    if (entry.state === "gone") return;
    if (entry.visibleAtMs <= nowMs) this.#makeAvailable(entry);
    else {
      this.#become(entry, entry.receives > 0 ? "inFlight" : "delayed");
      this.#waiting.add(entry);
      this.#reconsider(entry.group);
    }
  }

  /** Makes visible what is due. */
  settle(nowMs: number): void {
    for (let next = this.#waiting.first; next !== undefined && next.visibleAtMs <= nowMs; next = this.#waiting.first) {
      this.#waiting.remove(next);
      this.#makeAvailable(next);
    }
  }

  take(taking: Taking): Taken {
    this.settle(taking.nowMs);
    const received: Entry[] = [];
    const exhausted: Entry[] = [];
    const expired: Entry[] = [];
    const apart = () => exhausted.length + expired.length;
    while (received.length < taking.max && apart() < taking.apartMax) {
      const entry = this.#next(received.at(-1));
      if (entry === undefined) break;
      const list =
        entry.sentMs <= taking.sentAfterMs
          ? expired
          : taking.maxReceives !== undefined && entry.receives - entry.receivesBefore >= taking.maxReceives
            ? exhausted
            : received;
      if (list === received) this.receive(entry, taking.nowMs, taking.visibleAtMs);
      else this.leave(entry);
      list.push(entry);
    }
    // A group was kept open for more of its own messages while they were taken one by one.
    for (const list of [received, exhausted, expired]) for (const { group } of list) this.#reconsider(group);
    return { received, exhausted, expired };
  }

  /** Sets visible messages apart without receiving them: they are leaving. */
  takeAway(nowMs: number, max: number): readonly Entry[] {
    return this.take({ nowMs, max: 1, visibleAtMs: nowMs, maxReceives: 0, sentAfterMs: Number.NEGATIVE_INFINITY, apartMax: max }).exhausted;
  }

  /** Puts a message in flight (again), counted once more. */
  receive(entry: Entry, nowMs: number, visibleAtMs: number): void {
    this.#unlist(entry);
    entry.receives += 1;
    entry.firstReceivedMs ??= nowMs;
    entry.visibleAtMs = visibleAtMs;
    this.#become(entry, "inFlight");
    this.#waiting.add(entry);
  }

  /** Of a message in flight: when it becomes visible again. */
  setVisibility(entry: Entry, visibleAtMs: number, nowMs: number): void {
    invariant(entry.state === "inFlight", "only a message in flight has a visibility timeout");
    this.#waiting.remove(entry);
    entry.visibleAtMs = visibleAtMs;
    if (visibleAtMs <= nowMs) this.#makeAvailable(entry);
    else this.#waiting.add(entry);
  }

  /** Its removal is being written: nobody gets it any more. */
  leave(entry: Entry): void {
    this.#unlist(entry);
    this.#become(entry, "leaving");
    this.#reconsider(entry.group);
  }

  /** The removal failed. */
  stay(entry: Entry, nowMs: number): void {
    if (entry.state === "leaving") this.place(entry, nowMs);
  }

  /** The message is in the store no more, or never came there. */
  remove(entry: Entry): void {
    if (entry.state === "gone") return;
    this.#unlist(entry);
    this.#become(entry, "gone");
    this.#counts.gone = 0;
    this.#entries.delete(entry.seq);
    const { group } = entry;
    if (group === undefined) return;
    group.remove(entry);
    this.#reconsider(group);
    if (group.isEmpty) this.#groups.delete(group.id);
  }

  /** The next message to hand out; of the group of the one before while that has more. */
  #next(before: Entry | undefined): Entry | undefined {
    if (!this.#isFifo) return this.#available.first;
    return before?.group?.nextAfter(before) ?? this.#readyGroups.first?.first;
  }

  #groupOf(id: string): MessageGroup {
    let group = this.#groups.get(id);
    if (group === undefined) this.#groups.set(id, (group = new MessageGroup(id)));
    return group;
  }

  #makeAvailable(entry: Entry): void {
    this.#become(entry, "available");
    if (entry.group === undefined) this.#available.add(entry);
    else this.#reconsider(entry.group);
  }

  #unlist(entry: Entry): void {
    if (entry.heapAt < 0) return;
    if (entry.state === "available") this.#available.remove(entry);
    else this.#waiting.remove(entry);
  }

  #become(entry: Entry, state: EntryState): void {
    this.#counts[entry.state] -= 1;
    this.#counts[state] += 1;
    const { group } = entry;
    if (group !== undefined) {
      // Its place among ready groups depends on what changes now.
      if (group.heapAt >= 0) this.#readyGroups.remove(group);
      group.blockedBy += Number(isBlocking(state)) - Number(isBlocking(entry.state));
    }
    entry.state = state;
  }

  /** Whether the group is among those that have something to hand out. */
  #reconsider(group: MessageGroup | undefined): void {
    if (group === undefined) return;
    if (group.heapAt >= 0) this.#readyGroups.remove(group);
    if (group.blockedBy === 0 && group.first?.state === "available") this.#readyGroups.add(group);
  }
}

/** Whether the rest of its group has to wait for a message in that state. */
function isBlocking(state: EntryState): boolean {
  return state === "inFlight" || state === "leaving";
}
