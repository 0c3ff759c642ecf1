/**
 * `npm run conformance`: the recorded cases, on the engine alone and over HTTP, graded at three levels.
 *
 *   --only FILES        executions-pure, choice, validation, executions-services, api-scripts, test-state, jsonata
 *   --services LIST     executions-services and api-scripts: cases that need these services only (lambda,activity)
 *   --operations LIST   api-scripts: scripts that call these operations only (those the server has)
 *   --category C,D      --id TEXT        cases of these categories; cases whose id contains the text
 *   --pure | --http     one of the two ways only
 *   --show N            describe the first N failures of each way       --brief   no rows for categories
 *   --need L1=0.95,...  exit 1 when a threshold is missed: L1=0.95, executions-pure.L3=0.9, jsonpath.L2=0.93, http:choice.L1=1
 *   --json FILE         where the figures go (a file of the temporary folder)
 *   --write-verdicts    write definition-verdicts.json anew and do nothing else
 */

import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { definitionVerdicts, verdictsPath } from "./definitions.ts";
import { grade } from "./grade.ts";
import type { JsonataGrades } from "./jsonata.ts";
import { type CaseResults, pureFiles, runPureCases } from "./pure-run.ts";
import { type CaseFile, caseFiles, casesAbsent, isSelected, loadCases, recordedFolder, type Selection } from "./recorded-cases.ts";
import { type Replay, replayOverHttp, whyNoReplay } from "./replay.ts";
import { conformanceTable, type GradesByWay, missedThresholds } from "./table.ts";

const { values: flags } = parseArgs({
  options: {
    only: { type: "string" },
    services: { type: "string" },
    operations: { type: "string" },
    category: { type: "string" },
    id: { type: "string" },
    pure: { type: "boolean", default: false },
    http: { type: "boolean", default: false },
    show: { type: "string", default: "0" },
    brief: { type: "boolean", default: false },
    need: { type: "string" },
    json: { type: "string" },
    "write-verdicts": { type: "boolean", default: false },
  },
});

const list = (text: string | undefined): string[] | undefined =>
  text
    ?.split(",")
    .map((part) => part.trim())
    .filter(Boolean);
const defaultFiles: readonly CaseFile[] = ["executions-pure", "choice", "validation", "executions-services", "api-scripts"];
/** What Stile can be asked for beside Step Functions; more as services come. */
const defaultServices = ["lambda", "activity", "s3", "sqs", "sns", "dynamodb", "events", "states"];

const folder = recordedFolder();
if (folder === undefined) console.log(`skipped: ${casesAbsent}`);
else if (flags["write-verdicts"]) writeVerdicts(folder);
else await run(folder);

function writeVerdicts(from: string): void {
  const verdicts = definitionVerdicts(from);
  writeFileSync(verdictsPath, `${JSON.stringify(verdicts, null, 2)}\n`);
  const accepted = Object.values(verdicts).filter(({ verdict }) => verdict === "accepted").length;
  console.log(`${accepted} accepted, ${Object.keys(verdicts).length - accepted} refused; written to ${verdictsPath}`);
}

async function run(from: string): Promise<void> {
  const asked = list(flags.only);
  const unknown = asked?.filter((name) => !(name in caseFiles) && name !== "jsonata") ?? [];
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(",")}: the files are ${Object.keys(caseFiles).join(", ")} and jsonata`);
  const selection: Selection = { category: list(flags.category), id: flags.id };
  const files = (Object.keys(caseFiles) as CaseFile[]).filter((file) => (asked ?? defaultFiles).includes(file));
  const grades = await gradesOf(from, files, selection);
  if (files.length > 0) console.log(conformanceTable(grades, { brief: flags.brief }));
  for (const [way, { failures }] of Object.entries(grades)) if (Number(flags.show) > 0) console.log(`\n--- ${way}\n${failures}`);
  const jsonata = asked?.includes("jsonata") ? await runJsonata(from, selection) : undefined;
  const out = flags.json ?? join(tmpdir(), "stile-conformance.json");
  const figures = Object.fromEntries(
    Object.entries(grades).map(([way, { rows, firstFailingLevel }]) => [way, { rows, firstFailingLevel }]),
  );
  writeFileSync(out, `${JSON.stringify({ ...figures, ...(jsonata && { jsonata }) }, null, 1)}\n`);
  console.log(`\nfigures: ${out}`);
  const missed = flags.need === undefined ? [] : missedThresholds(grades, flags.need);
  if (missed.length > 0) {
    console.log(`thresholds missed: ${missed.join("; ")}`);
    process.exitCode = 1;
  }
}

/** Loaded only when asked for: nothing else here needs the evaluator. */
async function runJsonata(from: string, selection: Selection): Promise<JsonataGrades> {
  const { jsonataTable, runJsonataCases } = await import("./jsonata.ts");
  const grades = runJsonataCases(from, selection);
  console.log(jsonataTable(grades, Number(flags.show)));
  return grades;
}

async function gradesOf(from: string, files: readonly CaseFile[], selection: Selection): Promise<GradesByWay> {
  const show = Number(flags.show);
  const inBoth = flags.pure === flags.http;
  const pureOnes = files.filter((file) => pureFiles.includes(file));
  const pure =
    (inBoth || flags.pure) && pureOnes.length > 0
      ? await grade(from, { meta: {}, results: pureResults(from, pureOnes, selection) }, { show, engineOnly: true })
      : undefined;
  const whyNot = inBoth || flags.http ? whyNoReplay() : undefined;
  if (whyNot !== undefined) console.log(`over HTTP: skipped, ${whyNot}`);
  const http =
    (inBoth || flags.http) && whyNot === undefined && files.length > 0
      ? await grade(from, await replayOverHttp(from, replaysOf(files, selection)), { show })
      : undefined;
  return { ...(pure && { pure }), ...(http && { http }) };
}

function pureResults(from: string, files: readonly CaseFile[], selection: Selection): Partial<Record<CaseFile, CaseResults>> {
  return Object.fromEntries(
    files.map((file) => [
      file,
      runPureCases(
        file,
        loadCases(from, file).filter((recorded) => isSelected(recorded, selection)),
      ),
    ]),
  );
}

/** Files whose cases the replayer would narrow in different ways are replayed one after the other. */
function replaysOf(files: readonly CaseFile[], selection: Selection): Replay[] {
  const services = list(flags.services) ?? defaultServices;
  const operations = list(flags.operations) ?? ("implemented" as const);
  const plain = files.filter((file) => file !== "executions-services" && file !== "api-scripts");
  return [
    ...(plain.length > 0 ? [{ files: plain, selection }] : []),
    ...(files.includes("executions-services") ? [{ files: ["executions-services"] as const, services, selection }] : []),
    ...(files.includes("api-scripts") ? [{ files: ["api-scripts"] as const, services, operations, selection }] : []),
  ];
}
