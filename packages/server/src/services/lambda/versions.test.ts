import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openFixture, refusal, zipOf } from "./lambda-fixture.ts";

const fixture = openFixture();
const { call, create, invoke } = fixture;
after(() => fixture.close());

const arn = "arn:aws:lambda:us-east-1:111111111111:function:";
const answering = (value: string) => ({
  "index.js": `exports.handler = async (e, c) => ["${value}", c.functionVersion, c.invokedFunctionArn]`,
});

test("a published version keeps its code and settings while $LATEST moves on, and each is invoked by its qualifier", async () => {
  await create("kept", answering("one"), { Description: "first" });
  const published = await call("PublishVersion", { FunctionName: "kept" });
  assert.deepEqual([published.Version, published.FunctionArn, published.Description], ["1", `${arn}kept:1`, "first"]);
  await call("UpdateFunctionCode", { FunctionName: "kept", ZipFile: zipOf(answering("two")) });
  const answers = [];
  for (const [name, qualifier] of [
    ["kept", "1"],
    ["kept:1", undefined],
    ["kept", "$LATEST"],
    ["kept", undefined],
  ] as const) {
    const { payload, executedVersion } = await invoke(name, {}, { qualifier });
    answers.push([...JSON.parse(payload), executedVersion]);
  }
  assert.deepEqual(answers, [
    ["one", "1", `${arn}kept:1`, "1"],
    ["one", "1", `${arn}kept:1`, "1"],
    ["two", "$LATEST", `${arn}kept:$LATEST`, "$LATEST"],
    ["two", "$LATEST", `${arn}kept`, "$LATEST"],
  ]);
  const { logResult } = await invoke("kept", {}, { qualifier: "1", logType: "Tail" });
  assert.match(Buffer.from(logResult!, "base64").toString(), /^START RequestId: \S+ Version: 1\n/);
});

test("publishing what did not change gives the same version again; a change gives the next number", async () => {
  await create("numbers", answering("1"));
  const versions = [(await call("PublishVersion", { FunctionName: "numbers" })).Version];
  versions.push((await call("PublishVersion", { FunctionName: "numbers", Description: "again" })).Version);
  await call("UpdateFunctionConfiguration", { FunctionName: "numbers", Timeout: 9 });
  versions.push((await call("PublishVersion", { FunctionName: "numbers" })).Version);
  assert.deepEqual(versions, ["1", "1", "2"]);
});

test("Publish on CreateFunction and UpdateFunctionCode answers the version", async () => {
  const created = await call("CreateFunction", {
    FunctionName: "born",
    Runtime: "nodejs22.x",
    Role: "arn:aws:iam::111111111111:role/test",
    Handler: "index.handler",
    Code: { ZipFile: zipOf(answering("1")) },
    Publish: true,
  });
  const updated = await call("UpdateFunctionCode", { FunctionName: "born", ZipFile: zipOf(answering("2")), Publish: true });
  assert.deepEqual([created.FunctionArn, updated.FunctionArn], [`${arn}born:1`, `${arn}born:2`]);
});

test("PublishVersion refuses other code than was expected, and an old revision", async () => {
  await create("guarded", answering("1"));
  await assert.rejects(
    call("PublishVersion", { FunctionName: "guarded", CodeSha256: "b3RoZXI=" }),
    refusal("InvalidParameterValueException", /^CodeSHA256 \(b3RoZXI=\) is different from current CodeSHA256 in \$LATEST/),
  );
  await assert.rejects(
    call("PublishVersion", { FunctionName: "guarded", RevisionId: "old" }),
    refusal("PreconditionFailedException", /RevisionId/, 412),
  );
  await assert.rejects(
    call("PublishVersion", { FunctionName: "nobody" }),
    refusal("ResourceNotFoundException", `Function not found: ${arn}nobody`, 404),
  );
});

test("ListVersionsByFunction begins with $LATEST and pages", async () => {
  await create("listed", answering("0"));
  for (const n of [1, 2, 3])
    await call("UpdateFunctionCode", { FunctionName: "listed", ZipFile: zipOf(answering(`v${n}`)), Publish: true });
  const pages = [];
  let Marker: string | undefined;
  do {
    const page = await call("ListVersionsByFunction", { FunctionName: "listed", MaxItems: 1, ...(Marker === undefined ? {} : { Marker }) });
    pages.push(page.Versions!.map(({ FunctionArn }) => FunctionArn!.slice(arn.length)));
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  assert.deepEqual(pages, [["listed:$LATEST"], ["listed:1"], ["listed:2"], ["listed:3"]]);
});

test("ListFunctions with FunctionVersion ALL names every version behind its function", async () => {
  const listing = openFixture();
  for (const name of ["a", "a-b"]) await listing.create(name, answering(name), { Publish: true });
  const all = await listing.call("ListFunctions", { FunctionVersion: "ALL", MaxItems: 3 });
  const rest = await listing.call("ListFunctions", { FunctionVersion: "ALL", MaxItems: 3, Marker: all.NextMarker! });
  assert.deepEqual(
    [...all.Functions!, ...rest.Functions!].map(({ FunctionArn }) => FunctionArn!.slice(arn.length)),
    ["a:$LATEST", "a:1", "a-b:$LATEST", "a-b:1"],
  );
  await listing.close();
});

test("DeleteFunction with a qualifier takes that version alone, unless an alias leads to it; an absent one is no error", async () => {
  await create("pruned", answering("1"), { Publish: true });
  await call("UpdateFunctionCode", { FunctionName: "pruned", ZipFile: zipOf(answering("2")), Publish: true });
  await call("CreateAlias", { FunctionName: "pruned", Name: "live", FunctionVersion: "1" });
  await assert.rejects(
    call("DeleteFunction", { FunctionName: "pruned", Qualifier: "1" }),
    refusal("ResourceConflictException", "Unable to delete version because the following aliases reference it: [live]", 409),
  );
  assert.deepEqual(await call("DeleteFunction", { FunctionName: "pruned", Qualifier: "2" }), { StatusCode: 204 });
  assert.deepEqual(await call("DeleteFunction", { FunctionName: "pruned", Qualifier: "99" }), { StatusCode: 204 });
  const { Versions } = await call("ListVersionsByFunction", { FunctionName: "pruned" });
  assert.deepEqual(
    Versions!.map(({ Version }) => Version),
    ["$LATEST", "1"],
  );
  await assert.rejects(invoke("pruned:2"), refusal("ResourceNotFoundException", `Function not found: ${arn}pruned:2`, 404));
});

test("a number is never given twice, not even to a function that was deleted and made again", async () => {
  await create("reborn", answering("1"), { Publish: true });
  await call("DeleteFunction", { FunctionName: "reborn" });
  await create("reborn", answering("1"));
  await assert.rejects(invoke("reborn:1"), refusal("ResourceNotFoundException", /reborn:1$/));
  assert.equal((await call("PublishVersion", { FunctionName: "reborn" })).Version, "2");
});
