/**
 * The pages by which programs recognise LocalStack and wait for it: Testcontainers' module, CI actions, shell scripts
 * that ask `/_localstack/health` until a service is "available" or "running". They tell of Stile in that form.
 */

import type { Service } from "./aws/index.ts";
import { jsonPage, type Page } from "./gateway/index.ts";
import { version } from "./version.ts";

export interface LocalstackPagesDeps {
  readonly services: readonly Service[];
  readonly isReady: () => boolean;
}

export function localstackPages({ services, isReady }: LocalstackPagesDeps): readonly Page[] {
  const page = (path: string, body: () => unknown): Page => ({ method: "GET", path, handle: () => jsonPage(200, body()) });
  const stages = () => ({ BOOT: true, START: true, READY: isReady(), SHUTDOWN: false });
  return [
    page("/_localstack/health", () => ({
      services: Object.fromEntries(services.map(({ model }) => [model.service, isReady() ? "running" : "initialized"])),
      edition: "community",
      version,
    })),
    page("/_localstack/info", () => ({ edition: "community", version, is_license_activated: false, is_docker: false })),
    // What runs at LocalStack's start-up hooks has no counterpart here; whoever waits for the stage finds it reached.
    page("/_localstack/init", () => ({ completed: stages(), scripts: [] })),
    page("/_localstack/init/ready", () => ({ completed: isReady(), scripts: [] })),
  ];
}
