/** Work in lanes: so many at once in all and in each lane, the lanes taking turns. */

interface Lane<Item> {
  readonly waiting: Item[];
  /** Of `waiting`, those already begun: taken from the front without moving the rest each time. */
  taken: number;
  running: number;
  isInTurn: boolean;
}

const compactedFrom = 1_000;

export class Lanes<Item> {
  readonly #lanes = new Map<string, Lane<Item>>();
  /** Lanes with something that may begin, in turn. */
  readonly #turn: string[] = [];
  readonly #runningMax: number;
  readonly #runningInLaneMax: number;
  readonly #begin: (item: Item) => void;
  #running = 0;
  #isPumping = false;

  /** `begin` must lead to `done` once, later. */
  constructor(runningMax: number, runningInLaneMax: number, begin: (item: Item) => void) {
    this.#runningMax = runningMax;
    this.#runningInLaneMax = runningInLaneMax;
    this.#begin = begin;
  }

  add(name: string, item: Item): void {
    let lane = this.#lanes.get(name);
    if (lane === undefined) this.#lanes.set(name, (lane = { waiting: [], taken: 0, running: 0, isInTurn: false }));
    lane.waiting.push(item);
    this.#queue(name, lane);
    this.#pump();
  }

  done(name: string): void {
    this.#running -= 1;
    const lane = this.#lanes.get(name);
    if (lane !== undefined) {
      lane.running -= 1;
      if (lane.running === 0 && lane.taken === lane.waiting.length) this.#lanes.delete(name);
      else this.#queue(name, lane);
    }
    this.#pump();
  }

  /** Instead of `done`: the lane waits, and leaves its place among those at work to others. */
  pause(): void {
    this.#running -= 1;
    this.#pump();
  }

  /** After `pause`: the item is the next of its lane. */
  resume(name: string, item: Item): void {
    const lane = this.#lanes.get(name);
    if (lane === undefined) return;
    lane.running -= 1;
    if (lane.taken > 0) lane.waiting[--lane.taken] = item;
    else lane.waiting.unshift(item);
    this.#queue(name, lane);
    this.#pump();
  }

  #queue(name: string, lane: Lane<Item>): void {
    if (lane.isInTurn || lane.running >= this.#runningInLaneMax || lane.taken === lane.waiting.length) return;
    lane.isInTurn = true;
    this.#turn.push(name);
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#running < this.#runningMax) {
      const name = this.#turn.shift();
      const lane = name === undefined ? undefined : this.#lanes.get(name);
      if (name === undefined || lane === undefined) break;
      lane.isInTurn = false;
      const item = lane.waiting[lane.taken] as Item;
      lane.taken += 1;
      if (lane.taken === lane.waiting.length || lane.taken > compactedFrom) {
        lane.waiting.splice(0, lane.taken);
        lane.taken = 0;
      }
      lane.running += 1;
      this.#running += 1;
      this.#queue(name, lane);
      this.#begin(item);
    }
    this.#isPumping = false;
  }
}
