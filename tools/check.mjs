/** `npm run check`: every check that runs no code of ours. Exit code 1 when one fails. */

import { fileURLToPath } from "node:url";
import { findNode24 } from "../packages/cli/bin/node24.mjs";
import { runChecks } from "./checks.mjs";
import { install } from "./install.mjs";

const repository = fileURLToPath(new URL("..", import.meta.url));
try {
  install(repository, "everything");
  const { passed, failed } = await runChecks(repository, findNode24(repository));
  console.log(`${passed} checks passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
