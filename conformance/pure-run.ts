/**
 * The engine's side of the table: recorded cases that need no server, run in this process, answered in the form in
 * which the replayer writes down what an endpoint answered. The same grader then reads both.
 */

import { definitionProblems, parseDefinition } from "@stile/states";
import { type ExecutionCase, runPure } from "./pure.ts";
import type { CaseFile, RecordedCase } from "./recorded-cases.ts";

/** What became of one case, as the grader reads it. */
export type CaseResult =
  | { readonly state: "ran"; readonly actual: unknown; readonly ms: number }
  | { readonly state: "failed" | "skipped"; readonly reason: string; readonly ms: number };

export type CaseResults = Readonly<Record<string, CaseResult>>;

/** The files of which at least some cases concern the language and the engine alone. */
export const pureFiles: readonly CaseFile[] = ["executions-pure", "choice", "validation"];

export function runPureCases(file: CaseFile, cases: readonly RecordedCase[]): CaseResults {
  return Object.fromEntries(cases.map((recorded) => [recorded.id, runPureCase(file, recorded)]));
}

function runPureCase(file: CaseFile, recorded: RecordedCase): CaseResult {
  const beganMs = performance.now();
  const ms = () => Math.round(performance.now() - beganMs);
  const reason = whyNotPure(file, recorded);
  if (reason !== undefined) return { state: "skipped", reason, ms: 0 };
  try {
    return { state: "ran", actual: file === "validation" ? validated(recorded) : runPure(recorded as ExecutionCase), ms: ms() };
  } catch (error) {
    return { state: "failed", reason: `engine: ${(error as Error).message.slice(0, 200)}`, ms: ms() };
  }
}

function whyNotPure(file: CaseFile, { id, needsExternalDriver, category, expect, errorCode }: RecordedCase): string | undefined {
  if (file === "validation") return errorCode === "InvalidLoggingConfiguration" ? "not a matter of the definition" : undefined;
  if (needsExternalDriver) return "needs an external driver";
  // The same exclusion as the replayer's: AWS's own answer is undefined there.
  if (id.split("#")[0]?.endsWith("::test_max_concurrency_path_negative")) return "AWS's behaviour is undefined";
  if (expect?.["status"] === undefined && category === "wait") return "never ends on purpose, and a virtual clock would end it";
  return undefined;
}

/** Answers as CreateStateMachine, UpdateStateMachine or ValidateStateMachineDefinition would. */
function validated({ op, definitionRaw = "", params }: RecordedCase): unknown {
  const parsed = parseDefinition(definitionRaw, { type: params?.type ?? "STANDARD" });
  const found = parsed.kind === "refused" ? parsed.diagnostics : [];
  if (op === "ValidateStateMachineDefinition") {
    const diagnostics = found.map(({ severity, code, message, location }) => ({ severity, code, message, ...(location && { location }) }));
    const result = found.some(({ severity }) => severity === "ERROR") ? "FAIL" : "OK";
    return { response: { result, diagnostics, truncated: false, ResponseMetadata: metadata(200) } };
  }
  if (parsed.kind !== "refused") return { response: { ResponseMetadata: metadata(200) } };
  const message = definitionProblems(found);
  const error = { Error: { Code: "InvalidDefinition", Message: message }, message, ResponseMetadata: metadata(400) };
  return {
    error: {
      ...error,
      typename: "InvalidDefinition",
      text: `An error occurred (InvalidDefinition) when calling the ${op} operation: ${message}`,
    },
  };
}

const metadata = (status: number) => ({ HTTPHeaders: {}, HTTPStatusCode: status });
