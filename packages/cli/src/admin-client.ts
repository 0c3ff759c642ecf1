/**
 * Stile's own API of a server on this machine: found by its data folder, asked with the token that lies there. Whoever
 * may read the folder may administer the server.
 */

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { unreachable } from "./aws-client.ts";
import { CommandError } from "./command-error.ts";

export interface AdminClientOptions {
  readonly dataDir?: string | undefined;
}

export interface AdminClient {
  readonly url: string;
  /** Throws AdminRefusal, or CommandError when no server answers. */
  call<Answer>(method: "GET" | "POST" | "DELETE", path: string, input?: object): Promise<Answer>;
}

/** A refusal of the server: its status, and its own words. */
export class AdminRefusal extends CommandError {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The folder of the flag, of STILE_DATA_DIR, else `.stile`: the server's own default. Throws CommandError when no server has it. */
export async function createAdminClient(
  { dataDir }: AdminClientOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<AdminClient> {
  const folder = resolve(dataDir ?? (env["STILE_DATA_DIR"] || ".stile"));
  const { adminTokenFile, findServer } = await import("@stile/server");
  const server = findServer(folder);
  if (server === undefined) {
    throw new CommandError(
      `No server runs with the data folder ${folder}. Start one with "stile start --data-dir ${folder}", or say which folder with --data-dir.`,
    );
  }
  const token = readToken(join(folder, adminTokenFile));
  return {
    url: server.url,
    async call<Answer>(method: string, path: string, input?: object) {
      let response: Response;
      let text: string;
      try {
        // No time limit: a backup takes as long as the disk does, and the server answers or ends.
        response = await fetch(server.url + path, {
          method,
          headers: { authorization: `Bearer ${token}`, ...(input === undefined ? {} : { "content-type": "application/json" }) },
          ...(input === undefined ? {} : { body: JSON.stringify(input) }),
          redirect: "error",
        });
        text = await response.text();
      } catch (error) {
        throw unreachable(server.url, error);
      }
      const answer = parsed(text);
      if (response.ok && answer !== undefined) return answer as Answer;
      throw new AdminRefusal(response.status, answer?.message ?? `The server at ${server.url} answered ${response.status}.`);
    },
  };
}

function readToken(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CommandError(
      code === "EACCES" ? `Cannot read ${path}: only the user that runs the server may administer it.` : `Cannot read ${path}: ${message}.`,
    );
  }
}

function parsed(text: string): { readonly message?: string } | undefined {
  try {
    return JSON.parse(text) as { readonly message?: string };
  } catch {
    return undefined;
  }
}
