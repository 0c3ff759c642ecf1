/** What the table of SQS's operations cannot know. */

import type { SQSOperations } from "../../packages/server/src/models/sqs.ts";
import type { Notes } from "./notes.ts";

const fifoHandles =
  "In FIFO queues a receipt handle is good only while its message is in flight by that receive; in standard queues one that has been overtaken by another receive deletes nothing.";

export const sqsNotes: Notes<keyof SQSOperations & string> = {
  service: [
    "JSON (AWS JSON 1.0) and the older query form with XML answers are both served, the latter on a queue's own path too and without a signature where signatures are off. Queues are found by URL whatever its host, by `/queue/<region>/<account>/<name>`, by ARN, and by bare name.",
    "A send, a receive (its count and visibility timeout) and a delete are in the store before they are answered. What may be received next is in memory, some two hundred bytes a message, at most five million messages of all queues; beyond it `RequestThrottled`.",
    "Standard queues hand out the oldest visible message; they deliver a message twice only after a visibility timeout. Counts are exact.",
    "Policies, KMS and SSE attributes are kept and answered, without effect: nothing is enforced or encrypted by them.",
    "One server at a time may have a store's queues.",
  ],
  operations: {
    AddPermission: ["The policy is kept, not enforced."],
    ChangeMessageVisibility: ["The sum of all extensions of one receive is not held to 12 hours; each single one is."],
    CreateQueue: [
      "`MessageGroupId` in standard queues is kept and answered; fair queues' ordering is not done.",
      "The sixty seconds before a deleted queue's name may be used again are not waited for: `QueueDeletedRecently` is never answered, and the new queue is empty.",
    ],
    DeleteMessage: [fifoHandles],
    ListMessageMoveTasks: ["The ten latest tasks of a queue are remembered."],
    PurgeQueue: ["What was sent before it is gone when it is answered, not up to sixty seconds later."],
    ReceiveMessage: [
      "A message that was received `maxReceiveCount` times is moved to the dead-letter queue by the next receive that would have handed it out. Its count goes on there; the dead-letter queue's own redrive policy counts from its arrival.",
      "`ReceiveRequestAttemptId` is remembered in memory: not over a restart.",
    ],
    StartMessageMoveTask: ["Moves what is visible when it starts, at most so many messages as there were."],
  },
};
