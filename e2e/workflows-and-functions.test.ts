/** Step Functions and Lambda with clients as they are, over HTTP and over HTTPS: a function is made, a workflow calls it. */

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Agent } from "node:https";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { LambdaClient, CreateFunctionCommand, InvokeCommand, waitUntilFunctionActiveV2 } from "@aws-sdk/client-lambda";
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { zipFolder } from "@stile/cli";
import { pythonWithBoto3, whyNoBoto3 } from "./python.ts";
import { awsEnvironment, command, startServerProcess, temporaryFolder } from "./server-process.ts";

const timeout = 120_000;
const role = "arn:aws:iam::000000000000:role/tour";

const boto3Tour = `
import boto3, json, sys, time
url, package, verify = sys.argv[1], sys.argv[2], (sys.argv[3] if len(sys.argv) > 3 else None)
make = lambda service: boto3.client(service, endpoint_url=url, verify=verify, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
functions, sfn = make("lambda"), make("stepfunctions")
arn = functions.create_function(FunctionName="greet", Runtime="nodejs22.x", Handler="index.handler", Role="${role}", Code={"ZipFile": open(package, "rb").read()})["FunctionArn"]
functions.get_waiter("function_active_v2").wait(FunctionName="greet")
assert json.load(functions.invoke(FunctionName="greet", Payload=json.dumps({"name": "Ada"}))["Payload"]) == {"greeting": "Hello, Ada!"}
definition = json.dumps({"StartAt": "Greet", "States": {"Greet": {"Type": "Task", "Resource": arn, "End": True}}})
machine = sfn.create_state_machine(name="tour", definition=definition, roleArn="${role}")["stateMachineArn"]
execution = sfn.start_execution(stateMachineArn=machine, input=json.dumps({"name": "Grace"}))["executionArn"]
while (described := sfn.describe_execution(executionArn=execution))["status"] == "RUNNING":
    time.sleep(0.1)
assert (described["status"], described["output"]) == ("SUCCEEDED", '{"greeting":"Hello, Grace!"}'), described
print("done")
`;

function packageIn(folder: string): string {
  mkdirSync(join(folder, "code"));
  writeFileSync(join(folder, "code", "index.mjs"), "export const handler = async ({ name }) => ({ greeting: `Hello, ${name}!` });\n");
  const file = join(folder, "code.zip");
  writeFileSync(file, zipFolder(join(folder, "code")));
  return file;
}

for (const scheme of ["http", "https"] as const) {
  test(`the JavaScript SDK makes a function and a workflow over ${scheme}`, { timeout }, async (t) => {
    const folder = temporaryFolder(t);
    const server = await startServerProcess(join(folder, "data"));
    const httpsAgent = new Agent({ ca: readFileSync(join(folder, "data", "tls", "ca.pem")) });
    const settings = {
      ...{ endpoint: server.url.replace("http:", `${scheme}:`), region: "us-east-1", requestHandler: { httpsAgent } },
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    const functions = new LambdaClient(settings);
    const sfn = new SFNClient(settings);
    try {
      const Code = { ZipFile: readFileSync(packageIn(folder)) };
      const { FunctionArn } = await functions.send(
        new CreateFunctionCommand({ FunctionName: "greet", Runtime: "nodejs22.x", Handler: "index.handler", Role: role, Code }),
      );
      await waitUntilFunctionActiveV2({ client: functions, maxWaitTime: 30 }, { FunctionName: "greet" });
      const { Payload } = await functions.send(new InvokeCommand({ FunctionName: "greet", Payload: '{"name":"Ada"}' }));
      assert.equal(Buffer.from(Payload ?? []).toString(), '{"greeting":"Hello, Ada!"}');
      const definition = JSON.stringify({ StartAt: "Greet", States: { Greet: { Type: "Task", Resource: FunctionArn, End: true } } });
      const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: "tour", definition, roleArn: role }));
      const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"name":"Grace"}' }));
      for (;;) {
        const { status, output } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        if (status === "RUNNING") {
          await sleep(50);
          continue;
        }
        assert.deepEqual([status, output], ["SUCCEEDED", '{"greeting":"Hello, Grace!"}']);
        break;
      }
    } finally {
      functions.destroy();
      sfn.destroy();
      await server.stop();
    }
  });

  test(`boto3 makes a function and a workflow over ${scheme}`, { timeout }, async (t) => {
    if (pythonWithBoto3 === undefined) return t.skip(whyNoBoto3);
    const folder = temporaryFolder(t);
    const server = await startServerProcess(join(folder, "data"));
    try {
      const url = server.url.replace("http:", `${scheme}:`);
      const trust = scheme === "https" ? [join(folder, "data", "tls", "ca.pem")] : [];
      const argv = ["-c", boto3Tour, url, packageIn(folder), ...trust];
      const { code, stdout, stderr } = await command(pythonWithBoto3, argv, { env: awsEnvironment(url) });
      assert.deepEqual([code, stdout.trim()], [0, "done"], stderr);
    } finally {
      await server.stop();
    }
  });
}
