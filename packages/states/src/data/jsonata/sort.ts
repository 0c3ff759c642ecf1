import type { Run } from "./frame.ts";

/** A stable merge sort. `comesAfter` answers whether the left one belongs behind the right one; asked n log n times. */
export function mergeSort<T>(items: readonly T[], run: Run, comesAfter: (left: T, right: T) => boolean): readonly T[] {
  let from: T[] = [...items];
  let to: T[] = new Array<T>(items.length);
  for (let width = 1; width < items.length; width *= 2) {
    run.spend(items.length);
    for (let start = 0; start < items.length; start += 2 * width) {
      const middle = Math.min(start + width, items.length);
      const end = Math.min(start + 2 * width, items.length);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        const takeRight = left >= middle || (right < end && comesAfter(from[left] as T, from[right] as T));
        to[at] = (takeRight ? from[right++] : from[left++]) as T;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
