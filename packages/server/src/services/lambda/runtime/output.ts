/**
 * What a process prints: the last 4 KiB of each invocation are kept for LogResult, lines go to the log at debug.
 * Nothing a function prints can fill the server's memory or its time: lines are cut, counted and left out
 * beyond a rate, and a process that prints faster than we read waits in its own write.
 */

import type { Readable } from "node:stream";
import type { Clock, Logger } from "../../../platform/platform.ts";
import { logLineLengthMax, logLinesPerSecondMax, logTailBytesMax, outputBytesPerSecondMax } from "../limits.ts";

export interface Output {
  /** Reads a stream of the process until it ends. */
  read(stream: Readable): void;
  /** Forgets what was printed before: an invocation begins. */
  begin(requestId: string): void;
  /** The last bytes printed since `begin`. */
  tail(): Uint8Array;
}

/** Who else wants to know what a process prints. */
export interface OutputListener {
  /** A line, cut where it is too long; `requestId` is that of the invocation under way or the last one. */
  line(text: string, requestId: string | undefined): void;
}

export function createOutput(clock: Clock, logger: Logger, listener: OutputListener): Output {
  let chunks: Uint8Array[] = [];
  let keptBytes = 0;
  let requestId: string | undefined;
  let secondEndsMs = 0;
  let bytesThisSecond = 0;
  let linesThisSecond = 0;
  let linesLeftOut = 0;

  const keep = (chunk: Uint8Array) => {
    // Copied: a small part of a pooled buffer would otherwise hold on to all of it.
    chunks.push(Uint8Array.from(chunk.subarray(Math.max(0, chunk.byteLength - logTailBytesMax))));
    keptBytes += chunks.at(-1)!.byteLength;
    while (keptBytes - chunks[0]!.byteLength >= logTailBytesMax) keptBytes -= chunks.shift()!.byteLength;
    // Many tiny writes: fold them, so that the list stays short.
    if (chunks.length > 256) chunks = [Buffer.concat(chunks)];
  };

  const forward = (line: string) => {
    if (linesThisSecond++ < logLinesPerSecondMax) {
      logger.debug(line, { requestId });
      listener.line(line, requestId);
    } else linesLeftOut++;
  };

  const nextSecond = () => {
    const nowMs = clock.nowMs();
    if (nowMs < secondEndsMs) return;
    if (linesLeftOut > 0) logger.warn("a function printed more lines than are forwarded", { requestId, linesLeftOut });
    secondEndsMs = nowMs + 1_000;
    bytesThisSecond = 0;
    linesThisSecond = 0;
    linesLeftOut = 0;
  };

  return {
    read(stream) {
      let partial = "";
      const decoder = new TextDecoder();
      stream.on("data", (chunk: Uint8Array) => {
        nextSecond();
        keep(chunk);
        const lines = (partial + decoder.decode(chunk, { stream: true })).split("\n");
        partial = lines.pop()!;
        for (const line of lines) forward(line.slice(0, logLineLengthMax));
        if (partial.length > logLineLengthMax) {
          forward(partial.slice(0, logLineLengthMax));
          partial = "";
        }
        bytesThisSecond += chunk.byteLength;
        if (bytesThisSecond > outputBytesPerSecondMax) {
          stream.pause();
          clock.at(secondEndsMs, () => stream.resume());
        }
      });
      stream.on("end", () => {
        if (partial !== "") forward(partial);
      });
      // A pipe that breaks when its process is killed loses nothing anybody waits for.
      stream.on("error", (error) => logger.debug("a function's output broke off", { requestId, error: error.message }));
    },
    begin(id) {
      requestId = id;
      chunks = [];
      keptBytes = 0;
    },
    tail() {
      const kept = Buffer.concat(chunks);
      return kept.subarray(Math.max(0, kept.byteLength - logTailBytesMax));
    },
  };
}
