import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { printParity } from "./table.ts";

const operation = { method: "GET", uri: "/", status: 200, errors: [] };
const toy = {
  title: "Toy",
  model: { service: "toy", botocore: "1", apiVersion: "2020-01-01", signingName: "toy", operations: { Get: operation, Put: operation } },
  implemented: new Set(["Get"]),
  notes: { service: ["Small."], operations: { Get: ["`Colour` is kept, without effect."] } },
};

test("the checked-in pages are what models, services and notes say", () => {
  const run = spawnSync(process.execPath, [fileURLToPath(new URL("./main.ts", import.meta.url)), "--check"], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
});

test("every operation of the model stands in the table, done or refused with its error", () => {
  const page = printParity(toy);
  assert.ok(page.includes("1 of 2 operations are done."));
  assert.ok(page.includes("| [Get](#get) | done |\n| Put | refused: `NotImplementedException`, 501 |\n"));
  assert.ok(page.endsWith("- Small.\n\n### Get\n\n- `Colour` is kept, without effect.\n"));
});

test("notes and handlers for what the model does not know, or nobody serves, stop the generator", () => {
  assert.throws(() => printParity({ ...toy, implemented: new Set(["Got"]) }), /toy has no operation Got/);
  assert.throws(() => printParity({ ...toy, notes: { service: [], operations: { Got: ["x"] } } }), /toy has no operation Got/);
  assert.throws(
    () => printParity({ ...toy, notes: { service: [], operations: { Put: ["x"] } } }),
    /toy:Put has notes and is not implemented/,
  );
});
