/**
 * One keep-alive HTTP/1.1 connection, one request at a time, with as little work per request as possible: load
 * generator and server share this machine, so what the generator costs is missing from the figure.
 */

import { connect, type Socket } from "node:net";

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** The connection ended before the answer was there: whether the request took effect is unknown. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";
}

interface Waiting {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: Error) => void;
}

export class HttpConnection {
  readonly #socket: Socket;
  #received: Buffer[] = [];
  #receivedBytes = 0;
  /** Bytes of the answer that is coming; undefined until its head is there. */
  #answerBytes: number | undefined;
  #bodyAt = 0;
  #waiting: Waiting | undefined;
  #ended: Error | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", (error) => this.#end(error));
    socket.on("close", () => this.#end(undefined));
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new HttpConnection(socket));
      });
    });
  }

  /** Sends a whole request, head and body, perhaps in parts. Rejects with Unanswered when the connection ends first. */
  send(...request: readonly (string | Uint8Array)[]): Promise<HttpAnswer> {
    if (this.#waiting) throw new Error("one request at a time");
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#waiting = { resolve, reject };
      for (const part of request) this.#socket.write(part);
    });
  }

  get isOpen(): boolean {
    return this.#ended === undefined;
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#received.push(chunk);
    this.#receivedBytes += chunk.length;
    if (this.#answerBytes === undefined) this.#readHead();
    if (this.#answerBytes === undefined || this.#receivedBytes < this.#answerBytes) return;
    const answer = this.#received.length === 1 ? (this.#received[0] as Buffer) : Buffer.concat(this.#received);
    const body = answer.toString("utf8", this.#bodyAt, this.#answerBytes);
    const status = Number(answer.toString("latin1", 9, 12));
    const waiting = this.#waiting;
    this.#received = [];
    this.#receivedBytes = 0;
    this.#answerBytes = undefined;
    this.#waiting = undefined;
    waiting?.resolve({ status, body });
  }

  #readHead(): void {
    const received = this.#received.length === 1 ? (this.#received[0] as Buffer) : Buffer.concat(this.#received);
    this.#received = [received];
    const headEnd = received.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const head = received.toString("latin1", 0, headEnd);
    // A 204 has no body and says nothing of its length.
    const length = head.startsWith("HTTP/1.1 204") ? "0" : /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) return this.#end(new Error("an answer without Content-Length"));
    this.#bodyAt = headEnd + 4;
    this.#answerBytes = this.#bodyAt + Number(length);
  }

  #end(cause: Error | undefined): void {
    this.#ended ??= new Unanswered("the connection ended", { cause });
    this.#socket.destroy();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(this.#ended);
  }
}

/**
 * A request of one of the services that speak awsJson. The signature is a fixed one of the right form: on loopback the
 * server reads the credential scope and verifies nothing, and signing would only slow the generator.
 */
function awsJsonRequest({ service, target, version }: JsonService, operation: string, body: unknown): string {
  const text = JSON.stringify(body);
  return (
    `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-${version}\r\nX-Amz-Target: ${target}.${operation}\r\n` +
    `X-Amz-Date: ${signedAt}\r\nAuthorization: ${authorization(service)}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
  );
}

interface JsonService {
  /** As requests are signed for it. */
  readonly service: string;
  readonly target: string;
  readonly version: "1.0" | "1.1";
}

const stepFunctions: JsonService = { service: "states", target: "AWSStepFunctions", version: "1.0" };
const dynamodb: JsonService = { service: "dynamodb", target: "DynamoDB_20120810", version: "1.0" };
const sqs: JsonService = { service: "sqs", target: "AmazonSQS", version: "1.0" };
const eventBridge: JsonService = { service: "events", target: "AWSEvents", version: "1.1" };

export const stepFunctionsRequest = (operation: string, body: unknown) => awsJsonRequest(stepFunctions, operation, body);
export const dynamodbRequest = (operation: string, body: unknown) => awsJsonRequest(dynamodb, operation, body);
export const sqsRequest = (operation: string, body: unknown) => awsJsonRequest(sqs, operation, body);
export const eventBridgeRequest = (operation: string, body: unknown) => awsJsonRequest(eventBridge, operation, body);

/** The head of a request of S3 with a body of so many bytes, which follows it. */
export function s3Head(method: string, path: string, bodyBytes: number): string {
  return (
    `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\n` +
    `X-Amz-Date: ${signedAt}\r\nAuthorization: ${authorization("s3")}\r\nContent-Length: ${bodyBytes}\r\n\r\n`
  );
}

/** A request of SNS, which speaks the query protocol: a form. */
export function snsRequest(operation: string, parameters: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams({ Action: operation, Version: "2010-03-31", ...parameters }).toString();
  return (
    "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n" +
    `X-Amz-Date: ${signedAt}\r\nAuthorization: ${authorization("sns")}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
  );
}

/** A restJson request of Lambda. */
export function lambdaRequest(method: string, path: string, body: unknown): string {
  return restJsonRequest("lambda", method, path, body);
}

/** A restJson request of EventBridge Scheduler. */
export function schedulerRequest(method: string, path: string, body: unknown): string {
  return restJsonRequest("scheduler", method, path, body);
}

function restJsonRequest(service: string, method: string, path: string, body: unknown): string {
  const text = JSON.stringify(body);
  return (
    `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nX-Amz-Date: ${signedAt}\r\n` +
    `Authorization: ${authorization(service)}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
  );
}

const signedAt = "20260101T000000Z";

function authorization(service: string): string {
  const scope = `test/20260101/us-east-1/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=content-type;host;x-amz-date, Signature=${"0".repeat(64)}`;
}
