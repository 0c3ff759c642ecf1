/**
 * The programs outside npm that some tests need: the one list of them. A test that misses its program says so and is
 * counted as skipped; nothing here is needed to run Stile itself.
 */

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

const inPath = (program) => (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));

/** The apt package, who needs it, and whether its program is here. */
const packages = [
  {
    name: "postgresql",
    neededBy: "the storage contract on PostgreSQL",
    isHere() {
      const debian = "/usr/lib/postgresql";
      return (
        inPath("initdb") ||
        (existsSync(debian) && readdirSync(debian).some((version) => existsSync(join(debian, version, "bin", "initdb"))))
      );
    },
  },
  {
    name: "python3",
    neededBy: "Lambda functions in Python",
    isHere: () => inPath("python3"),
  },
  {
    name: "python3-boto3",
    neededBy: "the tests with boto3",
    isHere: () =>
      ["python3", "/usr/bin/python3"].some((python) => spawnSync(python, ["-c", "import boto3"], { stdio: "ignore" }).status === 0),
  },
  { name: "awscli", neededBy: "the tour with the AWS CLI", isHere: () => inPath("aws") },
];

/** In CI, as root: installs what is missing. Elsewhere: prints the line that would, once. Asks nothing. */
export function provideSystemPackages() {
  const missing = packages.filter(({ isHere }) => !isHere());
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  if (process.env.CI !== "true" || process.getuid?.() !== 0) {
    console.log(`Some tests are skipped. To run them too: sudo apt-get install --yes ${names.join(" ")}`);
    for (const { name, neededBy } of missing) console.log(`  ${name}: ${neededBy}`);
    return;
  }
  console.log(`Installing ${names.join(", ")} with apt-get`);
  const options = /** @type {const} */ ({
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  spawnSync("apt-get", ["update", "--quiet"], options);
  const done = spawnSync("apt-get", ["install", "--yes", "--no-install-recommends", ...names], options);
  if (done.status !== 0) console.log("apt-get failed: the tests that need these packages are skipped.");
}
