/**
 * Which part of the house may import which. Each area names what it may import beside itself; what is in no area
 * (tests of the whole, benches, tools) uses the packages by their names. Where a folder has an index.ts, that is its
 * door and the only file outsiders import.
 */

import type { Complaint } from "./complaint.ts";
import type { Import, Source } from "./source.ts";

interface Area {
  readonly name: string;
  /** A file, or a folder that ends in `/`. The first area that holds a path is its area. */
  readonly at: readonly string[];
  /** Names of areas. */
  readonly mayImport: readonly string[];
  /** What to do instead of breaking the arrow. */
  readonly instead: string;
}

const server = "packages/server/src";
const states = "packages/states/src";
const passItIn = "Let main.ts hand it in as an argument.";

const areas: readonly Area[] = [
  { name: "data", at: [`${states}/data/`], mayImport: [], instead: "Move what you need down into data, or take it as an argument." },
  { name: "language", at: [`${states}/language/`], mayImport: ["data"], instead: "Move what you need down, or take it as an argument." },
  {
    name: "engine",
    at: [`${states}/engine/`],
    mayImport: ["data", "language"],
    instead: "The engine decides without the world: take it as an argument.",
  },
  { name: "states", at: [`${states}/`], mayImport: ["data", "language", "engine"], instead: "packages/states knows nothing of servers." },

  { name: "platform", at: [`${server}/platform/`], mayImport: [], instead: passItIn },
  { name: "storage/ports", at: [`${server}/storage/ports/`], mayImport: [], instead: "A port names only its own types." },
  {
    name: "storage/sql",
    at: [`${server}/storage/sql/`],
    mayImport: ["storage/ports", "platform"],
    instead: "sql/ speaks to any database through SqlDatabase.",
  },
  {
    name: "storage/contract",
    at: [`${server}/storage/contract/`],
    mayImport: ["storage/ports"],
    instead: "The contract knows the ports alone; the adapter's test opens the store.",
  },
  {
    name: "storage adapters",
    at: [`${server}/storage/`],
    mayImport: ["storage/ports", "storage/sql", "platform"],
    instead: "An adapter implements ports and knows nothing above them.",
  },
  { name: "models", at: [`${server}/models/`], mayImport: ["aws"], instead: "The tables are generated: change tools/codegen." },
  {
    name: "aws",
    at: [`${server}/aws/`],
    mayImport: ["platform"],
    instead: "aws/ is what all services share: take what you need as an argument.",
  },
  {
    name: "aws-client",
    at: [`${server}/aws-client/`],
    mayImport: ["aws", "platform"],
    instead: "The client reads models from disk and is given the rest by main.ts.",
  },
  {
    name: "parts of services",
    at: [`${server}/event-pattern/`, `${server}/outbox/`, `${server}/schedule/`, `${server}/secrets/`, `${server}/stored/`],
    mayImport: ["aws", "platform", "storage/ports"],
    instead: "What several services share knows none of them: take what you need as an argument.",
  },
  {
    name: "executor",
    at: [`${server}/executor/`],
    mayImport: ["aws", "platform", "storage/ports", "states"],
    instead: "Import the port, or take it as an argument: only main.ts names adapters and services.",
  },
  {
    name: "services",
    at: [`${server}/services/`],
    mayImport: ["executor", "parts of services", "aws", "models", "platform", "storage/ports", "states"],
    instead: "Import the port, or take it as an argument: only main.ts names adapters.",
  },
  {
    name: "gateway",
    at: [`${server}/gateway/`],
    mayImport: ["aws", "platform"],
    instead: "The gateway is given its services and pages by main.ts.",
  },
  {
    name: "main.ts",
    at: [`${server}/main.ts`],
    mayImport: [
      "server",
      "gateway",
      "services",
      "parts of services",
      "executor",
      "aws",
      "aws-client",
      "models",
      "platform",
      "storage/ports",
      "storage/sql",
      "storage adapters",
      "states",
    ],
    instead: "packages/server knows nothing of who starts it.",
  },
  {
    name: "server",
    at: [`${server}/`],
    mayImport: [
      "main.ts",
      "gateway",
      "services",
      "parts of services",
      "executor",
      "aws",
      "aws-client",
      "models",
      "platform",
      "storage/ports",
      "states",
    ],
    instead: "Only main.ts names adapters: let it hand over the store.",
  },
  { name: "cli", at: ["packages/cli/"], mayImport: ["server", "states"], instead: "Import the package by its name." },
];

/** Packages by name: what an import of theirs counts as. */
const packageAreas: ReadonlyMap<string, string> = new Map([
  ["@stile/states", "states"],
  ["@stile/server", "server"],
]);

/** Imports past a door, or against an arrow, that are meant. */
const exceptions: readonly { readonly from: string; readonly to: string; readonly because: string }[] = [
  { from: "tools/codegen/", to: `${server}/aws/model.ts`, because: "codegen writes tables of these types" },
  { from: "tools/codegen/", to: `${server}/models/`, because: "codegen's test reads what it wrote" },
  { from: `${server}/models/`, to: `${server}/aws/model.ts`, because: "the tables need one type of the door, and are generated in bulk" },
  { from: "tools/parity/", to: `${server}/models/`, because: "the parity tables compare models with what is served" },
  { from: "tools/parity/", to: `${server}/services/`, because: "as above" },
  { from: "tools/parity/", to: `${server}/aws/index.ts`, because: "as above" },
  { from: "simulation/", to: "packages/", because: "it replaces the world around the server's parts, and so meets them one by one" },
  { from: "faults/", to: `${server}/`, because: "it puts faults between the server's parts, and reads what they wrote" },
  { from: "hostile/", to: `${server}/`, because: "as above" },
  { from: "conformance/", to: `${states}/data/jsonata/index.ts`, because: "recorded JSONata cases run on the language alone" },
];

/** A small service stays whole when it is a folder of its own: its name is the folder's. */
const serviceOf = (path: string): string | undefined => /^packages\/server\/src\/services\/([^/]+)\//.exec(path)?.[1];

const areaOf = (path: string): Area | undefined =>
  areas.find(({ at }) => at.some((place) => (place.endsWith("/") ? path.startsWith(place) : path === place)));

/** All broken arrows and doors that were walked past. */
export function brokenArrows(sources: readonly Source[]): readonly Complaint[] {
  const tests = testPaths(sources);
  const doors = new Set(sources.filter(({ path }) => path.endsWith("/index.ts")).map(({ path }) => path));
  return sources.flatMap((source) =>
    source.imports.flatMap((imported): Complaint[] => {
      const message = messageOf(source, imported, tests.has(source.path), doors);
      return message === undefined ? [] : [{ path: source.path, line: imported.line, message }];
    }),
  );
}

/** Tests, and what only tests import: they may set up more than the code they test may know. */
export function testPaths(sources: readonly Source[]): ReadonlySet<string> {
  const importers = new Map<string, string[]>();
  for (const { path, imports } of sources) {
    for (const imported of imports)
      if (imported.path !== undefined) importers.set(imported.path, [...(importers.get(imported.path) ?? []), path]);
  }
  const tests = new Set(sources.map(({ path }) => path).filter((path) => path.endsWith(".test.ts")));
  for (let size = -1; size !== tests.size; ) {
    size = tests.size;
    for (const [path, from] of importers) if (from.every((importer) => tests.has(importer) || importer === path)) tests.add(path);
  }
  return tests;
}

function messageOf(source: Source, imported: Import, isTest: boolean, doors: ReadonlySet<string>): string | undefined {
  const to = imported.path;
  // A program that is started is nobody's dependency, except inside its own package.
  if (imported.kind === "address" && packageOf(source.path) !== packageOf(to ?? "")) return undefined;
  if (to !== undefined && exceptions.some((meant) => source.path.startsWith(meant.from) && to.startsWith(meant.to))) return undefined;
  return arrowMessage(source, imported, isTest) ?? (to === undefined || isTest ? undefined : doorMessage(source.path, to, doors));
}

function arrowMessage({ path }: Source, { specifier, path: to }: Import, isTest: boolean): string | undefined {
  const from = areaOf(path);
  const target =
    to === undefined ? areas.find(({ name }) => name === packageAreas.get(specifier.split("/").slice(0, 2).join("/"))) : areaOf(to);
  if (target === undefined) return undefined;
  const fromPackage = packageOf(path);
  const toPackage = to === undefined ? undefined : packageOf(to);
  if (to !== undefined && fromPackage !== toPackage && toPackage !== undefined) {
    return `imports ${to} by its path. Import it by the name of its package, @stile/${toPackage}; if the name is missing there, its index.ts may have to export it.`;
  }
  if (from === undefined || from === target) return otherServiceMessage(path, to);
  // A test may open a real store or another part; what the package itself may not know, its tests may not either.
  if (isTest && (to !== undefined || from.mayImport.includes(target.name))) return undefined;
  if (from.mayImport.includes(target.name)) return undefined;
  return `${from.name} may not import ${target.name} (${specifier}). ${from.instead}`;
}

function otherServiceMessage(path: string, to: string | undefined): string | undefined {
  const from = serviceOf(path);
  const target = to === undefined ? undefined : serviceOf(to);
  if (from === undefined || target === undefined || from === target || path.endsWith(".test.ts")) return undefined;
  return `service ${from} may not import service ${target}: services never import each other. ${passItIn}`;
}

function doorMessage(from: string, to: string, doors: ReadonlySet<string>): string | undefined {
  const folders = to.split("/").slice(0, -1);
  for (let length = 1; length <= folders.length; length++) {
    const folder = `${folders.slice(0, length).join("/")}/`;
    const door = `${folder}index.ts`;
    if (!doors.has(door) || from.startsWith(folder) || door === to) continue;
    // Within packages/states the layers read one another's nouns where they stand; the arrows keep their order.
    if (from.startsWith(`${states}/`) && /^packages\/states\/src\/[^/]+\/$/.test(folder)) continue;
    return `imports ${to} past the door of its folder. Import ${door}; if the name is missing there, either it is private or the door has to export it.`;
  }
  return undefined;
}

const packageOf = (path: string): string | undefined => /^packages\/([^/]+)\/src\//.exec(path)?.[1];
