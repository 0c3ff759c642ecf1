/**
 * "Step Functions Execution Status Change": what the executor's commits tell, as events on the default bus. They are
 * made after the commit, so that a server that is killed in between tells nobody of that change; AWS delivers these
 * events as best it can, too. Nothing is made while no rule and no archive can want it.
 */

import type { Platform } from "../../platform/platform.ts";
import type { Archives } from "./archive-store.ts";
import { incoming, type IncomingEvent } from "./event.ts";
import { statusChangesWaitingMax, statusChangesAtATime, statusPayloadBytesMax } from "./limits.ts";
import { defaultBus, type Home } from "./names.ts";
import type { RuleBook } from "./rule-book.ts";

/** An execution that began or ended. */
export interface ExecutionStatusChange {
  readonly home: Home;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly startMs: number;
  readonly stopMs: number | undefined;
  /** JSON. */
  readonly input: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

export interface ExecutionStatusEvents {
  /** Whether anybody may want the changes of executions there: ask before making one. */
  wanted(home: Home): boolean;
  /** Returns at once; the event is made and kept later. */
  publish(change: ExecutionStatusChange): void;
  /** Resolves when what was published is kept. */
  settled(): Promise<void>;
}

const source = "aws.states";
const detailType = "Step Functions Execution Status Change";

export function createExecutionStatusEvents(deps: {
  readonly platform: Platform;
  readonly rules: RuleBook;
  readonly archives: Archives;
  readonly ingest: (events: readonly IncomingEvent[]) => Promise<void>;
}): ExecutionStatusEvents {
  const { platform, rules, archives, ingest } = deps;
  const { clock, random, logger } = platform;
  let waiting: ExecutionStatusChange[] = [];
  let dropped = 0;
  let working: Promise<void> | undefined;

  const eventOf = (change: ExecutionStatusChange): IncomingEvent => {
    const { home } = change;
    const timeMs = change.stopMs ?? change.startMs;
    const fields = {
      id: random.uuid(),
      detailType,
      source,
      timeMs,
      home,
      resources: [change.executionArn],
      detail: JSON.stringify(detailOf(change)),
    };
    return incoming(fields, { ...home, bus: defaultBus }, clock.nowMs());
  };
  const work = async () => {
    while (waiting.length > 0) {
      const now = waiting.slice(0, statusChangesAtATime);
      waiting = waiting.slice(statusChangesAtATime);
      try {
        await ingest(now.map(eventOf));
      } catch (error) {
        logger.error("status changes of executions were not published", { changes: now.length, error });
      }
    }
    if (dropped > 0) logger.error("status changes of executions were not published: too many at once", { changes: dropped });
    dropped = 0;
    // At once: what is published from here on begins anew.
    working = undefined;
  };

  return {
    wanted(home) {
      // Executions go on as soon as they are recovered; the rules are read when the first event comes.
      if (!rules.isLoaded) return true;
      const bus = { ...home, bus: defaultBus };
      const isWanted = rules
        .onBus(bus)
        .some(
          ({ record, pattern }) =>
            record.state !== "DISABLED" && pattern?.mayMatch("source", source) === true && pattern.mayMatch("detail-type", detailType),
        );
      return isWanted || archives.mayKeep(bus, source);
    },
    publish(change) {
      if (waiting.length >= statusChangesWaitingMax) dropped += 1;
      else waiting.push(change);
      working ??= work();
    },
    async settled() {
      await working;
    },
  };
}

/** Step Functions developer guide, "Standard Workflow events": input first gives way, then output. */
function detailOf(change: ExecutionStatusChange): unknown {
  const { status, input, output } = change;
  const lengthOf = (text: string | undefined) => (text === undefined ? 0 : Buffer.byteLength(JSON.stringify(text)));
  const hasInput = lengthOf(input) + lengthOf(output) <= statusPayloadBytesMax;
  const hasOutput = lengthOf(output) <= statusPayloadBytesMax;
  const isRedrivable = status !== "RUNNING" && status !== "SUCCEEDED";
  return {
    executionArn: change.executionArn,
    stateMachineArn: change.stateMachineArn,
    name: change.name,
    status,
    startDate: change.startMs,
    stopDate: change.stopMs ?? null,
    input: hasInput ? input : null,
    output: hasOutput ? (output ?? null) : null,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    redriveCount: 0,
    redriveDate: null,
    redriveStatus: isRedrivable ? "REDRIVABLE" : "NOT_REDRIVABLE",
    redriveStatusReason: isRedrivable ? null : `Execution is ${status} and cannot be redriven`,
    inputDetails: { included: hasInput },
    outputDetails: output === undefined ? null : { included: hasOutput },
    error: change.error ?? null,
    cause: change.cause ?? null,
  };
}
