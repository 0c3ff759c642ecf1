/**
 * Inputs of several sizes passing through three Pass states on the embedded store. Each size has a server of its own,
 * so that its memory is that of this size. MB are of input: what the history, the output and the disk make of it is the cost.
 */

import type { BenchOptions, BenchReport } from "./bench.ts";
import { createMachine, load, storeOf, withServer } from "./bench-server.ts";
import { parts, describePeers } from "./peers.ts";
import { short, textTable } from "./statistics.ts";
import { cellsOf, measureThroughput } from "./throughput.ts";

/** 256 KiB is the most AWS takes, to the byte. */
const inputKiB = [0.3, 8, 64, 256] as const;
const connections = 16;
const peers = [parts.append64KiB, parts.parse256KiB];

const threePasses = {
  StartAt: "Take",
  States: { Take: { Type: "Pass", Next: "Hold" }, Hold: { Type: "Pass", Next: "Give" }, Give: { Type: "Pass", End: true } },
};

export async function payloads({ folder, quick }: BenchOptions): Promise<BenchReport> {
  const bySize = [];
  let store: Awaited<ReturnType<typeof storeOf>> | undefined;
  for (const kib of inputKiB) {
    bySize.push(
      await withServer(folder, async (server) => {
        store = await storeOf(server);
        const input = inputOf(Math.round(kib * 1_024));
        const stateMachineArn = await createMachine(server, { name: "bench-three-passes", definition: threePasses });
        await load(server, { connections, work: { kind: "start", stateMachineArn, input }, until: { durationMs: quick ? 300 : 2_000 } });
        const throughput = await measureThroughput(server, {
          ...{ stateMachineArn, input, connections, isRight: (output: string) => output === input },
          ...(quick ? { rounds: 1, roundMs: 500 } : { rounds: 3, roundMs: 2_000 }),
        });
        return {
          ...throughput,
          inputBytes: input.length,
          megabytesPerSecond: (throughput.executionsPerSecond.median * input.length) / 1e6,
        };
      }),
    );
  }
  const header = ["input KiB", "executions/s", "min..max", "MB/s", "start p50 ms", "p99 ms", "CPU ms/exec", "RSS MiB"];
  const table = bySize.map((row) => [
    short(row.inputBytes / 1_024),
    ...cellsOf(row.executionsPerSecond),
    short(row.megabytesPerSecond),
    short(row.startP50Ms.median),
    short(row.startP99Ms.median),
    short(row.serverCpuMsPerExecution?.median),
    short(row.rssMiB),
  ]);
  return { figures: { ...store, connections, bySize, peers }, text: [textTable([header, ...table]), describePeers(peers)].join("\n") };
}

/** JSON of exactly that many bytes: a list of orders, as it comes, and one text that fills it up. */
function inputOf(bytes: number): string {
  const order = (number: number) => `{"id":"o-${number}","price":${number}.5,"quantity":${(number % 4) + 1},"tags":["new","gift"]}`;
  const orders: string[] = [];
  const frameBytes = '{"orders":[],"rest":""}'.length;
  for (let length = frameBytes; ; ) {
    const next = order(orders.length);
    length += next.length + (orders.length > 0 ? 1 : 0);
    if (length > bytes) break;
    orders.push(next);
  }
  const text = orders.join(",");
  return `{"orders":[${text}],"rest":"${"x".repeat(bytes - frameBytes - text.length)}"}`;
}
