/** The peer of DynamoDB: dynalite with its tables in memory, installed into a folder of its own when it is first needed. */

import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { LoadTarget } from "./bench-server.ts";

export type Peer = ({ readonly kind: "running"; stop(): Promise<void> } & LoadTarget) | { readonly kind: "absent"; readonly why: string };

const folder = fileURLToPath(new URL("peers", import.meta.url));
const program = `${folder}/node_modules/dynalite/cli.js`;
const startsWithinMs = 20_000;

export async function startDynalite(): Promise<Peer> {
  if (!existsSync(program)) {
    const installed = spawnSync("npm", ["install", "--no-package-lock", "--prefix", folder], { encoding: "utf8" });
    if (installed.status !== 0) return { kind: "absent", why: `npm could not install it: ${installed.stderr.split("\n")[0] ?? ""}` };
  }
  const port = await freePort();
  const child = spawn(process.execPath, [program, "--port", String(port), "--createTableMs", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  let written = "";
  child.stdout.on("data", (chunk: Buffer) => (written += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (written += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  const url = `http://127.0.0.1:${port}`;
  for (const untilMs = Date.now() + startsWithinMs; Date.now() < untilMs && child.exitCode === null; await sleep(50)) {
    const answers = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answers) return { kind: "running", url, log: () => written, stop };
  }
  await stop();
  return { kind: "absent", why: `it did not start: ${written.slice(0, 500)}` };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
