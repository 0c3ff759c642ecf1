/** The real world: this machine's clock, its dice, and standard error. Only main.ts asks for it. */
import { writeSync } from "node:fs";
import { createClock } from "./clock.ts";
import { createLogger, type LogLevel } from "./logger.ts";
import type { Platform } from "./platform.ts";
import { createRandom } from "./random.ts";

export interface SystemPlatformOptions {
  readonly logLevel: LogLevel;
  /** `auto` is human on a terminal and JSON lines otherwise. */
  readonly logForm: "auto" | "json" | "human";
}

export function createSystemPlatform(options: SystemPlatformOptions): Platform {
  const clock = createClock();
  const form = options.logForm === "auto" ? (process.stderr.isTTY ? "human" : "json") : options.logForm;
  return {
    clock,
    random: createRandom(),
    logger: createLogger({ level: options.logLevel, form, nowMs: clock.nowMs, write: writeToStandardError }),
  };
}

function writeToStandardError(line: string): void {
  try {
    // Synchronous, so that the last line before a crash is not lost.
    writeSync(2, line);
  } catch (error) {
    // A full pipe (EAGAIN) or one nobody reads (EPIPE) must not end the server; the stream waits or drops instead.
    if ((error as { code?: string }).code === "EAGAIN") process.stderr.write(line);
  }
}
