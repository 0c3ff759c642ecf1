/**
 * `npm run parity`: writes `docs/parity/<service>.md` from the API models, the services' operations and the notes.
 * `--check` writes nothing and fails when a page is not what it should be.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { model as dynamoDbModel } from "../../packages/server/src/models/dynamodb.ts";
import { model as dynamoDbStreamsModel } from "../../packages/server/src/models/dynamodbstreams.ts";
import { model as eventsModel } from "../../packages/server/src/models/events.ts";
import { model as lambdaModel } from "../../packages/server/src/models/lambda.ts";
import { model as logsModel } from "../../packages/server/src/models/logs.ts";
import { model as schedulerModel } from "../../packages/server/src/models/scheduler.ts";
import { model as stepFunctionsModel } from "../../packages/server/src/models/stepfunctions.ts";
import { model as s3Model } from "../../packages/server/src/models/s3.ts";
import { model as snsModel } from "../../packages/server/src/models/sns.ts";
import { model as sqsModel } from "../../packages/server/src/models/sqs.ts";
import { dynamoDbOperations, dynamoDbStreamsOperations } from "../../packages/server/src/services/dynamodb/index.ts";
import { eventsOperations } from "../../packages/server/src/services/events/index.ts";
import { lambdaOperations } from "../../packages/server/src/services/lambda/index.ts";
import { logsOperations } from "../../packages/server/src/services/logs/index.ts";
import { s3Operations } from "../../packages/server/src/services/s3/index.ts";
import { schedulerOperations } from "../../packages/server/src/services/scheduler/index.ts";
import { snsOperations } from "../../packages/server/src/services/sns/index.ts";
import { sqsOperations } from "../../packages/server/src/services/sqs/index.ts";
import { stepFunctions } from "../../packages/server/src/services/stepfunctions/index.ts";
import { dynamoDbNotes, dynamoDbStreamsNotes } from "./dynamodb-notes.ts";
import { eventsNotes } from "./events-notes.ts";
import { logsNotes } from "./logs-notes.ts";
import { lambdaNotes, stepFunctionsNotes } from "./notes.ts";
import { s3Notes } from "./s3-notes.ts";
import { schedulerNotes } from "./scheduler-notes.ts";
import { snsNotes } from "./sns-notes.ts";
import { sqsNotes } from "./sqs-notes.ts";
import { type ParityInput, printParity } from "./table.ts";

const directory = join(dirname(fileURLToPath(import.meta.url)), "../../docs/parity");

const namesOf = (operations: readonly { readonly name: string }[]) => new Set(operations.map(({ name }) => name));

/** The service is not run: of what it needs it is only asked for a logger while its definition is made. */
const unused = { platform: { logger: { child: () => undefined } } } as unknown as Parameters<typeof stepFunctions>[0];

const services: readonly ParityInput[] = [
  {
    title: "Step Functions",
    model: stepFunctionsModel,
    implemented: namesOf(stepFunctions(unused).operations),
    notes: stepFunctionsNotes,
  },
  { title: "Lambda", model: lambdaModel, implemented: namesOf(lambdaOperations), notes: lambdaNotes },
  { title: "DynamoDB", model: dynamoDbModel, implemented: namesOf(dynamoDbOperations), notes: dynamoDbNotes },
  { title: "DynamoDB Streams", model: dynamoDbStreamsModel, implemented: namesOf(dynamoDbStreamsOperations), notes: dynamoDbStreamsNotes },
  { title: "S3", model: s3Model, implemented: namesOf(s3Operations), notes: s3Notes },
  { title: "SQS", model: sqsModel, implemented: namesOf(sqsOperations), notes: sqsNotes },
  { title: "SNS", model: snsModel, implemented: namesOf(snsOperations), notes: snsNotes },
  { title: "EventBridge", model: eventsModel, implemented: namesOf(eventsOperations), notes: eventsNotes },
  { title: "EventBridge Scheduler", model: schedulerModel, implemented: namesOf(schedulerOperations), notes: schedulerNotes },
  { title: "CloudWatch Logs", model: logsModel, implemented: namesOf(logsOperations), notes: logsNotes },
];

function main(argv: readonly string[]): number {
  let stale = 0;
  mkdirSync(directory, { recursive: true });
  for (const service of services) {
    const name = `${service.model.service}.md`;
    const file = join(directory, name);
    const text = printParity(service);
    if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
    stale += 1;
    if (argv.includes("--check")) console.error(`docs/parity/${name} is out of date: run npm run parity`);
    else writeFileSync(file, text);
  }
  if (argv.includes("--check")) return stale === 0 ? 0 : 1;
  console.log(`${stale} of ${services.length} pages changed`);
  return 0;
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
