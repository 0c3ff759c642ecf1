/** Query strings as AWS reads them: repeated names are lists, `+` is a space, a name without `=` has the empty value. */
import { serializationException } from "./json-body.ts";
import { queryParametersMax } from "./limits.ts";

/** Name -> values in order. Refuses broken percent-encoding and more than `queryParametersMax` parameters. */
export function parseQuery(query: string): Map<string, string[]> {
  const parameters = new Map<string, string[]>();
  if (query === "") return parameters;
  const parts = query.split("&", queryParametersMax + 1);
  if (parts.length > queryParametersMax) throw serializationException(`The request has more than ${queryParametersMax} query parameters.`);
  for (const part of parts) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? "" : decode(part.slice(equals + 1));
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [value]);
    else values.push(value);
  }
  return parameters;
}

/** Whether the query has that parameter: `tagging` whatever its value, `list-type=2` with exactly this one. */
export function hasQueryParameter(query: string, parameter: string): boolean {
  if (query === "") return false;
  const named = !parameter.includes("=");
  return query.split("&", queryParametersMax).some((part) => part === parameter || (named && part.startsWith(`${parameter}=`)));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.includes("+") ? text.replaceAll("+", " ") : text);
  } catch (cause) {
    throw serializationException("The query string is not properly percent-encoded.", cause);
  }
}
