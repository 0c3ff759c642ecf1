import { ServiceError } from "../../aws/index.ts";
import { operation } from "./context.ts";
import { purgePauseMs } from "./limits.ts";
import { queueArn } from "./queue-record.ts";

/** Deletes a queue with its messages. */
export const deleteQueue = operation("DeleteQueue", {
  async handle({ QueueUrl }, { call, queues, moveTasks }) {
    await queues.changing(async () => {
      const queue = queues.get(QueueUrl, call);
      await queues.delete(queue);
      await moveTasks.forget(queueArn(queue.record));
    });
  },
});

/** Deletes all messages of a queue, those in flight included. */
export const purgeQueue = operation("PurgeQueue", {
  async handle({ QueueUrl }, { call, queues }) {
    await queues.changing(async () => {
      const queue = queues.get(QueueUrl, call);
      const { purgedMs, name } = queue.record;
      if (purgedMs !== undefined && call.nowMs < purgedMs + purgePauseMs) {
        throw new ServiceError("PurgeQueueInProgress", `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`, {
          httpStatus: 403,
        });
      }
      await queues.purge(queue);
    });
  },
});
