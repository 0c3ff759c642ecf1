/** What the table of EventBridge's operations cannot know. */

import type { EventBridgeOperations } from "../../packages/server/src/models/events.ts";
import type { Notes } from "./notes.ts";

const noKey = "`KmsKeyIdentifier` is refused with `ValidationException`.";
const noPrivate = "`KmsKeyIdentifier` and connectivity parameters (private APIs) are refused with `ValidationException`.";

export const eventsNotes: Notes<keyof EventBridgeOperations & string> = {
  service: [
    "What PutEvents takes in is written, with every delivery it leads to, before it answers. A delivery is tried with growing delays for 24 hours and 185 times, or as its target's `RetryPolicy` says, then goes to the target's dead-letter queue; what is under way when the server ends is taken up by the next one, so that a delivery may come twice. AWS's attributes stand on dead letters.",
    "Targets are queues, topics, functions, state machines, log groups, event buses of this server, and API destinations. Others are refused by PutTargets. More than eight buses in a row are taken for a circle.",
    "Schedules of rules: how far one has come is written together with its deliveries. Of the times that were missed while no server ran the last one is made up for, if it is not older than a day.",
    "Step Functions Execution Status Change is published for Standard executions after the commit that made the change: a server that is killed in between tells nobody of it. `redriveCount` is 0, version and alias are null.",
    "Patterns are EventBridge's own, with its messages; the complexity of wildcards is not bounded, since they are matched in one pass.",
    "Input transformers: a path that finds nothing gives null, or an empty text within a string; values put into a string are escaped, where AWS would give JSON that is none.",
    "Resource policies of buses are kept and shown, not enforced. `RoleArn` is asked for where AWS asks, and not used. Partner event sources and global endpoints are refused.",
  ],
  operations: {
    CreateApiDestination: [
      "HTTP is taken besides HTTPS. Private addresses may be called; link-local ones, where cloud machines keep their credentials, may not.",
    ],
    CreateArchive: [noKey, "Figures are exact and up to date; the time of an event is when it came in."],
    CreateConnection: [
      noPrivate,
      "Secrets are sealed (AES-256-GCM) under the key in the data folder's `master.key`; `SecretArn` names a secret that is nowhere else. Token requests send the client's credentials as a form, or in the query with GET.",
    ],
    CreateEventBus: [noKey, "`DeadLetterConfig`, `LogConfig` other than OFF and `EventSourceName` are refused."],
    DeleteConnection: ["Answers DELETING; it is gone then."],
    DeleteRule: ["There are no managed rules: `Force` makes no difference."],
    DescribeEventBus: ["The default bus has no creation time until it is changed."],
    PutEvents: [
      "`EndpointId` is refused. An entry for a bus that is not there is taken, as on AWS, and nothing comes of it. `TraceHeader` goes on to queues and state machines.",
    ],
    PutPermission: ["The policy is kept, not enforced."],
    PutRule: ["`ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS` is refused: there is no CloudTrail. Patterns may have 2,048 characters."],
    PutTargets: ["Five targets a rule. Parameters of other kinds of targets are refused with `ValidationException`."],
    StartReplay: ["Events are replayed as fast as they can be written, in order."],
    UpdateConnection: [noPrivate],
  },
};
