import { type Call, ServiceError } from "../../aws/index.ts";
import { operation } from "./context.ts";
import { invalidParameterValue, queueDoesNotExist } from "./errors.ts";
import { listResultsMax } from "./limits.ts";
import type { Queue } from "./queue.ts";
import { queueArn, queueUrl } from "./queue-record.ts";
import type { Queues } from "./queues.ts";

interface Paging {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** The caller's queues that fit, in the order of their names: a page of URLs. */
function pageOf(queues: Queues, call: Call, { MaxResults: max, NextToken: token }: Paging, fits: (queue: Queue) => boolean) {
  if (max !== undefined && (max < 1 || max > listResultsMax)) {
    throw invalidParameterValue(`Value ${max} for parameter MaxResults is invalid. Reason: Must be between 1 and ${listResultsMax}.`);
  }
  if (token !== undefined && max === undefined) {
    throw invalidParameterValue("The request must contain the parameter MaxResults to use the parameter NextToken.");
  }
  const after = token === undefined ? "" : nameOfToken(token);
  const found: Queue[] = [];
  for (const queue of queues.all()) {
    const { accountId, region, name } = queue.record;
    if (accountId === call.accountId && region === call.region && name > after && fits(queue)) found.push(queue);
  }
  found.sort((one, other) => (one.record.name < other.record.name ? -1 : 1));
  const page = found.slice(0, max ?? listResultsMax);
  const last = page.at(-1);
  return {
    urls: page.map(({ record }) => queueUrl(call.endpointUrl, record)),
    // Without MaxResults AWS answers the first thousand and no token.
    nextToken: max !== undefined && found.length > page.length && last !== undefined ? tokenOf(last.record.name) : undefined,
  };
}

const tokenOf = (name: string): string => Buffer.from(`after:${name}`).toString("base64");

function nameOfToken(token: string): string {
  const [, name] = /^after:([A-Za-z0-9_.-]{1,80})$/.exec(Buffer.from(token, "base64").toString("latin1")) ?? [];
  if (name === undefined) throw invalidParameterValue("Invalid NextToken value.");
  return name;
}

/** The queues of the caller's account and region, those whose names begin so when a prefix is given. */
export const listQueues = operation("ListQueues", {
  handle({ QueueNamePrefix: prefix = "", ...paging }, { call, queues }) {
    const { urls, nextToken } = pageOf(queues, call, paging, ({ record }) => record.name.startsWith(prefix));
    return { QueueUrls: urls.length === 0 ? undefined : urls, NextToken: nextToken };
  },
});

/** The queues that give their messages up to this one. */
export const listDeadLetterSourceQueues = operation("ListDeadLetterSourceQueues", {
  handle({ QueueUrl, ...paging }, { call, queues }) {
    const arn = queueArn(queues.get(QueueUrl, call).record);
    const { urls, nextToken } = pageOf(queues, call, paging, ({ settings }) => settings.redrive?.targetArn === arn);
    return { queueUrls: urls, NextToken: nextToken };
  },
});

/** The URL of a queue by its name. */
export const getQueueUrl = operation("GetQueueUrl", {
  handle({ QueueName: name, QueueOwnerAWSAccountId: owner }, { call, queues }) {
    if (owner !== undefined && !/^\d{12}$/.test(owner)) {
      throw new ServiceError(
        "InvalidParameterValue",
        `Value ${owner} for parameter QueueOwnerAWSAccountId is invalid. Reason: An account id has 12 digits.`,
      );
    }
    const queueName = { accountId: owner ?? call.accountId, region: call.region, name };
    if (queues.find(queueName) === undefined) throw queueDoesNotExist();
    return { QueueUrl: queueUrl(call.endpointUrl, queueName) };
  },
});
