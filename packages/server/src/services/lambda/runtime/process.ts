/**
 * One function process: spawned, initialised, handed invocations one after the other, killed with everything it
 * forked. Whatever it does - loop, hang, crash, print, close its connection - ends as an Outcome, never as an error here.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { invariant } from "../../../platform/invariant.ts";
import type { Logger, Platform } from "../../../platform/platform.ts";
import { responsePayloadBytesMax } from "../limits.ts";
import { type Fault, faultPayload, type ProcessExit } from "./fault.ts";
import { createOutput, type OutputListener } from "./output.ts";
import type { Reaper } from "./reaper.ts";
import { type Invocation, openRuntimeApi, type RuntimeApi } from "./runtime-api.ts";

/** How a process of one revision of a function is started. */
export interface LaunchPlan {
  readonly program: string;
  readonly arguments: readonly string[];
  /** The working folder: the unpacked package. */
  readonly taskRoot: string;
  /** All of the environment but AWS_LAMBDA_RUNTIME_API. */
  readonly environment: Readonly<Record<string, string>>;
  /** Bound of the process's writable memory, KiB. */
  readonly dataKibMax: number;
  readonly initTimeoutMs: number;
  /** The function's own timeout, what a fault says when init takes too long. */
  readonly timeoutMs: number;
  /** Called once, when the process is gone or never came to be. */
  readonly release: () => void;
}

/** Hears of a process's life what its function's log holds. */
export interface SandboxLog extends OutputListener {
  /** The process was handed an invocation. */
  begin(requestId: string): void;
}

/** An invocation that was not handed to a process yet: its deadline counts from then. */
export interface InvocationRequest extends Omit<Invocation, "deadlineMs"> {
  /** The caller asked for the log: the outcome waits until all of it is read. */
  readonly wantsLog: boolean;
}

/** What an invocation came to; `payload` is JSON. `error`: the function failed, in its own words or the platform's. */
export interface Outcome {
  readonly kind: "response" | "error";
  readonly payload: Uint8Array | string;
  /** Milliseconds the invocation took, without init. */
  readonly durationMs: number;
  /** Milliseconds init took, on the first invocation of a process. */
  readonly initDurationMs?: number | undefined;
  /** The last bytes the process printed. */
  readonly logTail: Uint8Array;
}

export interface SandboxProcess {
  /** Hands over an invocation; only while ready. */
  invoke(invocation: InvocationRequest, timeoutMs: number): Promise<Outcome>;
  /** Ends the process group at once; `onExit` follows, and the invocation under way ends with a Runtime.ExitError. */
  kill(): void;
}

export interface SandboxListener {
  /** The process waits for its next invocation. */
  onReady(): void;
  /** The process is no more. `initFailure` makes the outcome of the invocation it was started for, when it never got ready. */
  onExit(initFailure: ((requestId: string) => Outcome) | undefined): void;
}

type State =
  | { readonly kind: "starting" }
  | { readonly kind: "ready"; readonly hand: (invocation: Invocation) => void }
  | {
      readonly kind: "busy";
      readonly requestId: string;
      readonly startedMs: number;
      readonly wantsLog: boolean;
      readonly settle: (outcome: Outcome) => void;
    }
  /** Answered, but did not ask for the next invocation yet. */
  | { readonly kind: "settled" }
  | { readonly kind: "dead" };

type InitFailure = { readonly kind: "reported"; readonly report: Uint8Array } | { readonly kind: "fault"; readonly fault: Fault };

/** How long the pipes of a process that ended are read; somebody who escaped from its group may hold them open for ever. */
const drainMs = 100;

/** Dumps of memory are never written; writable memory is bounded where the system can. Then the shell becomes the program. */
const limitAndExec = 'ulimit -c 0 2>/dev/null; ulimit -d "$0" 2>/dev/null; exec "$@"';

export async function startSandbox(
  plan: LaunchPlan,
  {
    platform,
    reaper,
    logger,
    log,
  }: { readonly platform: Platform; readonly reaper: Reaper; readonly logger: Logger; readonly log: SandboxLog },
  listener: SandboxListener,
): Promise<SandboxProcess> {
  const { clock } = platform;
  const output = createOutput(clock, logger, log);
  const startedMs = clock.nowMs();
  let state: State = { kind: "starting" };
  let child: ChildProcess | undefined;
  let initFailure: InitFailure | undefined;
  let initDurationMs: number | undefined;
  /** Why we killed it, when we did: the reason the invocation under way is given. */
  let killReason: Fault | undefined;
  let cancelDeadline = () => {};
  /** Answered, and the log of the invocation still being read. */
  let isDraining = false;
  /** The question for the next invocation, when it came before the answer to this one. */
  let asked: ((invocation: Invocation) => void) | undefined;

  const kill = (reason?: Fault) => {
    killReason ??= reason;
    if (child?.pid === undefined) return;
    try {
      // The group, so that what the function forked ends with it.
      process.kill(-child.pid, "SIGKILL");
    } catch (error) {
      // ESRCH: nobody of the group is left.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH")
        logger.warn("a function process could not be killed", { error: String(error) });
    }
  };

  const settle = (kind: Outcome["kind"], payload: Uint8Array | string) => {
    if (state.kind !== "busy") return;
    const { settle: settled, startedMs: invokedMs, wantsLog } = state;
    const durationMs = clock.nowMs() - invokedMs;
    state = { kind: "settled" };
    const finish = () => {
      isDraining = false;
      const outcome: Outcome = { kind, payload, durationMs, initDurationMs, logTail: output.tail() };
      initDurationMs = undefined;
      settled(outcome);
      if (asked !== undefined) becomeReady(asked);
    };
    if (!wantsLog) return finish();
    // What the function printed lies in its pipe already, but came another way than the answer: one full turn of the event loop reads it.
    isDraining = true;
    setImmediate(() => setImmediate(finish));
  };

  const becomeReady = (hand: (invocation: Invocation) => void) => {
    asked = undefined;
    // A runtime that asks twice waits until it is killed.
    if (state.kind !== "starting" && state.kind !== "settled") return;
    if (state.kind === "starting") initDurationMs = clock.nowMs() - startedMs;
    cancelDeadline();
    state = { kind: "ready", hand };
    listener.onReady();
  };

  const exited = (exit: ProcessExit) => {
    if (state.kind === "dead") return;
    const neverReady = state.kind === "starting";
    const fault: Fault = killReason ?? { kind: "exited", exit };
    cancelDeadline();
    if (state.kind === "busy") settle("error", faultPayload(fault, state.requestId));
    state = { kind: "dead" };
    if (child?.pid !== undefined) reaper.forget(child.pid);
    child?.stdout?.destroy();
    child?.stderr?.destroy();
    api.close();
    const failure: InitFailure = initFailure ?? { kind: "fault", fault };
    listener.onExit(
      neverReady
        ? (requestId) => ({
            kind: "error",
            payload: failure.kind === "reported" ? failure.report : faultPayload(failure.fault, requestId),
            durationMs: clock.nowMs() - startedMs,
            logTail: output.tail(),
          })
        : undefined,
    );
  };

  const api: RuntimeApi = await openRuntimeApi(platform.random.uuid(), {
    currentRequestId: () => (state.kind === "busy" ? state.requestId : undefined),
    onNext(hand) {
      // A runtime may send its answer and this question together, and the question may be seen first.
      if (state.kind === "busy" || isDraining) asked = hand;
      else becomeReady(hand);
    },
    onResponse: (payload) => settle("response", payload),
    onResponseTooLarge: (bytes) =>
      settle("error", faultPayload({ kind: "response-too-large", bytes, bytesMax: responsePayloadBytesMax }, "")),
    onError: (report) => settle("error", report),
    onInitError(report) {
      if (state.kind === "starting") initFailure ??= { kind: "reported", report };
    },
    onBroken: () => kill(),
  });

  try {
    child = spawn("/bin/sh", ["-c", limitAndExec, String(plan.dataKibMax), plan.program, ...plan.arguments], {
      cwd: plan.taskRoot,
      env: { ...plan.environment, AWS_LAMBDA_RUNTIME_API: api.address },
      // A process group of its own: it can be killed with all it forks, and a Ctrl-C meant for the server is not for it.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    // Settings no process can be given, such as a NUL character in the handler's name.
    api.close();
    throw error;
  }
  if (child.pid !== undefined) reaper.watch(child.pid);
  child.on("error", (error) => {
    if (child?.pid === undefined) exited({ kind: "unstarted", reason: error.message });
  });
  child.on("exit", (status, signal) => {
    const exit: ProcessExit = signal === null ? { kind: "status", status: status ?? 0 } : { kind: "signal", signal };
    // What the function forked and left behind ends now; then what was printed and answered last is still read.
    kill();
    child?.once("close", () => exited(exit));
    clock.at(clock.nowMs() + drainMs, () => exited(exit));
  });
  if (child.stdout !== null) output.read(child.stdout);
  if (child.stderr !== null) output.read(child.stderr);
  cancelDeadline = clock.at(startedMs + plan.initTimeoutMs, () => kill({ kind: "timed-out", timeoutMs: plan.timeoutMs }));

  return {
    invoke(invocation, timeoutMs) {
      return new Promise((resolve) => {
        invariant(state.kind === "ready", "an invocation was handed to a process that does not wait for one");
        const { hand } = state;
        output.begin(invocation.requestId);
        log.begin(invocation.requestId);
        const nowMs = clock.nowMs();
        const deadlineMs = nowMs + timeoutMs;
        state = { kind: "busy", requestId: invocation.requestId, startedMs: nowMs, wantsLog: invocation.wantsLog, settle: resolve };
        // Stays armed after the answer, until the runtime asks for more: a process that hangs then is killed as well.
        cancelDeadline = clock.at(deadlineMs, () => kill({ kind: "timed-out", timeoutMs }));
        hand({ ...invocation, deadlineMs });
      });
    },
    kill: () => kill(),
  };
}
