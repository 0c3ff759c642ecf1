/**
 * The API models there are, by name. Those of services that Stile only calls are read from disk when the first call asks
 * for them: a server that never calls SageMaker never holds its four hundred operations.
 */

import { readFile } from "node:fs/promises";
import type { ServiceModel } from "../aws/index.ts";

export interface CatalogueEntry {
  /** botocore's `service id`, from which SDKs make the names of their clients: `DynamoDB`, `SFN`, `Secrets Manager`. */
  readonly serviceId: string;
  readonly operations: readonly string[];
}

export interface ModelCatalogue {
  /** By the model's name; undefined when there is no such model. */
  entries(): Promise<ReadonlyMap<string, CatalogueEntry>>;
  model(service: string): Promise<ServiceModel | undefined>;
}

interface StoredEntry extends CatalogueEntry {
  readonly file: string;
}

const models = new URL("../models/", import.meta.url);

/** `known` are the models that are in memory anyway. */
export function openModelCatalogue(known: (service: string) => ServiceModel | undefined): ModelCatalogue {
  const read = async <Value>(file: string) => JSON.parse(await readFile(new URL(file, models), "utf8")) as Value;
  const loaded = new Map<string, Promise<ServiceModel>>();
  let catalogue: Promise<ReadonlyMap<string, StoredEntry>> | undefined;
  const entries = () =>
    (catalogue ??= read<Record<string, StoredEntry>>("catalogue.json").then((stored) => new Map(Object.entries(stored))));
  return {
    entries,
    async model(service) {
      const inMemory = known(service);
      if (inMemory !== undefined) return inMemory;
      const entry = (await entries()).get(service);
      if (entry === undefined) return undefined;
      let model = loaded.get(service);
      if (model === undefined) {
        model = read<ServiceModel>(entry.file);
        loaded.set(service, model);
        // A file that could not be read once may be readable the next time.
        model.catch(() => loaded.delete(service));
      }
      return model;
    },
  };
}
