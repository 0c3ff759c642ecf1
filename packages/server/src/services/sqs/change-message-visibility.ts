import { checkBatch, eachEntry } from "./batch.ts";
import { operation } from "./context.ts";
import { invalidValue, missingParameter } from "./errors.ts";
import { visibilitySecondsMax } from "./limits.ts";

function checkTimeout(seconds: number): void {
  if (seconds >= 0 && seconds <= visibilitySecondsMax) return;
  throw invalidValue(seconds, "VisibilityTimeout", `VisibilityTimeout must be an integer between 0 and ${visibilitySecondsMax}.`);
}

/** From now, when a message that is in flight can be received again; 0 lets it go at once. */
export const changeMessageVisibility = operation("ChangeMessageVisibility", {
  async handle({ QueueUrl, ReceiptHandle, VisibilityTimeout }, { call, queues }) {
    const queue = queues.get(QueueUrl, call);
    checkTimeout(VisibilityTimeout);
    await queue.changeVisibility(ReceiptHandle, VisibilityTimeout * 1_000);
  },
});

export const changeMessageVisibilityBatch = operation("ChangeMessageVisibilityBatch", {
  async handle({ QueueUrl, Entries }, { call, queues }) {
    const queue = queues.get(QueueUrl, call);
    checkBatch(Entries, "ChangeMessageVisibilityBatchRequestEntry");
    return await eachEntry(Entries, async ({ ReceiptHandle, VisibilityTimeout }) => {
      if (ReceiptHandle === undefined) throw missingParameter("ReceiptHandle");
      if (VisibilityTimeout === undefined) throw missingParameter("VisibilityTimeout");
      checkTimeout(VisibilityTimeout);
      await queue.changeVisibility(ReceiptHandle, VisibilityTimeout * 1_000);
    });
  },
});
