/** The example that events drive, as a newcomer runs it. */

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { awsEnvironment, command, startServerProcess, temporaryFolder } from "./server-process.ts";

const timeout = 180_000;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

test("an invoice in the bucket starts the workflow, and it asks, books and tells; twice on one deployment", { timeout }, async (t) => {
  const server = await startServerProcess(temporaryFolder(t), "--http-task-allow", "127.0.0.0/8");
  try {
    for (let round = 1; round <= 2; round++) {
      const { code, stdout, stderr } = await command(process.execPath, ["examples/invoice-intake/run.mjs"], {
        env: { ...awsEnvironment(server.url), PARTNER_PORT: String(await freePort()) },
      });
      assert.equal(code, 0, stdout + stderr);
      for (const state of ["Read invoice", "Ask the partner", "Known supplier\\?", "Book", "Tell the others", "Done"])
        assert.match(stdout, new RegExp(`> ${state}`), stdout);
      assert.match(stdout, /! States\.Http\.StatusCode\.503/, "a retrier was needed");
      assert.match(stdout, /the books say 1843\.5 from Analytical Engines Ltd/);
      assert.match(stdout, /the queue heard \{"booked": ?"I-\d+"\}/);
      assert.match(stdout, /SUCCEEDED: .*"verdict":"known"/);
    }
  } finally {
    await server.stop();
  }
});

test("without leave to reach this machine the partner is not asked, and the history says why", { timeout }, async (t) => {
  const server = await startServerProcess(temporaryFolder(t));
  try {
    const { code, stdout } = await command(process.execPath, ["examples/invoice-intake/run.mjs"], {
      env: { ...awsEnvironment(server.url), PARTNER_PORT: String(await freePort()) },
    });
    assert.equal(code, 1, stdout);
    assert.doesNotMatch(stdout, /the partner is asked/);
    assert.match(stdout, /FAILED: /);
  } finally {
    await server.stop();
  }
});
