import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { createClient } from "./aws-client.ts";

async function withServer(listener: RequestListener, body: (endpoint: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test("a call names its operation, and the region in the form of a signature", async () => {
  let seen: unknown;
  await withServer(
    (request, response) => {
      seen = [request.headers["x-amz-target"], request.headers["content-type"], request.headers.authorization];
      response.end('{"stateMachines":[]}');
    },
    async (endpoint) => {
      const client = createClient({ endpoint, region: "eu-west-1" }, {});
      assert.deepEqual(await client.stepFunctions("ListStateMachines", {}), { stateMachines: [] });
    },
  );
  assert.deepEqual(seen, [
    "AWSStepFunctions.ListStateMachines",
    "application/x-amz-json-1.0",
    "AWS4-HMAC-SHA256 Credential=test/20000101/eu-west-1/states/aws4_request, SignedHeaders=host, Signature=none",
  ]);
});

test("a refusal has AWS's code without its namespace", async () => {
  await withServer(
    (_request, response) => response.writeHead(400).end('{"__type":"com.amazonaws.states#ExecutionDoesNotExist","message":"gone"}'),
    async (endpoint) => {
      const call = createClient({ endpoint }, {}).stepFunctions("DescribeExecution", {});
      await assert.rejects(call, { name: "ServiceRefusal", code: "ExecutionDoesNotExist", message: "gone" });
    },
  );
});

test("something else on the port is told apart from a server that is absent", async () => {
  let endpoint = "";
  await withServer(
    (_request, response) => response.end("<html>"),
    async (given) => {
      endpoint = given;
      await assert.rejects(createClient({ endpoint }, {}).stepFunctions("ListStateMachines", {}), {
        name: "CommandError",
        message: /is not an AWS service/,
      });
    },
  );
  await assert.rejects(createClient({ endpoint }, {}).stepFunctions("ListStateMachines", {}), {
    name: "CommandError",
    message: /npm start/,
  });
});

test("AWS_ENDPOINT_URL and AWS_REGION are read as AWS's tools read them, and flags win", () => {
  const env = { AWS_ENDPOINT_URL: "http://localhost:1/", AWS_REGION: "eu-north-1" };
  assert.deepEqual(endpointAndRegion(createClient({}, env)), ["http://localhost:1", "eu-north-1"]);
  assert.deepEqual(endpointAndRegion(createClient({ endpoint: "http://localhost:2", region: "us-west-2" }, env)), [
    "http://localhost:2",
    "us-west-2",
  ]);
  assert.deepEqual(endpointAndRegion(createClient({}, { AWS_ENDPOINT_URL: "" })), ["http://127.0.0.1:4566", "us-east-1"]);
  assert.throws(() => createClient({ endpoint: "localhost:4566" }, {}), { name: "CommandError", message: /is not an endpoint/ });
});

const endpointAndRegion = ({ endpoint, region }: { readonly endpoint: string; readonly region: string }) => [endpoint, region];
