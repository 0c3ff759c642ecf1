/**
 * Stile runs on Node.js 24 or later, but is often started by an older one. This file and everything it is
 * imported by is plain JavaScript that Node.js 20 reads as well.
 */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

const leastMajor = 24;

/**
 * The Node.js to run Stile with: this one if it is new enough, else the one among the dependencies of `folder` or a
 * folder above it. Throws with what to do when there is none.
 *
 * @param {string} folder
 * @returns {string} path of the executable
 */
export function findNode24(folder) {
  if (Number(process.versions.node.split(".")[0]) >= leastMajor) return process.execPath;
  const bundled = join("node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, bundled))) return join(at, bundled);
    if (dirname(at) === at) break;
  }
  throw new Error(
    `Stile needs Node.js ${leastMajor} or later; this is ${process.version}. Install it from https://nodejs.org and start again.`,
  );
}
