/** Commits of the executor as EventBridge publishes them: which executions began, and which ended. */

import { parseArn } from "./aws/index.ts";
import type { CommittedBatch } from "./executor/index.ts";
import type { ExecutionStatusChange, ExecutionStatusEvents } from "./services/events/index.ts";

export function publishStatusChanges({ moved }: CommittedBatch, events: ExecutionStatusEvents): void {
  for (const { record, events: history, closed, run } of moved) {
    const began = history[0]?.id === 1;
    if (!began && !closed) continue;
    const home = parseArn(record.arn);
    if (home === undefined || !events.wanted(home)) continue;
    const about = {
      home: { partition: home.partition, accountId: home.accountId, region: home.region },
      executionArn: record.arn,
      stateMachineArn: record.stateMachineArn,
      name: record.name,
      startMs: record.startMs,
      input: run.input.text,
    };
    const nothing = { stopMs: undefined, output: undefined, error: undefined, cause: undefined };
    if (began) events.publish({ ...about, ...nothing, status: "RUNNING" });
    if (!closed) continue;
    const ended: ExecutionStatusChange = {
      ...about,
      status: run.status,
      stopMs: run.stopMs,
      output: run.output?.text,
      error: run.failure?.error,
      cause: run.failure?.cause,
    };
    events.publish(ended);
  }
}
