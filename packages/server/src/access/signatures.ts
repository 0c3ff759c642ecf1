/** Whether requests must be signed, and who a key is. */

import { isIP } from "node:net";
import type { Authentication } from "../gateway/index.ts";
import type { AccessKeys } from "./access-keys.ts";

/**
 * Always where other machines can connect: an open server hands its owner's rights to whoever reaches it, since
 * functions are processes. On loopback only when asked for.
 */
export function signaturesRequired({ auth, host }: { readonly auth: "off" | "enforce"; readonly host: string | undefined }): boolean {
  return auth === "enforce" || !isLoopback(host);
}

/** A name that only looks like an address (`127.example.com`) is none. */
function isLoopback(host: string | undefined): boolean {
  if (host === undefined || host === "localhost") return true;
  return isIP(host) === 4 ? host.startsWith("127.") : host === "::1";
}

/** Every key is the account's root as far as rights go: there are no policies yet. */
export function authenticationOf(keys: AccessKeys, account: string, required: boolean): Authentication {
  const root = { accountId: account, principalArn: `arn:aws:iam::${account}:root` };
  if (!required) return { kind: "off", identity: root };
  return {
    kind: "enforce",
    secretOf: (accessKeyId, sessionToken) => keys.secretOf(accessKeyId, sessionToken),
    identityOf: () => root,
  };
}
