/**
 * Without authentication only this machine's programs are trusted, and a browser runs programs of strangers. A page
 * of another site can send requests to localhost, under its own name (Origin) or after pointing its name at
 * 127.0.0.1 (DNS rebinding); both show in headers that browsers always send and pages cannot change.
 */
import type { IncomingHttpHeaders } from "node:http";

/** Whether a browser sent this on behalf of a page that is not served from this machine. */
export function comesFromForeignPage(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  if (origin !== undefined) return !isLocalOrigin(origin);
  // "none" is a person typing the address, "same-origin" is rebinding where the host is not local.
  if (site === undefined) return false;
  return site === "cross-site" || (site !== "none" && !isLocalHost(hostOf(host ?? "")));
}

function isLocalOrigin(origin: string): boolean {
  const scheme = /^https?:\/\//.exec(origin)?.[0];
  return scheme !== undefined && isLocalHost(hostOf(origin.slice(scheme.length)));
}

function hostOf(authority: string): string {
  return authority.replace(/:\d+$/, "").toLowerCase();
}

function isLocalHost(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "127.0.0.1" || host === "[::1]";
}
