import { ServiceError } from "../../aws/index.ts";
import type { ExecutionStatus } from "../../storage/ports/executions.ts";
import { operation } from "./context.ts";
import { notYet } from "./errors.ts";
import { pageSize } from "./page-tokens.ts";

/** A state machine's executions, the most recently started first. */
export const listExecutions = operation("ListExecutions", {
  async handle(
    { stateMachineArn, mapRunArn, statusFilter, redriveFilter, maxResults, nextToken },
    { stateMachines, executor, pageTokens },
  ) {
    if (mapRunArn !== undefined) throw notYet("ListExecutions by Map Run");
    if (redriveFilter !== undefined) throw notYet("ListExecutions with redriveFilter");
    if (stateMachineArn === undefined) {
      throw new ServiceError("ValidationException", "Either a state machine ARN or a Map Run ARN must be specified");
    }
    const machine = await stateMachines.get(stateMachineArn);
    if (machine.type === "EXPRESS") {
      throw new ServiceError("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
    }
    const scope = `ListExecutions ${stateMachineArn} ${statusFilter ?? ""}`;
    const after = nextToken === undefined ? undefined : (pageTokens.open(scope, nextToken) as { startMs: number; id: number });
    const limit = pageSize(maxResults);
    // Nothing is pending redrive before there is a redrive.
    const status = statusFilter as ExecutionStatus | "PENDING_REDRIVE" | undefined;
    const records = status === "PENDING_REDRIVE" ? [] : await executor.list({ stateMachineArn, status, after, limit: limit + 1 });
    const page = records.slice(0, limit);
    const last = page.at(-1);
    return {
      executions: page.map((record) => ({
        executionArn: record.arn,
        stateMachineArn: record.stateMachineArn,
        name: record.name,
        status: record.status,
        startDate: record.startMs,
        ...(record.stopMs === undefined ? {} : { stopDate: record.stopMs }),
        redriveCount: 0,
      })),
      ...(records.length > limit && last ? { nextToken: pageTokens.seal(scope, { startMs: last.startMs, id: last.id }) } : {}),
    };
  },
});
