/** Tables of services that Stile only calls: what a client needs of a model, and the list of all models there are. */

import type { OperationModel, ServiceModel, ShapeModel } from "../../packages/server/src/aws/model.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- the published JSON
type Json = { readonly [key: string]: any };

/** A service that offers several protocols is called in one that the client speaks. */
export function inPlainProtocol(raw: Json): Json {
  const { metadata } = raw;
  if (metadata.protocol !== "smithy-rpc-v2-cbor") return raw;
  const protocol = (metadata.protocols as readonly string[]).find((offered) => offered === "json" || offered === "query");
  return { ...raw, metadata: { ...metadata, protocol } };
}

/**
 * Without what only a server looks at: lengths, patterns, enums, and the operations that stream events, which a workflow
 * cannot call. Shapes that no operation reaches any more are left out.
 */
export function clientModel(model: ServiceModel): ServiceModel {
  const operations = Object.fromEntries(Object.entries(model.operations).filter(([, operation]) => !streamsEvents(model, operation)));
  const reached = new Set<string>();
  const reach = (name: string | undefined): void => {
    if (name === undefined || reached.has(name)) return;
    reached.add(name);
    const { members = {}, member, key, value } = model.shapes[name] ?? {};
    for (const part of [...Object.values(members), member, key, value]) reach(part?.shape);
  };
  for (const { input, output, errors } of Object.values(operations)) for (const name of [input, output, ...errors]) reach(name);
  const shapes = Object.entries(model.shapes).filter(([name]) => reached.has(name));
  return { ...model, operations, shapes: Object.fromEntries(shapes.map(([name, shape]) => [name, withoutConstraints(shape)])) };
}

function streamsEvents(model: ServiceModel, { input, output }: OperationModel): boolean {
  return [input, output].some((name) =>
    Object.values(model.shapes[name ?? ""]?.members ?? {}).some((member) => model.shapes[member.shape]?.eventStream === true),
  );
}

function withoutConstraints({ min: _min, max: _max, pattern: _pattern, enum: _enum, ...shape }: ShapeModel): ShapeModel {
  return shape;
}

export interface CatalogueEntry {
  readonly service: string;
  readonly serviceId: string;
  readonly file: string;
  readonly operations: readonly string[];
}

export function catalogueEntry({ service, serviceId, operations }: ServiceModel, file: string): CatalogueEntry {
  return { service, serviceId, file, operations: Object.keys(operations) };
}

/** One line a service. */
export function printCatalogue(entries: readonly CatalogueEntry[]): string {
  const lines = [...entries]
    .sort((one, other) => (one.service < other.service ? -1 : 1))
    .map(({ service, ...entry }) => `  ${JSON.stringify(service)}: ${JSON.stringify(entry)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}
