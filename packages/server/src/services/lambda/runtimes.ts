/**
 * Which runtimes there are, and with what program each is run: Node.js functions by the Node.js that runs
 * the server, Python functions by a Python found on PATH, `provided.*` by the package's own `bootstrap` file.
 */

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

export type RuntimeFamily = "node" | "python" | "provided";

/** The runtimes Stile can run, each with its family. */
export const supportedRuntimes: ReadonlyMap<string, RuntimeFamily> = new Map([
  ["nodejs20.x", "node"],
  ["nodejs22.x", "node"],
  ["nodejs24.x", "node"],
  ["python3.8", "python"],
  ["python3.9", "python"],
  ["python3.10", "python"],
  ["python3.11", "python"],
  ["python3.12", "python"],
  ["python3.13", "python"],
  ["python3.14", "python"],
  ["provided.al2", "provided"],
  ["provided.al2023", "provided"],
]);

/** A program and its first arguments, or why there is none. */
export type Interpreter =
  | { readonly kind: "found"; readonly program: string; readonly arguments: readonly string[] }
  | { readonly kind: "absent"; readonly reason: string };

export interface Interpreters {
  /** How functions of this Python are run: `python3.12`, else any `python3`. Looked for once, then remembered. */
  python(runtime: string): Promise<Interpreter>;
}

/** `-B` because code folders are read-only by contract, `-s` so that only what AWS would find is found, `-u` so that no output waits in a buffer. */
const pythonFlags = ["-B", "-s", "-u"];

/**
 * Asks the program itself where it is: what is on PATH may be a shim that takes as long to start as Python does.
 * The probe is our own code, hence may see the server's environment, which shims need.
 */
async function probePython(command: string): Promise<Interpreter> {
  try {
    const { stdout } = await run(command, ["-c", "import sys; print(sys.executable if sys.version_info >= (3, 8) else '')"], {
      timeout: 10_000,
    });
    const program = stdout.trim();
    if (program === "") return { kind: "absent", reason: `${command} is older than Python 3.8` };
    return { kind: "found", program, arguments: pythonFlags };
  } catch (error) {
    return { kind: "absent", reason: `${command} cannot be run: ${(error as NodeJS.ErrnoException).code ?? "it failed"}` };
  }
}

/** @param python command to use instead of looking for one. */
export function findInterpreters(python?: string): Interpreters {
  const probes = new Map<string, Promise<Interpreter>>();
  const probe = (command: string) => {
    const known = probes.get(command) ?? probePython(command);
    probes.set(command, known);
    return known;
  };
  return {
    async python(runtime) {
      if (python !== undefined) return await probe(python);
      const exact = await probe(runtime);
      return exact.kind === "found" ? exact : await probe("python3");
    },
  };
}
