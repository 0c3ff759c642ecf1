/** Thrown when the program itself is wrong; never for bad input and never for a failure inside a workflow. */
export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
}

export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message);
}

/** In the `default:` of a switch over a union: a new kind stops compiling here until it is handled. */
export function unreachable(value: never): never {
  throw new InvariantViolation(`unhandled case ${JSON.stringify(value)}`);
}
