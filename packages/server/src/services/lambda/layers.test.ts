import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openFixture, refusal, zipOf } from "./lambda-fixture.ts";

const fixture = openFixture();
const { call, create, invoke } = fixture;
after(() => fixture.close());

const arn = "arn:aws:lambda:us-east-1:111111111111:layer:";
const publish = async (LayerName: string, files: Record<string, string>, more: object = {}) =>
  (await call("PublishLayerVersion", { LayerName, Content: { ZipFile: zipOf(files) }, ...more })).LayerVersionArn!;
const nodeModule = (value: string) => ({ "nodejs/node_modules/shared/index.js": `module.exports = "${value}"` });
const usingModule = { "index.js": "exports.handler = async () => require('shared')" };

test("a Node.js function finds its layers' modules, a Python function its packages", async () => {
  const node = await publish("node", nodeModule("layered"));
  const python = await publish("python", { "python/shared.py": "VALUE = 'layered too'\n" });
  await create("uses-node", usingModule, { Layers: [node] });
  await create(
    "uses-python",
    { "handler.py": "import shared\ndef handler(event, context):\n  return shared.VALUE\n" },
    { Runtime: "python3.12", Handler: "handler.handler", Layers: [python] },
  );
  assert.deepEqual([(await invoke("uses-node")).payload, (await invoke("uses-python")).payload], ['"layered"', '"layered too"']);
  const { Layers } = await call("GetFunctionConfiguration", { FunctionName: "uses-node" });
  assert.deepEqual(
    Layers!.map(({ Arn }) => Arn),
    [node],
  );
});

test("of several layers the last one covers the files of those before, and what they print says /opt", async () => {
  const below = await publish("below", { ...nodeModule("below"), "data/below.txt": "below" });
  const above = await publish("above", { ...nodeModule("above"), "nodejs/node_modules/broken/index.js": "throw new Error('in a layer')" });
  const source =
    "const { readFileSync } = require('fs'); exports.handler = async (e) => e.broken ? require('broken') : [require('shared'), readFileSync(process.env.STILE_LAYERS_ROOT + '/data/below.txt', 'utf8')]";
  await create("both", { "index.js": source }, { Layers: [below, above] });
  assert.equal((await invoke("both")).payload, '["above","below"]');
  const { trace } = JSON.parse((await invoke("both", { broken: true })).payload);
  assert.ok(
    trace.some((line: string) => line.includes("/opt/nodejs/node_modules/broken/index.js")),
    trace.join("\n"),
  );
  await call("UpdateFunctionConfiguration", { FunctionName: "both", Layers: [above, below] });
  assert.equal((await invoke("both")).payload, '["below","below"]');
  await call("UpdateFunctionConfiguration", { FunctionName: "both", Layers: [] });
  assert.match(JSON.parse((await invoke("both")).payload).errorMessage, /^Cannot find module 'shared'/);
});

test("layer versions count up, are listed newest first, filtered, and gone when deleted", async () => {
  await publish("counted", nodeModule("1"), { CompatibleRuntimes: ["nodejs22.x"], Description: "one" });
  await publish("counted", nodeModule("2"), { CompatibleRuntimes: ["python3.12"] });
  const listed = await call("ListLayerVersions", { LayerName: "counted" });
  assert.deepEqual(
    listed.LayerVersions!.map(({ Version }) => Version),
    [2, 1],
  );
  const paged = await call("ListLayerVersions", { LayerName: "counted", MaxItems: 1 });
  const rest = await call("ListLayerVersions", { LayerName: "counted", MaxItems: 1, Marker: paged.NextMarker! });
  assert.deepEqual([rest.LayerVersions![0]!.Version, rest.NextMarker], [1, undefined]);
  const { Layers } = await call("ListLayers", { CompatibleRuntime: "nodejs22.x" });
  assert.deepEqual(
    Layers!.map(({ LayerName, LatestMatchingVersion }) => [LayerName, LatestMatchingVersion!.Version]),
    [["counted", 1]],
  );
  const { Content, Description } = await call("GetLayerVersionByArn", { Arn: `${arn}counted:1` });
  assert.deepEqual([Content!.CodeSize! > 0, Description], [true, "one"]);
  await call("DeleteLayerVersion", { LayerName: `${arn}counted`, VersionNumber: 2 });
  await call("DeleteLayerVersion", { LayerName: "counted", VersionNumber: 2 });
  await assert.rejects(
    call("GetLayerVersion", { LayerName: "counted", VersionNumber: 2 }),
    refusal("ResourceNotFoundException", "The resource you requested does not exist.", 404),
  );
  assert.equal(await publish("counted", nodeModule("3")), `${arn}counted:3`);
});

test("functions keep a layer that was deleted; new ones cannot have it", async () => {
  const layer = await publish("mortal", nodeModule("still here"));
  await create("keeps", usingModule, { Layers: [layer] });
  await call("DeleteLayerVersion", { LayerName: "mortal", VersionNumber: 1 });
  await fixture.lambda.open();
  assert.equal((await invoke("keeps")).payload, '"still here"');
  await assert.rejects(
    create("late", usingModule, { Layers: [layer] }),
    refusal("InvalidParameterValueException", `Layer version ${layer} does not exist.`),
  );
});

test("too many layers and two versions of one layer are refused in AWS's words", async () => {
  const one = await publish("twice", nodeModule("1"));
  const two = await publish("twice", nodeModule("2"));
  await assert.rejects(
    create("wrong", usingModule, { Layers: [one, two] }),
    refusal(
      "InvalidParameterValueException",
      `Two different versions of the same layer are not allowed to be referenced in the same function. ${one} and ${two} are duplicated.`,
    ),
  );
  await assert.rejects(
    create("wrong", usingModule, { Layers: Array(6).fill(one) }),
    refusal("InvalidParameterValueException", "Cannot reference more than 5 layers."),
  );
});
