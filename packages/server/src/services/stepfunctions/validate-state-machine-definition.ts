import { parseDefinition } from "@stile/states";
import { operation } from "./context.ts";
import { sdkActionsFor } from "./create-state-machine.ts";

const diagnosticsMax = 100;

/** What is wrong with a definition, and where; nothing is created. Warnings are shown when they are asked for (API reference: `severity`). */
export const validateStateMachineDefinition = operation("ValidateStateMachineDefinition", {
  async handle({ definition, type = "STANDARD", severity = "ERROR", maxResults }, { sdkCatalogue }) {
    const parsed = parseDefinition(definition, { type, sdkActionExists: await sdkActionsFor(definition, sdkCatalogue) });
    const all = parsed.kind === "refused" ? parsed.diagnostics : parsed.warnings;
    const asked = severity === "WARNING" ? all : all.filter((diagnostic) => diagnostic.severity === "ERROR");
    const limit = maxResults === undefined || maxResults === 0 ? diagnosticsMax : maxResults;
    return {
      result: parsed.kind === "refused" ? "FAIL" : "OK",
      diagnostics: asked.slice(0, limit).map(({ severity: level, code, message, location }) => ({
        severity: level,
        code,
        message,
        ...(location === undefined ? {} : { location }),
      })),
      truncated: asked.length > limit,
    };
  },
});
