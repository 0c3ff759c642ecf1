import { type Call, parseArn } from "../../aws/index.ts";
import { operation, type SnsContext } from "./context.ts";
import { invalidParameter } from "./errors.ts";
import type { Notice } from "./envelope.ts";
import { textToSign } from "./envelope.ts";
import { fifoSubscriptionsMax } from "./limits.ts";
import { isFifoTopic, type Protocol, protocols, type SubscriptionRecord } from "./records.ts";
import { prepare, signatureFor } from "./publish.ts";
import { changedAttributes } from "./subscription-attributes.ts";
import type { Topic } from "./topics.ts";

/** AWS has them; what they need is not here. */
const refusedProtocols = new Set(["sms", "application", "firehose"]);

function checkProtocol(text: string): Protocol {
  const protocol = protocols.find((known) => known === text);
  if (protocol !== undefined) return protocol;
  if (refusedProtocols.has(text)) throw invalidParameter(`Stile does not deliver to the protocol ${text}`);
  throw invalidParameter(`Amazon SNS does not support this protocol string: ${text.slice(0, 64)}`);
}

function checkEndpoint(protocol: Protocol, endpoint: string | undefined, topic: Topic): string {
  if (endpoint === undefined || endpoint === "") throw invalidParameter("Endpoint");
  const isFifo = isFifoTopic(topic.record);
  if (isFifo && protocol !== "sqs") throw invalidParameter(`Invalid protocol type: ${protocol}`);
  switch (protocol) {
    case "sqs": {
      const arn = parseArn(endpoint);
      if (arn === undefined || arn.service !== "sqs") throw invalidParameter("SQS endpoint ARN");
      if (!isFifo && arn.resource.endsWith(".fifo")) {
        throw invalidParameter("Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
      }
      return endpoint;
    }
    case "lambda":
      if (parseArn(endpoint)?.service !== "lambda") throw invalidParameter("Lambda endpoint ARN");
      return endpoint;
    case "http":
    case "https":
      if (!endpoint.startsWith(`${protocol}://`) || !URL.canParse(endpoint) || endpoint.length > 2_048) {
        throw invalidParameter("Endpoint must match the specified protocol");
      }
      return endpoint;
    case "email":
    case "email-json":
      // One address and nothing that a mail's header could be broken with.
      if (!/^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+$/.test(endpoint) || endpoint.length > 320) throw invalidParameter("Email address");
      return endpoint;
  }
}

/** Queues and functions are confirmed by whoever subscribes them; others have to say themselves that they want it. */
const needsConfirmation = (protocol: Protocol): boolean => protocol !== "sqs" && protocol !== "lambda";

const sameAttributes = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => one[name] === other[name]);

/**
 * Subscribes an endpoint; the same again is answered as the first time. HTTP endpoints and mail addresses are asked to
 * confirm: the message with the link is durable with the subscription.
 */
export const subscribe = operation("Subscribe", {
  async handle({ TopicArn, Protocol: protocolText, Endpoint, Attributes: given = {}, ReturnSubscriptionArn }, context) {
    const { topics } = context;
    return await topics.changing(async () => {
      const topic = topics.get(TopicArn);
      const protocol = checkProtocol(protocolText);
      const endpoint = checkEndpoint(protocol, Endpoint, topic);
      const isFifo = isFifoTopic(topic.record);
      const attributes = changedAttributes(protocol, isFifo, {}, given);
      const answer = ({ arn, isPending }: SubscriptionRecord) => ({
        SubscriptionArn: !isPending || ReturnSubscriptionArn === true ? arn : "pending confirmation",
      });
      const known = [...topic.subscriptions.values()].find(
        ({ record }) => record.protocol === protocol && record.endpoint === endpoint,
      )?.record;
      if (known !== undefined && !sameAttributes(known.attributes, attributes)) {
        throw invalidParameter("Attributes Reason: Subscription already exists with different attributes");
      }
      if (known?.isPending === false) return answer(known);
      if (isFifo && topic.subscriptions.size >= fifoSubscriptionsMax)
        throw invalidParameter(`a FIFO topic has at most ${fifoSubscriptionsMax} subscriptions`);
      const record = known ?? newSubscription(context, topic, { protocol, endpoint, attributes });
      await saveAndAsk(context, topic, record);
      return answer(record);
    });
  },
});

function newSubscription(
  { call, platform }: SnsContext & { readonly call: Call },
  topic: Topic,
  fields: Pick<SubscriptionRecord, "protocol" | "endpoint" | "attributes">,
): SubscriptionRecord {
  const isPending = needsConfirmation(fields.protocol);
  return {
    ...fields,
    arn: `${topic.arn}:${platform.random.uuid()}`,
    topicArn: topic.arn,
    owner: call.accountId,
    createdMs: call.nowMs,
    authenticatesUnsubscribe: false,
    isPending,
    token: isPending ? Buffer.from(platform.random.bytes(128)).toString("hex") : undefined,
  };
}

/** Writes the subscription together with the question, where there is one to ask. */
async function saveAndAsk(context: SnsContext & { readonly call: Call }, topic: Topic, record: SubscriptionRecord): Promise<void> {
  const { topics, deliveries } = context;
  if (record.token === undefined || !record.isPending) return await topics.saveSubscription(topic, record);
  const prepared = prepare(deliveries, [await confirmation(context, topic, record, record.token)]);
  try {
    await topics.saveSubscription(topic, record, prepared.changes);
  } catch (error) {
    prepared.abandoned();
    throw error;
  }
  prepared.written();
}

async function confirmation(
  { call, platform, signer }: SnsContext & { readonly call: Call },
  topic: Topic,
  record: SubscriptionRecord,
  token: string,
): Promise<Notice> {
  const query = new URLSearchParams({ Action: "ConfirmSubscription", TopicArn: topic.arn, Token: token });
  const notice: Notice = {
    kind: "confirmation",
    topicArn: topic.arn,
    subscriptionArn: record.arn,
    id: platform.random.uuid(),
    sentMs: call.nowMs,
    token,
    subscribeUrl: `${call.endpointUrl}/?${query}`,
    signed: undefined,
  };
  // A mail is a text that shows no signature.
  if (record.protocol === "email") return notice;
  return { ...notice, signed: await signatureFor(topic, textToSign(notice), call.endpointUrl, signer) };
}
