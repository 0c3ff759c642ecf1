/**
 * Ends function processes when the server itself is killed. A bootstrap notices that its connection is gone, but
 * not while user code loops for ever or in what user code forked. So one small shell, a process group of its own,
 * is told of every process group and reads from a pipe only this server holds: when the pipe ends, it kills them all.
 */

import { type ChildProcess, spawn } from "node:child_process";
import type { Logger } from "../../../platform/platform.ts";

// `kill` takes a group as a negative number; dash, the shell of many systems, knows no "--" before it.
const script = `
groups=
while read -r change group; do
  case $change in
    +) groups="$groups $group" ;;
    -) rest=; for g in $groups; do [ "$g" = "$group" ] || rest="$rest $g"; done; groups=$rest ;;
  esac
done
for g in $groups; do kill -KILL "-$g" 2>/dev/null; done
`;

export interface Reaper {
  /** Ends this process group should the server die. */
  watch(processGroup: number): void;
  forget(processGroup: number): void;
  /** Ends the watch and with it what is still watched. */
  close(): void;
}

export function startReaper(logger: Logger): Reaper {
  const watched = new Set<number>();
  let shell: ChildProcess | undefined;
  let closed = false;

  const tell = (line: string) => shell?.stdin?.write(`${line}\n`);
  const start = () => {
    const child = spawn("/bin/sh", ["-c", script, "stile-lambda-reaper"], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      env: {},
      cwd: "/",
    });
    shell = child;
    const lost = (reason: unknown) => {
      if (shell !== child) return;
      shell = undefined;
      if (!closed)
        logger.warn("the watch over function processes ended; it starts again with the next process", { reason: String(reason) });
    };
    child.on("error", lost);
    child.on("exit", (status, signal) => lost(signal ?? status));
    child.stdin!.on("error", lost);
    // It waits for us, we do not wait for it.
    child.unref();
    (child.stdin as unknown as { unref(): void }).unref();
    for (const group of watched) tell(`+ ${group}`);
  };

  return {
    watch(group) {
      watched.add(group);
      if (shell === undefined) start();
      else tell(`+ ${group}`);
    },
    forget(group) {
      if (watched.delete(group)) tell(`- ${group}`);
    },
    close() {
      closed = true;
      shell?.stdin?.end();
    },
  };
}
