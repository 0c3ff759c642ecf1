/** Bodies that are streams: a toy S3 behind the real sockets. */
import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { defineService, operationsOf, ServiceError } from "../aws/index.ts";
import { model, type S3Operations } from "../models/s3.ts";
import { createFakePlatform } from "../platform/fake.ts";
import { startToyGateway } from "./toy-services.ts";

interface Toy {
  /** What became of each body, in the order of their ends. */
  readonly bodies: string[];
  /** Pieces of the endless object that were asked for. */
  pieces: number;
  /** Called when the endless object is no longer read. */
  onEnd: () => void;
}

const piece = Buffer.alloc(65_536, "x");
const operation = operationsOf<S3Operations, { readonly toy: Toy }>();

const operations = [
  operation("PutObject", {
    async handle({ Key, Body }, { toy }) {
      if (Key === "refused") throw new ServiceError("AccessDenied", "no", { httpStatus: 403 });
      let bytes = 0;
      try {
        for await (const one of Body as AsyncIterable<Uint8Array>) bytes += one.length;
        toy.bodies.push(`${Key} ${bytes}`);
      } catch (error) {
        toy.bodies.push(`${Key} failed`);
        throw error;
      }
      return { ETag: String(bytes) };
    },
  }),
  operation("GetObject", {
    handle({ Key }, { toy }) {
      if (Key === "named") return { Body: piece, ContentLength: piece.length, ContentDisposition: 'attachment; filename="日 ä.txt"' };
      const endless = async function* () {
        try {
          for (;;) {
            toy.pieces += 1;
            if (Key === "broken" && toy.pieces > 2) throw new Error("the disk is gone");
            yield piece;
          }
        } finally {
          toy.onEnd();
        }
      };
      return { Body: endless(), ContentLength: 1e12 };
    },
  }),
];

async function open(context: TestContext) {
  const toy: Toy = { bodies: [], pieces: 0, onEnd: () => {} };
  const { logger } = createFakePlatform();
  const { gateway, logLines } = await startToyGateway({ services: [defineService({ model, operations, deps: { toy }, logger })] });
  context.after(() => gateway.close(0));
  const dial = (): Client => new Client(connect(gateway.port, "127.0.0.1"));
  return { toy, dial, logLines };
}

/** A client that reads only when it is told to. */
class Client {
  readonly socket: Socket;
  #text = "";

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("error", () => {});
  }

  say(text: string | Uint8Array): void {
    this.socket.write(text);
  }

  /** Everything until it holds that text. */
  async until(text: string): Promise<string> {
    while (!this.#text.includes(text)) {
      const read = await new Promise<Buffer | undefined>((resolve) => {
        this.socket.once("data", (bytes: Buffer) => {
          this.socket.pause();
          resolve(bytes);
        });
        this.socket.once("close", () => resolve(undefined));
        this.socket.resume();
      });
      if (read === undefined) throw new Error(`the connection ended after ${this.#text.slice(0, 300)}`);
      this.#text += read.toString("latin1");
    }
    const all = this.#text;
    this.#text = "";
    return all;
  }
}

const put = (key: string, bytes: number, more = "") =>
  `PUT /b/${key} HTTP/1.1\r\nHost: s3.localhost\r\nContent-Length: ${bytes}\r\n${more}\r\n`;

test("a body is handed on while it comes in, after the client was told to go on", async (context) => {
  const { toy, dial } = await open(context);
  const client = dial();
  client.say(put("k", 10, "Expect: 100-continue\r\n"));
  await client.until("HTTP/1.1 100 Continue");
  client.say("hello");
  client.say("world");
  assert.match(await client.until("\r\n\r\n"), /HTTP\/1.1 200[\s\S]*ETag: 10/);
  assert.deepEqual(toy.bodies, ["k 10"]);
  client.socket.destroy();
});

test("a file's name may hold any signs", async (context) => {
  const { dial } = await open(context);
  const client = dial();
  client.say("GET /b/named HTTP/1.1\r\nHost: s3.localhost\r\n\r\n");
  const head = await client.until("\r\n\r\n");
  assert.match(Buffer.from(head, "latin1").toString("utf8"), /Content-Disposition: attachment; filename="日 ä.txt"\r\n/);
  client.socket.destroy();
});

test("who is refused before the body is told so, and is not asked for it", async (context) => {
  const { toy, dial } = await open(context);
  const waiting = dial();
  waiting.say(put("refused", 1_000_000, "Expect: 100-continue\r\n"));
  const answer = await waiting.until("</Error>");
  assert.match(answer, /^HTTP\/1.1 403/);
  // The body will not come: the connection cannot be used for another request.
  assert.match(answer, /Connection: close/i);
  const eager = dial();
  eager.say(put("refused", 1_000_000));
  eager.say(Buffer.alloc(1_000_000));
  await eager.until("</Error>");
  eager.say(put("k", 3) + "abc");
  assert.match(await eager.until("\r\n\r\n"), /HTTP\/1.1 200/);
  assert.deepEqual(toy.bodies, ["k 3"]);
  eager.socket.destroy();
});

test("a client that leaves in the middle of its body is noticed", async (context) => {
  const { toy, dial } = await open(context);
  const client = dial();
  client.say(put("half", 1_000_000));
  client.say(Buffer.alloc(300_000));
  await new Promise((resolve) => client.socket.once("drain", resolve));
  client.socket.destroy();
  while (toy.bodies.length === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(toy.bodies, ["half failed"]);
});

test("an answer goes no faster than it is read, and stops when the reader leaves", async (context) => {
  const { toy, dial } = await open(context);
  const ended = new Promise<void>((resolve) => (toy.onEnd = resolve));
  const client = dial();
  client.say("GET /b/endless HTTP/1.1\r\nHost: s3.localhost\r\n\r\n");
  await client.until("\r\n\r\n");
  // The reader has stopped: what is asked for comes to an end when the buffers on the way are full.
  let before = -1;
  for (let quiet = 0; quiet < 200; quiet++) {
    if (toy.pieces !== before) quiet = 0;
    before = toy.pieces;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(toy.pieces < 1_000, `${toy.pieces} pieces were read for nobody`);
  client.socket.destroy();
  await ended;
});

test("an answer that breaks off ends the connection: the client sees that it is not whole", async (context) => {
  const { dial, logLines } = await open(context);
  const client = dial();
  client.say("GET /b/broken HTTP/1.1\r\nHost: s3.localhost\r\n\r\n");
  await assert.rejects(client.until("never"), /the connection ended/);
  assert.ok(logLines.some(({ message }) => message === "answering failed"));
});
