#!/usr/bin/env node
/** The `stile` command: finds a Node.js that is new enough and hands everything to packages/cli/src/main.ts. */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode24 } from "./node24.mjs";
import { runNode } from "./run-node.mjs";

const here = dirname(fileURLToPath(import.meta.url));
try {
  process.exitCode = await runNode(findNode24(here), [join(here, "..", "src", "main.ts"), ...process.argv.slice(2)]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
