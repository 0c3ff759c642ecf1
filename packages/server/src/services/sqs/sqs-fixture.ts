/** For tests: SQS over a record store, with a clock that only tests move, and that can be killed. */

import { type Call, defineService, type Service } from "../../aws/index.ts";
import type { Message, SQSOperations } from "../../models/sqs.ts";
import { createFakePlatform, type FakePlatform } from "../../platform/fake.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { createSqs, type Sqs } from "./index.ts";

export class World {
  readonly platform: FakePlatform = createFakePlatform();
  records: RecordStore;
  sqs: Sqs;
  #service: Service;

  constructor(records: RecordStore) {
    this.records = records;
    [this.sqs, this.#service] = this.#make();
  }

  #make(): [Sqs, Service] {
    const sqs = createSqs({ platform: this.platform, records: this.records });
    return [sqs, defineService(sqs.definition)];
  }

  /** The server is killed, nothing is closed, and another one opens what is in the store. */
  async restart(records = this.records): Promise<void> {
    this.records = records;
    [this.sqs, this.#service] = this.#make();
    await this.sqs.open();
  }

  async call<Name extends keyof SQSOperations & string>(
    name: Name,
    input: SQSOperations[Name]["input"],
    signal: AbortSignal = new AbortController().signal,
  ): Promise<SQSOperations[Name]["output"]> {
    const call: Call = {
      requestId: "r",
      accountId: "000000000000",
      region: "us-east-1",
      partition: "aws",
      principalArn: "arn:aws:iam::000000000000:root",
      endpointUrl: "http://localhost:4566",
      nowMs: this.platform.clock.nowMs(),
      signal,
    };
    return (await this.#service.call(name, input, call)) as SQSOperations[Name]["output"];
  }

  async queue(name: string, attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    const fifo: Readonly<Record<string, string>> = name.endsWith(".fifo") ? { FifoQueue: "true" } : {};
    const { QueueUrl = "" } = await this.call("CreateQueue", { QueueName: name, Attributes: { ...fifo, ...attributes } });
    return QueueUrl;
  }

  async send(url: string, body: string, more: Partial<SQSOperations["SendMessage"]["input"]> = {}): Promise<void> {
    await this.call("SendMessage", { QueueUrl: url, MessageBody: body, ...more });
  }

  async receive(url: string, more: Partial<SQSOperations["ReceiveMessage"]["input"]> = {}): Promise<readonly Message[]> {
    const input = { QueueUrl: url, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"] as const, ...more };
    return (await this.call("ReceiveMessage", input)).Messages ?? [];
  }

  async bodies(url: string, more: Partial<SQSOperations["ReceiveMessage"]["input"]> = {}): Promise<readonly (string | undefined)[]> {
    return (await this.receive(url, more)).map(({ Body }) => Body);
  }

  async delete(url: string, message: Message | undefined): Promise<void> {
    await this.call("DeleteMessage", { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle ?? "" });
  }

  async attribute(url: string, name: string): Promise<string | undefined> {
    const input = { QueueUrl: url, AttributeNames: ["All"] as const };
    return (await this.call("GetQueueAttributes", input)).Attributes?.[name];
  }

  pass(seconds: number): Promise<void> {
    return this.platform.clock.advanceByAsync(seconds * 1_000);
  }
}
