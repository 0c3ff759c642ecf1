/**
 * The pages behind `stile keys` and `stile backup`: JSON in, JSON out, refusals as `{"message"}` in words a person can
 * act on. Who may ask them is not decided here but in `admin-token.ts`.
 */

import { isAbsolute } from "node:path";
import { jsonPage, type Page, type PageRequest, type PageResponse } from "../gateway/index.ts";
import type { AccessKey, AccessKeys, AccessKeyStatus } from "./access-keys.ts";
import { TooManyAccessKeys } from "./access-keys.ts";
import { descriptionCharsMax } from "./limits.ts";

/** Makes a backup in that folder, and answers where the database's copy is and how many bytes everything has. Rejects with EEXIST. */
export type MakeBackup = (folder: string) => Promise<{ readonly file: string; readonly bytes: number }>;

export interface AdminPagesDeps {
  readonly keys: AccessKeys;
  /** undefined where the store has tools of its own or keeps nothing. */
  readonly backUp: MakeBackup | undefined;
  /** What the store is, for people. */
  readonly store: string;
  readonly nowMs: () => number;
}

const keysPath = "/_stile/api/keys";

export function adminPages(deps: AdminPagesDeps): readonly Page[] {
  const { keys } = deps;
  return [
    { method: "GET", path: keysPath, handle: () => jsonPage(200, { accessKeys: keys.list().map(keyOnWire) }) },
    { method: "POST", path: keysPath, handle: refusing(async (request) => await createKey(keys, request)) },
    { method: "POST", path: `${keysPath}/*`, handle: refusing(async (request) => await changeKey(keys, request)) },
    { method: "DELETE", path: `${keysPath}/*`, handle: refusing(async (request) => await deleteKey(keys, request)) },
    { method: "POST", path: "/_stile/api/backup", handle: refusing(async (request) => await backUp(deps, request)) },
  ];
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = "Refusal";
    this.status = status;
  }
}

function refusing(handle: (request: PageRequest) => Promise<PageResponse>): Page["handle"] {
  return async (request) => {
    try {
      return await handle(request);
    } catch (error) {
      if (error instanceof Refusal) return jsonPage(error.status, { message: error.message });
      throw error;
    }
  };
}

async function createKey(keys: AccessKeys, request: PageRequest): Promise<PageResponse> {
  const { description = "" } = readBody(request, ["description"]);
  if (
    typeof description !== "string" ||
    description.length > descriptionCharsMax ||
    !description.isWellFormed() ||
    description.includes("\0")
  ) {
    throw new Refusal(400, `A description is text of at most ${descriptionCharsMax} characters.`);
  }
  try {
    const { secretAccessKey, ...key } = await keys.create(description);
    return jsonPage(201, { ...keyOnWire(key), secretAccessKey });
  } catch (error) {
    if (error instanceof TooManyAccessKeys) throw new Refusal(409, error.message);
    throw error;
  }
}

async function changeKey(keys: AccessKeys, request: PageRequest): Promise<PageResponse> {
  const { status } = readBody(request, ["status"]);
  if (!isStatus(status)) throw new Refusal(400, '"status" is "Active" or "Inactive".');
  const id = idOf(request);
  const key = await keys.setStatus(id, status);
  if (key === undefined) throw unknownKey(id);
  return jsonPage(200, keyOnWire(key));
}

async function deleteKey(keys: AccessKeys, request: PageRequest): Promise<PageResponse> {
  const id = idOf(request);
  if (!(await keys.delete(id))) throw unknownKey(id);
  return jsonPage(200, { accessKeyId: id });
}

/** A folder that a server can be started with: restoring is starting. */
async function backUp({ backUp: make, store, nowMs }: AdminPagesDeps, request: PageRequest): Promise<PageResponse> {
  const { path } = readBody(request, ["path"]);
  if (typeof path !== "string" || !isAbsolute(path) || path.includes("\0"))
    throw new Refusal(400, '"path" is the absolute path of a folder.');
  if (make === undefined) {
    throw new Refusal(
      409,
      `The store is ${store}, of which Stile makes no backups. ${store === "memory" ? "It keeps nothing by design." : "Use the tools of the database, such as pg_dump."}`,
    );
  }
  const beganMs = nowMs();
  try {
    return jsonPage(200, { path, ...(await make(path)), milliseconds: nowMs() - beganMs });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw new Refusal(409, `${path} holds a database already. Give another folder; nothing is written over.`);
    throw new Refusal(409, `The backup to ${path} failed: ${message}`);
  }
}

function keyOnWire({ accessKeyId, status, createdMs, description }: AccessKey) {
  return { accessKeyId, status, createDate: new Date(createdMs).toISOString(), description };
}

function isStatus(value: unknown): value is AccessKeyStatus {
  return value === "Active" || value === "Inactive";
}

function idOf({ path }: PageRequest): string {
  return path.slice(keysPath.length + 1);
}

function unknownKey(id: string): Refusal {
  return new Refusal(404, `There is no access key ${id.slice(0, 128)}.`);
}

/** An object with these members and no others; no body is an empty one. */
function readBody({ body }: PageRequest, members: readonly string[]): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    throw new Refusal(400, "The body is not JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Refusal(400, "The body is not a JSON object.");
  const stranger = Object.keys(value).find((name) => !members.includes(name));
  if (stranger !== undefined) throw new Refusal(400, `"${stranger.slice(0, 64)}" means nothing here.`);
  return value as Readonly<Record<string, unknown>>;
}
