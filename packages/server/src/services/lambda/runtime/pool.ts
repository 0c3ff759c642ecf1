/**
 * The processes of all functions. Each revision of a function is a group with its own warm processes; a process
 * serves one invocation at a time and is used again. How many run, how many start at once and how many invocations
 * wait is bounded; when there is no room, an unused process of another function makes way.
 */

import { ServiceError } from "../../../aws/index.ts";
import type { Platform } from "../../../platform/platform.ts";
import * as defaults from "../limits.ts";
import { type InvocationRequest, type LaunchPlan, type Outcome, type SandboxLog, type SandboxProcess, startSandbox } from "./process.ts";
import { startReaper } from "./reaper.ts";

export interface PoolLimits {
  readonly processesMax: number;
  readonly startingProcessesMax: number;
  readonly waitingInvocationsMax: number;
  readonly waitForProcessMs: number;
  readonly idleProcessMs: number;
}

/** A function as it was when the invocation arrived. Equal keys mean interchangeable processes. */
export interface FunctionRevision {
  readonly key: string;
  /** The version of the function, whatever its revision: what `retire` names. */
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly log: SandboxLog;
  /** Called for every process that starts; a rejection is what the waiting invocation rejects with. */
  plan(): Promise<LaunchPlan>;
}

export interface Pool {
  /**
   * Runs one invocation. Rejects with ServiceError TooManyRequestsException when nothing comes free in time or too
   * many wait, with what `plan` rejects with, and with the signal's reason when it fires before a process was found.
   */
  invoke(revision: FunctionRevision, invocation: InvocationRequest, signal?: AbortSignal): Promise<Outcome>;
  /** The function's code or configuration changed, or it is gone: its processes end as soon as they are unused. */
  retire(functionArn: string): void;
  /** Ends all processes; invocations under way end with an error, waiting ones reject. */
  close(): Promise<void>;
  /** For metrics and tests. */
  readonly counts: { readonly processes: number; readonly idle: number; readonly waiting: number };
}

interface Waiter {
  readonly invocation: InvocationRequest;
  readonly sinceMs: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
  /** Stops what would end the wait. */
  settled: () => void;
}

interface Member {
  readonly group: Group;
  process: SandboxProcess | undefined;
  plan: LaunchPlan | undefined;
  idleSinceMs: number;
  /** Asked to end before or after its start was complete. */
  doomed: boolean;
}

interface Group {
  readonly revision: FunctionRevision;
  readonly members: Set<Member>;
  /** The last one used is at the end, and used first. */
  readonly idle: Member[];
  readonly waiting: Waiter[];
  starting: number;
  /** Smoothed duration of its invocations; undefined before the first. */
  usualMs: number | undefined;
  retired: boolean;
}

function throttled(message: string): ServiceError {
  return new ServiceError("TooManyRequestsException", message, {
    httpStatus: 429,
    fields: { Type: "User", Reason: "ConcurrentInvocationLimitExceeded" },
  });
}

export function createPool(platform: Platform, limits: Partial<PoolLimits> = {}): Pool {
  const { clock } = platform;
  const { processesMax, startingProcessesMax, waitingInvocationsMax, waitForProcessMs, idleProcessMs } = { ...defaults, ...limits };
  const reaper = startReaper(platform.logger);
  const groups = new Map<string, Group>();
  let processes = 0;
  let starting = 0;
  let waiting = 0;
  /** Processes that were killed and are not gone yet. */
  let ending = 0;
  let closed = false;
  let allGone = () => {};
  let cancelSweep: (() => void) | undefined;
  let cancelLook: (() => void) | undefined;

  const end = (member: Member) => {
    if (!member.doomed) ending++;
    member.doomed = true;
    const at = member.group.idle.indexOf(member);
    if (at !== -1) member.group.idle.splice(at, 1);
    member.process?.kill();
  };

  const dropIfEmpty = (group: Group) => {
    if (group.members.size === 0 && group.waiting.length === 0 && groups.get(group.revision.key) === group)
      groups.delete(group.revision.key);
  };

  /** Ends the process that was unused longest, of any group but the given one. */
  const makeRoom = (forGroup: Group): void => {
    let longest: Member | undefined;
    for (const group of groups.values()) {
      const candidate = group.idle[0];
      if (group !== forGroup && candidate !== undefined && (longest === undefined || candidate.idleSinceMs < longest.idleSinceMs))
        longest = candidate;
    }
    if (longest !== undefined) end(longest);
  };

  const takeWaiter = (group: Group): Waiter | undefined => {
    const waiter = group.waiting.shift();
    if (waiter === undefined) return undefined;
    waiting--;
    waiter.settled();
    return waiter;
  };

  const hand = (member: Member, waiter: Waiter) => {
    const { group } = member;
    member.process!.invoke(waiter.invocation, group.revision.timeoutMs).then((outcome) => {
      group.usualMs = group.usualMs === undefined ? outcome.durationMs : group.usualMs * 0.8 + outcome.durationMs * 0.2;
      waiter.resolve(outcome);
    }, waiter.reject);
  };

  const start = (group: Group) => {
    const member: Member = { group, process: undefined, plan: undefined, idleSinceMs: 0, doomed: false };
    group.members.add(member);
    group.starting++;
    starting++;
    processes++;
    let isStarting = true;
    const started = () => {
      if (!isStarting) return;
      isStarting = false;
      group.starting--;
      starting--;
    };
    const gone = () => {
      started();
      if (!group.members.delete(member)) return;
      member.plan?.release();
      const at = group.idle.indexOf(member);
      if (at !== -1) group.idle.splice(at, 1);
      processes--;
      if (member.doomed) ending--;
      dropIfEmpty(group);
      if (closed && processes === 0) allGone();
      pump();
    };
    const launch = async () => {
      member.plan = await group.revision.plan();
      member.process = await startSandbox(
        member.plan,
        {
          platform,
          reaper,
          logger: platform.logger.child({ functionArn: group.revision.functionArn }),
          log: group.revision.log,
        },
        {
          onReady() {
            started();
            member.idleSinceMs = clock.nowMs();
            if (member.doomed || closed) return end(member);
            group.idle.push(member);
            pump();
            // Nobody waits for it, and nobody will.
            if (group.retired && group.idle.includes(member)) end(member);
          },
          onExit(initFailure) {
            if (initFailure !== undefined && !member.doomed) {
              const waiter = takeWaiter(group);
              waiter?.resolve(initFailure(waiter.invocation.requestId));
            }
            gone();
          },
        },
      );
      if (member.doomed) member.process.kill();
    };
    launch().catch((error: unknown) => {
      takeWaiter(group)?.reject(error);
      gone();
    });
  };

  /** Short invocations: a warm process comes free sooner than a new one could start, and a new one would only take time from it. */
  const isWorthWaiting = (group: Group, nowMs: number): boolean => {
    if (group.usualMs === undefined || group.members.size === 0) return false;
    const expectedWaitMs = (group.usualMs * group.waiting.length) / group.members.size;
    return expectedWaitMs <= defaults.warmWaitMs && nowMs - group.waiting[0]!.sinceMs < defaults.warmWaitMs;
  };
  const look = () => {
    cancelLook = undefined;
    pump();
  };

  /** Gives free processes to those who wait, and starts what is missing. Called after every change. */
  function pump(): void {
    if (waiting === 0 || closed) return;
    const wanting = [...groups.values()].filter((group) => group.waiting.length > 0);
    // Who waits longest comes first.
    if (wanting.length > 1) wanting.sort((a, b) => a.waiting[0]!.sinceMs - b.waiting[0]!.sinceMs);
    const nowMs = clock.nowMs();
    for (const group of wanting) {
      while (group.waiting.length > 0 && group.idle.length > 0) {
        // One who waited too long and found no room at all gets this process's place.
        const eldest = wanting[0]!;
        if (
          eldest !== group &&
          eldest.members.size === 0 &&
          eldest.waiting.length > 0 &&
          nowMs - eldest.waiting[0]!.sinceMs > defaults.fairWaitMs &&
          processes >= processesMax
        ) {
          end(group.idle.at(-1)!);
          break;
        }
        hand(group.idle.pop()!, takeWaiter(group)!);
      }
      while (group.waiting.length > group.starting && starting < startingProcessesMax) {
        if (isWorthWaiting(group, nowMs)) {
          // Should that turn out wrong, we look again.
          cancelLook ??= clock.at(nowMs + defaults.warmWaitMs, look);
          break;
        }
        // The room is there once the process that makes way is gone; its end pumps again.
        if (processes >= processesMax) {
          if (ending === 0) makeRoom(group);
          break;
        }
        start(group);
      }
    }
  }

  const sweep = () => {
    cancelSweep = undefined;
    const unusedSinceMs = clock.nowMs() - idleProcessMs;
    for (const group of groups.values())
      for (const member of group.idle.filter((unused) => unused.idleSinceMs <= unusedSinceMs)) end(member);
    if (processes > 0) armSweep();
  };
  const armSweep = () => {
    cancelSweep ??= clock.at(clock.nowMs() + Math.ceil(idleProcessMs / 4), sweep);
  };

  const groupOf = (revision: FunctionRevision): Group => {
    let group = groups.get(revision.key);
    if (group === undefined) {
      group = { revision, members: new Set(), idle: [], waiting: [], starting: 0, usualMs: undefined, retired: false };
      groups.set(revision.key, group);
    }
    return group;
  };

  return {
    invoke(revision, invocation, signal) {
      return new Promise((resolve, reject) => {
        if (closed) return reject(new ServiceError("ServiceException", "The server is shutting down.", { httpStatus: 500 }));
        if (signal?.aborted) return reject(signal.reason);
        const group = groupOf(revision);
        armSweep();
        const waiter: Waiter = { invocation, sinceMs: clock.nowMs(), resolve, reject, settled: () => {} };
        const free = group.waiting.length === 0 ? group.idle.pop() : undefined;
        if (free !== undefined) return hand(free, waiter);
        if (waiting >= waitingInvocationsMax) {
          dropIfEmpty(group);
          return reject(throttled(`Rate Exceeded. ${waitingInvocationsMax} invocations already wait for a process.`));
        }
        const giveUp = (error: unknown) => {
          const at = group.waiting.indexOf(waiter);
          if (at === -1) return;
          group.waiting.splice(at, 1);
          waiting--;
          waiter.settled();
          dropIfEmpty(group);
          reject(error);
        };
        const onAbort = () => giveUp(signal?.reason);
        signal?.addEventListener("abort", onAbort, { once: true });
        const cancelWait = clock.at(waiter.sinceMs + waitForProcessMs + revision.timeoutMs, () =>
          giveUp(throttled(`Rate Exceeded. All ${processesMax} processes are busy.`)),
        );
        waiter.settled = () => {
          cancelWait();
          signal?.removeEventListener("abort", onAbort);
        };
        group.waiting.push(waiter);
        waiting++;
        pump();
      });
    },

    retire(functionArn) {
      for (const group of groups.values()) {
        if (group.revision.functionArn !== functionArn) continue;
        group.retired = true;
        // The next invocation brings the new revision; those who wait were promised this one.
        if (group.waiting.length === 0) for (const member of group.idle.slice()) end(member);
      }
    },

    async close() {
      closed = true;
      cancelSweep?.();
      cancelLook?.();
      for (const group of groups.values()) {
        for (let waiter = takeWaiter(group); waiter !== undefined; waiter = takeWaiter(group)) {
          waiter.reject(new ServiceError("ServiceException", "The server is shutting down.", { httpStatus: 500 }));
        }
        for (const member of group.members) end(member);
      }
      await new Promise<void>((resolve) => {
        allGone = resolve;
        if (processes === 0) resolve();
      });
      reaper.close();
    },

    get counts() {
      let idle = 0;
      for (const group of groups.values()) idle += group.idle.length;
      return { processes, idle, waiting };
    },
  };
}
