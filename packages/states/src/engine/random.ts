/**
 * Random numbers that a replay repeats: a run's seed and the number of the step give the sequence
 * (mulberry32 over a mixed seed). For workflows' States.MathRandom, States.UUID and jitter; nothing secret
 * comes from here.
 */
export function randomNumbers(seed: number, step: number): () => number {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(step, 0xc2b2ae35);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
