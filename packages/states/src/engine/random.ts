/**
 * Random numbers that a replay repeats: an execution's ARN, its seed and the number of the step give the
 * sequence (sfc32). For workflows' States.MathRandom, States.UUID and jitter; nothing secret comes from here.
 *
 * All 128 bits of the generator's state are used: names of child executions and workflows' UUIDs are made of
 * these numbers, and with 32 bits a hundred thousand of them would already hold two that are equal.
 */
export function randomNumbers(executionArn: string, seed: number, step: number): () => number {
  let state: Sfc32 | undefined;
  // Most steps draw nothing: the ARN is read at the first draw.
  return () => next((state ??= begin(executionArn, seed, step))) / 2 ** 32;
}

interface Sfc32 {
  a: number;
  b: number;
  c: number;
  counter: number;
}

function begin(executionArn: string, seed: number, step: number): Sfc32 {
  let one = 0x811c9dc5;
  let other = 0x9e3779b9;
  for (let i = 0; i < executionArn.length; i++) {
    const unit = executionArn.charCodeAt(i);
    one = Math.imul(one ^ unit, 0x01000193);
    other = Math.imul(other ^ unit, 0x85ebca6b) ^ (other >>> 13);
  }
  const state: Sfc32 = { a: one | 0, b: other | 0, c: seed | 0, counter: step | 0 };
  // As its author has it: so many rounds until every bit of the state depends on every other.
  for (let round = 0; round < 15; round++) next(state);
  return state;
}

function next(state: Sfc32): number {
  const sum = (state.a + state.b + state.counter) | 0;
  state.counter = (state.counter + 1) | 0;
  state.a = state.b ^ (state.b >>> 9);
  state.b = (state.c + (state.c << 3)) | 0;
  state.c = (((state.c << 21) | (state.c >>> 11)) + sum) | 0;
  return sum >>> 0;
}
