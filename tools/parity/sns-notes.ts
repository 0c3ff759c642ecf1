/** What the table of SNS's operations cannot know. */

import type { SNSOperations } from "../../packages/server/src/models/sns.ts";
import type { Notes } from "./notes.ts";

export const snsNotes: Notes<keyof SNSOperations & string> = {
  service: [
    "Subscribers are queues, functions, HTTP and HTTPS endpoints, and mail. `sms`, `application` and `firehose` are refused with `InvalidParameter`; publishing to a phone number or a platform endpoint with `NotImplementedException`.",
    "What each subscriber gets is in the store before a publish is answered. It is tried as AWS documents it: queues and functions for 23 days, HTTP endpoints by the delivery policy, mail for six hours; then it goes to the subscription's dead-letter queue. A delivery may come twice after a crash.",
    "At most 100,000 deliveries and 512 MB of them wait at a time to queues and functions, as many to endpoints and mail, and as many of FIFO topics; beyond it a publish is refused with `Throttled`, status 429.",
    "Messages of standard topics are signed with a key of the data folder's own; `SigningCertURL` leads to this server. Clients that insist on a host of amazonaws.com have to be told otherwise.",
    "HTTP endpoints may be on this machine or in private networks. They have 15 seconds, redirects are not followed, certificates are verified except on loopback.",
    "Mail goes through `--smtp-url`; without it each mail is written into the log, with its links.",
    "Policies are kept and answered, not enforced. `KmsMasterKeyId`, `TracingConfig` and the feedback roles of delivery status are kept without effect.",
  ],
  operations: {
    AddPermission: ["The policy is kept, not enforced."],
    ConfirmSubscription: ["Unsigned, as the link in the confirmation, also where signatures are wanted."],
    CreateTopic: ["`DataProtectionPolicy` and the attribute `ArchivePolicy` are refused with `InvalidParameter`."],
    PublishBatch: ["The ten messages are one write: none is published when it fails."],
    SetSubscriptionAttributes: [
      "`ReplayPolicy`, and `throttlePolicy` within `DeliveryPolicy`, are refused with `InvalidParameter`. `SubscriptionRoleArn` is kept without effect.",
    ],
    Subscribe: [
      "Queues and functions are confirmed at once, those of other accounts too. Whether they are there is seen at the first delivery.",
      "A subscription that nobody confirms is forgotten after two days.",
    ],
    Unsubscribe: ["Unsigned, as the link in a notification, also where signatures are wanted, unless the confirmation said otherwise."],
  },
};
