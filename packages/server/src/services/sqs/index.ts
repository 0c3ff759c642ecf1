/**
 * SQS: standard and FIFO queues. What may be received next is held in memory and rebuilt at start; messages, receives
 * and deletions are in the store before anybody is told of them.
 */

import type { Operation, ServiceDefinition } from "../../aws/index.ts";
import { model } from "../../models/sqs.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { changeMessageVisibility, changeMessageVisibilityBatch } from "./change-message-visibility.ts";
import type { SqsContext } from "./context.ts";
import { createQueue } from "./create-queue.ts";
import { deleteMessage, deleteMessageBatch } from "./delete-message.ts";
import { deleteQueue, purgeQueue } from "./delete-queue.ts";
import { invalidParameterValue, missingParameter } from "./errors.ts";
import { getQueueUrl, listDeadLetterSourceQueues, listQueues } from "./list-queues.ts";
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from "./move-task-operations.ts";
import { MoveTasks } from "./move-tasks.ts";
import { addPermission, removePermission } from "./permissions.ts";
import { getQueueAttributes, setQueueAttributes } from "./queue-attribute-operations.ts";
import { Queues } from "./queues.ts";
import { receiveMessage } from "./receive-message.ts";
import { sendMessage, sendMessageBatch } from "./send-message.ts";
import { listQueueTags, tagQueue, untagQueue } from "./tags.ts";

export interface Sqs {
  /** For `defineService`. */
  readonly definition: ServiceDefinition<SqsContext>;
  /** Reads what an earlier server left. To be called before the first request. */
  open(): Promise<void>;
  /** Long polls are answered; resolves when nothing is written any more. */
  close(): Promise<void>;
}

/** Every operation that is served; the parity tables read it too. */
export const sqsOperations: readonly Operation<SqsContext>[] = [
  createQueue,
  deleteQueue,
  getQueueUrl,
  listQueues,
  listDeadLetterSourceQueues,
  getQueueAttributes,
  setQueueAttributes,
  sendMessage,
  sendMessageBatch,
  receiveMessage,
  deleteMessage,
  deleteMessageBatch,
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  purgeQueue,
  startMessageMoveTask,
  listMessageMoveTasks,
  cancelMessageMoveTask,
  tagQueue,
  untagQueue,
  listQueueTags,
  addPermission,
  removePermission,
];

export function createSqs(deps: { readonly platform: Platform; readonly records: RecordStore }): Sqs {
  const logger = deps.platform.logger.child({ service: "sqs" });
  const within = { ...deps, platform: { ...deps.platform, logger } };
  const queues = new Queues(within);
  const moveTasks = new MoveTasks({ ...within, queues });
  return {
    definition: { model, operations: sqsOperations, deps: { platform: within.platform, queues, moveTasks }, logger, check: checkRequired },
    async open() {
      await queues.open();
      await moveTasks.open();
    },
    async close() {
      await moveTasks.close();
      await queues.close();
    },
  };
}

/** SQS names the first parameter that is missing; a batch without entries is refused as an empty one. */
function checkRequired(operation: string, input: Readonly<Record<string, unknown>>): void {
  for (const name of model.shapes[model.operations[operation]?.input ?? ""]?.required ?? []) {
    if (name !== "Entries" && (input[name] === undefined || input[name] === null)) throw missingParameter(name);
  }
  for (const [name, value] of Object.entries(input)) {
    if (holdsNull(value)) throw invalidParameterValue(`The parameter ${name} holds a null where there must be a value.`);
  }
}

/** Of lists and maps, and of the structures in them. */
function holdsNull(value: unknown): boolean {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  return Object.values(value).some((inner) => inner === null || holdsNull(inner));
}
