/**
 * The grammar of the Amazon States Language as types. They describe the JSON of a definition as it is
 * written, with the language's own member names, for both query languages. `validate.ts` decides whether
 * some JSON is of these types; `engine/program.ts` compiles what passed.
 */

import type { Json, JsonObject } from "../data/json.ts";

export type QueryLanguage = "JSONPath" | "JSONata";

export interface Definition extends StatesMachine {
  readonly Comment?: string;
  readonly Version?: string;
  readonly TimeoutSeconds?: number;
  readonly QueryLanguage?: QueryLanguage;
}

/** A set of states with one entrance: the whole definition, a branch of Parallel, the processor of Map. */
export interface StatesMachine {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: State };
}

export type State = TaskState | PassState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState;
export type StateType = State["Type"];

interface EveryState {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
}

interface Transition {
  readonly Next?: string;
  readonly End?: boolean;
}

/** JSONPath: `null` discards and gives {}; absent means `$`. */
interface InputOutputPaths {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
}

/** Values are templates in JSONPath (`name.$`), and may hold `{% %}` in JSONata. */
interface Assigning {
  readonly Assign?: JsonObject;
}

/** JSONata only. */
interface Outputting {
  readonly Output?: Json;
}

interface ResultShaping {
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
}

interface ErrorHandling {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL" | "NONE";
}

export interface Catcher extends Assigning, Outputting {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
}

/** A string where JSONata may compute the number: `{% ... %}`. */
export type NumberOrExpression = number | string;

export interface TaskState extends EveryState, Transition, InputOutputPaths, Assigning, Outputting, ResultShaping, ErrorHandling {
  readonly Type: "Task";
  readonly Resource: string;
  readonly TimeoutSeconds?: NumberOrExpression;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: NumberOrExpression;
  readonly HeartbeatSecondsPath?: string;
  readonly Credentials?: JsonObject;
}

export interface PassState extends EveryState, Transition, InputOutputPaths, Assigning, Outputting {
  readonly Type: "Pass";
  readonly Result?: Json;
  readonly Parameters?: Json;
  readonly ResultPath?: string | null;
}

export interface ChoiceState extends EveryState, InputOutputPaths, Assigning, Outputting {
  readonly Type: "Choice";
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

/** A top-level rule: JSONPath has a comparison or a combination, JSONata a Condition. */
export interface ChoiceRule extends Comparison, Assigning, Outputting {
  readonly Next: string;
  readonly Condition?: string | boolean;
  readonly Comment?: string;
}

/** `Variable` with one operator of engine/comparison.ts (`StringEquals`, `NumericLessThanPath`, ...), or And, Or, Not. */
export interface Comparison {
  readonly And?: readonly Comparison[];
  readonly Or?: readonly Comparison[];
  readonly Not?: Comparison;
  readonly Variable?: string;
  readonly [operator: string]: unknown;
}

export interface WaitState extends EveryState, Transition, InputOutputPaths, Assigning, Outputting {
  readonly Type: "Wait";
  readonly Seconds?: NumberOrExpression;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
}

export interface SucceedState extends EveryState, InputOutputPaths, Outputting {
  readonly Type: "Succeed";
}

export interface FailState extends EveryState {
  readonly Type: "Fail";
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

export interface ParallelState extends EveryState, Transition, InputOutputPaths, Assigning, Outputting, ResultShaping, ErrorHandling {
  readonly Type: "Parallel";
  readonly Branches: readonly StatesMachine[];
}

export interface MapState extends EveryState, Transition, InputOutputPaths, Assigning, Outputting, ResultShaping, ErrorHandling {
  readonly Type: "Map";
  readonly ItemProcessor?: Processor;
  /** The older name of ItemProcessor. */
  readonly Iterator?: Processor;
  readonly Items?: Json;
  readonly ItemsPath?: string;
  readonly ItemSelector?: Json;
  readonly MaxConcurrency?: NumberOrExpression;
  readonly MaxConcurrencyPath?: string;
  readonly ToleratedFailureCount?: NumberOrExpression;
  readonly ToleratedFailureCountPath?: string;
  readonly ToleratedFailurePercentage?: NumberOrExpression;
  readonly ToleratedFailurePercentagePath?: string;
  readonly Label?: string;
  readonly ItemReader?: ItemReader;
  readonly ItemBatcher?: ItemBatcher;
  readonly ResultWriter?: ResultWriter;
}

export interface ItemReader {
  readonly Resource: string;
  readonly ReaderConfig?: JsonObject & { readonly MaxItems?: number | string; readonly MaxItemsPath?: string };
  readonly Parameters?: Json;
  readonly Arguments?: Json;
}

export interface ItemBatcher {
  readonly BatchInput?: Json;
  readonly MaxItemsPerBatch?: number | string;
  readonly MaxItemsPerBatchPath?: string;
  readonly MaxInputBytesPerBatch?: number | string;
  readonly MaxInputBytesPerBatchPath?: string;
}

export interface ResultWriter {
  readonly Resource?: string;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly WriterConfig?: { readonly Transformation?: "NONE" | "COMPACT" | "FLATTEN"; readonly OutputType?: "JSON" | "JSONL" };
}

export interface Processor extends StatesMachine {
  readonly ProcessorConfig?: { readonly Mode?: "INLINE" | "DISTRIBUTED"; readonly ExecutionType?: "STANDARD" | "EXPRESS" };
}
