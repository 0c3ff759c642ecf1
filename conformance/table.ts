/** The table of a conformance run: the engine alone and the wire side by side, and the thresholds asked of it. */

import type { GradedRow, Grades } from "./grade.ts";
import { caseFiles } from "./recorded-cases.ts";

/** The two ways a case is run. */
const ways = ["pure", "http"] as const;
export type Way = (typeof ways)[number];

export type GradesByWay = Partial<Readonly<Record<Way, Grades>>>;

const nameWidth = 34;
const sideTitles = { pure: "engine", http: "over HTTP" } as const;

/** `brief` leaves the categories out. */
export function conformanceTable(grades: GradesByWay, { brief = false } = {}): string {
  const present = ways.filter((way) => grades[way] !== undefined);
  const title = [
    "file / category".padEnd(nameWidth),
    ...present.map((way) => `${sideTitles[way]}: skip   level 1           level 2           level 3`.padEnd(sideWidth)),
  ];
  const lines = rowNames(grades, brief).map((name) => {
    const sides = present.map((way) => side(grades[way]?.rows[name]));
    return [label(name).padEnd(nameWidth), ...sides].join("  ").trimEnd();
  });
  return [title.join("  ").trimEnd(), ...lines].join("\n");
}

function rowNames(grades: GradesByWay, brief: boolean): string[] {
  const names = new Set(ways.flatMap((way) => Object.keys(grades[way]?.rows ?? {})));
  const ordered: string[] = [];
  for (const file of Object.keys(caseFiles)) {
    if (!names.has(file)) continue;
    ordered.push(file);
    if (names.has(`jsonpath/${file}`)) ordered.push(`jsonpath/${file}`);
    if (!brief) ordered.push(...[...names].filter((name) => name.startsWith(`${file}/`)).sort());
  }
  return ordered;
}

function label(name: string): string {
  if (name.startsWith("jsonpath/")) return "  * JSONPath, no variables";
  return name.includes("/") ? `    ${name.slice(name.indexOf("/") + 1)}` : name;
}

const levelWidth = 16;
const sideWidth = 17 + 3 * levelWidth + 4;

function side(row: GradedRow | undefined): string {
  if (row === undefined) return "-".padStart(15).padEnd(sideWidth);
  const levels = [0, 1, 2].map((level) => rate(row.passed[level] ?? 0, row.of[level] ?? 0).padEnd(levelWidth));
  return `${String(row.skipped).padStart(15)}   ${levels.join("  ")}`.padEnd(sideWidth);
}

function rate(passed: number, of: number): string {
  return of === 0 ? "-" : `${passed}/${of} ${((100 * passed) / of).toFixed(1)}%`;
}

/**
 * Which of `--need`'s thresholds are missed. `L1=0.95` is asked of every file, `executions-pure.L3=0.9` of one row,
 * `jsonpath.L2=0.93` of the JSONPath lines taken together; each of both ways unless `http:` or `pure:` stands before it.
 * Throws on a threshold that cannot be read, or that asks for a row that is not there: it must not pass unseen.
 */
export function missedThresholds(grades: GradesByWay, need: string): string[] {
  const missed: string[] = [];
  for (const part of need.split(",")) {
    const [, only, scope, level, min] = /^(?:(pure|http):)?(?:([\w/-]+)\.)?L([123])=([\d.]+)$/.exec(part.trim()) ?? [];
    if (level === undefined) throw new Error(`--need ${part}: write it as L1=0.95, executions-pure.L3=0.9 or http:choice.L1=1`);
    let seen = 0;
    for (const way of ways) {
      const side = grades[way];
      if (side === undefined || (only !== undefined && only !== way)) continue;
      const row = rowOf(side, scope);
      const at = Number(level) - 1;
      const of = row?.of[at] ?? 0;
      if (of === 0) continue;
      seen += 1;
      const got = (row?.passed[at] ?? 0) / of;
      if (got < Number(min)) missed.push(`${way} ${part}: ${got.toFixed(4)}`);
    }
    if (seen === 0) missed.push(`${part}: no case of this run has it`);
  }
  return missed;
}

function rowOf({ rows }: Grades, scope: string | undefined): GradedRow | undefined {
  if (scope !== undefined && scope !== "jsonpath") return rows[scope];
  const summed = Object.entries(rows).filter(([name]) => (scope === undefined ? !name.includes("/") : name.startsWith("jsonpath/")));
  return summed.map(([, row]) => row).reduce<GradedRow | undefined>((sum, row) => (sum === undefined ? row : add(sum, row)), undefined);
}

function add(left: GradedRow, right: GradedRow): GradedRow {
  const both = (of: "passed" | "of") =>
    [0, 1, 2].map((level) => (left[of][level] ?? 0) + (right[of][level] ?? 0)) as [number, number, number];
  return { total: left.total + right.total, skipped: left.skipped + right.skipped, passed: both("passed"), of: both("of") };
}
