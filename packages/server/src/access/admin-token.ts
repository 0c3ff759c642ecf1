/**
 * Whoever may read the data folder administers the server: at each start a token is made and put there, readable for
 * the server's user alone. The `stile` command finds it and sends it along.
 */

import { createHash, timingSafeEqual } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonPage, type Page } from "../gateway/index.ts";
import type { Random } from "../platform/platform.ts";

export const adminTokenFile = "admin-token";

/** Makes a token of 32 random bytes and writes it to `<data-dir>/admin-token`, mode 0600. Earlier ones are worth nothing from then on. */
export function makeAdminToken(dataDir: string, random: Random): string {
  const token = Buffer.from(random.bytes(32)).toString("base64url");
  const path = join(dataDir, adminTokenFile);
  // A file of its own first: one that is there already would keep the mode it has, and might be half written when it is read.
  const fresh = `${path}.${random.uuid()}`;
  writeFileSync(fresh, `${token}\n`, { mode: 0o600, flag: "wx" });
  renameSync(fresh, path);
  return token;
}

/** The pages under `/_stile/api/` answer 401 to requests without `Authorization: Bearer <token>`; the others stay as they are. */
export function guardAdminPages(pages: readonly Page[], token: string): readonly Page[] {
  const expected = digest(`Bearer ${token}`);
  return pages.map((page) => {
    if (!page.path.startsWith("/_stile/api/")) return page;
    return {
      ...page,
      handle: (request) =>
        // Of hashes, so that the lengths are equal and tell nothing.
        timingSafeEqual(digest(request.headers.authorization ?? ""), expected) ? page.handle(request) : unauthorized(),
    };
  });
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function unauthorized() {
  return jsonPage(
    401,
    { message: `This page wants the token of the file ${adminTokenFile} in the data folder: "Authorization: Bearer <token>".` },
    { "WWW-Authenticate": 'Bearer realm="stile"' },
  );
}
