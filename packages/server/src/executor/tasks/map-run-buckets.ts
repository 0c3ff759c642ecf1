/** Distributed Maps and S3: where their items come from and their results go to. */

import type { AwsCaller } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { MapRunIo } from "../map-run-io.ts";
import { readItems } from "./item-reader.ts";
import { writeResults } from "./result-writer.ts";

export function mapRunBuckets({ aws, platform }: { readonly aws: AwsCaller; readonly platform: Pick<Platform, "random"> }): MapRunIo {
  return {
    readItems: (request) => readItems(aws, request, platform.random.uuid()),
    writeResults: (request) => writeResults(aws, request, platform.random.uuid()),
  };
}
