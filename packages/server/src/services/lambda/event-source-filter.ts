/** Filter criteria of event source mappings: which records a function is invoked for (developer guide, "Event filtering"). */

import { compilePattern, InvalidPattern } from "../../event-pattern/index.ts";
import type { FilterCriteria } from "../../models/lambda.ts";
import { invalidParameter } from "./function-name.ts";
import { eventSourceFiltersMax, eventSourcePatternCharsMax } from "./limits.ts";

/** Whether one of the patterns matches. `dataField` holds what the record carries, as text: it is read as JSON where the pattern wants JSON. */
export type RecordFilter = (record: Readonly<Record<string, unknown>>, dataField: string) => boolean;

/** undefined: every record is wanted. Throws InvalidParameterValueException. */
export function compileFilters(criteria: FilterCriteria | undefined): RecordFilter | undefined {
  const patterns = (criteria?.Filters ?? []).map(({ Pattern: pattern = "{}" }) => pattern);
  if (patterns.length === 0) return undefined;
  if (patterns.length > eventSourceFiltersMax) throw invalidParameter(`Filters: at most ${eventSourceFiltersMax} are allowed.`);
  const tests = patterns.map(compileOne);
  return (record, dataField) => tests.some((test) => test(record, dataField));
}

function compileOne(text: string): RecordFilter {
  if (text.length > eventSourcePatternCharsMax) throw invalidParameter("Invalid filter pattern definition.");
  try {
    const fields = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (Object.keys(fields).length === 0) return () => true;
    const { matches } = compilePattern(text);
    return (record, dataField) => {
      const wanted = fields[dataField];
      const data = record[dataField];
      // A pattern for text meets text, one for fields meets an object: else "Lambda drops the message".
      if (wanted === undefined || Array.isArray(wanted) || typeof data !== "string") return matches(record);
      const parsed = parsedObject(data);
      return parsed !== undefined && matches({ ...record, [dataField]: parsed });
    };
  } catch (error) {
    if (error instanceof InvalidPattern || error instanceof SyntaxError) throw invalidParameter("Invalid filter pattern definition.");
    throw error;
  }
}

function parsedObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
