/** What callers of the API do at random moments: start, start again, stop, describe, read histories and lists. */

import type { StartRequest } from "../packages/server/src/executor/index.ts";
import { randomInput } from "../packages/states/src/engine/workflow-fixture.ts";
import type { AskedStart } from "./ledger.ts";
import { sameJson } from "./ledger.ts";
import type { Machine } from "./machines.ts";
import { eventLine } from "./step-log.ts";
import { type Process, type World, account, region } from "./world.ts";

function requestOf(world: World, machine: Machine, executionArn: string, input: string, nameGiven: boolean): StartRequest {
  const name = executionArn.slice(executionArn.lastIndexOf(":") + 1);
  return {
    header: {
      executionArn,
      name,
      stateMachineArn: stateMachineArn(machine),
      stateMachineName: machine.name,
      roleArn: `arn:aws:iam::${account}:role/r`,
      region,
      startMs: world.nowMs,
      redriveCount: 0,
    },
    accountId: account,
    definitionId: machine.name,
    program: machine.program,
    input,
    traceHeader: undefined,
    nameGiven,
  };
}

function stateMachineArn({ name }: Pick<Machine, "name">): string {
  return `arn:aws:states:${region}:${account}:stateMachine:${name}`;
}

function executionArn({ name }: Machine, execution: string): string {
  return `arn:aws:states:${region}:${account}:execution:${name}:${execution}`;
}

export async function startNew(world: World): Promise<void> {
  const { dice, platform } = world;
  const machine = dice.pick(world.machines);
  if (machine.isExpress) return startExpress(world, machine);
  const nameGiven = dice.chance(70);
  const name = nameGiven ? world.tag() : platform.random.uuid();
  const arn = executionArn(machine, name);
  const input = JSON.stringify(randomInput(dice));
  // A client that retries too eagerly: the second request comes while the first is on its way.
  const times = nameGiven && dice.chance(25) ? 2 : 1;
  await Promise.all(Array.from({ length: times }, () => startAs(world, machine, arn, input, nameGiven)));
}

/** A name that was used before, with the same input or another one. */
export async function startAgain(world: World): Promise<void> {
  const { dice, ledger } = world;
  const known = [...ledger.starts.values()].filter(({ isExpress }) => !isExpress);
  if (known.length === 0) return;
  const earlier = dice.pick(known);
  const input = dice.chance(65) ? dice.pick(earlier.inputs) : JSON.stringify({ n: dice.below(3), items: [1], text: "another" });
  if (!earlier.nameGiven && earlier.acknowledged === undefined) return;
  await startAs(world, world.machineNamed(earlier.machine), earlier.executionArn, dice.chance(20) ? ` ${input}` : input, true);
}

async function startAs(world: World, machine: Machine, arn: string, input: string, nameGiven: boolean): Promise<void> {
  const process = world.serving();
  if (process === undefined) return;
  const { ledger } = world;
  const isFirst = !ledger.starts.has(arn);
  const before = ledger.starts.get(arn)?.acknowledged;
  const start = ledger.asked(arn, machine.name, input, { nameGiven });
  const request = requestOf(world, machine, arn, input, nameGiven);
  const answer = await world.ask(process, `start ${arn}`, () => process.executor.start(request), ["ExecutionAlreadyExists"]);
  if (answer.kind === "answered") {
    if (answer.value.executionArn !== arn) ledger.violate(`${arn} was answered as ${answer.value.executionArn}`);
    ledger.acknowledge(start, input, answer.value.startMs);
    if (world.dice.chance(40)) await read(world, process, start);
  } else if (answer.kind === "refused") {
    start.isRevealed = true;
    if (isFirst && start.inputs.length === 1) ledger.violate(`${arn} was refused, and nobody had asked for it before`);
    if (before && sameJson(before.input, input) && world.ownsAll(process))
      await mustHaveEnded(world, process, arn, "a repeated start was refused");
  }
}

/** What the process says of an execution that it has called closed. */
async function mustHaveEnded(world: World, process: Process, arn: string, why: string): Promise<void> {
  const answer = await world.ask(process, `describe ${arn}`, () => process.executor.describe(arn));
  if (answer.kind === "answered" && (answer.value === undefined || answer.value.record.status === "RUNNING"))
    world.ledger.violate(`${arn}: ${why}, and it is ${answer.value?.record.status ?? "not there"}`);
}

async function startExpress(world: World, machine: Machine): Promise<void> {
  const process = world.serving();
  if (process === undefined) return;
  const { dice, ledger, platform } = world;
  const name = world.tag();
  const arn = `arn:aws:states:${region}:${account}:express:${machine.name}:${name}:${platform.random.uuid()}`;
  const input = JSON.stringify(randomInput(dice));
  const { header, ...request } = requestOf(world, machine, arn, input, true);
  if (dice.chance(40)) {
    const express = { ...request, header: { ...header, name, redriveCount: undefined } };
    const answer = await world.ask(process, `run ${arn}`, () => process.executor.runExpress(express));
    const times = [...ledger.dispatched.values()].filter(({ executionArn: of }) => of === arn).map((task) => task.times);
    if (times.some((count) => count > 1)) ledger.violate(`${arn}: a synchronous Express execution called a task twice`);
    if (answer.kind !== "answered") return;
    const { status } = answer.value;
    const isLate = world.nowMs - header.startMs >= 5 * 60_000 || world.isClockSetBack;
    if (status !== "SUCCEEDED" && !(status === "TIMED_OUT" && isLate)) ledger.violate(`${arn} is ${status}`);
    if (status === "SUCCEEDED" && !ledger.expressEnded.has(arn)) ledger.violate(`${arn} has succeeded without its last task`);
    return;
  }
  const start = ledger.asked(arn, machine.name, input, { isExpress: true });
  const answer = await world.ask(process, `start ${arn}`, () => process.executor.startExpress({ ...request, header: { ...header, name } }));
  if (answer.kind === "answered") ledger.acknowledge(start, input, header.startMs);
}

export async function stop(world: World): Promise<void> {
  const { dice, ledger } = world;
  const process = world.serving();
  const known = [...ledger.starts.values()].filter(({ isExpress }) => !isExpress);
  if (process === undefined || known.length === 0) return;
  const { executionArn: arn, acknowledged } = dice.pick(known);
  const answer = await world.ask(process, `stop ${arn}`, () => process.executor.stop(arn, { error: "Stopped", cause: arn }));
  if (answer.kind !== "answered") return;
  if (answer.value) {
    if (ledger.stopped.has(arn)) ledger.violate(`${arn} was stopped twice`);
    ledger.stopped.add(arn);
  } else if (acknowledged && world.ownsAll(process)) {
    await mustHaveEnded(world, process, arn, "a stop found that it does not run");
  }
}

export async function readSomething(world: World): Promise<void> {
  const { dice, ledger } = world;
  const process = world.serving();
  if (process === undefined) return;
  if (dice.chance(20)) return list(world, process);
  const known = [...ledger.starts.values()].filter(({ isExpress }) => !isExpress);
  if (known.length > 0) await read(world, process, dice.pick(known));
}

async function read(world: World, process: Process, start: AskedStart): Promise<void> {
  const { ledger } = world;
  const { executionArn: arn } = start;
  const wasAcknowledged = start.acknowledged !== undefined;
  const described = await world.ask(process, `describe ${arn}`, () => process.executor.describe(arn));
  if (described.kind !== "answered") return;
  if (described.value === undefined) {
    if (wasAcknowledged) ledger.violate(`${arn} was acknowledged and is not there`);
    return;
  }
  const { record, input } = described.value;
  if (!start.inputs.some((asked) => sameJson(asked, input))) ledger.violate(`${arn} has an input that nobody gave: ${input.slice(0, 200)}`);
  const events = await world.ask(process, `history of ${arn}`, async () => {
    const lastEventId = await process.executor.lastEventId(record.id);
    return process.executor.events(record.id, { firstEventId: 1, lastEventId });
  });
  if (events.kind === "answered") ledger.see(arn, record, events.value.map(eventLine));
}

async function list(world: World, process: Process): Promise<void> {
  const machine = world.dice.pick(world.machines);
  const answer = await world.ask(process, `list of ${machine.name}`, () =>
    process.executor.list({ stateMachineArn: stateMachineArn(machine), limit: 1000 }),
  );
  if (answer.kind !== "answered") return;
  const arns = answer.value.map(({ arn }) => arn);
  if (new Set(arns).size !== arns.length) world.ledger.violate(`an execution of ${machine.name} is listed twice`);
  for (const record of answer.value) {
    if (!world.ledger.starts.has(record.arn)) world.ledger.violate(`${record.arn} is listed, and nobody asked for it`);
    world.ledger.see(record.arn, record, []);
  }
}
