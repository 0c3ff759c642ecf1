/**
 * SNS: topics and their subscribers. A message is answered when what each subscriber gets is in the store; from there it
 * is delivered, again if need be, by an outbox.
 */

import type { AwsCaller, Operation, Route, ServiceDefinition } from "../../aws/index.ts";
import { model } from "../../models/sns.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { SnsContext } from "./context.ts";
import { createDeliveries } from "./deliveries.ts";
import { createHttpEndpoints } from "./http-endpoint.ts";
import { createMailer, type MailSettings } from "./mail.ts";
import { addPermission, removePermission } from "./permissions.ts";
import { publish, publishBatch } from "./publish-operations.ts";
import { certificatesPath, createSigner, type SigningPair } from "./signing.ts";
import { subscribe } from "./subscribe.ts";
import {
  confirmSubscription,
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
  unsubscribe,
} from "./subscription-operations.ts";
import {
  createTopic,
  deleteTopic,
  getTopicAttributes,
  listTagsForResource,
  listTopics,
  setTopicAttributes,
  tagResource,
  untagResource,
} from "./topic-operations.ts";
import { Topics } from "./topics.ts";

export interface SnsDeps {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly aws: AwsCaller;
  /** Makes the key that messages are signed with; asked once in the life of the data. */
  readonly issueSigningPair: () => Promise<SigningPair>;
  /** Without it mails are written into the log. */
  readonly mail?: MailSettings | undefined;
}

export interface Sns {
  /** For `defineService`. */
  readonly definition: ServiceDefinition<SnsContext>;
  /** Whether the operation can be asked without a signature: the links in confirmations and notifications. */
  readonly judgesItself: (route: Route) => boolean;
  /** Pages of Stile's own: the certificate that signatures are verified with. */
  readonly pages: readonly SnsPage[];
  /** Reads what an earlier server left. To be called before the first request. */
  open(): Promise<void>;
  /** Takes up deliveries that an earlier server left. To be called when the services that are delivered to answer. */
  deliver(): Promise<void>;
  /** Deliveries under way end; resolves when nothing is written any more. */
  close(): Promise<void>;
}

interface SnsPage {
  readonly method: string;
  readonly path: string;
  readonly handle: (request: {
    readonly path: string;
  }) => Promise<{ readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }>;
}

/** Every operation that is served; the parity tables read it too. */
export const snsOperations: readonly Operation<SnsContext>[] = [
  createTopic,
  deleteTopic,
  listTopics,
  getTopicAttributes,
  setTopicAttributes,
  subscribe,
  confirmSubscription,
  unsubscribe,
  listSubscriptions,
  listSubscriptionsByTopic,
  getSubscriptionAttributes,
  setSubscriptionAttributes,
  publish,
  publishBatch,
  addPermission,
  removePermission,
  tagResource,
  untagResource,
  listTagsForResource,
];

const linkedOperations = new Set(["ConfirmSubscription", "Unsubscribe"]);

export function createSns(deps: SnsDeps): Sns {
  const logger = deps.platform.logger.child({ service: "sns" });
  const platform = { ...deps.platform, logger };
  const { records, aws } = deps;
  const topics = new Topics({ platform, records });
  const endpoints = createHttpEndpoints(platform.clock);
  const deliveries = createDeliveries({ platform, records, aws, topics, endpoints, sendMail: createMailer(deps.mail, logger) });
  const signer = createSigner(records, deps.issueSigningPair);
  const page: SnsPage = {
    method: "GET",
    path: `${certificatesPath}*`,
    async handle({ path }) {
      const certificate = await signer.certificateAt(path);
      return certificate === undefined
        ? { status: 404, headers: { "Content-Type": "text/plain" }, body: "There is no such certificate.\n" }
        : { status: 200, headers: { "Content-Type": "application/x-pem-file" }, body: certificate };
    },
  };
  return {
    definition: { model, operations: snsOperations, deps: { platform, records, topics, deliveries, signer }, logger },
    judgesItself: ({ operation }) => linkedOperations.has(operation),
    pages: [page],
    open: () => topics.open(),
    deliver: () => deliveries.open(),
    async close() {
      await deliveries.close();
      endpoints.close();
      await topics.close();
    },
  };
}
