/**
 * Real state machines of public projects, and what Stile says about each: the table of verdicts is checked in, so
 * that a change of the validator shows as a change of the table. Some of these definitions are invalid on purpose.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isJsonArray, isJsonObject, type Json, parseDefinition } from "@stile/states";

export const verdictsPath = fileURLToPath(new URL("definition-verdicts.json", import.meta.url));

/** One definition's verdict; a refusal names each place, as `CODE location line:column`. */
export type DefinitionVerdict = { readonly verdict: "accepted" } | { readonly verdict: "refused"; readonly problems: readonly string[] };

/** Verdicts by file name, in the order of the names. */
export function definitionVerdicts(folder: string): Record<string, DefinitionVerdict> {
  const definitions = join(folder, "definitions");
  const files = readdirSync(definitions).filter((name) => !name.startsWith("_"));
  return Object.fromEntries(files.sort().map((file) => [file, verdictOf(readFileSync(join(definitions, file), "utf8"))]));
}

function verdictOf(file: string): DefinitionVerdict {
  const { definition } = JSON.parse(file) as { definition: Json };
  const parsed = parseDefinition(JSON.stringify(withPlaceholdersFilled(definition), null, 1), { type: "STANDARD" });
  if (parsed.kind === "definition") return { verdict: "accepted" };
  const problems = parsed.diagnostics.map(({ code, location, position }) => {
    const place = position === undefined ? "" : ` ${position.line}:${position.column}`;
    return `${code} ${location ?? "/"}${place}`;
  });
  return { verdict: "refused", problems };
}

/** Replaces every `${...}` by a fixed valid value: an ARN of the right service where a Resource is meant, a number where a number belongs. */
function withPlaceholdersFilled(definition: Json): Json {
  return filled("", definition);
}

/** Fields that hold a number: a placeholder there stands for one, which CloudFormation writes without quotes. */
const numeric = /^(?:Seconds|TimeoutSeconds|HeartbeatSeconds|MaxConcurrency|IntervalSeconds|MaxAttempts|ToleratedFailurePercentage)$/;

function filled(key: string, value: Json): Json {
  if (isJsonArray(value)) return value.map((item) => filled("", item));
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([name, member]) => [fill(name), filled(name, member)]));
  if (typeof value !== "string" || !value.includes("${")) return value;
  if (numeric.test(key)) return 5;
  return key === "Resource" ? fill(value.replace(/^\$\{(?!AWS)([^}]*)\}/, (_, name: string) => resourceNamed(name))) : fill(value);
}

/** SAM's policies name DynamoDB calls `DDBPutItem`; a name with Activity in it means one; the rest are functions. */
function resourceNamed(name: string): string {
  const dynamodb = /^DDB([A-Z])(\w+)$/.exec(name);
  if (dynamodb !== null) return `arn:aws:states:::aws-sdk:dynamodb:${dynamodb[1]?.toLowerCase()}${dynamodb[2]}`;
  const account = "us-east-1:123456789012";
  return name.includes("Activity") ? `arn:aws:states:${account}:activity:placeholder` : `arn:aws:lambda:${account}:function:placeholder`;
}

function fill(text: string): string {
  return text
    .replaceAll(/\$\{AWS::?Partition\}/g, "aws")
    .replaceAll("${AWS::Region}", "us-east-1")
    .replaceAll("${AWS::AccountId}", "123456789012")
    .replaceAll(/\$\{[^}]*\}/g, "placeholder");
}
