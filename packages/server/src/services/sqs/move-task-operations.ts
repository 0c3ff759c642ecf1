import { ServiceError } from "../../aws/index.ts";
import type { ListMessageMoveTasksResultEntry } from "../../models/sqs.ts";
import { operation } from "./context.ts";
import { invalidParameterValue, invalidValue } from "./errors.ts";
import { moveTasksListedMax, movedPerSecondMax } from "./limits.ts";
import type { MoveTaskRecord } from "./move-tasks.ts";
import { isFifoName, queueArn } from "./queue-record.ts";
import type { Queue } from "./queue.ts";
import type { Queues } from "./queues.ts";

function queueOf(queues: Queues, arn: string, parameter: string): Queue {
  const queue = queues.findByArn(arn);
  if (queue !== undefined) return queue;
  throw new ServiceError("ResourceNotFoundException", `The resource that you specified for the ${parameter} parameter doesn't exist.`, {
    httpStatus: 404,
  });
}

const handleOf = ({ taskId, sourceArn }: MoveTaskRecord): string => Buffer.from(JSON.stringify({ taskId, sourceArn })).toString("base64");

function parseHandle(handle: string): { readonly taskId: string; readonly sourceArn: string } {
  try {
    const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, "base64").toString("utf8")) as Record<string, unknown>;
    if (typeof taskId === "string" && typeof sourceArn === "string") return { taskId, sourceArn };
  } catch {
    // Not one of ours, like one that lacks a field.
  }
  throw invalidValue(handle.slice(0, 1_024), "TaskHandle", "The task handle is not valid.");
}

/** Begins to move the messages of a dead-letter queue back to their sources, or to another queue. */
export const startMessageMoveTask = operation("StartMessageMoveTask", {
  async handle({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: perSecond }, { queues, moveTasks }) {
    const source = queueOf(queues, SourceArn, "SourceArn");
    const arn = queueArn(source.record);
    if (![...queues.all()].some(({ settings }) => settings.redrive?.targetArn === arn)) {
      throw invalidParameterValue("Source queue must be configured as a Dead Letter Queue.");
    }
    if (perSecond !== undefined && (perSecond < 1 || perSecond > movedPerSecondMax)) {
      throw invalidValue(perSecond, "MaxNumberOfMessagesPerSecond", `Must be between 1 and ${movedPerSecondMax}.`);
    }
    if (DestinationArn !== undefined) {
      const destination = queueOf(queues, DestinationArn, "DestinationArn");
      if (destination === source) throw invalidParameterValue("Source queue arn and destination queue arn cannot be the same.");
      if (isFifoName(destination.record.name) !== isFifoName(source.record.name)) {
        throw invalidParameterValue("Source queue and destination queue must be of the same type.");
      }
    }
    const taskId = await moveTasks.start(source, { destinationArn: DestinationArn, perSecond });
    const record = moveTasks.find(arn, taskId);
    return record === undefined ? {} : { TaskHandle: handleOf(record) };
  },
});

/** The latest tasks of a queue. */
export const listMessageMoveTasks = operation("ListMessageMoveTasks", {
  handle({ SourceArn, MaxResults: max = 1 }, { queues, moveTasks }) {
    if (max < 1 || max > moveTasksListedMax) throw invalidValue(max, "MaxResults", `Must be between 1 and ${moveTasksListedMax}.`);
    const source = queueOf(queues, SourceArn, "SourceArn");
    const records = moveTasks.list(queueArn(source.record)).slice(0, max);
    return {
      Results: records.map(
        (record): ListMessageMoveTasksResultEntry => ({
          TaskHandle: record.status === "RUNNING" ? handleOf(record) : undefined,
          Status: record.status,
          SourceArn: record.sourceArn,
          DestinationArn: record.destinationArn,
          MaxNumberOfMessagesPerSecond: record.perSecond,
          ApproximateNumberOfMessagesMoved: record.moved,
          ApproximateNumberOfMessagesToMove: record.toMove,
          FailureReason: record.failureReason,
          StartedTimestamp: record.startedMs,
        }),
      ),
    };
  },
});

/** Ends a task; messages that were moved stay where they are. */
export const cancelMessageMoveTask = operation("CancelMessageMoveTask", {
  handle({ TaskHandle }, { moveTasks }) {
    const { taskId, sourceArn } = parseHandle(TaskHandle);
    return { ApproximateNumberOfMessagesMoved: moveTasks.cancel(sourceArn, taskId) };
  },
});
