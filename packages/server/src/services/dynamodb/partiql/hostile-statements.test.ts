/** Statements made of the words of PartiQL in any order: each is carried out or refused, and none is a failure of the server. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ServiceError } from "../../../aws/index.ts";
import { openTables } from "./partiql-fixture.ts";

const words =
  `SELECT * FROM Plain Music "Music"."by-genre" WHERE id Artist Title n a.b l[0] = <> < >= BETWEEN AND OR NOT IN IS MISSING NULL ORDER BY DESC
  INSERT INTO VALUE UPDATE SET REMOVE DELETE RETURNING ALL OLD NEW MODIFIED EXISTS( begins_with( contains( size( attribute_type( set_add( list_append(
  ( ) [ ] { } << >> , : . ; ? 1 -1 1e5 'x' 'S' "n" true -- /* */ + - __proto__ constructor`.split(/\s+/);

const openings = [
  "SELECT * FROM Plain WHERE",
  "UPDATE Plain SET",
  "DELETE FROM Plain WHERE id = 1 AND",
  "INSERT INTO Plain VALUE",
  "UPDATE Plain SET n = 1 WHERE id = 1 AND",
  "SELECT",
  "EXISTS(SELECT * FROM Plain WHERE id = 1 AND",
  "",
];

const anyWords = fc
  .tuple(fc.constantFrom(...openings), fc.array(fc.constantFrom(...words), { maxLength: 12 }))
  .map(([opening, rest]) => `${opening} ${rest.join(" ")}`);

/** Statements that are right in form, of types that need not fit. */
const wellFormed = (() => {
  const { condition, value, path } = fc.letrec<{ condition: string; value: string; path: string }>((tie) => ({
    path: fc.constantFrom("id", "n", "l[0]", "a.b", "absent", "Artist", "Title", '"Year"'),
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom("1", "-2.5", "'x'", "''", "true", "NULL", "<<1>>", "<<'x'>>", "?", "MISSING", "'S'"),
      fc.array(tie("value"), { maxLength: 3 }).map((all) => `[${all.join(", ")}]`),
      tie("value").map((inner) => `{'k': ${inner}}`),
    ),
    condition: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.tuple(tie("path"), fc.constantFrom("=", "<>", "<", ">="), fc.oneof(tie("value"), tie("path"))).map((all) => all.join(" ")),
      fc.tuple(tie("value"), fc.constantFrom("=", "<"), tie("path")).map((all) => all.join(" ")),
      fc.tuple(tie("path"), tie("value"), tie("value")).map(([of, low, high]) => `${of} BETWEEN ${low} AND ${high}`),
      fc.tuple(tie("path"), fc.array(tie("value"), { maxLength: 3 })).map(([of, all]) => `${of} IN [${all.join(", ")}]`),
      fc
        .tuple(fc.constantFrom("begins_with", "contains", "attribute_type"), tie("path"), tie("value"))
        .map(([name, ...all]) => `${name}(${all.join(", ")})`),
      fc.tuple(tie("path"), fc.constantFrom("IS", "IS NOT"), fc.constantFrom("MISSING", "NULL", "STRING")).map((all) => all.join(" ")),
      fc.tuple(tie("condition"), fc.constantFrom("AND", "OR"), tie("condition")).map(([one, how, other]) => `(${one} ${how} ${other})`),
      tie("condition").map((inner) => `NOT ${inner}`),
    ),
  }));
  return fc.oneof(
    fc
      .tuple(fc.constantFrom("Plain", "Music", '"Music"."by-genre"', '"Music"."by-year"'), condition)
      .map(([table, where]) => `SELECT * FROM ${table} WHERE ${where}`),
    condition.map((where) => `SELECT n, l[0], a.b FROM Music WHERE Artist IN ['a', 'b'] AND ${where} ORDER BY Artist DESC`),
    fc
      .tuple(path, value, condition)
      .map(([to, what, where]) => `UPDATE Plain SET ${to} = ${what} WHERE id = 1 AND ${where} RETURNING ALL OLD *`),
    fc
      .tuple(path, path, value)
      .map(
        ([to, from, what]) =>
          `UPDATE Plain SET ${to} = list_append(${from}, ${what}) SET n = set_add(n, ${what}) REMOVE ${from} WHERE id = 1`,
      ),
    condition.map((where) => `DELETE FROM Plain WHERE id = 2 AND ${where}`),
    condition.map((where) => `EXISTS(SELECT * FROM Plain WHERE id = 1 AND ${where})`),
    value.map((what) => `INSERT INTO Plain VALUE {'id': 3, 'v': ${what}}`),
  );
})();

test("whatever a statement says, it is carried out or refused", async () => {
  const tables = await openTables();
  await tables.run("INSERT INTO Plain VALUE {'id': 1, 'n': 1, 'l': [1], 'a': {'b': <<1>>}}");
  await tables.run("INSERT INTO Music VALUE {'Artist': 'a', 'Title': 't', 'Genre': 'g', 'Year': 1}");
  const parameter = fc.constantFrom(
    { N: "1" },
    { S: "x" },
    { L: [] },
    { M: {} },
    { SS: ["x"] },
    {},
    { N: "1", S: "x" },
    { B: Uint8Array.of(1) },
  );
  let carriedOut = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyWords, wellFormed), parameter, async (Statement, given) => {
      const count = Statement.split("?").length - 1;
      const request = count === 0 ? { Statement } : { Statement, Parameters: Array.from({ length: count }, () => given) };
      for (const carryOut of [
        () => tables.call("ExecuteStatement", request),
        () => tables.batch(request),
        () => tables.transact(request),
      ]) {
        try {
          const answer = await carryOut();
          if ("Items" in answer) carriedOut += 1;
        } catch (error) {
          assert.ok(
            error instanceof ServiceError && error.httpStatus === 400,
            `${Statement}: ${error instanceof Error ? error.stack : String(error)}`,
          );
        }
      }
    }),
    { numRuns: 3_000 },
  );
  assert.ok(carriedOut > 100, `only ${carriedOut} were carried out`);
});
