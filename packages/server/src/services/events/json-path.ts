/**
 * The paths of EventBridge targets: `$.detail.items[0].name`, `$.resources[*]`. Checked by nobody when the target is
 * made, as on AWS; one that is malformed finds nothing.
 */

type Step =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "all" };

const step = /\.([^.[\]*]+)|\.\*|\[(\d{1,9})\]|\[\*\]|\['([^']*)'\]|\["([^"]*)"\]/y;

function stepsOf(path: string): readonly Step[] | undefined {
  if (!path.startsWith("$")) return undefined;
  const steps: Step[] = [];
  for (let at = 1; at < path.length; ) {
    step.lastIndex = at;
    const found = step.exec(path);
    if (found === null) return undefined;
    const name = found[1] ?? found[3] ?? found[4];
    if (name !== undefined) steps.push({ kind: "name", name });
    else if (found[2] !== undefined) steps.push({ kind: "index", index: Number(found[2]) });
    else steps.push({ kind: "all" });
    at += found[0].length;
  }
  return steps;
}

/**
 * JSON whose numbers are written again as they were spelled: ids of 64 bits have more digits than a number of JavaScript's
 * keeps. `minified` has no spaces.
 */
export function parsedExactly(minified: string): unknown {
  const root: unknown = JSON.parse(minified);
  // Asking for each value's spelling is dear, and mostly nothing is lost.
  if (JSON.stringify(root) === minified) return root;
  const spelled = (_key: string, value: unknown, { source }: { readonly source?: string }) =>
    typeof value === "number" && source !== undefined && String(value) !== source ? exactJson.rawJSON(source) : value;
  return JSON.parse(minified, spelled as Parameters<typeof JSON.parse>[1]);
}

/** ECMAScript's "JSON.parse source text access", which TypeScript's libraries do not know yet. */
const exactJson = JSON as typeof JSON & { rawJSON(text: string): unknown; isRawJSON(value: unknown): boolean };

/** What the path finds; undefined where it finds nothing. With a wildcard, an array of all it finds. */
export function valueAt(root: unknown, path: string): unknown {
  const steps = stepsOf(path);
  if (steps === undefined) return undefined;
  let found: readonly unknown[] = [root];
  for (const one of steps) found = found.flatMap((value) => next(value, one));
  return steps.some(({ kind }) => kind === "all") ? found : found[0];
}

function next(value: unknown, one: Step): readonly unknown[] {
  if (typeof value !== "object" || value === null || exactJson.isRawJSON(value)) return [];
  switch (one.kind) {
    case "name":
      return !Array.isArray(value) && Object.hasOwn(value, one.name) ? [(value as Record<string, unknown>)[one.name]] : [];
    case "index":
      return Array.isArray(value) && one.index < value.length ? [value[one.index]] : [];
    case "all":
      return Object.values(value);
  }
}
