/**
 * What a function with layers finds where AWS has /opt: its layers unpacked over each other in order, a later one
 * covering the files of an earlier one. A single layer is its own folder; of several, one folder is made out of hard
 * links, named by the layers and shared by every function with the same ones.
 *
 * What differs from AWS: there is no /opt. The folder's path is in STILE_LAYERS_ROOT; `nodejs/node_modules`, `python`,
 * `bin` and `lib` are found through NODE_PATH, PYTHONPATH, PATH and LD_LIBRARY_PATH as on AWS, and stack traces say
 * /opt. Code that names /opt itself does not find it, and `extensions/` are not started.
 */

import { link, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "../../platform/platform.ts";

export interface LayerFolders {
  /** @param folders where each of the layers is unpacked. */
  folderOf(sha256s: readonly string[], folders: readonly string[]): Promise<string>;
  /** Removes what was made with that layer. */
  forget(sha256: string): Promise<void>;
}

/** Enough of a SHA-256 that no two layers share it; five of them fit into a file name. */
const shortName = (sha256: string) => sha256.slice(0, 40);

export function createLayerFolders(root: string, random: Random): LayerFolders {
  const made = new Map<string, Promise<string>>();

  const make = async (name: string, folders: readonly string[]): Promise<string> => {
    const folder = join(root, name);
    const isThere = await stat(folder).then(
      () => true,
      () => false,
    );
    if (isThere) return folder;
    const temporary = join(root, `making-${random.uuid()}`);
    try {
      await mkdir(temporary, { recursive: true });
      for (const layer of folders) await lay(layer, temporary);
      await rename(temporary, folder).catch((error: NodeJS.ErrnoException) => {
        // Somebody made the same folder first.
        if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
      });
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return folder;
  };

  return {
    async folderOf(sha256s, folders) {
      const [only] = folders;
      if (folders.length === 1 && only !== undefined) return only;
      const name = sha256s.map(shortName).join("+");
      const known = made.get(name);
      if (known !== undefined) return await known;
      const making = make(name, folders);
      made.set(name, making);
      making.catch(() => made.delete(name));
      return await making;
    },
    async forget(sha256) {
      const names = await readdir(root).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return [];
        throw error;
      });
      for (const name of names) {
        if (!name.split("+").includes(shortName(sha256))) continue;
        made.delete(name);
        await rm(join(root, name), { recursive: true, force: true });
      }
    },
  };
}

/** Lays a folder over another: files replace files, folders join, and what changes its nature is replaced. */
async function lay(from: string, onto: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const target = join(onto, entry.name);
    if (entry.isDirectory()) {
      const there = await stat(target).catch(() => undefined);
      if (there !== undefined && !there.isDirectory()) await rm(target);
      await mkdir(target, { recursive: true });
      await lay(join(from, entry.name), target);
    } else {
      await rm(target, { recursive: true, force: true });
      await link(join(from, entry.name), target);
    }
  }
}
