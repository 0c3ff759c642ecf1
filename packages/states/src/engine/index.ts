/** The engine's front door. */
export type { CancelTask, Command, Evaluate, DispatchTask, ReadItems, StartChild, StopChild, WriteResults } from "./commands.ts";
export { awaitsTimer, pendingCommands } from "./commands.ts";
export { type RunEvent, type StepContext, executionTimer } from "./events.ts";
export {
  type HistoryEvent,
  type HistoryEventType,
  type HistorySegment,
  type WireEvent,
  decodeEvent,
  decodeSegment,
  payloadNumbersOf,
  wireEvent,
} from "./history.ts";
export type { ItemSource } from "./item-reader.ts";
export { historyEventsMax, payloadBytesMax } from "./limits.ts";
export { type Program, childProgram, compileProgram } from "./program.ts";
export type { ResultDestination } from "./result-writer.ts";
export type { Run, RunHeader, RunStatus, TaskResult } from "./run.ts";
export { type FrameCopy, type FrameRow, type RunChanges, copyFrame, decodeRun, missingPayloads, takeChanges } from "./snapshot.ts";
export { childHeaderOf, start } from "./start.ts";
export { type StepResult, evaluateElsewhere, step } from "./step.ts";
