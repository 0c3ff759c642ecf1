import { operation } from "./context.ts";
import { invalidParameter } from "./errors.ts";
import { topicNameCharsMax } from "./limits.ts";
import { pageOf } from "./page.ts";
import { checkArn, isFifoTopic, topicArn, type TopicName } from "./records.ts";
import { changedTags, tagsOf } from "./tags.ts";
import { allAttributes, changedAttributes } from "./topic-attributes.ts";

function checkName(name: string, isFifo: boolean): void {
  const rest = isFifo && name.endsWith(".fifo") ? name.slice(0, -".fifo".length) : name;
  if (/^[A-Za-z0-9_-]+$/.test(rest) && name.length <= topicNameCharsMax && (!isFifo || rest !== name)) return;
  throw invalidParameter(
    isFifo
      ? "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long."
      : "Topic Name",
  );
}

const sameEntries = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean =>
  Object.keys(one).length === Object.keys(other).length && Object.entries(one).every(([key, value]) => other[key] === value);

/** Makes a topic; one that is there already is answered if what is asked for is as it is. */
export const createTopic = operation("CreateTopic", {
  async handle({ Name: name, Attributes: given = {}, Tags: givenTags = [], DataProtectionPolicy }, { call, topics }) {
    if (DataProtectionPolicy !== undefined) throw invalidParameter("DataProtectionPolicy: not supported by Stile");
    const { FifoTopic: fifo, ...attributes } = given;
    if (fifo !== undefined && fifo !== "true" && fifo !== "false")
      throw invalidParameter("Attributes Reason: Invalid value for the attribute FifoTopic");
    checkName(name, fifo === "true");
    const topicName: TopicName = { accountId: call.accountId, region: call.region, name };
    const tags = changedTags({}, givenTags);
    return await topics.changing(async () => {
      const arn = topicArn(topicName);
      const asked = changedAttributes(topicName, {}, attributes);
      const present = topics.find(arn);
      if (present === undefined) {
        await topics.create({ ...topicName, attributes: asked, tags, createdMs: call.nowMs, deletedSubscriptions: 0 });
      } else {
        const all = allAttributes(present);
        if (Object.entries(asked).some(([attribute, value]) => all[attribute] !== value)) {
          throw invalidParameter("Attributes Reason: Topic already exists with different attributes");
        }
        if (givenTags.length > 0 && !sameEntries(present.record.tags, tags)) {
          throw invalidParameter("Tags Reason: Topic already exists with different tags");
        }
      }
      return { TopicArn: arn };
    });
  },
});

/** Deletes a topic with its subscriptions; one that is not there is no error. */
export const deleteTopic = operation("DeleteTopic", {
  async handle({ TopicArn }, { topics }) {
    checkArn(TopicArn, "TopicArn");
    await topics.changing(async () => {
      const topic = topics.find(TopicArn);
      if (topic !== undefined) await topics.delete(topic);
    });
  },
});

/** The topics of the caller's account and region, a hundred a page. */
export const listTopics = operation("ListTopics", {
  handle({ NextToken: token }, { call, topics }) {
    const arns: string[] = [];
    for (const { arn, record } of topics.topics()) if (record.accountId === call.accountId && record.region === call.region) arns.push(arn);
    const { items, nextToken } = pageOf(arns, (arn) => arn, token);
    return { Topics: items.map((arn) => ({ TopicArn: arn })), NextToken: nextToken };
  },
});

export const getTopicAttributes = operation("GetTopicAttributes", {
  handle: ({ TopicArn }, { topics }) => ({ Attributes: allAttributes(topics.get(TopicArn)) }),
});

/** Sets one attribute; an empty value takes it away. */
export const setTopicAttributes = operation("SetTopicAttributes", {
  async handle({ TopicArn, AttributeName: name, AttributeValue: value = "" }, { topics }) {
    await topics.changing(async () => {
      const topic = topics.get(TopicArn);
      if (name === "FifoTopic" && isFifoTopic(topic.record)) throw invalidParameter("AttributeName");
      await topics.update(topic, { attributes: changedAttributes(topic.record, topic.record.attributes, { [name]: value }) });
    });
  },
});

export const tagResource = operation("TagResource", {
  async handle({ ResourceArn, Tags }, { topics }) {
    await topics.changing(async () => {
      const topic = tagsOf(topics, ResourceArn);
      await topics.update(topic, { tags: changedTags(topic.record.tags, Tags) });
    });
    return {};
  },
});

export const untagResource = operation("UntagResource", {
  async handle({ ResourceArn, TagKeys }, { topics }) {
    await topics.changing(async () => {
      const topic = tagsOf(topics, ResourceArn);
      const kept = Object.entries(topic.record.tags).filter(([key]) => !TagKeys.includes(key));
      await topics.update(topic, { tags: Object.fromEntries(kept) });
    });
    return {};
  },
});

export const listTagsForResource = operation("ListTagsForResource", {
  handle({ ResourceArn }, { topics }) {
    const { tags } = tagsOf(topics, ResourceArn).record;
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
});
