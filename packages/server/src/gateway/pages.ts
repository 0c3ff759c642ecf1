/** Stile's own pages under `/_stile/`: a small table of method, path and handler that main.ts fills. */
import type { IncomingHttpHeaders } from "node:http";

export interface PageRequest {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  readonly requestId: string;
  /** Fires when the reader has gone away or the server drains. */
  readonly signal: AbortSignal;
}

export interface PageResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An iterable is written piece by piece: events that go on until the reader leaves. */
  readonly body: string | Uint8Array | AsyncIterable<string | Uint8Array>;
}

export interface Page {
  /** GET also answers HEAD. */
  readonly method: string;
  /** Exact, or everything below when it ends in `/*`: `/_stile/api/*`. */
  readonly path: string;
  readonly handle: (request: PageRequest) => PageResponse | Promise<PageResponse>;
}

/** The page for that request; `methodNotAllowed` when the path is known with other methods. The longest path wins. */
export function findPage(
  pages: readonly Page[],
  method: string,
  path: string,
):
  | { readonly kind: "page"; readonly page: Page }
  | { readonly kind: "methodNotAllowed"; readonly allowed: string }
  | { readonly kind: "unknown" } {
  let best: Page | undefined;
  const atPath: Page[] = [];
  for (const page of pages) {
    if (!covers(page.path, path)) continue;
    atPath.push(page);
    const fits = page.method === method || (page.method === "GET" && method === "HEAD");
    if (fits && (best === undefined || page.path.length > best.path.length)) best = page;
  }
  if (best !== undefined) return { kind: "page", page: best };
  if (atPath.length === 0) return { kind: "unknown" };
  return { kind: "methodNotAllowed", allowed: [...new Set(atPath.map((page) => page.method))].join(", ") };
}

/** Whether that path is Stile's own, or one of those by which LocalStack is recognised. No bucket's name may begin so. */
export function isOwnPath(path: string): boolean {
  return path === "/_stile" || path.startsWith("/_stile/") || path.startsWith("/_localstack/");
}

function covers(pattern: string, path: string): boolean {
  return pattern.endsWith("/*") ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

export function jsonPage(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): PageResponse {
  return {
    status,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", ...headers },
    body: `${JSON.stringify(value)}\n`,
  };
}
