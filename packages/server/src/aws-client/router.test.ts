import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiRequest, type AwsCaller, ServiceError } from "../aws/index.ts";
import type { AwsClient, Target } from "./client.ts";
import { openModelCatalogue } from "./model-catalogue.ts";
import { createRouter } from "./router.ts";
import type { ServiceRoute } from "./routes.ts";

const credentials = { accessKeyId: "k", secretAccessKey: "s" };

function routerOf(routes: Record<string, ServiceRoute>, embeddedServices: readonly string[]) {
  const targets: Target[] = [];
  let modelsAsked = 0;
  const catalogue = openModelCatalogue(() => undefined);
  const client: AwsClient = {
    call: async (target) => {
      targets.push(target);
      return "elsewhere";
    },
    close: () => undefined,
  };
  const embedded: AwsCaller = {
    async call<Output>({ service }: ApiRequest) {
      return `${service} here` as Output;
    },
  };
  const models = {
    model: (service: string) => {
      modelsAsked += 1;
      return catalogue.model(service);
    },
  };
  const isEmbedded = (service: string) => embeddedServices.includes(service);
  const router = createRouter({ routes: new Map(Object.entries(routes)), embedded, isEmbedded, models, client });
  const call = (service: string, region = "us-east-1") => router.call({ service, operation: "Op", input: {}, region, accountId: "0" });
  return { call, targets, modelsAsked: () => modelsAsked };
}

test("a service is here unless its route says otherwise, and a route wins over what is here", async () => {
  const { call, targets } = routerOf({ sqs: { kind: "endpoint", url: "http://q", credentials }, sns: { kind: "embedded" } }, [
    "sqs",
    "sns",
    "s3",
  ]);
  assert.equal(await call("s3"), "s3 here");
  assert.equal(await call("sns"), "sns here");
  assert.equal(await call("sqs"), "elsewhere");
  assert.deepEqual([targets[0]?.url, targets[0]?.signingRegion, targets[0]?.hostPrefixes], ["http://q", "us-east-1", false]);
});

test("a service that is nowhere is refused with how to route it", async () => {
  const { call } = routerOf({}, []);
  await assert.rejects(call("athena"), (error: unknown) => {
    assert.ok(error instanceof ServiceError && error.code === "SdkClientException");
    assert.match(error.message, /--service athena=URL .* --service athena=aws/);
    return true;
  });
});

test("at AWS the host is that of the call's region, or of the route's own; the model is read once", async () => {
  const { call, targets, modelsAsked } = routerOf(
    { sqs: { kind: "aws", credentials }, sns: { kind: "aws", credentials, region: "eu-west-1", timeoutMs: 7 } },
    [],
  );
  await call("sqs", "eu-central-1");
  await call("sqs", "eu-central-1");
  await call("sns", "us-east-2");
  assert.deepEqual(
    targets.map(({ url, signingRegion }) => `${url} ${signingRegion}`),
    [
      "https://sqs.eu-central-1.amazonaws.com eu-central-1",
      "https://sqs.eu-central-1.amazonaws.com eu-central-1",
      "https://sns.eu-west-1.amazonaws.com eu-west-1",
    ],
  );
  assert.deepEqual([targets[2]?.timeoutMs, targets[2]?.hostPrefixes, modelsAsked()], [7, true, 2]);
});
