/** Layers as they are stored: one record a version, and one a layer that counts its versions and outlives them. */

import { parseArn } from "../../aws/index.ts";
import type { Architecture, Runtime } from "../../models/lambda.ts";
import type { FunctionHome } from "./function-name.ts";
import { type PackageReference, regionPrefix } from "./function-record.ts";

export const layerKind = "lambda.layer";
export const layerVersionKind = "lambda.layer-version";

export interface LayerRecord {
  readonly name: string;
  /** The number given last; numbers are never given twice. */
  readonly last: number;
}

export interface LayerVersionRecord {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
  readonly version: number;
  readonly code: PackageReference;
  readonly description: string;
  readonly licenseInfo: string | undefined;
  readonly runtimes: readonly Runtime[] | undefined;
  readonly architectures: readonly Architecture[] | undefined;
  readonly createdMs: number;
}

/** A layer of an account and region. */
export interface LayerName extends FunctionHome {
  readonly name: string;
}

/** A name or an ARN without version, whose form the model has checked. */
export function parseLayerName(text: string, home: FunctionHome): LayerName {
  const arn = parseArn(text);
  const { partition, region, accountId } = arn ?? home;
  return { partition, region, accountId, name: arn === undefined ? text : arn.resource.slice("layer:".length) };
}

/** `arn:...:layer:name:version`, whose form the model has checked. */
export function parseLayerVersionArn(text: string, home: FunctionHome): { readonly layer: LayerName; readonly version: number } {
  const colon = text.lastIndexOf(":");
  return { layer: parseLayerName(text.slice(0, colon), home), version: Number(text.slice(colon + 1)) };
}

export function layerArn(layer: LayerName): string {
  return `arn:${layer.partition}:lambda:${layer.region}:${layer.accountId}:layer:${layer.name}`;
}

export function layerKey(layer: Pick<LayerName, "accountId" | "region" | "name">): string {
  return regionPrefix(layer) + layer.name;
}

/** Prefix of the keys of a layer's versions; `#` sorts before every character of a name. */
export function layerVersionsPrefix(layer: Pick<LayerName, "accountId" | "region" | "name">): string {
  return `${layerKey(layer)}#`;
}

export function layerVersionKey(layer: Pick<LayerName, "accountId" | "region" | "name">, version: number): string {
  return layerVersionsPrefix(layer) + String(version).padStart(10, "0");
}
