/** The only place where adapters are chosen: the data folder is taken, the services are opened upon it, the door is opened. */

import { join } from "node:path";
import { AccessKeys, adminPages, authenticationOf, guardAdminPages, makeAdminToken, signaturesRequired } from "./access/index.ts";
import { backupOf } from "./backup.ts";
import type { Config } from "./config.ts";
import { announceServer, type DataFolderLock, filesFolder, lockDataFolder, masterKeyFile, othersMayRead } from "./data-folder.ts";
import { type CommittedBatch, type Executor, keepPruning } from "./executor/index.ts";
import { createMetrics, type Metrics, openCertificate, startGateway } from "./gateway/index.ts";
import { localstackPages } from "./localstack-pages.ts";
import { openServices } from "./open-services.ts";
import { ownPages } from "./own-pages.ts";
import type { Platform } from "./platform/platform.ts";
import { createMasterKey, openMasterKeyFile, type SecretBox } from "./secrets/index.ts";
import { openFileFolder } from "./storage/file-folder.ts";
import { memoryFiles, openMemoryStore } from "./storage/memory/index.ts";
import type { FileStore } from "./storage/ports/files.ts";
import type { RecordStore } from "./storage/ports/records.ts";
import type { Store } from "./storage/ports/store.ts";
import { openPostgres } from "./storage/postgres.ts";
import { openSqlStore } from "./storage/sql/store.ts";
import { openSqlite } from "./storage/sqlite.ts";

export interface Server {
  /** `http://127.0.0.1:4566` */
  readonly url: string;
  readonly store: string;
  readonly syncMs: number | undefined;
  /** Path of the certificate authority to trust for TLS; undefined when TLS is off. */
  readonly authorityPath: string | undefined;
  /** How long the start took, milliseconds. */
  readonly startMs: number;
  readonly openExecutions: number;
  /** Whether requests must be signed with an access key, and how many keys may sign. */
  readonly access: { readonly signaturesRequired: boolean; readonly activeKeys: number };
  /** Answers what is in flight, writes what has come, ends functions, lets the data folder go. */
  close(): Promise<void>;
}

/** Starts everything; rejects with an error a person can act on, and leaves nothing open then. */
export async function startServer(config: Config, platform: Platform): Promise<Server> {
  const { logger, clock } = platform;
  const beganMs = clock.nowMs();
  const cleanups: (() => unknown)[] = [];
  const closeAll = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    const lock: DataFolderLock = lockDataFolder(config.dataDir);
    cleanups.push(() => lock.release());
    const store = await openStore(config);
    cleanups.push(() => store.close());
    warnOfSync(store, platform);
    const secret = await secretOf(store.records, platform);
    const mustSign = signaturesRequired(config);
    const keys = await AccessKeys.open(store.records, platform);
    if (mustSign && config.store.kind === "sqlite" && othersMayRead(config.store.path)) {
      logger.warn("other users of this machine can read the secrets of the access keys; chmod 600 the file", { file: config.store.path });
    }
    const authentication = authenticationOf(keys, config.account, mustSign);
    const adminToken = makeAdminToken(config.dataDir, platform.random);
    const metrics = createMetrics();
    const files = await openFiles(config);
    let url = "";
    const opened = await openServices({
      ...{ config, platform, store, files, authentication, url: () => url },
      tokenKey: secret,
      secrets: openSecrets(config, platform),
      functionCredentials: mustSign ? keys.functionCredentials : undefined,
      watch: measured(metrics),
    });
    cleanups.push(() => opened.close(), keepPruning(store.executions, platform, config.retentionDays));
    const { services, executor } = opened;
    gauges(metrics, executor);

    let ready = false;
    const nowMs = () => clock.nowMs();
    const pages = [
      ...ownPages({ store, executor, metrics, isReady: () => ready, services, startedMs: beganMs, nowMs }),
      ...localstackPages({ services, isReady: () => ready }),
      ...adminPages({ keys, backUp: backupOf(store, files, config.dataDir), store: store.description, nowMs }),
      ...opened.pages,
    ];
    const started = Promise.withResolvers<void>();
    const gateway = await startGateway({
      host: config.host,
      port: config.port,
      region: config.region,
      authentication,
      services,
      started: started.promise,
      pages: mustSign ? guardAdminPages(pages, adminToken) : pages,
      ...(config.tls
        ? {
            tls: () =>
              openCertificate({ directory: join(config.dataDir, "tls"), nowMs: clock.nowMs(), names: config.host ? [config.host] : [] }),
          }
        : {}),
      platform,
      metrics,
    });
    url = reachableUrl(gateway.url);
    cleanups.push(async () => {
      ready = false;
      const cutOff = await gateway.close(config.drainSeconds * 1000);
      if (cutOff > 0) logger.warn("requests were cut off at the end of the drain", { requests: cutOff });
    });
    cleanups.push(() => started.resolve());
    // Made with the first start rather than the first TLS connection: clients must be able to trust the authority before it.
    if (config.tls)
      await openCertificate({ directory: join(config.dataDir, "tls"), nowMs: clock.nowMs(), names: config.host ? [config.host] : [] });
    await opened.start();
    started.resolve();
    cleanups.push(announceServer(config.dataDir, url));
    ready = true;
    return {
      url,
      store: store.description,
      syncMs: store.syncMs,
      authorityPath: config.tls ? join(config.dataDir, "tls", "ca.pem") : undefined,
      startMs: clock.nowMs() - beganMs,
      openExecutions: executor.figures.openExecutions,
      access: { signaturesRequired: mustSign, activeKeys: keys.active },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Programs on this machine connect to an address; a server that listens on all of them has that of loopback, too. */
function reachableUrl(url: string): string {
  return url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
}

async function openStore({ store, dataDir: _dataDir }: Config): Promise<Store> {
  switch (store.kind) {
    case "memory":
      return openMemoryStore();
    case "sqlite":
      return openSqlStore(await openSqlite(store.path));
    case "postgres":
      return openSqlStore(await openPostgres(store.url));
  }
}

/** Files stand beside the store, whichever that is. */
async function openFiles({ store, dataDir }: Config): Promise<FileStore> {
  return store.kind === "memory" ? memoryFiles() : await openFileFolder(join(dataDir, filesFolder));
}

function openSecrets({ store, dataDir }: Config, { random }: Platform): SecretBox {
  return store.kind === "memory" ? createMasterKey(random) : openMasterKeyFile(join(dataDir, masterKeyFile), random);
}

const suspiciousSyncMs = 0.05;
const slowSyncMs = 20;

function warnOfSync({ syncMs }: Store, { logger }: Platform): void {
  if (syncMs === undefined) return;
  if (syncMs < suspiciousSyncMs) logger.warn("writes come back faster than a disk can sync: they may not survive a power cut", { syncMs });
  if (syncMs > slowSyncMs) logger.warn("this disk syncs slowly; starts and task results wait for it", { syncMs });
}

/** Signs task tokens and page tokens; made once and kept with the data, so that tokens outlive a restart. */
async function secretOf(records: RecordStore, { random }: Platform): Promise<Uint8Array> {
  const stored = await records.get<string>("secret", "tokens");
  if (stored) return Buffer.from(stored.value, "base64");
  const secret = random.bytes(32);
  await records.write([{ kind: "secret", key: "tokens", value: Buffer.from(secret).toString("base64"), expectedRevision: 0 }]);
  return secret;
}

function measured(metrics: Metrics): (batch: CommittedBatch) => void {
  const started = metrics.counter("stile_executions_started_total", "Executions started.");
  const closed = metrics.counter("stile_executions_closed_total", "Executions ended, by status.", ["status"]);
  const events = metrics.counter("stile_history_events_total", "History events written.");
  const commits = metrics.histogram("stile_commit_seconds", "Time one commit of a batch took.");
  return (batch) => {
    started.add(batch.started.length);
    commits.observe(batch.commitMs / 1000);
    for (const moved of batch.moved) {
      events.add(moved.events.length);
      if (moved.closed) closed.add(1, moved.run.status);
    }
  };
}

function gauges(metrics: Metrics, executor: Executor): void {
  metrics.gaugeOf("stile_executions_open", "Executions that have not ended.", () => executor.figures.openExecutions);
  metrics.gaugeOf("stile_timers", "Timers waiting, stale ones included.", () => executor.figures.timers);
  metrics.gaugeOf("stile_tasks_running", "Tasks being worked on.", () => executor.figures.runningTasks);
  metrics.gaugeOf("stile_tasks_waiting", "Tasks dispatched and not begun.", () => executor.figures.waitingTasks);
}
