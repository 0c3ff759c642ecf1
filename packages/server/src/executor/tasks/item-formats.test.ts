import assert from "node:assert/strict";
import { test } from "node:test";
import { checkInputType, itemsOf, type ReaderConfig } from "./item-formats.ts";

const read = (text: string, config: ReaderConfig = {}, maxItems = 0) => itemsOf(Buffer.from(text), config, maxItems);
const firstRow: ReaderConfig = { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" };

test("a JSON file is an array; an object is one only behind an ItemsPointer", async () => {
  assert.deepEqual(await read("[1,[2],{}]", { InputType: "JSON" }), [1, [2], {}]);
  assert.deepEqual(await read("[1,2,3]", {}, 2), [1, 2]);
  await assert.rejects(read('{"Hello":"world"}'), { message: "Attempting to map over non-iterable node." });
  assert.deepEqual(await read('{"a/b":{"c":[7]}}', { ItemsPointer: "/a~1b/c" }), [7]);
  assert.deepEqual(await read('{"a":{"x":1,"y":2}}', { ItemsPointer: "/a" }), [
    { Key: "x", Value: 1 },
    { Key: "y", Value: 2 },
  ]);
  await assert.rejects(read('{"a":1}', { ItemsPointer: "/constructor" }), /points at nothing/);
  await assert.rejects(read("{"), /The file is not JSON/);
  await assert.rejects(read("[".repeat(100_000)), /nested deeper/);
});

test("JSON Lines are an item a line", async () => {
  assert.deepEqual(await read('{"a":1}\r\n\n2\n', { InputType: "JSONL" }), [{ a: 1 }, 2]);
  assert.deepEqual(await read("1\n2\nnonsense", { InputType: "JSONL" }, 2), [1, 2]);
});

test("CSV: extra cells are dropped, missing ones empty, blanks are a row, all is text", async () => {
  const text = "Col1,Col2,Col3\nValue1,Value2,Value3\n,,,\ntrue,1,'HelloWorld'\nNull,None,\n   \n";
  assert.deepEqual(await read(text, firstRow), [
    { Col1: "Value1", Col2: "Value2", Col3: "Value3" },
    { Col1: "", Col2: "", Col3: "" },
    { Col1: "true", Col2: "1", Col3: "'HelloWorld'" },
    { Col1: "Null", Col2: "None", Col3: "" },
    { Col1: "   ", Col2: "", Col3: "" },
  ]);
  assert.equal((await read(text, firstRow, 2)).length, 2);
});

test("CSV headers may be given, empty, quoted, behind a mark of the byte order, and may not repeat", async () => {
  assert.deepEqual(await read("a;b\nc;d", { InputType: "CSV", CSVHeaderLocation: "GIVEN", CSVHeaders: ["H"], CSVDelimiter: "SEMICOLON" }), [
    { H: "a" },
    { H: "c" },
  ]);
  assert.deepEqual(await read("\ufeffH1,\n1,2", firstRow), [{ H1: "1", "": "2" }]);
  assert.deepEqual(await read('a,b\n"x\n,""y""",2', firstRow), [{ a: 'x\n,"y"', b: "2" }]);
  await assert.rejects(read("a,a\n1,2", firstRow), { message: "CSV headers cannot contain duplicates." });
});

test("what is not read says so", () => {
  assert.throws(() => checkInputType({ InputType: "PARQUET" }), /does not read items of the InputType PARQUET/);
});
