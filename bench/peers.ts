/**
 * What others published, and what was measured of the parts before there was a whole, printed beside our figures. None
 * of it was run here: other versions, other work. Each line says what was measured, so that a reader can judge how
 * far it compares.
 */

/** Durable workflow engines, whole. */
export const durableEngines = [
  "Restate, durable executions at 256 connections: 1,134/s",
  "DBOS on PostgreSQL, three steps that do nothing: 358/s",
] as const;

/** Published by its makers; nothing of it is durable. */
export const memoryEngines = [
  "aws-local-stepfunctions, not durable: 22,300 executions/s, 26,900 Map items/s, 67 ms to construct five states",
] as const;

/** A toy of the design notes, end to end, on two cores and Node 20. */
export const toys = {
  starts:
    "a toy of HTTP, request hash, JSON, one Pass and SQLite commit, 16 and 128 connections: 4,700-11,300 starts/s, p50 2.1 / p99 12 ms at 16",
  transitions:
    "a toy of HTTP, request hash, JSON, ten Pass states and SQLite commit: 28,000-39,700 transitions/s, p50 2.7 / p99 16 ms at 16 connections",
} as const;

/** The parts alone, measured on two cores. */
export const parts = {
  nodeHttp: "node:http with a router, 20 connections: 16,500 requests/s",
  parse256KiB: "JSON.parse of 256 KiB: 2,400/s, 0.415 ms each",
  append64KiB: "append of 64 KiB with fdatasync: 2,740/s, p50 0.32 ms",
  sqliteStarts: "SQLite alone, execution row, two indexes and journal row, batches of 64: 32,700 starts/s, p50 1.7 / p99 8.0 ms",
} as const;

export function describePeers(peers: readonly string[]): string {
  if (peers.length === 0) return "published elsewhere: nothing that compares";
  return `published elsewhere, not run here:\n${peers.map((peer) => `  ${peer}`).join("\n")}`;
}
