/**
 * `npm start -- [flags]`: installs what is missing, then runs `stile start [flags]` with a Node.js that is new enough.
 * Signals reach the server, and its exit code is this one's: 0 after it has drained.
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode24 } from "../packages/cli/bin/node24.mjs";
import { runNode } from "../packages/cli/bin/run-node.mjs";
import { install } from "./install.mjs";

const repository = fileURLToPath(new URL("..", import.meta.url));
try {
  install(repository, "runtime");
  const main = join(repository, "packages", "cli", "src", "main.ts");
  process.exitCode = await runNode(findNode24(repository), [main, "start", ...process.argv.slice(2)], {
    // The compiled modules of the last start: they save a third of this one.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(repository, "node_modules", ".cache", "stile-compiled"),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
