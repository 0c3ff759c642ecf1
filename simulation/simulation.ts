/**
 * One seed, one run: a world lives for a while with everything that goes wrong in it, then the faults end,
 * it is driven to rest, and what must always hold is checked.
 */

import { readSomething, startAgain, startNew, stop } from "./clients.ts";
import { turns } from "./durable-store.ts";
import { checkEverything } from "./invariants.ts";
import { type PlannedCrash, type Process, World } from "./world.ts";

export interface Report {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  /** Of the trace: the same seed gives the same. */
  readonly traceHash: string;
  readonly commits: number;
  readonly crashes: number;
  readonly fenced: number;
  readonly executions: number;
  readonly events: number;
  /** Results by task token that were accepted, and that came too late, twice or with a token that is none. */
  readonly acceptedResults: number;
  readonly refusedResults: number;
}

export interface SimulationOptions {
  /** Nothing goes wrong but this. */
  readonly plannedCrash?: PlannedCrash;
  /** False: nothing goes wrong. */
  readonly faults?: boolean;
  /** Some machines wait for jobs, and read their items from outside. */
  readonly jobs?: boolean;
}

/** Rounds of the last phase; what is open after so many is stuck. */
const roundsMax = 600;

/** Event-loop turns in which a store without faults has answered everything that is asked of it at once. */
const answerTurnsMax = 50_000;

/** Runs the world of that seed. Never rejects for what the executor did wrong: that is a violation. */
export async function simulateSeed(seed: number, options: SimulationOptions = {}): Promise<Report> {
  const world = new World(seed, options);
  let checked = { executions: 0, events: 0 };
  try {
    await live(world, options.faults !== false && options.plannedCrash === undefined);
    checked = await rest(world);
  } catch (error) {
    world.ledger.violate(`the simulation broke off: ${error instanceof Error ? error.stack : String(error)}`);
  }
  world.readLog();
  const { trace, traceHash, crashes, durable, ledger } = world;
  const { commits, fenced } = durable;
  const resultsThat = (answer: string) => ledger.sent.filter((sent) => sent.event.kind !== "heartbeat" && sent.answer === answer).length;
  const results = { acceptedResults: resultsThat("accepted"), refusedResults: resultsThat("refused") };
  return { seed, violations: ledger.violations, trace, traceHash, commits, crashes, fenced, ...results, ...checked };
}

async function live(world: World, withFaults: boolean): Promise<void> {
  const { dice } = world;
  world.startProcess();
  await opened(world);
  const actions = 30 + dice.below(70);
  for (let action = 0; action < actions; action++) {
    if (world.process === undefined && dice.chance(60)) world.startProcess();
    act(world, withFaults);
    await turns(dice.pick([0, 0, 1, 1, 2, 4, 12]));
    world.readLog();
  }
}

function act(world: World, withFaults: boolean): void {
  const { dice } = world;
  const roll = dice.below(100);
  if (roll < 22) void startNew(world);
  else if (roll < 28) void startAgain(world);
  else if (roll < 31) void stop(world);
  else if (roll < 42) void readSomething(world);
  else if (roll < 54) void world.poll();
  else if (roll < 58) void sendForged(world);
  else if (roll < 90) passTime(world);
  else if (withFaults) disturb(world);
}

function passTime(world: World): void {
  const { dice, platform } = world;
  const { clock } = platform;
  const dueMs = clock.nextDueMs();
  if (dueMs !== undefined && dice.chance(60)) clock.advanceTo(Math.max(dueMs, world.nowMs));
  else clock.advanceBy(dice.pick([1, 50, 500, 3000, 15_000]));
  world.note("time passes");
  // What has just become due has not been taken in yet.
  if (dice.chance(2)) setBack(world, dice.pick([1, 5000]));
}

async function sendForged(world: World): Promise<void> {
  const { dice, ledger } = world;
  const tokens = [...ledger.tokens];
  if (tokens.length === 0) return;
  const token = dice.pick(tokens);
  const at = dice.below(token.length);
  const other = token[at] === "A" ? "B" : "A";
  const { event, tag } = world.success();
  await world.send(dice.chance(80) ? `${token.slice(0, at)}${other}${token.slice(at + 1)}` : token.slice(1), event, tag, true);
}

/** A crash at any moment, an orderly end, a second process that takes over, a clock that is set. */
function disturb(world: World): void {
  const { dice, platform, process } = world;
  const { clock } = platform;
  const roll = dice.below(10);
  if (roll < 3) {
    process?.crash("at some moment");
  } else if (roll < 5 && process?.isOpen) {
    process.isClosing = true;
    process.isOpen = false;
    world.note(`p${process.number} is told to end`);
    void process.executor.close().then(() => process.crash("in order, having closed"));
  } else if (roll < 7 && process?.isOpen) {
    world.note(`p${process.number} is replaced`);
    world.replaced.push(process);
    world.startProcess();
  } else if (roll < 8) {
    clock.advanceBy(dice.pick([3_600_000, 86_400_000]));
    world.note("the clock is set forward");
  } else if (roll < 9) {
    setBack(world, dice.pick([700, 60_000, 3_600_000]));
  } else {
    for (const other of world.replaced) other.crash("after it was replaced");
    world.replaced = [];
  }
}

function setBack(world: World, byMs: number): void {
  world.isClockSetBack = true;
  world.platform.clock.setWallMs(world.nowMs - byMs);
  world.note("the clock is set back");
}

/** The process that serves; one is started when there is none. */
async function opened(world: World): Promise<Process> {
  for (let round = 0; round < roundsMax; round++) {
    if (world.process === undefined) world.startProcess();
    if (world.process?.isOpen) return world.process;
    await turns(2);
    // A slow commit, or a pause before the next try, ends with time.
    if (round % 10 === 9) world.platform.clock.advanceTo(Math.max(world.nowMs + 1000, world.platform.clock.nextDueMs() ?? 0));
  }
  throw new Error("no process could be opened");
}

/** No more faults: one more process starts, services and holders answer, workers work, until nothing is open. */
async function rest(world: World): Promise<{ readonly executions: number; readonly events: number }> {
  const { ledger } = world;
  for (const other of world.replaced) other.crash("after it was replaced");
  // Half of the time the last process has to go on with what it has, without reading it again.
  const startsAgain = world.dice.chance(50);
  if (world.process && (startsAgain || world.process.isClosing || !world.ownsAll(world.process))) world.process.crash("at the end");
  world.isCalm = true;
  world.note("calm");
  await drive(world);
  // An Express execution whose record could not be removed, or was written without its process knowing, is run by the next process.
  if ((await expressKept(world)).length > 0) {
    world.process?.crash("with Express executions kept");
    await drive(world);
  }
  const process = await opened(world);
  const { openExecutions, expressExecutions } = process.executor.figures;
  if (openExecutions + expressExecutions > 0)
    ledger.violate(`stuck: ${openExecutions} executions and ${expressExecutions} Express executions are open`);
  for (const arn of await openArns(world)) ledger.violate(`stuck: ${arn} is open in the store`);
  for (const arn of await expressKept(world)) ledger.violate(`stuck: ${arn} is kept for another run`);
  if (openExecutions > 0) return { executions: 0, events: 0 };
  const checked = await withinTurns(checkEverything(world, process));
  if (checked === undefined) ledger.violate("reading everything back came to no end");
  return checked ?? { executions: 0, events: 0 };
}

async function drive(world: World): Promise<void> {
  const { ledger } = world;
  await opened(world);
  for (let round = 0; round < roundsMax; round++) {
    for (const answer of world.silent) answer();
    world.silent.clear();
    if (round % 5 === 0) {
      void world.poll();
      for (const token of ledger.tokens) {
        if (ledger.sent.some((sent) => sent.token === token && sent.event.kind !== "heartbeat" && sent.answer !== "unknown")) continue;
        const { event, tag } = world.success();
        void world.send(token, event, tag, false);
      }
    }
    await turns(8);
    // A planned crash may come as late as here.
    const { openExecutions, expressExecutions } = (await opened(world)).executor.figures;
    if (openExecutions === 0 && expressExecutions === 0 && (await isQuiet(world))) break;
    const dueMs = world.platform.clock.nextDueMs();
    if (dueMs !== undefined) world.platform.clock.advanceTo(Math.max(dueMs, world.nowMs));
    if (round > 0 && round % 150 === 0) await withinTurns(stopAbandoned(world));
  }
  await turns(20);
  world.readLog();
}

async function expressKept(world: World): Promise<readonly string[]> {
  return (await world.durable.records.list("expressStart", { limit: 10_000 })).map(({ key }) => key);
}

/** Undefined when it has not come to an end by then: a promise that nobody keeps would end the process without a word. */
async function withinTurns<T>(promise: Promise<T>): Promise<T | undefined> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  promise.then(over, over);
  for (let turn = 0; turn < answerTurnsMax && !isOver; turn++) await turns(1);
  return isOver ? promise : undefined;
}

async function isQuiet(world: World): Promise<boolean> {
  await turns(10);
  return (await openArns(world)).length === 0;
}

async function openArns(world: World): Promise<readonly string[]> {
  const open: string[] = [];
  for (let shard = 0; shard < world.shards; shard++)
    for (const { execution } of await world.durable.executions.openExecutions(shard, { afterId: 0, limit: 10_000 }))
      open.push(execution.arn);
  return open;
}

/**
 * An activity's task whose worker never heard that it has it (the process ended between the commit and the
 * answer) waits for ever when it has neither a timeout nor a heartbeat, here as in AWS. Somebody stops it.
 */
async function stopAbandoned(world: World): Promise<void> {
  const { durable, ledger, process } = world;
  if (process === undefined) return;
  for (const arn of await openArns(world)) {
    const record = [...durable.begun.values()].find((each) => each.arn === arn);
    if (record === undefined) continue;
    const isAbandoned = durable.tasksOutside(record.id).some(({ frameId, attempt, status }) => {
      return status === "started" && !ledger.dispatched.has(`${arn}#${frameId}#${attempt}`);
    });
    if (isAbandoned && (await process.executor.stop(arn, { error: "Abandoned", cause: undefined }))) ledger.stopped.add(arn);
  }
}
