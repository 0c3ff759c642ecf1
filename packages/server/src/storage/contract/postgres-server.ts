/**
 * A PostgreSQL server of one's own for tests: a fresh cluster in a temporary folder, on a free loopback port,
 * gone afterwards. PostgreSQL refuses to run as root, so root starts it as `postgres` (or `nobody`).
 */

import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export interface PostgresServer {
  /** `postgres://user@127.0.0.1:port/postgres` */
  readonly url: string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

/** How long a fresh cluster may take to accept connections, milliseconds. */
const readyWithinMs = 30_000;

/** Why tests that need PostgreSQL cannot run here; undefined when they can. */
export function postgresIsMissing(): string | undefined {
  return postgresFolder() === undefined ? "needs PostgreSQL: apt-get install postgresql" : undefined;
}

/** The folder with `initdb` and `postgres`: Debian keeps them out of PATH. */
function postgresFolder(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : [];
  const candidates = [...(process.env["PATH"] ?? "").split(delimiter), ...versions.map((version) => join(debian, version, "bin"))];
  const holdsServer = (folder: string) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres"));
  const found = candidates.find((folder) => folder !== "" && holdsServer(folder));
  if (found !== undefined) return found;
  try {
    const folder = execFileSync("pg_config", ["--bindir"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return holdsServer(folder) ? folder : undefined;
  } catch {
    return undefined; // no pg_config either
  }
}

/** Starts a server with default durability; only the folder's creation is not synced. It finds deadlocks sooner than by default. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const programs = postgresFolder();
  if (programs === undefined) throw new Error(postgresIsMissing());
  const folder = await mkdtemp(join(tmpdir(), "stile-postgres-"));
  const account = unprivilegedAccount();
  if (account) await chown(folder, account.uid, account.gid);
  const as = { ...account, cwd: folder, env: { ...process.env, LC_ALL: "C" } };
  try {
    const data = join(folder, "data");
    execFileSync(
      join(programs, "initdb"),
      ["--pgdata", data, "--username", "stile", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync"],
      { ...as, stdio: ["ignore", "ignore", "pipe"] },
    );
    const port = await freePort();
    const server = spawn(
      join(programs, "postgres"),
      [
        "-D",
        data,
        "-c",
        "listen_addresses=127.0.0.1",
        "-p",
        String(port),
        "-c",
        `unix_socket_directories=${folder}`,
        "-c",
        "deadlock_timeout=50ms",
      ],
      { ...as, stdio: ["ignore", "ignore", "pipe"] },
    );
    const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
    const stop = async () => {
      server.ref();
      // SIGQUIT ends it without a checkpoint: nobody will read this data again.
      server.kill("SIGQUIT");
      await ended;
      await rm(folder, { recursive: true, force: true });
    };
    await ready(server, stop);
    return { url: `postgres://stile@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function ready(server: ChildProcess, stop: () => Promise<void>): Promise<void> {
  let log = "";
  server.stderr?.setEncoding("utf8").on("data", (text: string) => {
    log = (log + text).slice(-8_192);
  });
  const deadlineMs = Date.now() + readyWithinMs;
  while (!log.includes("database system is ready to accept connections")) {
    if (server.exitCode !== null || Date.now() > deadlineMs) {
      await stop();
      throw new Error(`PostgreSQL did not start:\n${log}`);
    }
    await delay(20);
  }
  // A test that forgets to stop it must still be able to end.
  server.unref();
  (server.stderr as unknown as { unref?: () => void } | null)?.unref?.();
  process.once("exit", () => server.kill("SIGQUIT"));
}

function unprivilegedAccount(): { readonly uid: number; readonly gid: number } | undefined {
  if (userInfo().uid !== 0) return undefined;
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const account = accounts.find(([name]) => name === "postgres") ?? accounts.find(([name]) => name === "nobody");
  if (account === undefined) throw new Error("PostgreSQL does not run as root, and there is neither a user postgres nor nobody");
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
