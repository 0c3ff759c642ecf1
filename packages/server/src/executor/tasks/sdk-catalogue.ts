/** The services and actions of SDK integrations, as Step Functions spells them, and the operations they stand for. */

import type { ApiModels } from "./api-task.ts";
import { sdkServiceName } from "./service-names.ts";

export interface SdkCatalogue {
  /** undefined for a service that no model has. */
  service(sdkName: string): SdkService | undefined;
}

export interface SdkService {
  /** The model's name. */
  readonly name: string;
  /** The operation of an action: `getItem` -> `GetItem`. Capitals make no difference, since SDKs spell acronyms in several ways. */
  operation(action: string): string | undefined;
}

/** Read once, when the first workflow that has an SDK integration is made or runs. */
export function openSdkCatalogue(models: ApiModels): () => Promise<SdkCatalogue> {
  let catalogue: Promise<SdkCatalogue> | undefined;
  return () => (catalogue ??= readCatalogue(models));
}

async function readCatalogue(models: ApiModels): Promise<SdkCatalogue> {
  const services = new Map<string, SdkService>();
  for (const [name, { serviceId, operations }] of await models.entries()) {
    let byAction: Map<string, string> | undefined;
    services.set(sdkServiceName(serviceId), {
      name,
      operation(action) {
        byAction ??= new Map(operations.map((operation) => [operation.toLowerCase(), operation]));
        return byAction.get(action.toLowerCase());
      },
    });
  }
  return { service: (sdkName) => services.get(sdkName.toLowerCase()) };
}
