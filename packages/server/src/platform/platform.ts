/**
 * What the world gives to the server: time, dice, and a place to write lines. `main.ts` injects the real
 * ones; tests and the simulator inject their own, so that nothing below ever asks the world by itself.
 */

export interface Clock {
  /** Wall time, milliseconds since 1970. */
  nowMs(): number;
  /** Calls back once, not before that wall time (a clock set back does not make it early); answers how to cancel. No bound on the distance. */
  at(wallMs: number, callback: () => void): () => void;
}

export interface Random {
  /** A random (version 4) UUID. */
  uuid(): string;
  /** A whole number in [0, 2^32). */
  uint32(): number;
  bytes(count: number): Uint8Array;
}

export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  child(fields: Readonly<Record<string, unknown>>): Logger;
}

export interface Platform {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}
