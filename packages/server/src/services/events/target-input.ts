/** What a target is given of an event: all of it, a part, a constant, or a template filled in. */

import type { InputTransformer, Target } from "../../models/events.ts";
import { minifiedJson } from "../../event-pattern/index.ts";
import { secondsText } from "./event.ts";
import type { EventDelivery } from "./ingest.ts";
import { parsedExactly, valueAt } from "./json-path.ts";
import { filledLengthMax } from "./limits.ts";

/** The template does not give JSON where it has to, or more than any target takes. */
export class InvalidInput extends Error {}

export function targetInput({
  target,
  event,
  ...about
}: Pick<EventDelivery, "target" | "event" | "ruleArn" | "ruleName" | "ingestedMs">): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) {
    if (target.InputPath === "$") return event;
    return JSON.stringify(valueAt(parsedExactly(event), target.InputPath)) ?? "null";
  }
  return target.InputTransformer === undefined ? event : transformed(target.InputTransformer, event, about);
}

const placeholder = /<([A-Za-z0-9_.-]+)>/g;

/** Placeholders of the template, in its order. */
function placeholdersOf(template: string): readonly string[] {
  return [...template.matchAll(placeholder)].map(([, name = ""]) => name);
}

const predefined = new Set([
  "aws.events.rule-arn",
  "aws.events.rule-name",
  "aws.events.event",
  "aws.events.event.json",
  "aws.events.event.ingestion-time",
]);

/** A placeholder of the template that stands for nothing; undefined when there is none. */
export function unknownPlaceholder({ InputTemplate, InputPathsMap = {} }: InputTransformer): string | undefined {
  return placeholdersOf(InputTemplate).find((name) => !predefined.has(name) && !Object.hasOwn(InputPathsMap, name));
}

type About = Pick<EventDelivery, "ruleArn" | "ruleName" | "ingestedMs">;

/**
 * Each placeholder becomes its value: as JSON where the template is JSON and the placeholder stands between its parts,
 * as bare text within a string or a template of plain text. A path that finds nothing gives null, or an empty text.
 */
function transformed({ InputTemplate, InputPathsMap = {} }: InputTransformer, event: string, about: About): string {
  const root = parsedExactly(event) as Readonly<Record<string, unknown>>;
  const jsonOf = (name: string): string => {
    switch (name) {
      case "aws.events.rule-arn":
        return JSON.stringify(about.ruleArn);
      case "aws.events.rule-name":
        return JSON.stringify(about.ruleName);
      case "aws.events.event.ingestion-time":
        return JSON.stringify(secondsText(about.ingestedMs));
      case "aws.events.event.json":
        return event;
      case "aws.events.event": {
        // User guide: the event "without the detail field".
        const { detail: _detail, ...rest } = root;
        return JSON.stringify(rest);
      }
      default:
        return JSON.stringify(valueAt(root, InputPathsMap[name] ?? "")) ?? "null";
    }
  };
  const template = InputTemplate.trim();
  const isJson = /^[{["]/.test(template) || /^<[A-Za-z0-9_.-]+>$/.test(template);
  const isObject = /^[{[]/.test(template);
  let isInString = false;
  // A template of 8 KB may name 256 KB two thousand times.
  let filledLength = 0;
  const texts = new Map<string, string>();
  const textOf = (name: string): string => {
    const how = isInString ? "in string" : isJson ? "as JSON" : "bare";
    let text = texts.get(`${how} ${name}`);
    if (text === undefined) {
      const json = jsonOf(name);
      text = how === "as JSON" ? json : bareText(json, isInString);
      texts.set(`${how} ${name}`, text);
    }
    filledLength += text.length;
    if (filledLength > filledLengthMax)
      throw new InvalidInput(`The input template, filled in, is longer than ${filledLengthMax} characters.`);
    return text;
  };
  const filled = template.replace(/<([A-Za-z0-9_.-]+)>|\\.|"/gs, (token, name: string | undefined) => {
    if (name === undefined) {
      if (token === '"') isInString = !isInString;
      return token;
    }
    return textOf(name);
  });
  const minified = minifiedJson(filled);
  if (minified !== undefined) return minified;
  if (isObject) throw new InvalidInput("The input template, filled in, is not JSON.");
  return filled;
}

/** A value within text: a string without its quotes, anything else as JSON; escaped again where it stands in a string. */
function bareText(json: string, isInString: boolean): string {
  const value: unknown = JSON.parse(json);
  if (value === null) return "";
  const text = typeof value === "string" ? value : json;
  return isInString ? JSON.stringify(text).slice(1, -1) : text;
}

/** Members of a target that say what it is given; one of them at most. */
export function inputMembers(target: Target): readonly string[] {
  return (["Input", "InputPath", "InputTransformer"] as const).filter((name) => target[name] !== undefined);
}
