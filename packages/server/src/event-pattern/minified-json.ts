/** JSON as a service passes it on: without the spaces between its parts, every number and string spelled as it came. */

/** Jackson, which AWS reads events with: objects and arrays inside one another. */
const depthMax = 1_000;

/** undefined where the text is not JSON or is nested too deeply. */
export function minifiedJson(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined; // what is wrong with it is not told: AWS does not tell either
  }
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]/gs)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    if (depth > depthMax) return undefined;
  }
  if (!/[\s]/.test(text)) return text;
  return text.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/gs, "$1");
}
