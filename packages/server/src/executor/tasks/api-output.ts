/**
 * From the typed output of an API operation to the JSON that a workflow sees: members in Pascal case and in the order of
 * the alphabet, which is how both Java SDKs print theirs (recorded), a body that is a stream behind the others.
 */

import { type MemberModel, type ServiceModel, type ShapeModel, shapeOf } from "../../aws/index.ts";
import { pascalCase } from "./service-names.ts";

/** The first Java SDK shows instants as milliseconds, the second as ISO 8601. */
export type SdkGeneration = 1 | 2;

export function apiOutput(
  model: ServiceModel,
  shapeName: string | undefined,
  output: unknown,
  generation: SdkGeneration,
): Record<string, unknown> {
  if (shapeName === undefined) return {};
  return structure(model, shapeOf(model, shapeName), (output ?? {}) as Record<string, unknown>, generation);
}

interface ShownMember extends MemberModel {
  readonly name: string;
  readonly shown: string;
}

const shownMembers = new WeakMap<ShapeModel, readonly ShownMember[]>();

function membersOf(model: ServiceModel, shape: ShapeModel): readonly ShownMember[] {
  let members = shownMembers.get(shape);
  if (members === undefined) {
    const isStream = ({ shape: name, streaming }: ShownMember) => (streaming === true || shapeOf(model, name).streaming === true ? 1 : 0);
    members = Object.entries(shape.members ?? {})
      .map(([name, member]) => ({ ...member, name, shown: pascalCase(name) }))
      .sort((one, other) => isStream(one) - isStream(other) || (one.shown < other.shown ? -1 : 1));
    shownMembers.set(shape, members);
  }
  return members;
}

function structure(model: ServiceModel, shape: ShapeModel, value: Record<string, unknown>, generation: SdkGeneration) {
  const shown: Record<string, unknown> = {};
  for (const member of membersOf(model, shape)) {
    const given = value[member.name];
    if (given !== undefined && given !== null) shown[member.shown] = shownValue(model, member, given, generation);
  }
  return shown;
}

function shownValue(model: ServiceModel, member: MemberModel, value: unknown, generation: SdkGeneration): unknown {
  const shape = shapeOf(model, member.shape);
  if (shape.document === true) return value;
  switch (shape.type) {
    case "structure":
      return structure(model, shape, value as Record<string, unknown>, generation);
    case "list":
      return (value as readonly unknown[]).map((element) =>
        element === null ? null : shownValue(model, shape.member as MemberModel, element, generation),
      );
    case "map":
      return Object.fromEntries(
        Object.entries(value as object)
          .filter(([, entry]) => entry !== undefined)
          .map(([key, entry]) => [key, entry === null ? null : shownValue(model, shape.value as MemberModel, entry, generation)]),
      );
    case "timestamp":
      return generation === 1 ? value : new Date(value as number).toISOString().replace(".000Z", "Z");
    case "blob":
      return value instanceof Uint8Array ? textOfBytes(value) : value;
    default:
      return value;
  }
}

/** Bytes that are text are shown as text (recorded: the Body of an S3 object), others in Base64. */
function textOfBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  }
}
