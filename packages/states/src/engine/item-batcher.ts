/** ItemBatcher: a child execution of a distributed Map gets several items at once, `{BatchInput, Items}`. */

import type { Environment } from "../data/failure.ts";
import { jsonText } from "../data/json-text.ts";
import type { Payload } from "../data/payload.ts";
import { utf8Length } from "../data/json.ts";
import type { MapState, QueryLanguage } from "../language/definition.ts";
import { compileNumber, compileValue } from "./input-output.ts";
import { wholeNumber } from "./item-reader.ts";
import { payloadBytesMax } from "./limits.ts";

/** The bounds of one batch, and what every batch carries. */
export interface BatchPlan {
  /** 0: as many as the bytes allow. */
  readonly itemsMax: number;
  /** Of the whole input of a child, UTF-8. */
  readonly bytesMax: number;
  /** JSON text of BatchInput. */
  readonly inputText: string | undefined;
}

export type CompiledBatcher = (effectiveInput: Payload, environment: Environment) => BatchPlan;

export function compileItemBatcher(state: MapState, language: QueryLanguage): CompiledBatcher | undefined {
  const { ItemBatcher: batcher } = state;
  if (batcher === undefined) return undefined;
  const itemsMax = compileNumber("MaxItemsPerBatch", batcher.MaxItemsPerBatch, batcher.MaxItemsPerBatchPath, language);
  const bytesMax = compileNumber("MaxInputBytesPerBatch", batcher.MaxInputBytesPerBatch, batcher.MaxInputBytesPerBatchPath, language);
  const batchInput = batcher.BatchInput === undefined ? undefined : compileValue("BatchInput", batcher.BatchInput, language);
  return (effectiveInput, environment) => {
    const bytes = wholeNumber(
      "MaxInputBytesPerBatch",
      batcher.MaxInputBytesPerBatchPath,
      bytesMax?.(effectiveInput, environment) ?? payloadBytesMax,
    );
    const input = batchInput?.(effectiveInput, environment);
    return {
      itemsMax: wholeNumber("MaxItemsPerBatch", batcher.MaxItemsPerBatchPath, itemsMax?.(effectiveInput, environment) ?? 0),
      bytesMax: bytes > 0 ? Math.min(bytes, payloadBytesMax) : payloadBytesMax,
      inputText: input === undefined ? undefined : jsonText(input),
    };
  };
}

/** Fills one batch: takes items while they fit, and the first one in any case, since it has to go somewhere. */
export class BatchBuilder {
  readonly #plan: BatchPlan;
  readonly #items: string[] = [];
  #bytes: number;

  constructor(plan: BatchPlan) {
    this.#plan = plan;
    this.#bytes = utf8Length(this.#around("").text);
  }

  get size(): number {
    return this.#items.length;
  }

  /** False when the item is one for the next batch. */
  add(item: Payload): boolean {
    const { itemsMax, bytesMax } = this.#plan;
    const { length } = this.#items;
    const bytes = utf8Length(item.text) + (length === 0 ? 0 : 1);
    if (length > 0 && ((itemsMax > 0 && length >= itemsMax) || this.#bytes + bytes > bytesMax)) return false;
    this.#items.push(item.text);
    this.#bytes += bytes;
    return true;
  }

  /** The input of the child, as JSON text. */
  text(): string {
    return this.#around(this.#items.join(",")).text;
  }

  #around(items: string): { readonly text: string } {
    const { inputText } = this.#plan;
    return { text: `{${inputText === undefined ? "" : `"BatchInput":${inputText},`}"Items":[${items}]}` };
  }
}
