/** What a refusal has to look like in each of AWS's protocols, and what must hold of the server whatever was done to it. */

import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Answer, Target } from "./target.ts";

/** A refusal may take so long, milliseconds, on a busy machine. */
export const refusalMaxMs = 2_000;
/** Others may be held up for so long, milliseconds. */
export const eventLoopDelayMaxMs = 2_000;

export type Wire = "json" | "query" | "s3";

/** A refusal for something the client did, in the shape of that protocol; `code` where only one will do. */
export function assertRefused(answer: Answer, wire: Wire, code?: string | RegExp, what = ""): void {
  const told = `${what}: ${answer.status} ${answer.text.slice(0, 400)}`;
  assert.ok((answer.status >= 400 && answer.status < 500) || answer.status === 501, told);
  assert.match(String(answer.headers["content-type"]), wire === "json" ? /json/ : /xml/, told);
  if (wire === "s3") {
    assert.match(answer.text, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<Error><Code>\w+<\/Code><Message>[^<]+<\/Message>/, told);
    assert.match(answer.text, /<RequestId>[^<]+<\/RequestId><HostId>[^<]+<\/HostId><\/Error>$/, told);
    assert.ok(answer.headers["x-amz-request-id"], told);
  } else {
    assert.ok(answer.headers["x-amzn-requestid"], told);
    if (wire === "query") {
      const pieces = ["<ErrorResponse", "<Error>", "<Type>Sender</Type>", "<Code>", "<Message>", "<RequestId>"];
      assert.ok(
        pieces.every((piece) => answer.text.includes(piece)),
        told,
      );
    } else if (answer.code !== "SerializationException" && answer.code !== "UnknownOperationException") {
      // Of what it cannot read at all DynamoDB says no more than that.
      assert.equal(typeof (answer.body?.message ?? answer.body?.Message), "string", told);
    }
  }
  assert.ok(answer.code, told);
  if (typeof code === "string") assert.equal(answer.code, code, told);
  else if (code !== undefined) assert.match(answer.code ?? "", code, told);
  assert.ok(answer.text.length < 100_000, `${what}: a refusal of ${answer.text.length} characters`);
}

/** Of two answers neither is a failure of the server. */
export function assertAnswered(answer: Answer, what: string): void {
  assert.ok(answer.status < 500 || answer.status === 501, `${what}: ${answer.status} ${answer.text.slice(0, 400)}`);
}

/** The process is there, has logged no failure of its own, and has never had more than that much memory. */
export async function assertUnharmed(target: Target, peakBytesMax: number, context: TestContext): Promise<void> {
  assert.ok(target.server.isRunning(), target.server.log().slice(-2_000));
  const health = (await target.request("GET", "/_stile/health")).body as { status: string };
  assert.equal(health.status, "ok");
  const peakBytes = target.peakBytes();
  context.diagnostic(`most memory: ${peakBytes === undefined ? "unknown" : Math.round(peakBytes / 1_048_576)} MB`);
  if (peakBytes !== undefined) assert.ok(peakBytes < peakBytesMax, `${peakBytes} bytes`);
  const failures = target.server
    .log()
    .split("\n")
    .filter((line) => line.includes('"level":"error"'));
  assert.deepEqual(failures.slice(0, 5), []);
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
}
