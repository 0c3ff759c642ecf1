/**
 * What runs while the server is killed: five state machines, one for each way an execution can be under way. Every
 * one of them succeeds in the end whatever happens to the server, with an output that its input decides.
 */

import { fileURLToPath } from "node:url";
import { fiveStates } from "../bench/five-states.ts";
import { HttpConnection, lambdaRequest, stepFunctionsRequest } from "../bench/http-connection.ts";
import { zipFolder } from "@stile/cli";

export const kinds = ["passes", "wait", "function", "callback", "activity", "express"] as const;
export type Kind = (typeof kinds)[number];

/** How often each kind is started, of a hundred starts: what needs a process is dearer than what does not. */
export const sharePercent: Readonly<Record<Kind, number>> = { passes: 52, wait: 18, function: 10, callback: 7, activity: 8, express: 5 };

export interface Workload {
  readonly stateMachineArns: Readonly<Record<Kind, string>>;
  readonly activityArn: string;
}

export const waitSeconds = 1;

/** Long enough for a worker's answer, short enough that a task lost with its worker's connection comes again soon. */
const activityTimeoutSeconds = 5;

const role = "arn:aws:iam::000000000000:role/faults";
const again = (errors: readonly string[]) => [{ ErrorEquals: errors, IntervalSeconds: 1, MaxAttempts: 99, BackoffRate: 1 }];

/** Creates functions, activity and machines; asking again answers the same ones. */
export async function createWorkload(port: number, tokenAddress: string): Promise<Workload> {
  const connection = await HttpConnection.open(port);
  try {
    const ask = async (request: string): Promise<Record<string, string>> => {
      const { status, body } = await connection.send(request);
      if (status >= 300) throw new Error(`the workload could not be created: ${status} ${body}`);
      return JSON.parse(body) as Record<string, string>;
    };
    const zip = zipFolder(fileURLToPath(new URL("functions", import.meta.url))).toString("base64");
    const createFunction = (name: string) =>
      ask(
        lambdaRequest("POST", "/2015-03-31/functions", {
          ...{ FunctionName: `faults-${name}`, Runtime: "nodejs22.x", Role: role, Handler: `index.${name}`, Timeout: 10 },
          Code: { ZipFile: zip },
        }),
      );
    const double = (await createFunction("double"))["FunctionArn"] as string;
    const relay = (await createFunction("relay"))["FunctionArn"] as string;
    const witness = (await createFunction("witness"))["FunctionArn"] as string;
    const activityArn = (await ask(stepFunctionsRequest("CreateActivity", { name: "faults-activity" })))["activityArn"] as string;
    const definitions = definitionsOf({ double, relay, witness, activityArn, tokenAddress });
    const stateMachineArns: Partial<Record<Kind, string>> = {};
    for (const kind of kinds) {
      const body = {
        name: `faults-${kind}`,
        definition: JSON.stringify(definitions[kind]),
        roleArn: role,
        type: kind === "express" ? "EXPRESS" : "STANDARD",
      };
      stateMachineArns[kind] = (await ask(stepFunctionsRequest("CreateStateMachine", body)))["stateMachineArn"] as string;
    }
    return { stateMachineArns: stateMachineArns as Record<Kind, string>, activityArn };
  } finally {
    connection.close();
  }
}

function definitionsOf(made: {
  double: string;
  relay: string;
  witness: string;
  activityArn: string;
  tokenAddress: string;
}): Record<Kind, unknown> {
  const oneTask = (task: object) => ({ StartAt: "Task", States: { Task: { Type: "Task", ...task, End: true } } });
  return {
    passes: fiveStates,
    wait: {
      StartAt: "Wait",
      States: { Wait: { Type: "Wait", Seconds: waitSeconds, Next: "Done" }, Done: { Type: "Pass", End: true } },
    },
    function: oneTask({ Resource: made.double, Retry: again(["States.ALL"]) }),
    callback: oneTask({
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Parameters: {
        FunctionName: made.relay,
        Payload: { "token.$": "$$.Task.Token", "number.$": "$.number", address: made.tokenAddress },
      },
      Retry: again(["States.ALL"]),
    }),
    // Nobody can ask how an Express execution ended: it tells somebody outside.
    express: oneTask({
      Resource: made.witness,
      Parameters: { "number.$": "$.number", address: made.tokenAddress },
      Retry: again(["States.ALL"]),
    }),
    activity: oneTask({ Resource: made.activityArn, TimeoutSeconds: activityTimeoutSeconds, Retry: again(["States.Timeout"]) }),
  };
}

/** The input of the execution with this number. */
export function inputOf(kind: Kind, number: number): string {
  return kind === "passes" ? `{"amount":${number + 100},"customer":"c-${number}"}` : `{"number":${number}}`;
}

/** Output that callback and activity tasks are given. */
export function answerOf(number: number): string {
  return `{"answer":${number}}`;
}

/** What the execution with this number must have put out. */
export function outputOf(kind: Kind, number: number): string {
  switch (kind) {
    case "passes":
      return `{"amount":${number + 100},"tier":"large","customer":"c-${number}"}`;
    case "wait":
      return inputOf(kind, number);
    case "function":
      return `{"doubled":${number * 2}}`;
    case "callback":
    case "activity":
      return answerOf(number);
    case "express":
      return "{}";
  }
}
