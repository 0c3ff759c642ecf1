/**
 * `npm run codegen`: botocore's API models -> `packages/server/src/models/<service>.{json,ts}`. The result is
 * checked in, so only those who follow a new version of AWS's models need Python. `--check` writes nothing and
 * fails when the files differ from what botocore says.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { type CatalogueEntry, catalogueEntry, clientModel, inPlainProtocol, printCatalogue } from "./client.ts";
import { compactModel, type Overlay, printModel } from "./compact.ts";
import { sqsOverlay } from "./sqs-overlay.ts";
import { printTypes } from "./types.ts";

interface ServiceToGenerate {
  /** botocore's folder, and the name of the generated files. */
  readonly service: string;
  /** How TypeScript names say it. */
  readonly typeName: string;
  readonly overlay?: Overlay;
}

/** Another service is one more line. */
const services: readonly ServiceToGenerate[] = [
  {
    service: "stepfunctions",
    typeName: "StepFunctions",
    // Recorded answer of ListExecutions to an unknown statusFilter. Not the order of the model nor of a Java hash
    // set, so that other enums keep the model's order until a recording shows theirs.
    overlay: { enumOrder: { ExecutionStatus: ["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"] } },
  },
  { service: "lambda", typeName: "Lambda" },
  {
    service: "s3",
    typeName: "S3",
    // As S3's API reference shows its answers.
    overlay: {
      xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
      // All of it may be percent-encoded, the slash between bucket and key as well.
      withoutPattern: ["CopySource"],
      rootNames: {
        CompleteMultipartUploadOutput: "CompleteMultipartUploadResult",
        CreateMultipartUploadOutput: "InitiateMultipartUploadResult",
        DeleteObjectsOutput: "DeleteResult",
        GetBucketAccelerateConfigurationOutput: "AccelerateConfiguration",
        GetBucketAclOutput: "AccessControlPolicy",
        GetBucketCorsOutput: "CORSConfiguration",
        GetBucketLifecycleConfigurationOutput: "LifecycleConfiguration",
        GetBucketLoggingOutput: "BucketLoggingStatus",
        GetBucketRequestPaymentOutput: "RequestPaymentConfiguration",
        GetBucketTaggingOutput: "Tagging",
        GetBucketVersioningOutput: "VersioningConfiguration",
        GetBucketWebsiteOutput: "WebsiteConfiguration",
        GetObjectAclOutput: "AccessControlPolicy",
        GetObjectAttributesOutput: "GetObjectAttributesResponse",
        GetObjectTaggingOutput: "Tagging",
        ListBucketsOutput: "ListAllMyBucketsResult",
        ListMultipartUploadsOutput: "ListMultipartUploadsResult",
        ListObjectsOutput: "ListBucketResult",
        ListObjectsV2Output: "ListBucketResult",
        ListObjectVersionsOutput: "ListVersionsResult",
        ListPartsOutput: "ListPartsResult",
      },
    },
  },
  { service: "dynamodb", typeName: "DynamoDB" },
  { service: "dynamodbstreams", typeName: "DynamoDBStreams" },
  { service: "sqs", typeName: "SQS", overlay: sqsOverlay },
  { service: "sns", typeName: "SNS" },
  { service: "events", typeName: "EventBridge" },
  { service: "scheduler", typeName: "Scheduler" },
  { service: "logs", typeName: "CloudWatchLogs" },
];

/**
 * Services that Stile calls and does not embed: tables without types, read from disk when a workflow first calls one. Those
 * of the optimized integrations, and what the SDK integrations of published workflows call most.
 */
const clientServices: readonly string[] = [
  ...["athena", "batch", "bedrock", "bedrock-runtime", "codebuild", "databrew", "ecs", "eks", "emr", "emr-containers"],
  ...["account", "acm", "appconfig", "appconfigdata", "application-autoscaling", "autoscaling", "backup", "bedrock-agent"],
  ...["bedrock-agent-runtime", "ce", "cloudtrail", "codedeploy", "codepipeline", "config", "datasync", "dms", "ec2", "efs", "elbv2"],
  ...["fis", "forecast", "iot-data", "lakeformation", "mwaa", "opensearch", "organizations", "personalize", "redshift"],
  ...["resourcegroupstaggingapi", "route53", "support", "timestream-query", "timestream-write", "transfer", "xray"],
  ...["emr-serverless", "glue", "mediaconvert", "sagemaker", "apigateway", "appsync", "cloudformation", "cloudwatch"],
  ...["cognito-identity", "cognito-idp", "comprehend", "ecr", "firehose", "iam", "kinesis", "kms", "pipes", "polly", "rds"],
  ...["rds-data", "redshift-data", "rekognition", "sagemaker-runtime", "secretsmanager", "ses", "sesv2", "ssm", "sts"],
  ...["textract", "transcribe", "translate"],
];

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const modelsDirectory = join(root, "packages/server/src/models");

interface Botocore {
  readonly version: string;
  readonly dataDirectory: string;
}

/** Asks python3 where botocore is; undefined when there is none. */
export function findBotocore(): Botocore | undefined {
  const script = "import botocore, os, json; print(json.dumps([botocore.__version__, os.path.dirname(botocore.__file__)]))";
  const answer = spawnSync("python3", ["-c", script], { encoding: "utf8" });
  if (answer.status !== 0) return undefined;
  const [version, directory] = JSON.parse(answer.stdout) as [string, string];
  return { version, dataDirectory: join(directory, "data") };
}

/** The newest API version of that service, as botocore ships it. */
export function readBotocoreModel(botocore: Botocore, service: string): Record<string, unknown> {
  const versions = readdirSync(join(botocore.dataDirectory, service)).sort();
  const newest = join(botocore.dataDirectory, service, versions.at(-1) ?? "");
  const packed = join(newest, "service-2.json.gz");
  const text = existsSync(packed)
    ? gunzipSync(readFileSync(packed)).toString("utf8")
    : readFileSync(join(newest, "service-2.json"), "utf8");
  return JSON.parse(text) as Record<string, unknown>;
}

/** File name -> content of everything codegen writes. */
function generate(botocore: Botocore): Map<string, string> {
  const files = new Map<string, string>();
  const entries: CatalogueEntry[] = [];
  for (const { service, typeName, overlay } of services) {
    const model = compactModel(service, readBotocoreModel(botocore, service), botocore.version, overlay);
    files.set(`${service}.json`, printModel(model));
    files.set(`${service}.ts`, formatted(`${service}.ts`, printTypes(model, typeName)));
    entries.push(catalogueEntry(model, `${service}.json`));
  }
  for (const service of clientServices) {
    const model = clientModel(compactModel(service, inPlainProtocol(readBotocoreModel(botocore, service)), botocore.version));
    files.set(`clients/${service}.json`, printModel(model));
    entries.push(catalogueEntry(model, `clients/${service}.json`));
  }
  files.set("catalogue.json", printCatalogue(entries));
  return files;
}

function formatted(name: string, text: string): string {
  const directory = mkdtempSync(join(tmpdir(), "stile-codegen-"));
  try {
    const file = join(directory, name);
    writeFileSync(file, text);
    const biome = join(root, "node_modules/.bin/biome");
    const run = spawnSync(biome, ["format", "--write", `--config-path=${root}`, file], { encoding: "utf8", cwd: directory });
    if (run.status !== 0) throw new Error(`biome could not format ${name}: ${run.stderr}${run.error?.message ?? ""}`);
    return readFileSync(file, "utf8");
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function main(argv: readonly string[]): number {
  const botocore = findBotocore();
  if (botocore === undefined) {
    console.error("codegen reads AWS's API models from botocore: `pip install botocore`, so that `python3 -c 'import botocore'` works.");
    return 1;
  }
  let stale = 0;
  const generated = generate(botocore);
  mkdirSync(join(modelsDirectory, "clients"), { recursive: true });
  for (const [name, content] of generated) {
    const file = join(modelsDirectory, name);
    if (existsSync(file) && readFileSync(file, "utf8") === content) continue;
    stale += 1;
    if (argv.includes("--check")) console.error(`${name} is not what botocore ${botocore.version} says: run npm run codegen`);
    else writeFileSync(file, content);
  }
  if (argv.includes("--check")) return stale === 0 ? 0 : 1;
  console.log(`botocore ${botocore.version}: ${stale} of ${generated.size} files changed`);
  return 0;
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
