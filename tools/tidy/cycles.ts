/**
 * Import cycles. Only imports that are there when the code runs count: `import type` may point back, since types
 * describe one another without any of them having to be loaded first.
 */

import type { Complaint } from "./complaint.ts";
import type { Source } from "./source.ts";

/** One complaint a knot, with the shortest way around it. */
export function importCycles(sources: readonly Source[]): readonly Complaint[] {
  const known = new Map(sources.map((source) => [source.path, source]));
  const targets = (path: string): readonly string[] =>
    (known.get(path)?.imports ?? [])
      .filter((imported) => imported.kind === "value")
      .flatMap(({ path: to }) => (to !== undefined && known.has(to) ? [to] : []));
  const told = new Set<string>();
  const complaints: Complaint[] = [];
  for (const { path, imports } of sources) {
    if (told.has(path)) continue;
    const way = wayBack(path, targets);
    // A second way through the same files is told once the first is gone.
    if (way === undefined || way.some((step) => told.has(step))) continue;
    for (const step of way) told.add(step);
    complaints.push({
      path,
      line: imports.find((imported) => imported.path === way[1] && imported.kind === "value")?.line ?? 1,
      message: `imports itself: ${way.join(" -> ")}. Move what both need into a file of its own, or make an import of types alone an \`import type\`.`,
    });
  }
  return complaints;
}

/** The shortest way from a file back to it: breadth first. */
function wayBack(start: string, targets: (path: string) => readonly string[]): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let next = 0; next < queue.length; next++) {
    const path = queue[next] as string;
    for (const target of targets(path)) {
      if (target === start) {
        const way = [start];
        for (let at: string | undefined = path; at !== undefined; at = at === start ? undefined : cameFrom.get(at)) way.unshift(at);
        return way;
      }
      if (cameFrom.has(target)) continue;
      cameFrom.set(target, path);
      queue.push(target);
    }
  }
  return undefined;
}
