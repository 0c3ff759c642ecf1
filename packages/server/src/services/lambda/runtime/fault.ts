/** What goes wrong with a process instead of within a handler, and the payload AWS answers for it. */

/** A failure the platform reports in the function's place. */
export type Fault =
  | { readonly kind: "timed-out"; readonly timeoutMs: number }
  | { readonly kind: "exited"; readonly exit: ProcessExit }
  | { readonly kind: "response-too-large"; readonly bytes: number; readonly bytesMax: number };

/** How a process ended; `unstarted` when there never was one. */
export type ProcessExit =
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "unstarted"; readonly reason: string };

/** The names AWS's (Go) runtime supervisor prints for signals. */
const signalNames: Readonly<Record<string, string>> = {
  SIGABRT: "aborted",
  SIGBUS: "bus error",
  SIGFPE: "floating point exception",
  SIGHUP: "hangup",
  SIGILL: "illegal instruction",
  SIGINT: "interrupt",
  SIGKILL: "killed",
  SIGPIPE: "broken pipe",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
  SIGTRAP: "trace/breakpoint trap",
};

function exitText(exit: ProcessExit): string {
  switch (exit.kind) {
    case "signal":
      return `Runtime exited with error: signal: ${signalNames[exit.signal] ?? exit.signal.toLowerCase()}`;
    case "unstarted":
      return `Runtime could not be started: ${exit.reason}`;
    case "status":
      return exit.status === 0 ? "Runtime exited without providing a reason" : `Runtime exited with error: exit status ${exit.status}`;
  }
}

/** The JSON a caller of Invoke gets as payload, with FunctionError. */
export function faultPayload(fault: Fault, requestId: string): string {
  switch (fault.kind) {
    case "timed-out":
      return JSON.stringify({
        errorType: "Sandbox.Timedout",
        errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(fault.timeoutMs / 1000).toFixed(2)} seconds`,
      });
    case "exited":
      return JSON.stringify({ errorType: "Runtime.ExitError", errorMessage: `RequestId: ${requestId} Error: ${exitText(fault.exit)}` });
    case "response-too-large":
      return JSON.stringify({
        errorType: "Function.ResponseSizeTooLarge",
        errorMessage: `Response payload size (${fault.bytes} bytes) exceeded maximum allowed payload size (${fault.bytesMax} bytes).`,
      });
  }
}
