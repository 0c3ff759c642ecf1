/** Whom a bucket tells about its objects: put, checked and answered. S3 "Amazon S3 Event Notifications". */
import { type AwsCaller, type Call, parseArn, ServiceError } from "../../aws/index.ts";
import type { NotificationConfiguration, NotificationConfigurationFilter } from "../../models/s3.ts";
import type { BucketRecord } from "./bucket-record.ts";
import { operation } from "./context.ts";
import { notificationConfigurationsMax } from "./limits.ts";
import { invalidArgument, malformedXml, refusal } from "./refusals.ts";
import { testEvent } from "./notification-events.ts";
import { type Destination, destinationsOf, filterOf, type KeyFilter } from "./notification-destinations.ts";

export const putBucketNotificationConfiguration = operation("PutBucketNotificationConfiguration", {
  async handle(input, { buckets, platform, aws, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const configuration = withIds(input.NotificationConfiguration, () => platform.random.uuid());
    const destinations = destinationsOf(configuration);
    if (destinations.length > notificationConfigurationsMax) throw malformedXml();
    for (const filter of filtersOf(configuration)) checkFilter(filter);
    checkOverlaps(destinations);
    if (input.SkipDestinationValidation !== true) await checkDestinations(destinations, bucket, aws, call);
    await buckets.change(bucket.name, ({ notification: _before, ...record }) =>
      destinations.length === 0 && configuration.EventBridgeConfiguration === undefined
        ? record
        : { ...record, notification: configuration },
    );
  },
});

export const getBucketNotificationConfiguration = operation("GetBucketNotificationConfiguration", {
  handle(input, { buckets, call }) {
    return buckets.require(input.Bucket, call, input.ExpectedBucketOwner).notification ?? {};
  },
});

function withIds(configuration: NotificationConfiguration, newId: () => string): NotificationConfiguration {
  const named = <One extends { readonly Id?: string }>(all: readonly One[] | undefined) =>
    all?.map((one) => ({ ...one, Id: one.Id ?? Buffer.from(newId()).toString("base64url") }));
  const { TopicConfigurations, QueueConfigurations, LambdaFunctionConfigurations, EventBridgeConfiguration } = configuration;
  const topics = named(TopicConfigurations);
  const queues = named(QueueConfigurations);
  const functions = named(LambdaFunctionConfigurations);
  return {
    ...(topics === undefined ? {} : { TopicConfigurations: topics }),
    ...(queues === undefined ? {} : { QueueConfigurations: queues }),
    ...(functions === undefined ? {} : { LambdaFunctionConfigurations: functions }),
    ...(EventBridgeConfiguration === undefined ? {} : { EventBridgeConfiguration }),
  };
}

function filtersOf(configuration: NotificationConfiguration): readonly (NotificationConfigurationFilter | undefined)[] {
  const { TopicConfigurations = [], QueueConfigurations = [], LambdaFunctionConfigurations = [] } = configuration;
  return [...TopicConfigurations, ...QueueConfigurations, ...LambdaFunctionConfigurations].map(({ Filter }) => Filter);
}

function checkFilter(filter: NotificationConfigurationFilter | undefined): void {
  const rules = filter?.Key?.FilterRules ?? [];
  for (const kind of ["prefix", "suffix"]) {
    if (rules.filter(({ Name }) => Name?.toLowerCase() === kind).length > 1) {
      throw invalidArgument(`Cannot specify more than one ${kind} rule in a filter.`, "FilterRule", kind);
    }
  }
  for (const { Name } of rules) {
    if (Name?.toLowerCase() !== "prefix" && Name?.toLowerCase() !== "suffix") {
      throw invalidArgument("filter rule name must be either prefix or suffix", "FilterRule.Name", Name);
    }
  }
}

function checkOverlaps(destinations: readonly Destination[]): void {
  const ids = new Set<string>();
  for (const [index, one] of destinations.entries()) {
    if (ids.has(one.id)) throw invalidArgument("Same ID used for multiple configurations. IDs must be unique", "Id", one.id);
    ids.add(one.id);
    for (const other of destinations.slice(index + 1)) {
      if (!one.events.some((event) => other.events.some((second) => eventsMeet(event, second)))) continue;
      if (filtersMeet(filterOf(one.filter), filterOf(other.filter))) {
        throw invalidArgument(
          "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
          "NotificationConfiguration",
          undefined,
        );
      }
    }
  }
}

function eventsMeet(left: string, right: string): boolean {
  const covers = (pattern: string, event: string) => pattern === event || (pattern.endsWith("*") && event.startsWith(pattern.slice(0, -1)));
  return covers(left, right) || covers(right, left);
}

function filtersMeet(left: KeyFilter, right: KeyFilter): boolean {
  const prefixes = left.prefix.startsWith(right.prefix) || right.prefix.startsWith(left.prefix);
  return prefixes && (left.suffix.endsWith(right.suffix) || right.suffix.endsWith(left.suffix));
}

/** S3 sends queues and topics a test event, and asks for the function: a destination that cannot be told is refused. */
async function checkDestinations(destinations: readonly Destination[], bucket: BucketRecord, aws: AwsCaller, call: Call): Promise<void> {
  const failed: Record<string, string> = {};
  for (const destination of destinations) {
    const { kind, arn } = destination;
    const parsed = parseArn(arn);
    const service = { sqs: "sqs", sns: "sns", lambda: "lambda" }[kind];
    if (parsed === undefined || parsed.service !== service) throw invalidArgument("The ARN could not be parsed", kind, arn.slice(0, 2_048));
    if (parsed.region !== bucket.region) {
      throw invalidArgument(
        `The notification destination service region is not valid for the bucket location constraint`,
        kind,
        arn.slice(0, 2_048),
      );
    }
    if (parsed.resource.endsWith(".fifo")) {
      throw invalidArgument(`FIFO ${kind === "sqs" ? "SQS queues" : "SNS topics"} are not supported`, kind, arn);
    }
    const at = { region: parsed.region, accountId: parsed.accountId, principalArn: "s3.amazonaws.com", signal: call.signal };
    try {
      const text = testEvent(bucket, call);
      if (kind === "lambda") {
        await aws.call({ ...at, service, operation: "GetFunctionConfiguration", input: { FunctionName: arn } });
      } else if (kind === "sns") {
        await aws.call({
          ...at,
          service,
          operation: "Publish",
          input: { TopicArn: arn, Subject: "Amazon S3 Notification", Message: text },
        });
      } else {
        const asked = { QueueName: parsed.resource, QueueOwnerAWSAccountId: parsed.accountId };
        const { QueueUrl } = await aws.call<{ readonly QueueUrl?: string }>({ ...at, service, operation: "GetQueueUrl", input: asked });
        await aws.call({ ...at, service, operation: "SendMessage", input: { QueueUrl, MessageBody: text } });
      }
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const number = Object.keys(failed).length / 2 + 1;
      failed[`ArgumentName${number}`] = arn;
      failed[`ArgumentValue${number}`] = /NotFound|NonExistent|DoesNotExist|NotExist/.test(error.code)
        ? `The destination ${{ sqs: "queue", sns: "topic", lambda: "function" }[kind]} does not exist`
        : error.message;
    }
  }
  if (Object.keys(failed).length === 0) return;
  throw refusal("InvalidArgument", 400, "Unable to validate the following destination configurations", { fields: failed });
}
