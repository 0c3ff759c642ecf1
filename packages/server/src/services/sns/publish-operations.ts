import { ServiceError } from "../../aws/index.ts";
import type { BatchResultErrorEntry, PublishBatchRequestEntry, PublishBatchResultEntry } from "../../models/sns.ts";
import { operation } from "./context.ts";
import { invalidParameter } from "./errors.ts";
import { batchEntriesMax, batchEntryIdCharsMax, messageBytesMax } from "./limits.ts";
import { bytesOf, checkMessage } from "./message.ts";
import { checkOrder, publishAll, type Published, type ToPublish } from "./publish.ts";

/** Publishes to a topic; what subscribers get is durable when it is answered. */
export const publish = operation("Publish", {
  async handle({ TopicArn, TargetArn, PhoneNumber, ...given }, context) {
    if (PhoneNumber !== undefined) throw new ServiceError("NotImplementedException", "Stile sends no SMS.", { httpStatus: 501 });
    const arn = TopicArn ?? TargetArn;
    if (arn === undefined) throw invalidParameter("TopicArn or TargetArn Reason: no value for required parameter");
    if (arn.includes(":endpoint/"))
      throw new ServiceError("NotImplementedException", "Stile sends no mobile push notifications.", { httpStatus: 501 });
    const topic = context.topics.get(arn);
    const checked = checkMessage(given);
    const [published] = await publishAll(context, topic, [{ ...checked, ...checkOrder(topic, given) }]);
    return { MessageId: published?.messageId, SequenceNumber: published?.sequenceNumber };
  },
});

/** Up to ten messages in one write; those that are refused do not hold the others up. */
export const publishBatch = operation("PublishBatch", {
  async handle({ TopicArn, PublishBatchRequestEntries: entries }, context) {
    const topic = context.topics.get(TopicArn);
    checkEntries(entries);
    const accepted: { readonly id: string; readonly message: ToPublish }[] = [];
    const failed: BatchResultErrorEntry[] = [];
    for (const { Id: id, ...given } of entries) {
      try {
        accepted.push({ id, message: { ...checkMessage(given), ...checkOrder(topic, given) } });
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        failed.push({ Id: id, Code: wireCode(error), Message: error.message, SenderFault: error.httpStatus < 500 });
      }
    }
    // What is too large by itself makes the batch too large as well.
    const bytes = entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
    if (bytes > messageBytesMax) {
      throw new ServiceError("BatchRequestTooLongException", "The length of all the batch messages put together is more than the limit.");
    }
    const published =
      accepted.length === 0
        ? []
        : await publishAll(
            context,
            topic,
            accepted.map(({ message }) => message),
          );
    const successful = accepted.map(({ id }, at): PublishBatchResultEntry => {
      const { messageId, sequenceNumber } = published[at] as Published;
      return { Id: id, MessageId: messageId, SequenceNumber: sequenceNumber };
    });
    return { Successful: successful, Failed: failed };
  },
});

function checkEntries(entries: readonly PublishBatchRequestEntry[]): void {
  if (entries.length === 0) throw new ServiceError("EmptyBatchRequestException", "The batch request doesn't contain any entries.");
  if (entries.length > batchEntriesMax) {
    throw new ServiceError("TooManyEntriesInBatchRequestException", "The batch request contains more entries than permissible.");
  }
  const ids = entries.map(({ Id }) => Id);
  if (ids.some((id) => !/^[A-Za-z0-9_-]+$/.test(id) || id.length > batchEntryIdCharsMax)) {
    throw new ServiceError(
      "InvalidBatchEntryIdException",
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  }
  if (new Set(ids).size !== ids.length) {
    throw new ServiceError("BatchEntryIdsNotDistinctException", "Two or more batch entries in the request have the same Id.");
  }
}

/** As the code stands in an error of its own. */
function wireCode({ code }: ServiceError): string {
  return code === "InvalidParameterValueException" ? "ParameterValueInvalid" : code.replace(/Exception$/, "");
}
