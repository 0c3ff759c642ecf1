/** What the table of CloudWatch Logs' operations cannot know. */

import type { CloudWatchLogsOperations } from "../../packages/server/src/models/logs.ts";
import type { Notes } from "./notes.ts";

export const logsNotes: Notes<keyof CloudWatchLogsOperations & string> = {
  service: [
    "Events are in the store before PutLogEvents answers, many in a record; batches that come while one is being written are written together.",
    "What functions print is in `/aws/lambda/<name>`, or the group their `LoggingConfig` says, gathered for a quarter of a second: AWS's START, END and REPORT lines around it, a stream for each revision of a version and each start of the server. What comes faster than it can be written is left out, and how much is said in the log. It is there only where Logs is embedded.",
    "Filter patterns: terms, JSON and fields between spaces, without regular expressions (`%...%`), which are refused. A term is found anywhere in a message.",
    "Insights queries, exports, deliveries, metric filters and the like are refused with 501.",
  ],
  operations: {
    CreateLogGroup: [
      "`kmsKeyId` and the class DELIVERY are refused with `InvalidParameterException`. INFREQUENT_ACCESS is kept, and no different.",
    ],
    DescribeLogGroups: [
      "`storedBytes` is exact and up to date, but does not sink when retention removes events. Linked accounts are refused.",
    ],
    FilterLogEvents: ["A call looks at 50,000 events at most, and says with `nextToken` where it stopped. `unmask` is refused."],
    GetLogEvents: ["`unmask` is refused: nothing is masked."],
    ListLogGroups: ["`dataSources`, `fieldIndexNames`, `logGroupTags` and linked accounts are refused."],
    PutLogEvents: ["`sequenceToken` is not looked at, as on AWS; `entity` is refused."],
    PutRetentionPolicy: ["Events past it are no longer shown at once, and removed within an hour or so."],
    StartLiveTail: [
      "Clients put `stream-` before the host's name unless told otherwise (`disableHostPrefix`, `inject_host_prefix=False`).",
    ],
    PutSubscriptionFilter: [
      "Destinations are functions; others are refused, and so is a function's own log group. A batch is handed on at least once, for a day. Distribution Random, `applyOnTransformedLogs`, `fieldSelectionCriteria` and `emitSystemFields` are refused.",
    ],
  },
};
