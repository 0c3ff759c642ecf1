import assert from "node:assert/strict";
import { test } from "node:test";
import { ServiceError } from "../../../aws/index.ts";
import type { Expression, Statement } from "./ast.ts";
import { nestingMax } from "./limits.ts";
import { parseStatement } from "./parse.ts";

/** Without places, which only refusals need. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, inner]) => (name === "place" ? [] : [[name, bare(inner)]])));
}

const parsed = (text: string): unknown => bare(parseStatement(text).statement);

/** The WHERE of a SELECT. */
function where(condition: string): unknown {
  const statement: Statement = parseStatement(`SELECT * FROM t WHERE ${condition}`).statement;
  assert.equal(statement.kind, "select");
  return bare((statement as { readonly where: Expression }).where);
}

function refused(text: string, message: string | RegExp): void {
  assert.throws(
    () => parseStatement(text),
    (error: unknown) => {
      assert.ok(error instanceof ServiceError, String(error));
      assert.equal(error.code, "ValidationException");
      if (typeof message === "string") assert.equal(error.message, message);
      else assert.match(error.message, message);
      return true;
    },
    text,
  );
}

const malformed = "Statement wasn't well formed, can't be processed: ";
const path = (...elements: readonly (string | number)[]) => ({ kind: "path", elements });
const text = (value: string) => ({ kind: "literal", value: { S: value } });
const number = (value: string) => ({ kind: "literal", value: { N: value } });

test("a SELECT names attributes and document paths, a table or an index of it, a condition and an order", () => {
  assert.deepEqual(parsed(`SELECT Artist, a.b[0]."c d" FROM "Music"."by-title" WHERE Artist = 'Acme' ORDER BY SongTitle DESC, x`), {
    kind: "select",
    projection: [path("Artist"), path("a", "b", 0, "c d")],
    table: "Music",
    index: "by-title",
    where: { kind: "compare", operator: "=", left: path("Artist"), right: text("Acme") },
    orderBy: [
      { path: path("SongTitle"), descending: true },
      { path: path("x"), descending: false },
    ],
  });
});

test("keywords may be written in any case; names keep theirs", () => {
  assert.deepEqual(parsed("select * from Music where Artist is not missing"), {
    kind: "select",
    projection: undefined,
    table: "Music",
    index: undefined,
    where: { kind: "not", operand: { kind: "is", operand: path("Artist"), type: "missing" } },
    orderBy: [],
  });
});

test("OR binds less than AND, AND less than NOT, and parentheses more than either", () => {
  const is = (name: string) => ({ kind: "compare", operator: "=", left: path(name), right: number("1") });
  assert.deepEqual(where("NOT a = 1 AND b = 1 OR c = 1"), {
    kind: "or",
    left: { kind: "and", left: { kind: "not", operand: is("a") }, right: is("b") },
    right: is("c"),
  });
  assert.deepEqual(where("a = 1 AND (b = 1 OR c = 1)"), {
    kind: "and",
    left: is("a"),
    right: { kind: "or", left: is("b"), right: is("c") },
  });
});

test("the AND of a BETWEEN is its own", () => {
  assert.deepEqual(where("a BETWEEN 1 AND 2 AND b NOT BETWEEN 3 AND 4"), {
    kind: "and",
    left: { kind: "between", operand: path("a"), lower: number("1"), upper: number("2") },
    right: { kind: "not", operand: { kind: "between", operand: path("b"), lower: number("3"), upper: number("4") } },
  });
});

test("IN takes a list in brackets or parentheses", () => {
  const candidates = { kind: "list", elements: [number("1"), { kind: "parameter", at: 0 }] };
  assert.deepEqual(where("a IN [1, ?]"), { kind: "in", operand: path("a"), candidates });
  assert.deepEqual(where("a in (1, ?)"), { kind: "in", operand: path("a"), candidates });
  assert.deepEqual(where("a NOT IN (1)"), {
    kind: "not",
    operand: { kind: "in", operand: path("a"), candidates: { kind: "list", elements: [number("1")] } },
  });
});

test("!= is <>", () => {
  assert.deepEqual(where("a != 1"), where("a <> 1"));
});

test("functions are called in any case, SIZE too, which is a keyword otherwise", () => {
  assert.deepEqual(where("SIZE(a.b) > 3"), {
    kind: "compare",
    operator: ">",
    left: { kind: "call", name: "size", operands: [path("a", "b")] },
    right: number("3"),
  });
  assert.deepEqual(where(`begins_with("Address", '7834')`), {
    kind: "call",
    name: "begins_with",
    operands: [path("Address"), text("7834")],
  });
  refused("SELECT * FROM t WHERE size = 3", `${malformed}Unexpected keyword`);
});

test("literals of every type, exact to the last digit", () => {
  const value = (written: string): unknown => (parsed(`INSERT INTO t VALUE ${written}`) as { readonly item: unknown }).item;
  assert.deepEqual(value("'it''s'"), text("it's"));
  assert.deepEqual(value("-12345678901234567890123456789012345678"), number("-12345678901234567890123456789012345678"));
  assert.deepEqual(value("1.50e2"), number("150"));
  assert.deepEqual(value("- -1"), number("1"));
  assert.deepEqual(value("TRUE"), { kind: "literal", value: { BOOL: true } });
  assert.deepEqual(value("NULL"), { kind: "literal", value: { NULL: true } });
  assert.deepEqual(value("missing"), { kind: "missing" });
  assert.deepEqual(value("[]"), { kind: "list", elements: [] });
  assert.deepEqual(value("<<1, 2>>"), { kind: "set", elements: [number("1"), number("2")] });
  assert.deepEqual(value("{'a': [{'b': ?}]}"), {
    kind: "map",
    entries: [
      {
        name: text("a"),
        value: { kind: "list", elements: [{ kind: "map", entries: [{ name: text("b"), value: { kind: "parameter", at: 0 } }] }] },
      },
    ],
  });
  refused("INSERT INTO t VALUE 123456789012345678901234567890123456789", "Attempting to store more than 38 significant digits in a Number");
  refused("INSERT INTO t VALUE 1e200", /^Number overflow/);
});

test("an UPDATE has any number of SET and REMOVE, each SET any number of assignments", () => {
  assert.deepEqual(
    parsed(`UPDATE "Music" SET a = 1, b.c = b.c + 1 REMOVE l[2] SET s = set_add(s, <<'x'>>) WHERE pk = ? RETURNING MODIFIED OLD *`),
    {
      kind: "update",
      table: "Music",
      assignments: [
        { section: "set", path: path("a"), value: number("1") },
        { section: "set", path: path("b", "c"), value: { kind: "arithmetic", operator: "+", left: path("b", "c"), right: number("1") } },
        { section: "remove", path: path("l", 2) },
        {
          section: "set",
          path: path("s"),
          value: { kind: "call", name: "set_add", operands: [path("s"), { kind: "set", elements: [text("x")] }] },
        },
      ],
      where: { kind: "compare", operator: "=", left: path("pk"), right: { kind: "parameter", at: 0 } },
      returning: "UPDATED_OLD",
    },
  );
});

test("a DELETE", () => {
  assert.deepEqual(parsed("DELETE FROM Music WHERE pk = 1 RETURNING ALL OLD *;"), {
    kind: "delete",
    table: "Music",
    where: { kind: "compare", operator: "=", left: path("pk"), right: number("1") },
    returning: "ALL_OLD",
  });
});

test("EXISTS of a SELECT is a statement", () => {
  const statement = parseStatement("EXISTS(SELECT * FROM Music WHERE pk = 1)").statement;
  assert.equal(statement.kind, "exists");
});

test("parameters are counted, but not where they stand in texts and comments", () => {
  const { parameters } = parseStatement("SELECT * FROM t -- ?\n WHERE a = '?' AND b = ? /* ? */ AND c = ?");
  assert.equal(parameters, 2);
});

test("what is no statement is told as one without an operation", () => {
  for (const statement of ["NOT A STATEMENT", "", "   ", "CREATE TABLE t", "1", "?"])
    refused(statement, `${malformed}Expected data manipulation`);
  // A table name with a hyphen and without quotes.
  refused("UPDATE Payment-dev SET a=? WHERE b=?", `${malformed}Expected data manipulation`);
});

test("keywords stand for attributes only in quotes", () => {
  refused("SELECT * FROM t WHERE date = 'x'", `${malformed}Unexpected keyword`);
  refused("UPDATE t SET user = 'x' WHERE pk = 1", `${malformed}Expected identifier for simple path`);
  refused("SELECT a.user FROM t", `${malformed}Invalid path dot component`);
  assert.deepEqual(where(`"date" = 'x'`), { kind: "compare", operator: "=", left: path("date"), right: text("x") });
  // Parts of dates are no keywords.
  assert.deepEqual(where("year = 1"), { kind: "compare", operator: "=", left: path("year"), right: number("1") });
});

test("statements that lack something say what", () => {
  refused("SELECT *", `${malformed}Expected FROM after SELECT list`);
  refused("SELECT *, a FROM t", /Other expressions may not be present in the select list/);
  refused("SELECT * FROM t WHERE", `${malformed}Unexpected term`);
  refused("SELECT * FROM t WHERE a = (1", `${malformed}Expected RIGHT_PAREN`);
  refused("SELECT * FROM t WHERE a IS 3", `${malformed}Expected type name`);
  refused("SELECT * FROM t WHERE a BETWEEN 1", /Expected keyword AND/);
  refused("INSERT INTO t VALUE {'a' 1}", `${malformed}Expected COLON`);
  refused("INSERT INTO t VALUE {'a': 1", `${malformed}Expected RIGHT_CURLY`);
  refused("INSERT INTO t VALUE <<1", `${malformed}Expected RIGHT_DOUBLE_ANGLE_BRACKET`);
  refused("INSERT INTO urls (key, secret) VALUES (?, ?)", `${malformed}Unexpected keyword`);
  refused("INSERT t VALUE {}", `${malformed}Unexpected keyword`);
  refused("UPDATE t SET a WHERE pk = 1", `${malformed}Expected '='`);
  refused("DELETE t WHERE pk = 1", `${malformed}Expected FROM after DELETE`);
  refused("DELETE FROM t WHERE pk = 1 RETURNING *", `${malformed}Expected ( MODIFIED | ALL ) ( NEW | OLD ) in each returning element.`);
  refused("SELECT * FROM t garbage trailing", /Unexpected from source/);
  refused("DELETE FROM t WHERE pk = 1 garbage", `${malformed}Unexpected token after expression`);
  refused("SELECT * FROM t; SELECT * FROM t", `${malformed}Unexpected token after semicolon. (Only one query is allowed.)`);
});

test("PartiQL that DynamoDB does not have is refused with its place", () => {
  refused("SELECT COUNT(*) FROM t", "Unexpected path component at 1:8:5");
  refused("SELECT DISTINCT a FROM t", "Unsupported clause: DISTINCT at 1:8:8");
  refused("SELECT * FROM t WHERE a = 1 LIMIT 5", "Unsupported clause: LIMIT at 1:29:5");
  refused("SELECT * FROM t\nGROUP BY a", "Unsupported clause: GROUP at 2:1:5");
  refused("SELECT * FROM t AS x", "Unexpected from source at 1:15:1");
  refused("SELECT * FROM t, u", "Unexpected from source at 1:15:1");
  refused("SELECT * FROM t JOIN u ON t.a = u.a", "Unexpected from source at 1:15:1");
  refused("SELECT * FROM (SELECT * FROM t)", /Unsupported subquery/);
  refused("SELECT * FROM t WHERE a LIKE 'x%'", "Unsupported operator: LIKE at 1:25:4");
  refused("SELECT * FROM t WHERE a IN (SELECT b FROM u)", /Unsupported subquery/);
  refused("SELECT a[-1] FROM t", /Unexpected path component/);
  refused("SELECT a[*] FROM t", /Unexpected path component/);
  refused("UPDATE t.i SET a = 1 WHERE pk = 1", "Unexpected path component at 1:8:1");
  refused("SELECT * FROM t WHERE a = `2020T`", /Ion literals are not supported/);
});

test("texts, names and comments without an end are refused", () => {
  refused("SELECT * FROM t WHERE a = 'x", `${malformed}Unterminated string literal`);
  refused("SELECT * FROM t WHERE a = 'x''", `${malformed}Unterminated string literal`);
  refused('SELECT * FROM "t', `${malformed}Unterminated quoted identifier`);
  refused("SELECT * FROM t /* x", `${malformed}Unterminated comment`);
  refused("SELECT * FROM t WHERE a = \u0000", /Invalid character/);
  refused("SELECT * FROM t WHERE a = 1x", /Invalid character/);
});

test("nesting has a bound, whatever nests", () => {
  const deep = nestingMax + 1;
  for (const statement of [
    `SELECT * FROM t WHERE ${"(".repeat(deep)}a = 1${")".repeat(deep)}`,
    `SELECT * FROM t WHERE ${"NOT ".repeat(deep)}a = 1`,
    `SELECT * FROM t WHERE a = ${"- ".repeat(deep)}1`,
    `SELECT * FROM t WHERE ${"exists(SELECT * FROM t WHERE ".repeat(deep)}`,
    `INSERT INTO t VALUE ${"[".repeat(deep)}`,
    `INSERT INTO t VALUE ${"{'a':".repeat(deep)}`,
    `INSERT INTO t VALUE ${"<<".repeat(4_000)}`,
  ]) {
    refused(statement, `${malformed}Nesting Levels have exceeded supported limits`);
  }
});

test("the longest statements are parsed, or refused, in no time and without the end of the stack", () => {
  const longest = 8_192;
  for (const repeated of [
    "a=1 OR ",
    "a=1 AND ",
    "'' ",
    "''",
    "?,",
    "-",
    "--",
    "/*",
    "a.",
    "a[0]",
    '"" ',
    "\n",
    "1+",
    "(",
    "<",
    "<<>>,",
    "{",
    "\ud800",
  ]) {
    const statement = `SELECT * FROM t WHERE ${repeated.repeat(longest)}`.slice(0, longest);
    const began = performance.now();
    try {
      parseStatement(statement);
    } catch (error) {
      assert.ok(error instanceof ServiceError, `${repeated}: ${String(error)}`);
    }
    assert.ok(performance.now() - began < 2_000, repeated);
  }
  assert.equal(parseStatement(`SELECT * FROM t WHERE ${"a=? OR ".repeat(1_100)}a=?`).parameters, 1_101);
});
