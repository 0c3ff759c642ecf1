/** A Python that has boto3: the one on PATH, or the system's, for which distributions package it. */

import { execFileSync } from "node:child_process";

export const whyNoBoto3 = "python3 with boto3 is absent";
export const whyNoRecentBoto3 = "python3 with a boto3 that reads AWS_ENDPOINT_URL (1.28) is absent";

/** The interpreter's path; undefined when there is none. */
export const pythonWithBoto3 = interpreterWith("import boto3");

/** One whose boto3 finds the server by the environment alone, as the examples want it. */
export const pythonWithRecentBoto3 = interpreterWith("import boto3; assert tuple(map(int, boto3.__version__.split('.')[:2])) >= (1, 28)");

function interpreterWith(statement: string): string | undefined {
  for (const name of ["python3", "/usr/bin/python3"]) {
    try {
      return execFileSync(name, ["-c", `import sys; ${statement}; print(sys.executable)`], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }).trim();
    } catch {
      // Not there, or without it: the next one.
    }
  }
  return undefined;
}
