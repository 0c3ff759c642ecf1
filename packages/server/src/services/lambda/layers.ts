/** Layers: packages that functions share. A version never changes; functions that have it keep it when it is deleted. */

import type { LayerVersionsListItem, PublishLayerVersionResponse } from "../../models/lambda.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { type LambdaContext, operation } from "./context.ts";
import { type FunctionHome, invalidParameter, resourceNotFound } from "./function-name.ts";
import { decidingAgain, type LayerReference, type PackageReference, regionPrefix } from "./function-record.ts";
import {
  layerArn,
  layerKey,
  layerKind,
  type LayerName,
  type LayerRecord,
  layerVersionKey,
  layerVersionKind,
  type LayerVersionRecord,
  layerVersionsPrefix,
  parseLayerName,
  parseLayerVersionArn,
} from "./layer-record.ts";
import { layersMax, listItemsMax, unzippedBytesMax } from "./limits.ts";
import { everyRecord, pageOf } from "./page.ts";

function listItem(record: LayerVersionRecord): LayerVersionsListItem {
  return {
    LayerVersionArn: `${layerArn(record)}:${record.version}`,
    Version: record.version,
    Description: record.description,
    CreatedDate: new Date(record.createdMs).toISOString().replace("Z", "+0000"),
    CompatibleRuntimes: record.runtimes,
    LicenseInfo: record.licenseInfo,
    CompatibleArchitectures: record.architectures,
  };
}

/** Content has no Location: on AWS it is a link to a bucket of Lambda's own, and this server serves no such link. */
function layerVersion(record: LayerVersionRecord): PublishLayerVersionResponse {
  return {
    ...listItem(record),
    Content: { CodeSha256: Buffer.from(record.code.sha256, "hex").toString("base64"), CodeSize: record.code.bytes },
    LayerArn: layerArn(record),
  };
}

export const publishLayerVersion = operation("PublishLayerVersion", {
  async handle(input, { call, records, code, collector }) {
    const layer = parseLayerName(input.LayerName, call);
    const zip = await code.fetch(input.Content, "PublishLayerVersion");
    const publish = async (content: PackageReference) =>
      await decidingAgain(layerArn(layer), async () => {
        const counter = await records.get<LayerRecord>(layerKind, layerKey(layer));
        const version = (counter?.value.last ?? 0) + 1;
        const value: LayerVersionRecord = {
          ...layer,
          version,
          code: content,
          description: input.Description ?? "",
          licenseInfo: input.LicenseInfo,
          runtimes: input.CompatibleRuntimes,
          architectures: input.CompatibleArchitectures,
          createdMs: call.nowMs,
        };
        const counted: LayerRecord = { name: layer.name, last: version };
        await records.write([
          { kind: layerKind, key: layerKey(layer), value: counted, expectedRevision: counter?.revision ?? 0 },
          { kind: layerVersionKind, key: layerVersionKey(layer, version), value, expectedRevision: 0 },
        ]);
        return value;
      });
    return layerVersion(await collector.store(zip, publish));
  },
});

async function requireLayerVersion(records: RecordStore, layer: LayerName, version: number): Promise<LayerVersionRecord> {
  const found = await records.get<LayerVersionRecord>(layerVersionKind, layerVersionKey(layer, version));
  if (found === undefined) throw resourceNotFound("The resource you requested does not exist.");
  return found.value;
}

export const getLayerVersion = operation("GetLayerVersion", {
  async handle({ LayerName, VersionNumber }, { call, records }) {
    return layerVersion(await requireLayerVersion(records, parseLayerName(LayerName, call), VersionNumber));
  },
});

export const getLayerVersionByArn = operation("GetLayerVersionByArn", {
  async handle({ Arn }, { call, records }) {
    const { layer, version } = parseLayerVersionArn(Arn, call);
    return layerVersion(await requireLayerVersion(records, layer, version));
  },
});

/** Deleting what is not there is no error (the model names none). */
export const deleteLayerVersion = operation("DeleteLayerVersion", {
  async handle({ LayerName, VersionNumber }, { call, records, collector }) {
    const key = layerVersionKey(parseLayerName(LayerName, call), VersionNumber);
    const found = await records.get<LayerVersionRecord>(layerVersionKind, key);
    if (found === undefined) return;
    await records.write([{ kind: layerVersionKind, key, value: undefined }, ...collector.unreferenced([found.value.code.sha256])]);
  },
});

interface Compatible {
  readonly CompatibleRuntime?: string;
  readonly CompatibleArchitecture?: string;
}

function matches(record: LayerVersionRecord, { CompatibleRuntime: runtime, CompatibleArchitecture: architecture }: Compatible): boolean {
  return (
    (runtime === undefined || (record.runtimes ?? []).some((one) => one === runtime)) &&
    (architecture === undefined || (record.architectures ?? []).some((one) => one === architecture))
  );
}

/** The newest first, as on AWS. Filters work on all versions before the page is cut. */
export const listLayerVersions = operation("ListLayerVersions", {
  async handle(input, { call, records }) {
    const layer = parseLayerName(input.LayerName, call);
    const limit = input.MaxItems ?? listItemsMax;
    const below = input.Marker === undefined ? Infinity : Number(input.Marker);
    const versions: LayerVersionRecord[] = [];
    for await (const { value } of everyRecord<LayerVersionRecord>(records, layerVersionKind, layerVersionsPrefix(layer))) {
      if (value.version < below && matches(value, input)) versions.unshift(value);
    }
    const page = versions.slice(0, limit);
    return { LayerVersions: page.map(listItem), NextMarker: versions.length > limit ? String(page.at(-1)?.version) : undefined };
  },
});

/** The layers by name, each with its newest version that matches; layers without one are left out, so a page may be short. */
export const listLayers = operation("ListLayers", {
  async handle(input, { call, records }) {
    const prefix = regionPrefix(call);
    const limit = input.MaxItems ?? listItemsMax;
    const { rows, nextMarker } = await pageOf<LayerRecord>(records, layerKind, prefix, { marker: input.Marker, limit });
    const layers = [];
    for (const { value } of rows) {
      const layer: LayerName = { partition: call.partition, accountId: call.accountId, region: call.region, name: value.name };
      let newest: LayerVersionRecord | undefined;
      for await (const version of everyRecord<LayerVersionRecord>(records, layerVersionKind, layerVersionsPrefix(layer))) {
        if (matches(version.value, input)) newest = version.value;
      }
      if (newest !== undefined) layers.push({ LayerName: value.name, LayerArn: layerArn(layer), LatestMatchingVersion: listItem(newest) });
    }
    return { Layers: layers, NextMarker: nextMarker };
  },
});

/** The layers a function asks for. Throws InvalidParameterValueException: unknown, too many, one layer twice. */
async function layerReferences(
  { records }: Pick<LambdaContext, "records">,
  arns: readonly string[],
  home: FunctionHome,
): Promise<readonly LayerReference[]> {
  if (arns.length > layersMax) throw invalidParameter(`Cannot reference more than ${layersMax} layers.`);
  const byLayer = new Map<string, string>();
  const references: LayerReference[] = [];
  for (const arn of arns) {
    const { layer, version } = parseLayerVersionArn(arn, home);
    const earlier = byLayer.get(layerArn(layer));
    if (earlier !== undefined) {
      throw invalidParameter(
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${earlier} and ${arn} are duplicated.`,
      );
    }
    byLayer.set(layerArn(layer), arn);
    const found = await records.get<LayerVersionRecord>(layerVersionKind, layerVersionKey(layer, version));
    if (found === undefined || layer.region !== home.region) throw invalidParameter(`Layer version ${arn} does not exist.`);
    references.push({ arn, ...found.value.code });
  }
  return references;
}

/** Does what makes a record refer to these layers; undefined means the request names none. None of them is collected meanwhile. */
export async function withLayers<T>(
  context: Pick<LambdaContext, "records" | "code">,
  arns: readonly string[] | undefined,
  home: FunctionHome,
  work: (layers: readonly LayerReference[] | undefined) => Promise<T>,
): Promise<T> {
  if (arns === undefined) return await work(undefined);
  const seen = await layerReferences(context, arns, home);
  // Read again once they are kept: a layer version may have been deleted, and its package collected, in between.
  return await context.code.keep(
    seen.map(({ sha256 }) => sha256),
    async () => await work(await layerReferences(context, arns, home)),
  );
}

/** Throws InvalidParameterValueException when code and layers together are too large. */
export function requireRoom(code: PackageReference, layers: readonly PackageReference[]): void {
  const total = [code, ...layers].reduce((sum, { unzippedBytes }) => sum + unzippedBytes, 0);
  if (total <= unzippedBytesMax) return;
  throw invalidParameter(
    `Function code combined with layers exceeds the maximum allowed size of ${unzippedBytesMax} bytes. The actual size is ${total} bytes.`,
  );
}
