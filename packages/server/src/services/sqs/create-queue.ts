import { ServiceError } from "../../aws/index.ts";
import { operation } from "./context.ts";
import { invalidParameterValue, invalidValue } from "./errors.ts";
import { allowsRedriveFrom, changedAttributes, checkRedriveAllowPolicy, parseRedrivePolicy } from "./queue-attributes.ts";
import { checkQueueName } from "./queue-name.ts";
import { attributeDefaults, fifoDefaults, queueArn, type QueueName, queueUrl } from "./queue-record.ts";
import type { Queues } from "./queues.ts";
import { changedTags } from "./tags.ts";

type Attributes = Readonly<Record<string, string>>;

/** Checks attributes that are set for that queue, and answers all of them as they are then. */
export function attributesFor(queues: Queues, name: QueueName, present: Attributes, given: Attributes): Attributes {
  const next = changedAttributes(name.name, present, given);
  const { RedrivePolicy, RedriveAllowPolicy } = given;
  if (RedriveAllowPolicy !== undefined && RedriveAllowPolicy !== "") checkRedriveAllowPolicy(RedriveAllowPolicy);
  if (RedrivePolicy === undefined || RedrivePolicy === "") return next;
  const { targetArn, maxReceiveCount } = parseRedrivePolicy(RedrivePolicy, name);
  const target = queues.findByArn(targetArn);
  if (target === undefined) throw invalidValue(RedrivePolicy, "RedrivePolicy", "Dead letter target does not exist.");
  if (!allowsRedriveFrom(target.record.attributes, queueArn(name))) {
    throw invalidValue(RedrivePolicy, "RedrivePolicy", "The dead-letter queue does not allow this queue to use it (RedriveAllowPolicy).");
  }
  return { ...next, RedrivePolicy: JSON.stringify({ deadLetterTargetArn: targetArn, maxReceiveCount }) };
}

/** The attribute that is not as it is asked for; undefined when all are. */
function differing(present: Attributes, asked: Attributes): string | undefined {
  const valueOf = (attributes: Attributes, name: string) => attributes[name] ?? attributeDefaults[name] ?? fifoDefaults[name] ?? "";
  return Object.keys(asked).find((name) => valueOf(present, name) !== valueOf(asked, name));
}

/**
 * Makes a queue; one that is there already is answered if what is asked for is as it is. A name can be used again as
 * soon as its queue is deleted: AWS asks for a pause of sixty seconds because deleting takes it so long.
 */
export const createQueue = operation("CreateQueue", {
  async handle({ QueueName: name, Attributes: given = {}, tags = {} }, { call, queues }) {
    const { FifoQueue: fifo, ...attributes } = given;
    if (fifo !== undefined && fifo !== "true") {
      // AWS refuses "false" as well: a queue without the attribute is a standard queue.
      throw new ServiceError("InvalidAttributeName", "Unknown Attribute FifoQueue.");
    }
    const isFifo = fifo === "true";
    if (name.endsWith(".fifo") && !isFifo) {
      throw invalidParameterValue("The name of a FIFO queue can only be used together with the attribute FifoQueue.");
    }
    checkQueueName(name, isFifo);
    const queueName: QueueName = { accountId: call.accountId, region: call.region, name };
    return await queues.changing(async () => {
      const present = queues.find(queueName);
      if (present === undefined) {
        await queues.create(queueName, { attributes: attributesFor(queues, queueName, {}, attributes), tags: changedTags({}, tags) });
      } else {
        const asked = attributesFor(queues, queueName, {}, attributes);
        const different = differing(present.record.attributes, asked);
        if (different !== undefined) {
          throw new ServiceError(
            "QueueNameExists",
            `A queue already exists with the same name and a different value for attribute ${different}`,
          );
        }
      }
      return { QueueUrl: queueUrl(call.endpointUrl, queueName) };
    });
  },
});
