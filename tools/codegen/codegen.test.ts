import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { model as stepFunctionsModel } from "../../packages/server/src/models/stepfunctions.ts";
import { clientModel, inPlainProtocol } from "./client.ts";
import { compactModel, printModel } from "./compact.ts";
import { findBotocore } from "./main.ts";
import { printTypes } from "./types.ts";

const raw = {
  metadata: {
    apiVersion: "2020-01-01",
    serviceId: "Toy",
    protocol: "json",
    jsonVersion: "1.1",
    targetPrefix: "Toy",
    endpointPrefix: "toy",
  },
  operations: {
    Get: {
      name: "Get",
      http: { method: "POST", requestUri: "/" },
      input: { shape: "GetInput" },
      errors: [{ shape: "Gone" }],
      endpoint: { hostPrefix: "sync-" },
      documentation: "<p>x</p>",
    },
  },
  shapes: {
    GetInput: {
      type: "structure",
      required: ["name"],
      members: {
        name: { shape: "Name", documentation: "<p>x</p>" },
        at: { shape: "At" },
        colours: { shape: "Colours" },
        bytes: { shape: "Bytes" },
        map: { shape: "Map" },
      },
    },
    Name: { type: "string", min: 1, max: 80, pattern: "[a-z]+", documentation: "<p>x</p>" },
    At: { type: "timestamp" },
    Bytes: { type: "blob" },
    Colour: { type: "string", enum: ["RED", "BLUE"] },
    Colours: { type: "list", member: { shape: "Colour" } },
    Map: { type: "map", key: { shape: "Name" }, value: { shape: "Colours" } },
    Gone: {
      type: "structure",
      members: { message: { shape: "Name" } },
      exception: true,
      error: { httpStatusCode: 410, senderFault: true },
    },
    Broken: { type: "structure", members: {}, exception: true, fault: true },
    Empty: { type: "structure", members: {} },
  },
};

test("a model keeps routes, constraints and errors, and loses its documentation", () => {
  const model = compactModel("toy", raw, "1.0");
  assert.deepEqual(model.operations.Get, {
    method: "POST",
    uri: "/",
    status: 200,
    input: "GetInput",
    errors: ["Gone"],
    hostPrefix: "sync-",
  });
  assert.deepEqual(model.shapes.Name, { type: "string", min: 1, max: 80, pattern: "[a-z]+" });
  assert.equal(compactModel("toy", raw, "1.0", { withoutPattern: ["Name"] }).shapes.Name?.pattern, undefined);
  assert.deepEqual(model.shapes.Gone?.error, { status: 410, senderFault: true });
  assert.deepEqual(model.shapes.Broken?.error, { status: 500, senderFault: false });
  assert.equal(model.signingName, "toy");
  assert.ok(!printModel(model).includes("<p>"));
  assert.deepEqual(JSON.parse(printModel(model)), model);
});

test("an attribute nobody has thought about stops the generator", () => {
  const strange = { ...raw, shapes: { ...raw.shapes, Name: { type: "string", sparkling: true } } };
  assert.throws(() => compactModel("toy", strange, "1.0"), /shape Name has the attribute "sparkling"/);
});

test("the recorded order of an enum is taken over, but not with other values", () => {
  assert.deepEqual(compactModel("toy", raw, "1.0", { enumOrder: { Colour: ["BLUE", "RED"] } }).shapes.Colour?.enum, ["BLUE", "RED"]);
  assert.throws(() => compactModel("toy", raw, "1.0", { enumOrder: { Colour: ["BLUE", "GREEN"] } }), /different values/);
});

test("types read like the API reference", () => {
  const types = printTypes(compactModel("toy", raw, "1.0"), "Toy");
  assert.ok(types.includes("readonly Get: { readonly input: GetInput; readonly output: void };"));
  assert.ok(
    types.includes(`export interface GetInput {
  readonly name: string;
  readonly at?: number;
  readonly colours?: readonly Colour[];
  readonly bytes?: Uint8Array;
  readonly map?: { readonly [key: string]: readonly Colour[] };
}`),
  );
  assert.ok(types.includes('export type Colour = "RED" | "BLUE";'));
  assert.ok(types.includes("export type Empty = { readonly [member: string]: never };"));
  assert.ok(!types.includes("Gone"));
});

test("a client's model has no constraints, no shapes that nothing reaches, and no operations that stream events", () => {
  const streaming = {
    ...raw,
    operations: {
      ...raw.operations,
      Listen: { name: "Listen", http: { method: "POST", requestUri: "/" }, output: { shape: "Listened" } },
    },
    shapes: {
      ...raw.shapes,
      Listened: { type: "structure", members: { events: { shape: "Events" } } },
      Events: { type: "structure", eventstream: true, members: {} },
    },
  };
  const model = clientModel(compactModel("toy", streaming, "1.0"));
  assert.deepEqual(Object.keys(model.operations), ["Get"]);
  assert.deepEqual(model.shapes.Name, { type: "string" });
  assert.deepEqual(model.shapes.Colour, { type: "string" });
  assert.deepEqual(model.shapes.GetInput?.required, ["name"]);
  assert.ok(model.shapes.Gone && !model.shapes.Broken && !model.shapes.Events);
});

test("a service that offers several protocols is called in one that the client speaks", () => {
  const metadata = { protocol: "smithy-rpc-v2-cbor", protocols: ["smithy-rpc-v2-cbor", "query"] };
  assert.equal(inPlainProtocol({ metadata }).metadata.protocol, "query");
});

const botocore = findBotocore();
const same = botocore?.version === stepFunctionsModel.botocore;

test("the checked-in models are what botocore says", {
  skip: same ? false : `botocore ${stepFunctionsModel.botocore} is not installed (found ${botocore?.version ?? "none"})`,
}, () => {
  const run = spawnSync(process.execPath, [fileURLToPath(new URL("./main.ts", import.meta.url)), "--check"], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
});
