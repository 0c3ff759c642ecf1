/** Holds functions to their reserved concurrency: counts what runs, refuses what is too much. */

import { ServiceError } from "../../aws/index.ts";
import { functionArn } from "./function-name.ts";
import type { FunctionRecord } from "./function-record.ts";

export interface Concurrency {
  /** Counts an invocation until `work` is over. Throws TooManyRequestsException beyond the function's reservation. */
  hold<T>(latest: FunctionRecord, work: () => Promise<T>): Promise<T>;
}

export function createConcurrency(): Concurrency {
  /** Function without qualifier -> invocations that run or wait for a process. */
  const running = new Map<string, number>();
  return {
    async hold(latest, work) {
      const arn = functionArn(latest);
      const before = running.get(arn) ?? 0;
      if (latest.reservedConcurrency !== undefined && before >= latest.reservedConcurrency) {
        throw new ServiceError("TooManyRequestsException", "Rate Exceeded.", {
          httpStatus: 429,
          fields: { Type: "User", Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
        });
      }
      running.set(arn, before + 1);
      try {
        return await work();
      } finally {
        const left = (running.get(arn) ?? 1) - 1;
        if (left === 0) running.delete(arn);
        else running.set(arn, left);
      }
    },
  };
}
