/**
 * The names of the query protocol: `Attributes.entry.1.key=...` flattens an input into form fields. Here the fields
 * become a tree again, and the tree the value of a shape (Smithy "AWS query protocol", botocore's serializer).
 */
import { setEntry } from "./json-shapes.ts";
import { queryNameSegmentsMax } from "./limits.ts";
import { type MemberModel, type ServiceModel, type ShapeModel, shapeOf } from "./model.ts";
import { ServiceError } from "./service-error.ts";
import { readTimestamp } from "./timestamps.ts";

/** A field or a group of fields: what stands under `Attributes` is `entry`, and so on. */
export interface FormNode {
  value: string | undefined;
  readonly children: Map<string, FormNode>;
}

export function formTree(fields: ReadonlyMap<string, readonly string[]>): FormNode {
  const root: FormNode = { value: undefined, children: new Map() };
  for (const [name, values] of fields) {
    const segments = name.split(".", queryNameSegmentsMax + 1);
    if (segments.length > queryNameSegmentsMax) throw malformedInput(`The parameter ${name.slice(0, 128)} has too many parts.`);
    let node = root;
    for (const segment of segments) {
      let child = node.children.get(segment);
      if (child === undefined) node.children.set(segment, (child = { value: undefined, children: new Map() }));
      node = child;
    }
    node.value ??= values[0];
  }
  return root;
}

export function malformedInput(message: string, cause?: unknown): ServiceError {
  return new ServiceError("MalformedInput", message, { cause });
}

/** The value of that structure, of the fields below the node; unknown fields are ignored. */
export function readStructure(model: ServiceModel, shape: ShapeModel, node: FormNode): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const given = node.children.get(fieldName(model, name, member));
    if (given !== undefined) value[name] = readMember(model, member, given);
  }
  return value;
}

function isFlattened(member: MemberModel, shape: ShapeModel): boolean {
  return member.flattened === true || shape.flattened === true;
}

/** A flattened list goes by the name of its elements, where they have one. */
function fieldName(model: ServiceModel, name: string, member: MemberModel): string {
  const shape = shapeOf(model, member.shape);
  if (shape.type === "list" && isFlattened(member, shape)) return shape.member?.locationName ?? member.locationName ?? name;
  return member.locationName ?? name;
}

function readMember(model: ServiceModel, member: MemberModel, node: FormNode): unknown {
  const shape = shapeOf(model, member.shape);
  switch (shape.type) {
    case "structure":
      return readStructure(model, shape, node);
    case "list": {
      const element = shape.member as MemberModel;
      const items = isFlattened(member, shape) ? node : node.children.get(element.locationName ?? "member");
      return inOrder(items).map((item) => readMember(model, element, item));
    }
    case "map": {
      const entries = inOrder(isFlattened(member, shape) ? node : node.children.get("entry"));
      const map: Record<string, unknown> = {};
      for (const entry of entries) {
        const key = entry.children.get(shape.key?.locationName ?? "key")?.value;
        const given = entry.children.get(shape.value?.locationName ?? "value");
        if (key === undefined) throw malformedInput("An entry of a map lacks its name.");
        setEntry(map, key, given === undefined ? null : readMember(model, shape.value as MemberModel, given));
      }
      return map;
    }
    default:
      return readScalar(shape, node.value ?? "");
  }
}

/** Elements are numbered from one; gaps do not matter. */
function inOrder(node: FormNode | undefined): readonly FormNode[] {
  if (node === undefined) return [];
  return [...node.children]
    .filter(([number]) => /^\d{1,9}$/.test(number))
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, item]) => item);
}

function readScalar(shape: ShapeModel, text: string): unknown {
  switch (shape.type) {
    case "integer":
    case "long":
    case "biginteger":
      if (!/^[+-]?\d{1,19}$/.test(text)) throw malformedInput(`'${text.slice(0, 128)}' is not a whole number.`);
      return Number(text);
    case "float":
    case "double":
    case "bigdecimal":
      if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) throw malformedInput(`'${text.slice(0, 128)}' is not a number.`);
      return Number(text);
    case "boolean":
      if (!/^(true|false)$/i.test(text)) throw malformedInput(`'${text.slice(0, 128)}' is neither true nor false.`);
      return text.toLowerCase() === "true";
    case "timestamp": {
      const epochMs = readTimestamp(text);
      if (epochMs === undefined) throw malformedInput(`'${text.slice(0, 128)}' is not a timestamp.`);
      return epochMs;
    }
    case "blob":
      return Buffer.from(text, "base64");
    default:
      return text;
  }
}
