import { eachEntry, checkBatch } from "./batch.ts";
import { operation } from "./context.ts";
import { missingParameter } from "./errors.ts";

/** Deletes a message that was received; final when it is answered. */
export const deleteMessage = operation("DeleteMessage", {
  async handle({ QueueUrl, ReceiptHandle }, { call, queues }) {
    await queues.get(QueueUrl, call).delete(ReceiptHandle);
  },
});

export const deleteMessageBatch = operation("DeleteMessageBatch", {
  async handle({ QueueUrl, Entries }, { call, queues }) {
    const queue = queues.get(QueueUrl, call);
    checkBatch(Entries, "DeleteMessageBatchRequestEntry");
    return await eachEntry(Entries, async ({ ReceiptHandle }) => {
      if (ReceiptHandle === undefined) throw missingParameter("ReceiptHandle");
      await queue.delete(ReceiptHandle);
    });
  },
});
