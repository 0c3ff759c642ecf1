/** For tests of the executor: a store that can be held up and can fail, scripted tasks, and waiting without sleeping. */

import { type Definition, type Program, compileProgram } from "@stile/states";
import { createFakePlatform } from "../platform/fake.ts";
import { openMemoryStore } from "../storage/memory/index.ts";
import type { Batch, ExecutionStore } from "../storage/ports/executions.ts";
import type { RecordStore } from "../storage/ports/records.ts";
import { Executor } from "./executor.ts";
import type { Integration, TaskOutcome, TaskRequest } from "./integration.ts";
import type { CommittedBatch } from "./batch.ts";
import type { StartRequest } from "./live-run.ts";

export interface FaultyStore extends ExecutionStore {
  /** What was asked to be committed, in order; also what failed. */
  readonly commits: Batch[];
  /** While true, commits wait for `release`. */
  held: boolean;
  release(): void;
  /** The next commits fail with this; `afterWriting` fails although the batch was kept, as a lost connection does. */
  failNext(error: Error, options?: { readonly times?: number; readonly afterWriting?: boolean }): void;
  /** The process ends the moment the first such batch is durable: it hears nothing of it and writes nothing more. */
  dieAfter(isLast: (batch: Batch) => boolean): void;
  readonly isDead: boolean;
  /** Reading the shard back fails so many times. */
  failOpenings(times: number): void;
}

export function faultyStore(inner: ExecutionStore = openMemoryStore().executions): FaultyStore {
  const commits: Batch[] = [];
  let waiting: (() => void)[] = [];
  let failures: { error: Error; afterWriting: boolean }[] = [];
  let openings = 0;
  let isLast: (batch: Batch) => boolean = () => false;
  let isDead = false;
  const store: FaultyStore = {
    ...inner,
    commits,
    held: false,
    release() {
      store.held = false;
      const released = waiting;
      waiting = [];
      for (const go of released) go();
    },
    failNext(error, { times = 1, afterWriting = false } = {}) {
      failures.push(...Array.from({ length: times }, () => ({ error, afterWriting })));
    },
    dieAfter(predicate) {
      isLast = predicate;
    },
    get isDead() {
      return isDead;
    },
    failOpenings(times) {
      openings = times;
    },
    async openShard(shard, owner) {
      if (openings > 0) {
        openings -= 1;
        throw new Error("the store cannot be read");
      }
      return inner.openShard(shard, owner);
    },
    async commit(batch) {
      commits.push(batch);
      if (store.held) await new Promise<void>((resolve) => waiting.push(resolve));
      const [failure, ...others] = failures;
      failures = others;
      if (failure && !failure.afterWriting) throw failure.error;
      if (!isDead) await inner.commit(batch);
      isDead ||= isLast(batch);
      if (isDead) await new Promise<never>(() => undefined);
      if (failure) throw failure.error;
    },
  };
  return store;
}

/** Lets everything that is pending run until the condition holds; fails when it does not. Time does not pass. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, turns = 2000): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    if (await holds()) return;
    await settled();
  }
  throw new Error(`did not come to pass: ${what}`);
}

export function settled(turns = 1): Promise<void> {
  return new Promise((resolve) => setImmediate(() => (turns > 1 ? void settled(turns - 1).then(resolve) : resolve())));
}

/** A few turns in which something must not happen. */
export const aWhile = 30;

export interface Dispatched {
  readonly request: TaskRequest;
  readonly answer: (outcome: TaskOutcome) => void;
}

/** Serves every function and service; tasks stay open until the test answers them, unless `reply` does. */
function scriptedTasks(reply?: (request: TaskRequest) => TaskOutcome | undefined): {
  readonly tasks: Dispatched[];
  readonly integration: Integration;
} {
  const tasks: Dispatched[] = [];
  const integration: Integration = {
    name: "scripted",
    serves: ({ kind }) => kind !== "activity",
    run: (request) => {
      const { promise, resolve } = Promise.withResolvers<TaskOutcome>();
      tasks.push({ request, answer: resolve });
      const outcome = reply?.(request);
      if (outcome) resolve(outcome);
      return promise;
    },
  };
  return { tasks, integration };
}

const account = "000000000000";

export interface World {
  readonly platform: ReturnType<typeof createFakePlatform>;
  readonly store: FaultyStore;
  readonly executor: Executor;
  readonly tasks: Dispatched[];
  readonly start: (
    name: string,
    options?: { readonly input?: string; readonly machine?: string; readonly nameGiven?: boolean },
  ) => Promise<{ readonly executionArn: string }>;
  readonly arnOf: (name: string, machine?: string) => string;
  readonly programs: Map<string, Program>;
}

export interface WorldOptions {
  /** Definitions by name; an execution of the machine `m` runs the first. */
  readonly machines: { readonly [name: string]: object };
  readonly store?: FaultyStore;
  readonly records?: RecordStore;
  readonly shards?: number;
  readonly reply?: (request: TaskRequest) => TaskOutcome | undefined;
  readonly platform?: ReturnType<typeof createFakePlatform>;
  readonly watch?: (committed: CommittedBatch) => void;
}

/** An executor that is not opened yet. Two worlds over one store are a server before and after a crash. */
export function worldOf({
  machines,
  store = faultyStore(),
  records = openMemoryStore().records,
  shards = 1,
  reply,
  watch,
  platform = createFakePlatform(),
}: WorldOptions): World {
  const programs = new Map(Object.entries(machines).map(([name, machine]) => [name, compileProgram(machine as Definition)]));
  const { tasks, integration } = scriptedTasks(reply);
  const programNamed = (name: string): Program => {
    const program = programs.get(name);
    if (program === undefined) throw new Error(`no machine ${name}`);
    return program;
  };
  const executor = new Executor({
    store,
    records,
    platform,
    tokenKey: new Uint8Array(32).fill(7),
    owner: "test",
    shards,
    integrations: [integration],
    loadProgram: async (definitionId) => programNamed(definitionId),
    activityExists: () => true,
    ...(watch ? { watch } : {}),
  });
  const first = Object.keys(machines)[0] as string;
  const arnOf = (name: string, machine = first) => `arn:aws:states:us-east-1:${account}:execution:${machine}:${name}`;
  const start: World["start"] = (name, { input = "{}", machine = first, nameGiven = true } = {}) => {
    const request = {
      header: {
        executionArn: arnOf(name, machine),
        name,
        stateMachineArn: `arn:aws:states:us-east-1:${account}:stateMachine:${machine}`,
        stateMachineName: machine,
        roleArn: `arn:aws:iam::${account}:role/r`,
        region: "us-east-1",
        startMs: platform.clock.nowMs(),
        redriveCount: 0,
      },
      accountId: account,
      definitionId: machine,
      program: programNamed(machine),
      input,
      traceHeader: undefined,
      nameGiven,
    };
    return executor.start(request as StartRequest);
  };
  return { platform, store, executor, tasks, start, arnOf, programs };
}

export const functionTask = { Type: "Task", Resource: `arn:aws:lambda:us-east-1:${account}:function:f` };
export const activityArn = `arn:aws:states:us-east-1:${account}:activity:a`;

/** A machine of these states, the first of them first; the last one ends it. */
export function machine(states: { readonly [name: string]: object }, more: object = {}): object {
  const names = Object.keys(states);
  const last = names.at(-1) as string;
  return { StartAt: names[0], States: { ...states, [last]: { End: true, ...states[last] } }, ...more };
}
