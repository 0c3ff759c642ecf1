/**
 * The query protocol: a form with one parameter for every leaf of the input, and XML back (Smithy "AWS query protocol").
 * EC2 has its own way with names: they begin with a capital, and lists are always flat (Smithy "AWS EC2 query protocol").
 */

import {
  createXmlShapes,
  encodeRfc3986,
  type MemberModel,
  parseXml,
  type ServiceModel,
  type ShapeModel,
  shapeOf,
  writeTimestamp,
} from "../aws/index.ts";
import type { ClientWire } from "./wire.ts";
import { readXmlRefusal } from "./xml-refusal.ts";

export function createQueryWire(model: ServiceModel): ClientWire {
  const shapes = createXmlShapes(model);
  return {
    writeInput(operation, input) {
      const parameters: [string, string][] = [
        ["Action", operation],
        ["Version", model.apiVersion],
      ];
      const shape = model.operations[operation]?.input;
      if (shape !== undefined) addStructure(model, shapeOf(model, shape), input ?? {}, "", parameters);
      return {
        method: "POST",
        path: "/",
        query: "",
        headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
        body: parameters.map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`).join("&"),
      };
    },
    streams: () => false,
    readOutput(operation, { body }) {
      const shape = model.operations[operation]?.output;
      if (shape === undefined) return undefined;
      const response = parseXml(Buffer.from(body).toString("utf8"));
      const result = response.children.find(({ name }) => name === `${operation}Result`);
      return shapes.reader(shape)(result ?? response);
    },
    readRefusal: readXmlRefusal,
  };
}

type Parameters = [name: string, value: string][];

function addStructure(model: ServiceModel, shape: ShapeModel, value: unknown, prefix: string, parameters: Parameters): void {
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const given = (value as Record<string, unknown>)[name];
    const wireName = model.protocol === "ec2" ? ec2Name(member, name) : (member.locationName ?? name);
    if (given !== undefined && given !== null) add(model, member, given, prefix === "" ? wireName : `${prefix}.${wireName}`, parameters);
  }
}

function ec2Name({ queryName, locationName }: MemberModel, name: string): string {
  return queryName ?? (locationName === undefined ? name : locationName.charAt(0).toUpperCase() + locationName.slice(1));
}

function add(model: ServiceModel, member: MemberModel, value: unknown, name: string, parameters: Parameters): void {
  const shape = shapeOf(model, member.shape);
  const flattened = member.flattened === true || shape.flattened === true;
  switch (shape.type) {
    case "structure":
      addStructure(model, shape, value, name, parameters);
      return;
    case "list":
      addList(model, shape, value as readonly unknown[], { name, flattened }, parameters);
      return;
    case "map":
      addMap(model, shape, value as Readonly<Record<string, unknown>>, flattened ? name : `${name}.entry`, parameters);
      return;
    case "timestamp":
      parameters.push([name, String(writeTimestamp(value as number, member.timestampFormat ?? shape.timestampFormat ?? "iso8601"))]);
      return;
    case "blob":
      parameters.push([name, Buffer.from(value as Uint8Array).toString("base64")]);
      return;
    default:
      parameters.push([name, String(value)]);
  }
}

/** An empty list is an empty parameter: that it is there and empty must be told. */
function addList(
  model: ServiceModel,
  shape: ShapeModel,
  values: readonly unknown[],
  { name, flattened }: { readonly name: string; readonly flattened: boolean },
  parameters: Parameters,
): void {
  const member = shape.member as MemberModel;
  // A flattened list goes by its elements' own name, where they have one, in place of the list's.
  const flat = member.locationName === undefined ? name : [...name.split(".").slice(0, -1), member.locationName].join(".");
  const prefix = model.protocol === "ec2" ? name : flattened ? flat : `${name}.${member.locationName ?? "member"}`;
  if (values.length === 0 && model.protocol !== "ec2") parameters.push([name, ""]);
  for (const [index, value] of values.entries()) add(model, member, value, `${prefix}.${index + 1}`, parameters);
}

function addMap(
  model: ServiceModel,
  shape: ShapeModel,
  entries: Readonly<Record<string, unknown>>,
  prefix: string,
  parameters: Parameters,
): void {
  const value = shape.value as MemberModel;
  let number = 0;
  for (const [key, entry] of Object.entries(entries)) {
    if (entry === undefined) continue;
    number += 1;
    parameters.push([`${prefix}.${number}.${shape.key?.locationName ?? "key"}`, key]);
    add(model, value, entry, `${prefix}.${number}.${value.locationName ?? "value"}`, parameters);
  }
}
