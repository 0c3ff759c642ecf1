/** The destinations of a bucket's notifications, whichever element of the configuration they stand in. */
import type { NotificationConfiguration, NotificationConfigurationFilter } from "../../models/s3.ts";

export interface Destination {
  readonly kind: "sqs" | "sns" | "lambda";
  readonly arn: string;
  readonly id: string;
  /** With `s3:`, perhaps ending in `*`. */
  readonly events: readonly string[];
  readonly filter: NotificationConfigurationFilter | undefined;
}

export interface KeyFilter {
  readonly prefix: string;
  readonly suffix: string;
}

export function destinationsOf(configuration: NotificationConfiguration | undefined): readonly Destination[] {
  const { TopicConfigurations = [], QueueConfigurations = [], LambdaFunctionConfigurations = [] } = configuration ?? {};
  return [
    ...TopicConfigurations.map(
      (one): Destination => ({
        kind: "sns",
        arn: one.TopicArn,
        id: one.Id ?? "",
        events: one.Events,
        filter: one.Filter,
      }),
    ),
    ...QueueConfigurations.map(
      (one): Destination => ({
        kind: "sqs",
        arn: one.QueueArn,
        id: one.Id ?? "",
        events: one.Events,
        filter: one.Filter,
      }),
    ),
    ...LambdaFunctionConfigurations.map(
      (one): Destination => ({
        kind: "lambda",
        arn: one.LambdaFunctionArn,
        id: one.Id ?? "",
        events: one.Events,
        filter: one.Filter,
      }),
    ),
  ];
}

export function filterOf(filter: NotificationConfigurationFilter | undefined): KeyFilter {
  const valueOf = (name: string) => filter?.Key?.FilterRules?.find(({ Name }) => Name?.toLowerCase() === name)?.Value ?? "";
  return { prefix: valueOf("prefix"), suffix: valueOf("suffix") };
}

/** Whether the destination wants to be told of that event (`ObjectCreated:Put`) of that key. */
export function wants({ events, filter }: Destination, event: string, key: string): boolean {
  const full = `s3:${event}`;
  const { prefix, suffix } = filterOf(filter);
  const named = events.some((pattern) => pattern === full || (pattern.endsWith("*") && full.startsWith(pattern.slice(0, -1))));
  return named && key.startsWith(prefix) && key.endsWith(suffix);
}
