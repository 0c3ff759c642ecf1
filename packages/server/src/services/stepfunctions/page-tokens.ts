/**
 * `nextToken`: where a listing goes on, for whom, and until when, with a truncated HMAC-SHA256 over it, so
 * that a token can neither be made up nor be used with another operation or resource. Valid for 24 hours
 * (API reference).
 */

import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../platform/platform.ts";
import { invalidToken } from "./errors.ts";

const validMs = 24 * 60 * 60 * 1000;
const macBytes = 16;

export interface PageTokens {
  /** `scope` names the listing: the operation and what it lists, filters included. */
  seal(scope: string, position: unknown): string;
  /** The position sealed before; refuses with InvalidToken. */
  open(scope: string, token: string): unknown;
}

export function createPageTokens(key: Uint8Array, clock: Clock): PageTokens {
  const macOf = (scope: string, content: Uint8Array) =>
    createHmac("sha256", key).update("page\0").update(scope).update("\0").update(content).digest().subarray(0, macBytes);
  return {
    seal(scope, position) {
      const content = Buffer.from(JSON.stringify({ until: clock.nowMs() + validMs, position }));
      return Buffer.concat([macOf(scope, content), content]).toString("base64url");
    },
    open(scope, token) {
      const bytes = Buffer.from(token, "base64url");
      const content = bytes.subarray(macBytes);
      if (bytes.length <= macBytes || !timingSafeEqual(bytes.subarray(0, macBytes), macOf(scope, content))) throw invalidToken(token);
      const { until, position } = JSON.parse(content.toString()) as { until: number; position: unknown };
      if (until < clock.nowMs()) throw invalidToken(token);
      return position;
    },
  };
}

/** `maxResults`: absent and 0 mean the default (API reference). */
export function pageSize(maxResults: number | undefined): number {
  return maxResults === undefined || maxResults === 0 ? defaultPageSize : maxResults;
}

const defaultPageSize = 100;
