/** Catch: which catcher takes a failure, and what the next state gets to see of it. */

import type { Environment, Failure } from "../data/failure.ts";
import { compileJsonataTemplate } from "../data/jsonata-template.ts";
import type { JsonObject } from "../data/json.ts";
import { Payload } from "../data/payload.ts";
import { compileTemplate } from "../data/template.ts";
import type { Catcher, QueryLanguage } from "../language/definition.ts";
import { type Outcome, compileResultPath } from "./input-output.ts";
import { type StateFailure, matchesError } from "./retry.ts";

export interface CompiledCatcher {
  readonly errorEquals: readonly string[];
  readonly next: string;
  readonly catch: (
    data: { readonly rawInput: Payload; readonly effectiveInput: Payload; readonly errorOutput: Payload },
    environment: Environment,
  ) => Outcome;
}

export function compileCatcher(catcher: Catcher, language: QueryLanguage): CompiledCatcher {
  const base = { errorEquals: catcher.ErrorEquals, next: catcher.Next };
  if (language === "JSONata") {
    const output = catcher.Output === undefined ? undefined : compileJsonataTemplate(catcher.Output, "Output");
    const assign = catcher.Assign && compileJsonataTemplate(catcher.Assign, "Assign");
    return {
      ...base,
      catch({ effectiveInput, errorOutput }, environment) {
        const bindings = { input: effectiveInput.value, errorOutput: errorOutput.value };
        const assigned = assign?.(bindings, environment) as JsonObject | undefined;
        return { output: output ? Payload.of(output(bindings, environment)) : errorOutput, assigned };
      },
    };
  }
  const combine = compileResultPath(catcher.ResultPath);
  const assign = catcher.Assign && compileTemplate(catcher.Assign);
  return {
    ...base,
    catch({ rawInput, errorOutput }, environment) {
      const assigned = assign?.(errorOutput.value, environment) as JsonObject | undefined;
      return { output: combine(rawInput, errorOutput), assigned };
    },
  };
}

export function findCatcher(catchers: readonly CompiledCatcher[], failure: StateFailure): CompiledCatcher | undefined {
  return catchers.find((catcher) => matchesError(catcher.errorEquals, failure));
}

/**
 * What a catcher sees. Both members are always there: a timeout has an empty Cause (recorded: caught
 * timeouts), a SendTaskFailure that named neither gives null for both (recorded: callback without error).
 */
export function errorOutputOf(failure: Failure): Payload {
  const cause = failure.cause ?? (failure.error === "States.Timeout" ? "" : null);
  return Payload.of({ Error: failure.error ?? null, Cause: cause });
}
