import assert from "node:assert/strict";
import { after, test } from "node:test";
import { routedVersion } from "./aliases.ts";
import { openFixture, refusal, zipOf } from "./lambda-fixture.ts";

const fixture = openFixture();
const { call, create, invoke } = fixture;
after(() => fixture.close());

const arn = "arn:aws:lambda:us-east-1:111111111111:function:f";
const answering = (value: number) => ({ "index.js": `exports.handler = async (e, c) => [${value}, c.invokedFunctionArn]` });
const prepared = create("f", answering(1), { Publish: true }).then(() =>
  call("UpdateFunctionCode", { FunctionName: "f", ZipFile: zipOf(answering(2)), Publish: true }),
);

test("an alias leads to its version, and to another one after UpdateAlias", async () => {
  await prepared;
  const created = await call("CreateAlias", { FunctionName: "f", Name: "live", FunctionVersion: "1", Description: "d" });
  const { RevisionId, ...rest } = created;
  assert.deepEqual(rest, { AliasArn: `${arn}:live`, Name: "live", FunctionVersion: "1", Description: "d", RoutingConfig: undefined });
  const first = await invoke("f:live");
  await call("UpdateAlias", { FunctionName: "f", Name: "live", FunctionVersion: "2", RevisionId });
  const second = await invoke("f", {}, { qualifier: "live" });
  assert.deepEqual([first.payload, first.executedVersion], [`[1,"${arn}:live"]`, "1"]);
  assert.deepEqual([second.payload, second.executedVersion], [`[2,"${arn}:live"]`, "2"]);
  const configuration = await call("GetFunctionConfiguration", { FunctionName: "f", Qualifier: "live" });
  assert.deepEqual([configuration.FunctionArn, configuration.Version], [`${arn}:live`, "2"]);
  await assert.rejects(
    call("UpdateAlias", { FunctionName: "f", Name: "live", FunctionVersion: "1", RevisionId }),
    refusal("PreconditionFailedException", /RevisionId/, 412),
  );
});

test("an alias with two versions divides invocations by weight", async () => {
  await prepared;
  await call("CreateAlias", {
    FunctionName: "f",
    Name: "canary",
    FunctionVersion: "1",
    RoutingConfig: { AdditionalVersionWeights: { "2": 0.5 } },
  });
  const executed = new Set<string>();
  for (let tries = 0; executed.size < 2 && tries < 100; tries++) executed.add((await invoke("f:canary")).executedVersion);
  assert.deepEqual([...executed].sort(), ["1", "2"]);
  const taken = await call("UpdateAlias", { FunctionName: "f", Name: "canary", RoutingConfig: { AdditionalVersionWeights: {} } });
  assert.equal(taken.RoutingConfig, undefined);
});

test("the share of the second version is its weight", () => {
  const alias = { name: "a", version: "1", description: "", second: { version: "2", weight: 0.1 }, revisionId: "" };
  assert.deepEqual(
    [0, 0.0999, 0.1, 0.9].map((dice) => routedVersion(alias, dice)),
    ["2", "2", "1", "1"],
  );
});

test("routing that makes no sense is refused in AWS's words", async () => {
  await prepared;
  const asking = (FunctionVersion: string, weights: Record<string, number>) =>
    call("CreateAlias", { FunctionName: "f", Name: "wrong", FunctionVersion, RoutingConfig: { AdditionalVersionWeights: weights } });
  await assert.rejects(asking("1", { "1": 0.5 }), refusal("InvalidParameterValueException", /version 1 is already included in routing/));
  await assert.rejects(
    asking("$LATEST", { "1": 0.5 }),
    refusal("InvalidParameterValueException", "$LATEST is not supported for an alias pointing to more than 1 version"),
  );
  await assert.rejects(asking("1", { "9": 0.5 }), refusal("ResourceNotFoundException", `Function not found: ${arn}:9`, 404));
  await assert.rejects(asking("1", { "2": 0.1, "3": 0.1 }), refusal("InvalidParameterValueException", /cannot be greater than 1/));
});

test("an alias that exists, or does not, is told by its ARN", async () => {
  await prepared;
  await call("CreateAlias", { FunctionName: "f", Name: "once", FunctionVersion: "1" });
  await assert.rejects(
    call("CreateAlias", { FunctionName: "f", Name: "once", FunctionVersion: "2" }),
    refusal("ResourceConflictException", `Alias already exists: ${arn}:once`, 409),
  );
  await assert.rejects(
    call("GetAlias", { FunctionName: "f", Name: "none" }),
    refusal("ResourceNotFoundException", `Cannot find alias arn: ${arn}:none`, 404),
  );
  await call("DeleteAlias", { FunctionName: "f", Name: "once" });
  await call("DeleteAlias", { FunctionName: "f", Name: "once" });
  await assert.rejects(invoke("f:once"), refusal("ResourceNotFoundException", `Function not found: ${arn}:once`, 404));
});

test("ListAliases names the aliases of a version, and all of them by pages", async () => {
  const listing = openFixture();
  await listing.create("g", answering(1), { Publish: true });
  for (const [Name, FunctionVersion] of [
    ["a", "1"],
    ["b", "$LATEST"],
    ["c", "1"],
  ] as const)
    await listing.call("CreateAlias", { FunctionName: "g", Name, FunctionVersion });
  const ofOne = await listing.call("ListAliases", { FunctionName: "g", FunctionVersion: "1" });
  const first = await listing.call("ListAliases", { FunctionName: "g", MaxItems: 2 });
  const second = await listing.call("ListAliases", { FunctionName: "g", MaxItems: 2, Marker: first.NextMarker! });
  const names = [ofOne, first, second].map(({ Aliases }) => Aliases!.map(({ Name }) => Name).join());
  assert.deepEqual([...names, second.NextMarker], ["a,c", "a,b", "c", undefined]);
  await listing.close();
});
