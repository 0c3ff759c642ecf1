/** A binary heap: what comes first is found at once, adding and taking cost the logarithm of what is held. */
export class Heap<Item> {
  #items: Item[] = [];
  readonly #orderOf: (item: Item) => number | string;

  /** The item of the least order comes first; among equals, any. */
  constructor(orderOf: (item: Item) => number | string) {
    this.#orderOf = orderOf;
  }

  get size(): number {
    return this.#items.length;
  }

  get first(): Item | undefined {
    return this.#items[0];
  }

  add(item: Item): void {
    const items = this.#items;
    const order = this.#orderOf(item);
    let at = items.push(item) - 1;
    while (at > 0) {
      const aboveAt = (at - 1) >> 1;
      const above = items[aboveAt] as Item;
      if (this.#orderOf(above) <= order) break;
      items[at] = above;
      at = aboveAt;
    }
    items[at] = item;
  }

  /** Takes the first one out. */
  take(): Item | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    const order = this.#orderOf(last);
    let at = 0;
    for (;;) {
      let belowAt = 2 * at + 1;
      if (belowAt >= items.length) break;
      if (belowAt + 1 < items.length && this.#orderOf(items[belowAt + 1] as Item) < this.#orderOf(items[belowAt] as Item)) belowAt += 1;
      const below = items[belowAt] as Item;
      if (this.#orderOf(below) >= order) break;
      items[at] = below;
      at = belowAt;
    }
    items[at] = last;
    return first;
  }

  /** Keeps only those. */
  filter(isKept: (item: Item) => boolean): void {
    const kept = this.#items.filter(isKept);
    this.#items = [];
    for (const item of kept) this.add(item);
  }

  clear(): void {
    this.#items = [];
  }
}
