/**
 * The clients of one life of the server: they start executions, work on activities and answer task tokens until the
 * server is gone, and note in the ledger what they were told.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { HttpConnection, Unanswered, stepFunctionsRequest } from "../bench/http-connection.ts";
import type { AskedStart, Ledger } from "./ledger.ts";
import { answerOf, inputOf, type Kind, kinds, sharePercent, type Workload } from "./workload.ts";

/** Where `relay` brings task tokens. They wait here until a client of a living server has answered them. */
export interface TokenBox {
  readonly address: string;
  readonly waiting: { readonly token: string; readonly number: number }[];
  /** Numbers of the Express executions whose effect has been seen. */
  readonly witnessed: ReadonlySet<number>;
  close(): void;
}

export async function openTokenBox(): Promise<TokenBox> {
  const waiting: { token: string; number: number }[] = [];
  const witnessed = new Set<number>();
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const told = JSON.parse(text) as { token: string; number: number } | { witnessed: number };
      if ("witnessed" in told) witnessed.add(told.witnessed);
      else waiting.push(told);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    waiting,
    witnessed,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export interface ClientOptions {
  readonly port: number;
  readonly workload: Workload;
  readonly ledger: Ledger;
  readonly tokens: TokenBox;
  readonly random: () => number;
  /** Clients that start executions; none while a run is brought to its end. */
  readonly starters: number;
  /** Told of every change's answer. Where it is given, the server may refuse with 5xx and ThrottlingException: the disk is at fault. */
  readonly onAnswer?: (answer: ChangeAnswer) => void;
}

export interface ChangeAnswer {
  readonly operation: string;
  readonly status: number;
  readonly body: string;
  readonly tookMs: number;
}

export interface Clients {
  /** Requests that are without an answer at this moment and would change something. */
  readonly pendingChanges: () => number;
  /** Resolves when every client has noticed that the server is gone, or that it should stop. */
  stopped(): Promise<void>;
  stop(): void;
}

const activityWorkers = 4;
const tokenAnswerers = 2;
const namedShare = 0.5;
const refusedPauseMs = 20;

export function startClients(options: ClientOptions): Clients {
  const { port, workload, ledger, tokens, random, onAnswer } = options;
  let isStopped = false;
  let pending = 0;
  const open = new Set<HttpConnection>();

  const change = async (connection: HttpConnection, operation: string, body: unknown) => {
    pending += 1;
    const askedMs = performance.now();
    try {
      const answer = await connection.send(stepFunctionsRequest(operation, body));
      onAnswer?.({ operation, ...answer, tookMs: performance.now() - askedMs });
      return answer;
    } finally {
      pending -= 1;
    }
  };

  /** Whether the disk is to blame; whoever is refused so asks again in a moment. */
  const isExcused = async ({ status, body }: { status: number; body: string }): Promise<boolean> => {
    if (onAnswer === undefined || (status < 500 && !body.includes("ThrottlingException"))) return false;
    await sleep(refusedPauseMs);
    return true;
  };

  const client = async (work: (connection: HttpConnection) => Promise<void>): Promise<void> => {
    const connection = await HttpConnection.open(port).catch(() => undefined); // killed before it was there
    if (connection === undefined) return;
    open.add(connection);
    try {
      while (!isStopped && connection.isOpen) await work(connection);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
    } finally {
      connection.close();
    }
  };

  const start = async (connection: HttpConnection, asked: AskedStart): Promise<void> => {
    const { kind, number, name } = asked;
    const body = { stateMachineArn: workload.stateMachineArns[kind], input: inputOf(kind, number), ...(name && { name }) };
    const answer = await change(connection, "StartExecution", body).catch((error: unknown) => {
      ledger.unanswered.push(asked);
      throw error;
    });
    if (answer.status === 200) {
      const { executionArn, startDate } = JSON.parse(answer.body) as { executionArn: string; startDate: number };
      ledger.acknowledge({ ...asked, executionArn, startDate });
    } else if (await isExcused(answer)) ledger.unanswered.push(asked);
    else ledger.violate(`a new start was refused: ${answer.status} ${answer.body}`);
  };

  const starter = (connection: HttpConnection) => {
    const number = ledger.nextNumber();
    const kind = pickKind(random());
    return start(connection, { kind, number, name: random() < namedShare ? `${kind}-${number}` : undefined });
  };

  const worker = async (connection: HttpConnection): Promise<void> => {
    const polled = await connection.send(
      stepFunctionsRequest("GetActivityTask", { activityArn: workload.activityArn, workerName: "faults" }),
    );
    if (await isExcused(polled)) return;
    const { taskToken, input } = JSON.parse(polled.body) as { taskToken?: string; input?: string };
    if (taskToken === undefined || input === undefined) return;
    await answerToken(connection, { token: taskToken, number: (JSON.parse(input) as { number: number }).number });
  };

  const answerToken = async (connection: HttpConnection, { token, number }: { token: string; number: number }): Promise<void> => {
    const answer = await change(connection, "SendTaskSuccess", { taskToken: token, output: answerOf(number) });
    if (answer.status === 200) ledger.acceptToken(token, number);
    else if (await isExcused(answer)) tokens.waiting.push({ token, number });
    // A task that timed out, or whose answer was taken before the server could say so.
    else if (!answer.body.includes("TaskTimedOut")) ledger.violate(`SendTaskSuccess of number ${number}: ${answer.status} ${answer.body}`);
  };

  const tokenAnswerer = async (connection: HttpConnection): Promise<void> => {
    const next = tokens.waiting.shift();
    if (next === undefined) {
      await sleep(5);
      return;
    }
    try {
      await answerToken(connection, next);
    } catch (error) {
      tokens.waiting.push(next); // to be asked again of the next server
      throw error;
    }
  };

  const running = [
    ...Array.from({ length: options.starters }, () => client(starter)),
    ...Array.from({ length: activityWorkers }, () => client(worker)),
    ...Array.from({ length: tokenAnswerers }, () => client(tokenAnswerer)),
  ];
  return {
    pendingChanges: () => pending,
    stopped: async () => {
      await Promise.all(running);
    },
    stop: () => {
      isStopped = true;
      for (const connection of open) connection.close();
    },
  };
}

/** Asks again for starts that had a name: the same execution must come back, or AWS's word that it is over. */
export async function repeatStarts(port: number, workload: Workload, ledger: Ledger, starts: readonly AskedStart[]): Promise<void> {
  const connection = await HttpConnection.open(port);
  try {
    for (const asked of starts) {
      // Each start of an Express machine is an execution of its own, whatever its name.
      if (asked.name === undefined || asked.kind === "express") continue;
      const stateMachineArn = workload.stateMachineArns[asked.kind];
      const body = { stateMachineArn, name: asked.name, input: inputOf(asked.kind, asked.number) };
      const answer = await connection.send(stepFunctionsRequest("StartExecution", body));
      ledger.repeatedStarts += 1;
      if (answer.status === 200) {
        const { executionArn, startDate } = JSON.parse(answer.body) as { executionArn: string; startDate: number };
        ledger.acknowledge({ ...asked, executionArn, startDate });
      } else if (answer.body.includes("ExecutionAlreadyExists")) {
        const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${asked.name}`;
        const known = ledger.acknowledged.get(executionArn);
        // It took effect before the kill and has ended since; when it began, the history tells.
        if (known === undefined) ledger.acknowledge({ ...asked, executionArn, startDate: Number.NaN });
      } else ledger.violate(`the repeated start of ${asked.name}: ${answer.status} ${answer.body}`);
    }
  } finally {
    connection.close();
  }
}

function pickKind(roll: number): Kind {
  let left = roll * 100;
  for (const kind of kinds) {
    left -= sharePercent[kind];
    if (left < 0) return kind;
  }
  return "passes";
}
