/**
 * Notifications on their way: written with the change they tell of, delivered at least once, also by a later server.
 * Destinations are called through the one caller, so that they may be here or elsewhere.
 */
import { type AwsCaller, parseArn } from "../../aws/index.ts";
import { type Attempt, callTarget, createOutbox, failedAttempt, OutboxFull } from "../../outbox/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { notificationAttemptsMax, notificationLifeMs } from "./limits.ts";
import { destinationsOf, wants } from "./notification-destinations.ts";
import { bridgeEvent, bucketArn, eventMessage } from "./notification-events.ts";
import type { Announcer, Occurrence, Prepared } from "./objects.ts";
import { refusal } from "./refusals.ts";

type Delivery =
  | { readonly to: "sqs" | "sns" | "lambda"; readonly arn: string; readonly text: string; readonly atMs: number }
  | {
      readonly to: "events";
      readonly arn: string;
      readonly region: string;
      readonly accountId: string;
      readonly detailType: string;
      readonly text: string;
      readonly atMs: number;
    };

export interface Notifier extends Announcer {
  /** Takes up what an earlier server left. */
  open(): Promise<void>;
  close(): Promise<void>;
}

const nothing: Prepared = { changes: [], written: () => {}, abandoned: () => {} };

export function createNotifier(deps: { readonly platform: Platform; readonly records: RecordStore; readonly aws: AwsCaller }): Notifier {
  const { platform, records, aws } = deps;
  const { clock } = platform;
  const outbox = createOutbox<Delivery>({
    kind: "s3.notification",
    platform,
    records,
    laneOf: ({ arn }) => arn,
    policyOf: ({ atMs }) => ({ retriesMax: notificationAttemptsMax - 1, untilMs: atMs + notificationLifeMs }),
    attempt: (delivery, _state, signal) => attempt(delivery, aws, signal),
    // S3 has no dead letters: the outbox has logged it.
    deadLetter: async () => ({ kind: "done" }),
  });
  let lastMs = 0;
  let inMs = 0;
  const sequencer = (atMs: number): string => {
    inMs = atMs > lastMs ? 0 : inMs + 1;
    lastMs = Math.max(atMs, lastMs);
    return lastMs.toString(16).toUpperCase().padStart(12, "0") + inMs.toString(16).toUpperCase().padStart(6, "0");
  };
  return {
    prepare(occurrence) {
      if (occurrence.bucket.notification === undefined) return nothing;
      const atMs = clock.nowMs();
      const deliveries = deliveriesOf(occurrence, { atMs, sequencer: sequencer(atMs) });
      if (deliveries.length === 0) return nothing;
      try {
        return outbox.prepare(deliveries);
      } catch (error) {
        if (error instanceof OutboxFull) throw refusal("SlowDown", 503, "Please reduce your request rate.");
        throw error;
      }
    },
    open: () => outbox.open(),
    close: () => outbox.close(),
  };
}

function deliveriesOf(occurrence: Occurrence, moment: { readonly atMs: number; readonly sequencer: string }): readonly Delivery[] {
  const { bucket, event, key } = occurrence;
  const { atMs } = moment;
  const deliveries = destinationsOf(bucket.notification)
    .filter((destination) => wants(destination, event, key))
    .map(({ kind, arn, id }): Delivery => ({ to: kind, arn, text: eventMessage(occurrence, id, moment), atMs }));
  const bridged = bucket.notification?.EventBridgeConfiguration === undefined ? undefined : bridgeEvent(occurrence, moment);
  if (bridged === undefined) return deliveries;
  const { region, accountId } = bucket;
  return [
    ...deliveries,
    { to: "events", arn: bucketArn(bucket), region, accountId, detailType: bridged.detailType, text: bridged.detail, atMs },
  ];
}

async function attempt(delivery: Delivery, aws: AwsCaller, signal: AbortSignal): Promise<Attempt> {
  try {
    if (delivery.to === "events") await putEvent(delivery, aws, signal);
    else await tell(delivery, aws, signal);
    return { kind: "done" };
  } catch (error) {
    return failedAttempt(error);
  }
}

async function tell(
  { to, arn, text }: Delivery & { readonly to: "sqs" | "sns" | "lambda" },
  aws: AwsCaller,
  signal: AbortSignal,
): Promise<void> {
  const parsed = parseArn(arn);
  // It was checked when it was configured.
  if (parsed === undefined) throw new Error(`${arn} is no ARN`);
  if (to === "sns") {
    await aws.call({
      service: "sns",
      operation: "Publish",
      input: { TopicArn: arn, Subject: "Amazon S3 Notification", Message: text },
      region: parsed.region,
      accountId: parsed.accountId,
      principalArn: "s3.amazonaws.com",
      signal,
    });
    return;
  }
  await callTarget(aws, to, { arn: parsed, payload: text, roleArn: "s3.amazonaws.com", signal });
}

async function putEvent(delivery: Delivery & { readonly to: "events" }, aws: AwsCaller, signal: AbortSignal): Promise<void> {
  const { region, accountId, detailType, text, atMs, arn } = delivery;
  const { Entries = [] } = await aws.call<{
    readonly Entries?: readonly { readonly ErrorCode?: string; readonly ErrorMessage?: string }[];
  }>({
    service: "events",
    operation: "PutEvents",
    input: { Entries: [{ Source: "aws.s3", DetailType: detailType, Detail: text, Resources: [arn], Time: atMs }] },
    region,
    accountId,
    principalArn: "s3.amazonaws.com",
    signal,
  });
  const [entry] = Entries;
  if (entry?.ErrorCode !== undefined) throw refusal(entry.ErrorCode, 400, entry.ErrorMessage ?? "");
}
