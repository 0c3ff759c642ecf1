import { ServiceError } from "../../aws/index.ts";
import { operation } from "./context.ts";
import { invalidParameter, subscriptionNotFound } from "./errors.ts";
import { pageOf } from "./page.ts";
import { checkArn, isFifoTopic, type SubscriptionRecord } from "./records.ts";
import { allAttributes, changedAttributes } from "./subscription-attributes.ts";
import type { Subscription, Topics } from "./topics.ts";

function subscriptionOf(topics: Topics, arn: string): Subscription {
  const found = topics.findSubscription(arn);
  if (found !== undefined) return found;
  checkArn(arn, "SubscriptionArn");
  throw subscriptionNotFound();
}

/** Confirms by the token that the endpoint was sent. Twice is once. */
export const confirmSubscription = operation("ConfirmSubscription", {
  async handle({ TopicArn, Token, AuthenticateOnUnsubscribe }, { call, topics }) {
    return await topics.changing(async () => {
      const topic = topics.get(TopicArn);
      if (!/^[0-9a-f]{256}$/.test(Token)) throw invalidParameter("Token");
      const found = [...topic.subscriptions.values()].find(({ record }) => record.token === Token);
      if (found === undefined) throw invalidParameter("Token");
      const { record } = found;
      if (record.isPending) {
        // Only a signed request can ask for it: whoever has the link alone has no identity.
        const authenticatesUnsubscribe = AuthenticateOnUnsubscribe === "true" && call.principalArn !== "";
        await topics.saveSubscription(topic, { ...record, isPending: false, authenticatesUnsubscribe });
      }
      return { SubscriptionArn: record.arn };
    });
  },
});

/** Ends a subscription; one that is not there is no error. */
export const unsubscribe = operation("Unsubscribe", {
  async handle({ SubscriptionArn: arn }, { call, topics }) {
    checkArn(arn, "SubscriptionArn");
    await topics.changing(async () => {
      const found = topics.findSubscription(arn);
      const topic = found === undefined ? undefined : topics.find(found.record.topicArn);
      if (found === undefined || topic === undefined) return;
      if (found.record.isPending) throw invalidParameter("This subscription is pending confirmation and cannot be unsubscribed");
      if (found.record.authenticatesUnsubscribe && call.principalArn === "") {
        throw new ServiceError("AuthorizationErrorException", "This subscription wants a signed request to be ended.", { httpStatus: 403 });
      }
      await topics.deleteSubscription(topic, arn);
    });
  },
});

const listed = (record: SubscriptionRecord) => ({
  SubscriptionArn: !record.isPending ? record.arn : "PendingConfirmation",
  Owner: record.owner,
  Protocol: record.protocol,
  Endpoint: record.endpoint,
  TopicArn: record.topicArn,
});

/** The subscriptions to the account's topics, a hundred a page. */
export const listSubscriptions = operation("ListSubscriptions", {
  handle({ NextToken: token }, { call, topics }) {
    const own: SubscriptionRecord[] = [];
    for (const { record } of topics.subscriptions()) {
      const topic = topics.find(record.topicArn)?.record;
      if (topic?.accountId === call.accountId && topic.region === call.region) own.push(record);
    }
    const { items, nextToken } = pageOf(own, ({ arn }) => arn, token);
    return { Subscriptions: items.map(listed), NextToken: nextToken };
  },
});

export const listSubscriptionsByTopic = operation("ListSubscriptionsByTopic", {
  handle({ TopicArn, NextToken: token }, { topics }) {
    const records = [...topics.get(TopicArn).subscriptions.values()].map(({ record }) => record);
    const { items, nextToken } = pageOf(records, ({ arn }) => arn, token);
    return { Subscriptions: items.map(listed), NextToken: nextToken };
  },
});

export const getSubscriptionAttributes = operation("GetSubscriptionAttributes", {
  handle({ SubscriptionArn }, { topics }) {
    const { record } = subscriptionOf(topics, SubscriptionArn);
    return { Attributes: allAttributes(record, topics.find(record.topicArn)) };
  },
});

/** Sets one attribute; an empty value takes it away. */
export const setSubscriptionAttributes = operation("SetSubscriptionAttributes", {
  async handle({ SubscriptionArn, AttributeName: name, AttributeValue: value = "" }, { topics }) {
    await topics.changing(async () => {
      const { record } = subscriptionOf(topics, SubscriptionArn);
      const topic = topics.get(record.topicArn);
      const attributes = changedAttributes(record.protocol, isFifoTopic(topic.record), record.attributes, { [name]: value });
      await topics.saveSubscription(topic, { ...record, attributes });
    });
  },
});
