/** Stile's own pages: health, readiness, metrics, and the status page until there is a console. */

import type { Service } from "./aws/index.ts";
import type { Executor } from "./executor/index.ts";
import { jsonPage, type Metrics, type Page, type PageResponse } from "./gateway/index.ts";
import { statusPage } from "./status-page.ts";
import type { Store } from "./storage/ports/store.ts";
import { version } from "./version.ts";

export interface OwnPagesDeps {
  readonly store: Store;
  readonly executor: Executor;
  readonly metrics: Metrics;
  readonly services: readonly Service[];
  readonly isReady: () => boolean;
  readonly startedMs: number;
  readonly nowMs: () => number;
}

export function ownPages(deps: OwnPagesDeps): readonly Page[] {
  const { store, executor, metrics, isReady } = deps;
  const health = () => ({
    /** `degraded`: reads are answered, and changes of executions are refused until the store takes them again. */
    status: executor.problems.length === 0 ? "ok" : "degraded",
    problems: executor.problems,
    version,
    store: store.description,
    /** Milliseconds one small durable write takes; null when nothing is durable. */
    fsyncMs: store.syncMs === undefined ? null : Math.round(store.syncMs * 1000) / 1000,
    ready: isReady(),
    upSeconds: Math.floor((deps.nowMs() - deps.startedMs) / 1000),
    services: deps.services.map(({ model, implemented }) => ({ name: model.signingName, operations: [...implemented].sort() })),
    executor: executor.figures,
  });
  const get = (path: string, handle: () => PageResponse): Page => ({ method: "GET", path, handle });
  return [
    get("/_stile/health", () => jsonPage(200, health())),
    get("/_stile/ready", () => jsonPage(isReady() ? 200 : 503, { ready: isReady() })),
    get("/_stile/metrics", () => ({
      status: 200,
      headers: { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" },
      body: metrics.print(),
    })),
    get("/_stile/", () => statusPage()),
    get("/_stile", () => ({ status: 308, headers: { Location: "/_stile/" }, body: "" })),
  ];
}
