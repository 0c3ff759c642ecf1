/** `stile keys`: the access keys of the server that has a data folder. */

import { type AdminClientOptions, createAdminClient } from "./admin-client.ts";
import { print, printable, toned } from "./terminal.ts";

export interface KeysOptions extends AdminClientOptions {
  readonly json?: boolean | undefined;
}

interface AccessKey {
  readonly accessKeyId: string;
  readonly status: "Active" | "Inactive";
  readonly createDate: string;
  readonly description: string;
}

const path = "/_stile/api/keys";

/** Prints the key in the form a shell takes; its secret is never told again. */
export async function createKey({
  description,
  json,
  ...options
}: KeysOptions & { readonly description?: string | undefined }): Promise<number> {
  const client = await createAdminClient(options);
  const key = await client.call<AccessKey & { secretAccessKey: string }>("POST", path, { description: description ?? "" });
  if (json) {
    print(JSON.stringify(key, undefined, 2));
    return 0;
  }
  print(`export AWS_ACCESS_KEY_ID=${key.accessKeyId}`);
  print(`export AWS_SECRET_ACCESS_KEY=${key.secretAccessKey}`);
  process.stderr.write("The secret is not shown again: keep it now.\n");
  return 0;
}

export async function listKeys({ json, ...options }: KeysOptions): Promise<number> {
  const client = await createAdminClient(options);
  const answer = await client.call<{ accessKeys: readonly AccessKey[] }>("GET", path);
  if (json) print(JSON.stringify(answer, undefined, 2));
  else if (answer.accessKeys.length === 0) print('There are no access keys; "stile keys create" makes one.');
  else {
    for (const { accessKeyId, status, createDate, description } of answer.accessKeys) {
      print(
        `${accessKeyId}  ${toned(status === "Active" ? "good" : "dim", status.padEnd(8))}  ${createDate}  ${printable(description)}`.trimEnd(),
      );
    }
  }
  return 0;
}

/** Makes a key Active or Inactive; what it signs is refused from the answer on. */
export async function setKeyStatus(accessKeyId: string, status: AccessKey["status"], { json, ...options }: KeysOptions): Promise<number> {
  const client = await createAdminClient(options);
  const key = await client.call<AccessKey>("POST", `${path}/${encodeURIComponent(accessKeyId)}`, { status });
  print(json ? JSON.stringify(key, undefined, 2) : `${key.accessKeyId} is ${key.status}`);
  return 0;
}

export async function deleteKey(accessKeyId: string, { json, ...options }: KeysOptions): Promise<number> {
  const client = await createAdminClient(options);
  const deleted = await client.call<{ accessKeyId: string }>("DELETE", `${path}/${encodeURIComponent(accessKeyId)}`);
  print(json ? JSON.stringify(deleted, undefined, 2) : `${deleted.accessKeyId} is deleted`);
  return 0;
}
