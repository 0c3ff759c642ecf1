/**
 * Removes packages, blob and folders, that no function, version or layer refers to any more. What may have become
 * unreferenced is written down with the very change that made it so; a while later one look at all records decides
 * for all of them. So a crash in between loses nothing, and many deletions cost one look.
 */

import type { Clock, Logger } from "../../platform/platform.ts";
import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import { versionKind } from "./belongings.ts";
import type { CodeStore } from "./function-code.ts";
import { functionKind, type LayerReference, type PackageReference } from "./function-record.ts";
import { layerVersionKind } from "./layer-record.ts";
import { everyRecord } from "./page.ts";

const unreferencedKind = "lambda.unreferenced-package";

export interface CodeCollector {
  /** For the write that takes the references away: notes the packages, to be looked at in a while. */
  unreferenced(sha256s: readonly string[]): readonly RecordChange[];
  /** `CodeStore.store`, after whose failure what was stored is looked at. */
  store<T>(zip: Uint8Array, write: (code: PackageReference) => Promise<T>): Promise<T>;
  /** Looks at what is noted now. For the start of the server, and for tests. */
  collect(): Promise<void>;
  /** Resolves when nothing is looked at any more. */
  close(): Promise<void>;
}

/** What functions, versions and layer versions have in common here. */
interface Referrer {
  readonly code: PackageReference;
  readonly layers?: readonly LayerReference[];
}

export function createCodeCollector(deps: {
  readonly records: RecordStore;
  readonly code: CodeStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly delayMs: number;
}): CodeCollector {
  const { records, code, clock, logger, delayMs } = deps;
  let cancel: (() => void) | undefined;
  let running: Promise<void> = Promise.resolve();
  let closed = false;

  const references = async (): Promise<ReadonlySet<string>> => {
    const found = new Set<string>();
    for (const kind of [functionKind, versionKind, layerVersionKind]) {
      for await (const { value } of everyRecord<Referrer>(records, kind)) {
        found.add(value.code.sha256);
        for (const { sha256 } of value.layers ?? []) found.add(sha256);
      }
    }
    return found;
  };

  const look = async () => {
    const noted: string[] = [];
    for await (const { key } of everyRecord(records, unreferencedKind)) noted.push(key);
    if (noted.length === 0 || closed) return;
    const held = await code.collect(noted, references);
    const done = noted.filter((sha256) => !held.includes(sha256));
    if (done.length > 0) await records.write(done.map((key) => ({ kind: unreferencedKind, key, value: undefined })));
    // Processes of what was deleted may run for as long as their invocation takes.
    if (held.length > 0) soon();
  };

  const collect = () => {
    running = running.then(look).catch((error: unknown) => {
      logger.error("packages nobody refers to could not be removed; they are looked at again later", { error });
      soon();
    });
    return running;
  };

  function soon(): void {
    if (closed) return;
    cancel ??= clock.at(clock.nowMs() + delayMs, () => {
      cancel = undefined;
      void collect();
    });
  }

  const unreferenced = (sha256s: readonly string[]): readonly RecordChange[] => {
    if (sha256s.length > 0) soon();
    return [...new Set(sha256s)].map((key) => ({ kind: unreferencedKind, key, value: { sinceMs: clock.nowMs() } }));
  };

  return {
    unreferenced,
    collect,
    async store(zip, write) {
      let stored: PackageReference | undefined;
      try {
        return await code.store(zip, async (written) => {
          stored = written;
          return await write(written);
        });
      } catch (error) {
        // The refusal is what the caller is told, whatever becomes of the note.
        if (stored !== undefined)
          await records
            .write(unreferenced([stored.sha256]))
            .catch((failure: unknown) => logger.error("a package nobody refers to could not be noted", { error: failure }));
        throw error;
      }
    },
    async close() {
      closed = true;
      cancel?.();
      await running;
    },
  };
}
