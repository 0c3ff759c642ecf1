/** A binary heap whose items know where they stand in it, so that any of them can be taken out. */

export interface HeapItem {
  /** Place in the heap that holds the item; -1 in none. Only the heap writes it. */
  heapAt: number;
}

export class IndexedHeap<Item extends HeapItem> {
  readonly #items: Item[] = [];
  readonly #before: (one: Item, other: Item) => boolean;

  constructor(before: (one: Item, other: Item) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  get first(): Item | undefined {
    return this.#items[0];
  }

  /** The item must be in no heap. */
  add(item: Item): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  /** The item must be in this heap. */
  remove(item: Item): void {
    const at = item.heapAt;
    item.heapAt = -1;
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    // The last item fills the gap, and goes from there to where it belongs.
    const parent = this.#items[(at - 1) >> 1];
    if (at > 0 && parent !== undefined && this.#before(last, parent)) this.#rise(last, at);
    else this.#sink(last, at);
  }

  #rise(item: Item, from: number): void {
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#items[parentAt] as Item;
      if (!this.#before(item, parent)) break;
      this.#set(parent, at);
      at = parentAt;
    }
    this.#set(item, at);
  }

  #sink(item: Item, from: number): void {
    let at = from;
    for (;;) {
      let childAt = 2 * at + 1;
      let child = this.#items[childAt];
      if (child === undefined) break;
      const right = this.#items[childAt + 1];
      if (right !== undefined && this.#before(right, child)) {
        childAt += 1;
        child = right;
      }
      if (!this.#before(child, item)) break;
      this.#set(child, at);
      at = childAt;
    }
    this.#set(item, at);
  }

  #set(item: Item, at: number): void {
    this.#items[at] = item;
    item.heapAt = at;
  }
}
