/** What must hold of a world that has come to rest: I1 to I6, I8 and I9 of the fault model, and the replay. */

import type { HistoryEvent } from "@stile/states";
import { childProgram } from "@stile/states";
import type { StoredHeader } from "../packages/server/src/executor/index.ts";
import { readTaskToken } from "../packages/server/src/executor/task-token.ts";
import type { ExecutionRecord } from "../packages/server/src/storage/ports/executions.ts";
import { sameJson } from "./ledger.ts";
import { type Replay, eventLine, replay } from "./step-log.ts";
import type { Process, World } from "./world.ts";

const terminalStatus = new Map([
  ["ExecutionSucceeded", "SUCCEEDED"],
  ["ExecutionFailed", "FAILED"],
  ["ExecutionTimedOut", "TIMED_OUT"],
  ["ExecutionAborted", "ABORTED"],
]);

interface Closed {
  readonly record: ExecutionRecord;
  readonly input: string;
  readonly output: string | undefined;
  readonly history: readonly HistoryEvent[];
}

/** Reads everything back through the last process and holds it against what the world was told. */
export async function checkEverything(
  world: World,
  { executor }: Process,
): Promise<{ readonly executions: number; readonly events: number }> {
  const { ledger, durable } = world;
  const closed = new Map<string, Closed>();
  for (const begun of durable.begun.values()) {
    if (closed.has(begun.arn)) ledger.violate(`${begun.arn} is there twice`);
    const described = await executor.describe(begun.arn);
    if (described === undefined) {
      ledger.violate(`${begun.arn} was durable and is gone`);
      continue;
    }
    const history = await executor.events(begun.id, { firstEventId: 1, lastEventId: await executor.lastEventId(begun.id) });
    closed.set(begun.arn, { ...described, history });
  }
  for (const each of closed.values()) {
    checkHistory(world, each);
    checkReplay(world, each, closed);
    checkTimers(world, each);
    checkDispatches(world, each);
  }
  checkStarts(world, closed);
  checkReaders(world, closed);
  checkTokens(world, closed);
  checkExpress(world);
  return { executions: closed.size, events: [...closed.values()].reduce((sum, { history }) => sum + history.length, 0) };
}

/** I2, I4, I5. */
function checkHistory({ ledger, durable }: World, { record, history, output }: Closed): void {
  const { arn } = record;
  for (const [at, { id, previousEventId, atMs, type }] of history.entries()) {
    if (id !== at + 1) ledger.violate(`${arn}: event ${at + 1} has the id ${id}`);
    if (previousEventId >= id || previousEventId < 0) ledger.violate(`${arn}: event ${id} follows event ${previousEventId}`);
    if (atMs < (history[at - 1]?.atMs ?? 0)) ledger.violate(`${arn}: event ${id} is earlier than the one before it`);
    if (terminalStatus.has(type) !== (at === history.length - 1)) ledger.violate(`${arn}: ${type} is event ${id} of ${history.length}`);
  }
  const last = history.at(-1);
  if (terminalStatus.get(last?.type ?? "") !== record.status)
    ledger.violate(`${arn} is ${record.status} and its last event is ${last?.type}`);
  if (last?.payloads?.output?.text !== output) ledger.violate(`${arn}: its output is not that of its last event`);
  if (durable.tasksOutside(record.id).length > 0) ledger.violate(`${arn} is closed and left frames behind`);
}

/** I3. */
function checkReplay(world: World, { record, history, input, output }: Closed, closed: ReadonlyMap<string, Closed>): void {
  const { ledger, log, tokenKey } = world;
  const { arn } = record;
  const { child } = record.header as unknown as StoredHeader;
  const { program } = world.machineNamed(record.definitionId);
  const steps = log.of(record.id);
  let again: Replay;
  try {
    again = replay(record, steps, { program: child ? childProgram(program, child.machine) : program, input, tokenKey });
  } catch (error) {
    ledger.violate(`${arn}: the replay failed: ${error instanceof Error ? error.stack : String(error)}`);
    return;
  }
  for (const problem of again.problems) ledger.violate(`${arn}: ${problem}`);
  const { run } = again;
  if (
    run.status !== record.status ||
    run.output?.text !== output ||
    run.failure?.error !== record.error ||
    run.failure?.cause !== record.cause
  )
    ledger.violate(
      `${arn} is ${record.status} ${output ?? record.error}, and its replay ${run.status} ${run.output?.text ?? run.failure?.error}`,
    );
  if (run.stopMs !== record.stopMs) ledger.violate(`${arn} stopped at ${record.stopMs}, and its replay at ${run.stopMs}`);
  for (let at = 0; at < Math.max(history.length, again.history.length); at++) {
    const [stored, replayed] = [history[at], again.history[at]].map((event) => event && eventLine(event));
    if (stored === replayed) continue;
    ledger.violate(`${arn}: event ${at + 1} is ${stored}, and ${replayed} in the replay`);
    break;
  }
  // What a parent heard of its children is what became of them.
  for (const { event } of steps) {
    if (event?.kind !== "childClosed") continue;
    const { result } = event;
    const isTrue = [...closed.values()].some(({ record: other, output: its }) => {
      const origin = (other.header as unknown as StoredHeader).child;
      if (origin?.parentId !== record.id || origin.parentFrameId !== event.frameId) return false;
      return result.kind === "succeeded"
        ? its === result.output.text
        : other.status !== "SUCCEEDED" && other.error === result.failure.error;
    });
    if (!isTrue) ledger.violate(`${arn}: what it heard of the child of frame ${event.frameId} is not what became of it`);
  }
}

/** I8, as far as histories show it. */
function checkTimers(world: World, { record, history }: Closed): void {
  if (world.isClockSetBack) return;
  for (const event of history) {
    const before = history[event.previousEventId - 1];
    if (before === undefined) continue;
    const passedMs = event.atMs - before.atMs;
    if (event.type === "WaitStateExited" && before.type === "WaitStateEntered") {
      const seconds = waitSeconds(world, record, String(event.details?.["name"]));
      if (seconds !== undefined && passedMs < seconds * 1000)
        world.ledger.violate(`${record.arn}: event ${event.id} comes ${passedMs} ms into a wait of ${seconds} s`);
    }
    if (/^(Task|Activity|LambdaFunction)TimedOut$/.test(event.type)) {
      let scheduled = before;
      while (!scheduled.type.endsWith("Scheduled") && scheduled.previousEventId > 0)
        scheduled = history[scheduled.previousEventId - 1] as HistoryEvent;
      const { timeoutInSeconds = Number.POSITIVE_INFINITY, heartbeatInSeconds } = (scheduled.details ?? {}) as Record<string, number>;
      const isLambda = scheduled.type === "LambdaFunctionScheduled";
      // A function's history does not show its heartbeat.
      const leastMs = isLambda ? 1000 : 1000 * Math.min(timeoutInSeconds, heartbeatInSeconds ?? Number.POSITIVE_INFINITY);
      if (event.atMs - scheduled.atMs < leastMs) world.ledger.violate(`${record.arn}: event ${event.id} is a timeout that came early`);
    }
  }
}

/** The literal Seconds of the Wait state of that name, wherever it stands. */
function waitSeconds(world: World, { definitionId }: ExecutionRecord, name: string): number | undefined {
  const find = (value: unknown): number | undefined => {
    if (typeof value !== "object" || value === null) return undefined;
    const state = (value as { States?: Record<string, { Type?: string; Seconds?: number }> }).States?.[name];
    if (state?.Type === "Wait") return state.Seconds;
    for (const member of Object.values(value)) {
      const found = find(member);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(world.machineNamed(definitionId).definition);
}

/** I9. */
function checkDispatches(world: World, { record, history }: Closed): void {
  const { ledger } = world;
  const scheduled = history.filter(({ type }) => type === "TaskScheduled" || type === "LambdaFunctionScheduled").length;
  const heard = history.filter(({ type }) => /^(LambdaFunctionSucceeded|LambdaFunctionFailed|TaskSucceeded|TaskFailed)$/.test(type)).length;
  const keys = [...ledger.dispatched.values()].filter(({ executionArn }) => executionArn === record.arn);
  if (keys.length > scheduled) ledger.violate(`${record.arn}: ${keys.length} attempts were dispatched, and its history shows ${scheduled}`);
  if (keys.length < heard) ledger.violate(`${record.arn}: ${heard} results and only ${keys.length} attempts that were dispatched`);
  for (const { key, times } of keys) if (times > world.processes + ledger.reloads) ledger.violate(`${key} was dispatched ${times} times`);
}

/** I1. */
function checkStarts({ ledger }: World, closed: ReadonlyMap<string, Closed>): void {
  for (const { executionArn, acknowledged, isRevealed, isExpress, inputs } of ledger.starts.values()) {
    if (isExpress) continue;
    const found = closed.get(executionArn);
    if (found === undefined) {
      if (acknowledged) ledger.violate(`${executionArn} was acknowledged and is gone`);
      if (isRevealed) ledger.violate(`${executionArn}: its name was called taken, and it is not there`);
      continue;
    }
    const { record, input } = found;
    if (acknowledged && record.startMs !== acknowledged.startMs) ledger.violate(`${executionArn} has another start date than was answered`);
    if (acknowledged && !sameJson(input, acknowledged.input)) ledger.violate(`${executionArn} has another input than was acknowledged`);
    if (!inputs.some((asked) => sameJson(asked, input))) ledger.violate(`${executionArn} has an input that nobody gave`);
  }
  for (const arn of ledger.stopped) {
    const status = closed.get(arn)?.record.status;
    if (status !== "ABORTED") ledger.violate(`${arn} was stopped and is ${status}`);
  }
  for (const { record } of closed.values()) {
    const { child } = record.header as unknown as StoredHeader;
    if (child === undefined && !ledger.starts.has(record.arn)) ledger.violate(`${record.arn} is there, and nobody asked for it`);
  }
}

/** Nothing was seen before it was durable: all that anybody saw is still so. */
function checkReaders({ ledger }: World, closed: ReadonlyMap<string, Closed>): void {
  for (const [arn, seen] of ledger.seen) {
    const found = closed.get(arn);
    if (found === undefined) {
      ledger.violate(`${arn} was seen and is gone`);
      continue;
    }
    const { record, history } = found;
    if (seen.startMs !== record.startMs) ledger.violate(`${arn} was seen with another start date`);
    if (seen.status !== "RUNNING" && (seen.status !== record.status || seen.stopMs !== record.stopMs))
      ledger.violate(`${arn} was seen ${seen.status} and is ${record.status}`);
    for (const [at, line] of seen.events.entries()) {
      const event = history[at];
      if (event && eventLine(event) === line) continue;
      ledger.violate(`${arn}: event ${at + 1} was seen as ${line} and is ${event && eventLine(event)}`);
      break;
    }
  }
}

/** I6. */
function checkTokens(world: World, closed: ReadonlyMap<string, Closed>): void {
  const { ledger, log, tokenKey } = world;
  const byId = new Map([...closed.values()].map((each) => [each.record.id, each]));
  const accepted = new Map<string, number>();
  for (const { token, event, tag, answer, isForged } of ledger.sent) {
    if (event.kind === "heartbeat" || isForged) continue;
    const of = readTaskToken(tokenKey, token);
    const found = of && byId.get(of.executionId);
    if (of === undefined || found === undefined) {
      ledger.violate(`a task token of no execution was handed out: ${token}`);
      continue;
    }
    const { record, history } = found;
    const told = log.of(of.executionId).filter(({ event: step }) => {
      if (step?.kind === "taskSucceeded") return step.via === "token" && step.output.text.includes(tag);
      return step?.kind === "taskFailed" && step.via === "token" && step.failure.cause === tag;
    });
    const visible = history.filter(({ type, payloads, details }) => {
      if (type === "TaskSucceeded" || type === "ActivitySucceeded") return payloads?.output?.text.includes(tag);
      return (type === "TaskFailed" || type === "ActivityFailed") && details?.["cause"] === tag;
    });
    const isActivity = ledger.assigned.has(token);
    if (visible.length > 1 || told.length > 1)
      ledger.violate(`${record.arn}: the result ${tag} counted ${Math.max(visible.length, told.length)} times`);
    if (answer === "refused" && told.length + visible.length > 0)
      ledger.violate(`${record.arn}: the result ${tag} was refused and counted`);
    if (answer !== "accepted") continue;
    accepted.set(token, (accepted.get(token) ?? 0) + 1);
    if (told.length === 0) ledger.violate(`${record.arn}: the result ${tag} was accepted and is lost`);
    // A callback that is quicker than its service waits for the service's answer, and may wait in vain.
    if (isActivity && visible.length === 0)
      ledger.violate(`${record.arn}: the result ${tag} was accepted and its history does not show it`);
    if (!isActivity && visible.length === 0 && submittedBefore(world, of, tag))
      ledger.violate(`${record.arn}: the result ${tag} was accepted after the submission and its history does not show it`);
  }
  for (const [token, times] of accepted) if (times > 1) ledger.violate(`${times} results were accepted for one task token ${token}`);
  for (const [token, workerName] of ledger.assigned) {
    const of = readTaskToken(tokenKey, token);
    if (of === undefined) {
      ledger.violate(`${workerName} got a task with a token that is none`);
      continue;
    }
    const taken = log.of(of.executionId).filter(({ event }) => {
      return (
        event?.kind === "taskStarted" && event.frameId === of.frameId && event.attempt === of.attempt && event.workerName === workerName
      );
    });
    const isShown = byId
      .get(of.executionId)
      ?.history.some(({ type, details }) => type === "ActivityStarted" && details?.["workerName"] === workerName);
    if (taken.length !== 1 || !isShown)
      ledger.violate(`${workerName} got a task, which it took ${taken.length} times; in the history: ${isShown}`);
  }
}

/** Whether the service's own answer counted before the callback with that tag did. */
function submittedBefore({ log }: World, of: { executionId: number; frameId: number; attempt: number }, tag: string): boolean {
  for (const { event } of log.of(of.executionId)) {
    if (event?.kind === "taskSubmitted" && event.frameId === of.frameId && event.attempt === of.attempt) return true;
    if (event?.kind === "taskSucceeded" && event.output.text.includes(tag)) return false;
    if (event?.kind === "taskFailed" && event.failure.cause === tag) return false;
  }
  return false;
}

/** Acknowledged asynchronous Express executions have come to their end at least once, in time. */
function checkExpress(world: World): void {
  const { ledger } = world;
  for (const { executionArn, isExpress, acknowledged } of ledger.starts.values()) {
    if (!isExpress || acknowledged === undefined || ledger.expressEnded.has(executionArn)) continue;
    const isLate = world.nowMs - acknowledged.startMs >= 5 * 60_000 || world.isClockSetBack;
    if (!isLate) ledger.violate(`${executionArn} was acknowledged and never came to its end`);
  }
}
