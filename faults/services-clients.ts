/** The clients of one life of the server: they send, receive, write and store until it is gone, and note what they were told. */

import { HttpConnection, sqsRequest, Unanswered } from "../bench/http-connection.ts";
import type { ServicesLedger } from "./services-ledger.ts";
import {
  addRequest,
  type Answer,
  type Channel,
  channels,
  deleteObjectRequest,
  numberIn,
  putItemRequest,
  putObjectRequest,
  sendRequest,
  type Services,
  transactionRequest,
} from "./services-workload.ts";

export interface ServiceClientsOptions {
  readonly port: number;
  readonly services: Services;
  readonly ledger: ServicesLedger;
  readonly random: () => number;
}

/** Schedules are due so long after they were made: some before, some after the next kill. */
const dueAfterMinMs = 1_000;
const dueAfterMaxMs = 4_000;
const deletedObjectShare = 0.2;
const abandonedShare = 0.1;

export interface ServiceClients {
  readonly pendingChanges: () => number;
  stopped(): Promise<void>;
  stop(): void;
}

export function startServiceClients(options: ServiceClientsOptions): ServiceClients {
  const { port, services, ledger, random } = options;
  let isStopped = false;
  let pending = 0;
  const open = new Set<HttpConnection>();

  /** Answers true when the change was acknowledged; a refusal is a violation, since none of these may be refused. */
  const change = async (connection: HttpConnection, what: string, ...request: readonly (string | Uint8Array)[]): Promise<Answer> => {
    pending += 1;
    try {
      const answer = await connection.send(...request);
      if (answer.status >= 300) ledger.violate(`${what} was refused: ${answer.status} ${answer.body.slice(0, 300)}`);
      return answer;
    } finally {
      pending -= 1;
    }
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

  const send = async (connection: HttpConnection, channel: Channel): Promise<void> => {
    const number = ledger.nextNumber();
    // Schedules have whole seconds.
    const dueMs =
      channel === "schedule"
        ? Math.ceil((Date.now() + dueAfterMinMs + random() * (dueAfterMaxMs - dueAfterMinMs)) / 1_000) * 1_000
        : Date.now();
    const { status, body } = await change(connection, `a number by ${channel}`, sendRequest(services, channel, number, dueMs));
    if (channel === "rule" && !body.includes('"FailedEntryCount":0')) ledger.violate(`PutEvents failed an entry: ${body}`);
    if (status < 300) ledger.sent[channel].set(number, dueMs);
  };
  const receive = (connection: HttpConnection, channel: Channel) => receiveOnce(connection, { services, ledger, channel, random });
  const writeItem = async (connection: HttpConnection): Promise<void> => {
    const number = ledger.nextNumber();
    const roll = random();
    if (roll < 0.4) {
      const { status } = await change(connection, "PutItem", putItemRequest(number));
      if (status === 200) ledger.items.add(number);
    } else if (roll < 0.7) {
      ledger.unansweredAdditions += 1;
      const { status } = await change(connection, "UpdateItem", addRequest());
      ledger.unansweredAdditions -= 1;
      if (status === 200) ledger.additions += 1;
    } else {
      ledger.unansweredPairs.add(number);
      const { status } = await change(connection, "TransactWriteItems", transactionRequest(number));
      ledger.unansweredPairs.delete(number);
      if (status === 200) ledger.pairs.add(number);
    }
  };
  const store = async (connection: HttpConnection): Promise<void> => {
    const number = ledger.nextNumber();
    const { status } = await change(connection, "PutObject", ...putObjectRequest(number));
    if (status !== 200) return;
    if (random() >= deletedObjectShare) {
      ledger.objects.add(number);
      return;
    }
    const deleted = await change(connection, "DeleteObject", deleteObjectRequest(number));
    if (deleted.status === 204) ledger.deletedObjects.add(number);
  };

  const running = [
    ...channels.flatMap((channel) => [
      client((connection) => send(connection, channel)),
      client((connection) => receive(connection, channel)),
    ]),
    ...Array.from({ length: 6 }, () => client(writeItem)),
    ...Array.from({ length: 4 }, () => client(store)),
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

/** Takes messages and deletes most of them; the others are left to come again. */
export async function receiveOnce(
  connection: HttpConnection,
  options: { services: Services; ledger: ServicesLedger; channel: Channel; random: () => number },
): Promise<void> {
  const { services, ledger, channel, random } = options;
  const QueueUrl = services.queueUrls[channel];
  const deletedBefore = new Set(ledger.deletedMessages);
  const { status, body } = await connection.send(sqsRequest("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }));
  if (status !== 200) {
    ledger.violate(`ReceiveMessage was refused: ${status} ${body.slice(0, 300)}`);
    return;
  }
  const { Messages = [] } = JSON.parse(body) as { Messages?: { MessageId: string; Body: string; ReceiptHandle: string }[] };
  for (const message of Messages) {
    const number = numberIn(message.Body);
    const dueMs = ledger.sent[channel].get(number);
    if (channel === "schedule" && dueMs !== undefined && Date.now() < dueMs) ledger.violate(`schedule ${number} fired before it was due`);
    // Topics and rules may deliver a number twice, as another message; a message that was deleted is gone.
    if (deletedBefore.has(message.MessageId)) ledger.violate(`${channel}: ${number} came again after its deletion was acknowledged`);
    ledger.received[channel].add(number);
    if (random() < abandonedShare) continue;
    const deleted = await connection.send(sqsRequest("DeleteMessage", { QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    if (deleted.status === 200) ledger.deletedMessages.add(message.MessageId);
  }
}
