/** Distributed Maps and S3: where their items come from and their results go to. */

import type { AwsCaller } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { MapRunIo } from "../map-run-io.ts";
import { mapRunsAtOnceMax } from "../limits.ts";
import { readItems } from "./item-reader.ts";
import { writeResults } from "./result-writer.ts";

export function mapRunBuckets({ aws, platform }: { readonly aws: AwsCaller; readonly platform: Pick<Platform, "random"> }): MapRunIo {
  const inTurn = atMost(mapRunsAtOnceMax);
  return {
    readItems: (request) => inTurn(() => readItems(aws, request, platform.random.uuid())),
    writeResults: (request) => inTurn(() => writeResults(aws, request, platform.random.uuid())),
  };
}

/** So many at a time, the rest in order: each holds a whole file in memory. */
function atMost(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
