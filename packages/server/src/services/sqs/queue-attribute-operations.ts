import { operation } from "./context.ts";
import { attributesFor } from "./create-queue.ts";
import { unknownAttribute } from "./errors.ts";
import type { Queue } from "./queue.ts";
import { attributeDefaults, fifoDefaults, isFifoName, queueArn } from "./queue-record.ts";

/** Everything GetQueueAttributes can answer for that queue. */
function allAttributes(queue: Queue): Readonly<Record<string, string>> {
  const { record, counts } = queue;
  const { attributes } = record;
  const hasKey = attributes["KmsMasterKeyId"] !== undefined;
  return {
    ...attributeDefaults,
    ...(isFifoName(record.name) ? { FifoQueue: "true", ...fifoDefaults } : {}),
    SqsManagedSseEnabled: hasKey ? "false" : "true",
    ...(hasKey ? { KmsDataKeyReusePeriodSeconds: "300" } : {}),
    ...attributes,
    QueueArn: queueArn(record),
    CreatedTimestamp: String(Math.floor(record.createdMs / 1_000)),
    LastModifiedTimestamp: String(Math.floor(record.modifiedMs / 1_000)),
    ApproximateNumberOfMessages: String(counts.available),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
  };
}

/** Names that may be asked for although a queue does not have them. */
const optional = new Set([
  "Policy",
  "RedrivePolicy",
  "RedriveAllowPolicy",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
  "FifoQueue",
  ...Object.keys(fifoDefaults),
]);

/** The attributes asked for; none when none is. */
export const getQueueAttributes = operation("GetQueueAttributes", {
  handle({ QueueUrl, AttributeNames: names = [] }, { call, queues }) {
    const all = allAttributes(queues.get(QueueUrl, call));
    const chosen: Record<string, string> = {};
    for (const name of names) {
      if (name === "All") return { Attributes: all };
      const value = Object.hasOwn(all, name) ? all[name] : undefined;
      if (value !== undefined) chosen[name] = value;
      else if (!optional.has(name)) throw unknownAttribute(name);
    }
    return Object.keys(chosen).length === 0 ? {} : { Attributes: chosen };
  },
});

/** Sets attributes; those that are not named stay. */
export const setQueueAttributes = operation("SetQueueAttributes", {
  async handle({ QueueUrl, Attributes: given }, { call, queues }) {
    await queues.changing(async () => {
      const queue = queues.get(QueueUrl, call);
      const attributes = attributesFor(queues, queue.record, queue.record.attributes, given);
      await queues.update(queue, { attributes, modifiedMs: call.nowMs });
    });
  },
});
