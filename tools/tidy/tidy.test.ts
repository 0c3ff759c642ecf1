import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { brokenArrows } from "./arrows.ts";
import { bannedCode, bannedText } from "./bans.ts";
import { importCycles } from "./cycles.ts";
import { codeOf, sourceOf } from "./source.ts";

const server = "packages/server/src";
const states = "packages/states/src";

/** Files with their imports: `{ "a.ts": ["./b.ts"] }`; a specifier that begins with `type ` is a type import. */
function house(files: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(files).map(([path, specifiers]) =>
    sourceOf(
      path,
      specifiers
        .map((it) => (it.startsWith("type ") ? `import type { A } from "${it.slice(5)}";` : `import { a } from "${it}";`))
        .join("\n"),
    ),
  );
}

/** Messages about files that import these, in an otherwise empty house. */
const complaintsOf = (path: string, ...specifiers: readonly string[]) =>
  brokenArrows(house({ [path]: specifiers })).map(({ message }) => message);

describe("arrows", () => {
  for (const [path, specifier, expected] of [
    [`${states}/data/json.ts`, "../engine/step.ts", /^data may not import engine/],
    [`${states}/data/json.ts`, "../language/definition.ts", /^data may not import language/],
    [`${states}/language/parse.ts`, "../engine/step.ts", /^language may not import engine/],
    [`${states}/engine/step.ts`, "../simulate.ts", /^engine may not import states/],
    [`${states}/simulate.ts`, "@stile/server", /^states may not import server .*knows nothing of servers/],
    [`${server}/platform/clock.ts`, "../aws/index.ts", /^platform may not import aws.*main\.ts/],
    [`${server}/aws/arn.ts`, "../executor/index.ts", /^aws may not import executor/],
    [`${server}/executor/shard.ts`, "../services/lambda/index.ts", /^executor may not import services/],
    [`${server}/executor/shard.ts`, "../storage/sqlite.ts", /^executor may not import storage adapters.*only main\.ts names adapters/],
    [`${server}/services/lambda/index.ts`, "../../gateway/index.ts", /^services may not import gateway/],
    [`${server}/services/lambda/index.ts`, "../../storage/sql/store.ts", /^services may not import storage\/sql/],
    [`${server}/services/lambda/index.ts`, "../../main.ts", /^services may not import main\.ts/],
    [
      `${server}/services/lambda/index.ts`,
      "../stepfunctions/index.ts",
      /^service lambda may not import service stepfunctions: services never import each other/,
    ],
    [`${server}/gateway/gateway.ts`, "../services/lambda/index.ts", /^gateway may not import services.*given its services/],
    [`${server}/own-pages.ts`, "./storage/memory/index.ts", /^server may not import storage adapters.*Only main\.ts/],
    [`${server}/storage/ports/store.ts`, "../sql/store.ts", /^storage\/ports may not import storage\/sql/],
    [`${server}/storage/postgres.ts`, "../executor/index.ts", /^storage adapters may not import executor/],
    [`${server}/main.ts`, "@stile/cli/x", undefined],
    ["packages/cli/src/run.ts", "../../server/src/main.ts", /Import it by the name of its package, @stile\/server/],
    ["e2e/x.test.ts", "../packages/server/src/main.ts", /by the name of its package/],
    [`${states}/data/json.test.ts`, "@stile/server", /^data may not import server/],
  ] as const) {
    test(`${path} and ${specifier}: ${expected === undefined ? "fine" : "refused"}`, () => {
      const [message] = complaintsOf(path, specifier);
      if (expected === undefined) assert.equal(message, undefined);
      else assert.match(message ?? "no complaint", expected);
    });
  }

  test("the arrows the house is built on are fine, types and values alike", () => {
    const fine = house({
      [`${states}/engine/step.ts`]: ["../language/definition.ts", "../data/json.ts", "./run.ts"],
      [`${server}/executor/shard.ts`]: ["@stile/states", "type ../storage/ports/executions.ts", "../platform/invariant.ts"],
      [`${server}/services/lambda/index.ts`]: ["../../aws/index.ts", "../../executor/index.ts", "../../models/lambda.ts", "./pool.ts"],
      [`${server}/storage/postgres.ts`]: ["pg", "./sql/database.ts"],
      [`${server}/main.ts`]: [
        "./storage/postgres.ts",
        "./storage/memory/index.ts",
        "./storage/sql/store.ts",
        "./services/lambda/index.ts",
        "./gateway/index.ts",
      ],
      "packages/cli/src/start.ts": ["@stile/server", "@stile/states", "node:fs"],
      "bench/durable.ts": ["../conformance/server-process.ts"],
    });
    assert.deepEqual(brokenArrows(fine), []);
  });

  test("an import of types breaks an arrow as well", () => {
    assert.equal(complaintsOf(`${server}/executor/shard.ts`, "type ../gateway/index.ts").length, 1);
  });

  test("tests, and files that only tests import, may open a real store", () => {
    const files = {
      [`${server}/services/lambda/invoke.test.ts`]: ["./fixture.ts", "../../storage/memory/index.ts"],
      [`${server}/services/lambda/fixture.ts`]: ["../../storage/memory/index.ts"],
    };
    assert.deepEqual(brokenArrows(house(files)), []);
    const used = { ...files, [`${server}/services/lambda/invoke.ts`]: ["./fixture.ts"] };
    assert.deepEqual(
      brokenArrows(house(used)).map(({ path }) => path),
      [`${server}/services/lambda/fixture.ts`],
    );
  });

  test("a folder with a door is entered by it, except by its own files", () => {
    const doors = {
      [`${server}/aws/index.ts`]: ["./arn.ts"],
      [`${server}/aws/arn.ts`]: [],
      [`${server}/gateway/gateway.ts`]: ["../aws/arn.ts"],
      [`${server}/services/lambda/index.ts`]: ["../../aws/index.ts"],
    };
    const complaints = brokenArrows(house(doors));
    assert.equal(complaints.length, 1);
    assert.match(complaints[0]?.message ?? "", /past the door of its folder\. Import packages\/server\/src\/aws\/index\.ts/);
  });

  test("layers of packages/states read lower layers directly, but not past an inner door", () => {
    const files = {
      [`${states}/data/index.ts`]: [],
      [`${states}/data/jsonata/index.ts`]: ["../json.ts"],
      [`${states}/data/jsonata/parse.ts`]: [],
      [`${states}/engine/step.ts`]: ["../data/json.ts", "../data/jsonata/parse.ts"],
    };
    const complaints = brokenArrows(house(files));
    assert.deepEqual(
      complaints.map(({ line }) => line),
      [2],
    );
    assert.match(complaints[0]?.message ?? "", /Import packages\/states\/src\/data\/jsonata\/index\.ts/);
  });

  test("a program that is started as a process may be named by its path; a thread of a forbidden area may not", () => {
    const start = (path: string, to: string) => brokenArrows([sourceOf(path, `spawn(new URL("${to}", import.meta.url));`)]).length;
    assert.equal(start("e2e/server.ts", "../packages/cli/src/main.ts"), 0);
    assert.equal(start(`${server}/executor/x.ts`, "../storage/sqlite-worker.ts"), 1);
  });
});

describe("cycles", () => {
  test("a cycle is told once, with the shortest way around", () => {
    const complaints = importCycles(house({ "a.ts": ["./b.ts"], "b.ts": ["./d.ts", "./c.ts"], "c.ts": ["./a.ts"], "d.ts": ["./c.ts"] }));
    assert.deepEqual(
      complaints.map(({ message }) => /: (.*?)\. /.exec(message)?.[1]),
      ["a.ts -> b.ts -> c.ts -> a.ts"],
    );
  });

  test("a file that imports itself is a cycle; a diamond is none", () => {
    assert.equal(importCycles(house({ "a.ts": ["./a.ts"] })).length, 1);
    assert.deepEqual(importCycles(house({ "a.ts": ["./b.ts", "./c.ts"], "b.ts": ["./d.ts"], "c.ts": ["./d.ts"], "d.ts": [] })), []);
  });

  test("types may point back", () => {
    assert.deepEqual(importCycles(house({ "a.ts": ["./b.ts"], "b.ts": ["type ./a.ts"] })), []);
  });

  test("`import { type A }` stays in the running code, so it counts", () => {
    assert.equal(importCycles([sourceOf("a.ts", 'import { type A } from "./a.ts";')]).length, 1);
  });
});

describe("what is an import", () => {
  const pathsOf = (text: string) => sourceOf("x/y.ts", text).imports.map(({ path, specifier }) => path ?? specifier);

  test("all forms are seen, over several lines too", () => {
    const text =
      'import "./a.ts";\nimport {\n  b,\n  type C,\n} from "../c.ts";\nexport * from "./d.ts";\nexport type { E } from "./e.ts";\nconst f = await import("pg");\nimport * as g from "node:fs";\nimport h, { i } from "./h.ts";';
    assert.deepEqual(pathsOf(text), ["x/a.ts", "c.ts", "x/d.ts", "x/e.ts", "node:fs", "x/h.ts", "pg"]);
  });

  test("imports in comments, templates and after look-alikes are none", () => {
    assert.deepEqual(
      pathsOf('// import "./a.ts";\n/*\nimport "./b.ts";\n*/\nconst c = `\nimport { x } from "./c.ts";\n${`\nimport "./d.ts";\n`}\n`;'),
      [],
    );
    assert.deepEqual(pathsOf('const quote = /["`]/;\nimport "./a.ts";\nconst half = 4 / 2 / 1;\nimport "./b.ts";'), ["x/a.ts", "x/b.ts"]);
  });

  test("code keeps its lines and its strings, and what is inside a template's braces is code", () => {
    assert.equal(codeOf("a /* b\n */ c"), "a     \n    c");
    assert.equal(codeOf('f("x // y") // z'), 'f("x // y")     ');
    assert.equal(codeOf("`a${ b({ c }) }d` + e"), `${" b({ c }) ".padStart(14)}    + e`);
  });
});

describe("bans", () => {
  const banned = (text: string, path = `${states}/data/x.ts`) =>
    bannedCode(sourceOf(path, text), path.endsWith(".test.ts")).map(({ message }) => message.split(":")[0]);

  test("the core asks neither clock nor dice, waits for nothing and knows no Node", () => {
    assert.deepEqual(banned("Date.now(); Math.random();"), ["Date.now", "Math.random"]);
    assert.deepEqual(banned("new Date(); new Date(5);"), ["new Date()", "new Date("]);
    assert.deepEqual(banned("setTimeout(f, 1); process.exit(); Buffer.from(a);"), ["setTimeout", "process.", "Buffer"]);
    assert.deepEqual(banned('/// <reference types="node" />'), ["/// <reference"]);
    assert.deepEqual(banned('import { a } from "node:fs";'), ["imports node"]);
  });

  test("comments, texts of templates and members of the same name are no breach; tests and the server are free", () => {
    assert.deepEqual(banned("// Date.now()\nthis.process.run(); frame.Buffer; const t = `Math.random`;"), []);
    assert.deepEqual(banned("Date.now()", `${states}/data/x.test.ts`), []);
    assert.deepEqual(banned("Date.now()", `${server}/x.ts`), []);
  });

  test("a test that runs alone is refused, in tests and nowhere else", () => {
    assert.deepEqual(banned('test.only("x", f); test("y", { only: true }, f);', "e2e/x.test.ts"), ["test.only(", "only"]);
    assert.deepEqual(banned('test.only("x", f);', "e2e/x.ts"), []);
  });

  test("a machine's path is refused in every text; the paths that every machine has are not", () => {
    const lines = [
      "/root/x",
      "'/home/jane/stile'",
      "/Users/jane/x",
      "/workspace/x",
      "/usr/lib/postgresql",
      "/var/task/index.js",
      "https://example.com/workspace/x",
      "../workspace/x",
      "home/jane",
    ];
    assert.deepEqual(
      bannedText("README.md", lines.join("\n")).map(({ line }) => line),
      [1, 2, 3, 4],
    );
  });

  test("something left open needs a sentence", () => {
    assert.equal(bannedText("a.ts", "// TODO\n// FIXME later\n// TODO: x").length, 3);
    assert.deepEqual(bannedText("a.ts", "// TODO: cut the segments once histories pass a million events"), []);
  });
});
