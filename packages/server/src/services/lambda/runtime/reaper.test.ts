import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/** A server of its own: invokes an idle function, an endless loop, and one that forked, prints their process ids, and then only waits. */
const server = `
import { openFixture } from ${JSON.stringify(fileURLToPath(new URL("../lambda-fixture.ts", import.meta.url)))};
const fixture = openFixture();
await fixture.create("idle", { "index.js": "exports.handler = async () => process.pid" });
await fixture.create("idle-py", { "handler.py": "import os\\ndef handler(e, c):\\n  return os.getpid()\\n" }, { Runtime: "python3.12", Handler: "handler.handler" });
await fixture.create("loop", { "index.js": "exports.handler = async (e) => { if (e.loop) for (;;); return process.pid; }" }, { Timeout: 60 });
await fixture.create("fork", { "index.js": "exports.handler = async () => require('child_process').spawn('sleep', ['1000']).pid" });
const pids = [];
for (const name of ["idle", "idle-py", "loop", "fork"]) pids.push(Number((await fixture.invoke(name)).payload));
void fixture.invoke("loop", { loop: true });
setTimeout(() => console.log(JSON.stringify({ pids, dataDir: fixture.dataDir })), 200);
`;

/** A process that ended but was not collected yet (state Z) holds nothing and runs nothing. */
const isRunning = (pid: number) => /^[^Z]/.test(spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim());

test("when the server is killed, no function process is left: idle, looping for ever or forked", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", server], { stdio: ["ignore", "pipe", "inherit"] });
  const line = await new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve));
  const { pids, dataDir }: { pids: number[]; dataDir: string } = JSON.parse(line);
  assert.equal(pids.length, 4);
  for (const pid of pids) assert.ok(isRunning(pid), `${pid} runs before`);
  child.kill("SIGKILL");
  for (let tries = 0; pids.some(isRunning) && tries < 300; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  rmSync(dataDir, { recursive: true, force: true });
  assert.deepEqual(pids.filter(isRunning), []);
});
