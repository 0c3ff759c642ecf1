import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("..", import.meta.url));

/** Stands in for npm: writes down how it was called and leaves what an installation leaves. */
const npm = `#!/bin/sh
echo "$@" >> npm-calls
if [ -e npm-fails ]; then echo "npm error: no network" >&2; exit 1; fi
mkdir -p node_modules && touch node_modules/.package-lock.json
case "$*" in *--omit=dev*) ;; *) mkdir -p node_modules/typescript ;; esac
`;

/** Stands in for the command line: what it prints and how it ends is what the launcher must hand through. */
const main = `
process.on("SIGTERM", () => { console.log("drained"); process.exit(0); });
console.log(JSON.stringify({ args: process.argv.slice(2), cache: process.env.NODE_COMPILE_CACHE !== undefined }));
const [, how] = process.argv.slice(2);
if (how === "--end") process.exit(7);
setInterval(() => {}, 1000);
`;

/** A repository with the launcher and stand-ins for what it starts. */
function copyOfLauncher(context: TestContext): string {
  const copy = mkdtempSync(join(tmpdir(), "stile-start-"));
  context.after(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(join(repository, "tools"), join(copy, "tools"), { recursive: true });
  cpSync(join(repository, "packages/cli/bin"), join(copy, "packages/cli/bin"), { recursive: true });
  mkdirSync(join(copy, "packages/cli/src"));
  mkdirSync(join(copy, "bin"));
  writeFileSync(join(copy, "package.json"), '{ "type": "module" }');
  writeFileSync(join(copy, "package-lock.json"), "{}");
  writeFileSync(join(copy, "packages/cli/src/main.ts"), main);
  writeFileSync(join(copy, "bin/npm"), npm);
  chmodSync(join(copy, "bin/npm"), 0o755);
  return copy;
}

const npmCalls = (copy: string) =>
  existsSync(join(copy, "npm-calls")) ? readFileSync(join(copy, "npm-calls"), "utf8").trim().split("\n") : [];

function launch(copy: string, ...flags: readonly string[]) {
  const { npm_execpath: _, NODE_COMPILE_CACHE: __, ...env } = process.env;
  const path = [join(copy, "bin"), dirname(process.execPath), env["PATH"]].join(delimiter);
  const child = spawn(process.execPath, [join(copy, "tools/start.mjs"), ...flags], {
    env: { ...env, PATH: path },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const out = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => (out.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (out.stderr += text));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...out }));
  return { child, ended };
}

/** An installation as npm leaves it, that much younger than the lockfile. */
function installed(copy: string, secondsAfterLockfile: number, development = false): void {
  mkdirSync(join(copy, "node_modules", development ? "typescript" : "pg"), { recursive: true });
  writeFileSync(join(copy, "node_modules/.package-lock.json"), "{}");
  utimesSync(join(copy, "package-lock.json"), 1_000_000, 1_000_000);
  utimesSync(join(copy, "node_modules/.package-lock.json"), 1_000_000 + secondsAfterLockfile, 1_000_000 + secondsAfterLockfile);
}

test("the first start installs what running needs, says so in one line, and hands the flags on", async (context) => {
  const copy = copyOfLauncher(context);
  const { code, stdout, stderr } = await launch(copy, "--end", "--port", "0").ended;
  assert.deepEqual(npmCalls(copy), ["install --no-save --no-audit --no-fund --omit=dev"]);
  assert.match(stderr, /^Installing dependencies\.\.\. [\d.]+ s\n$/);
  assert.deepEqual(JSON.parse(stdout), { args: ["start", "--end", "--port", "0"], cache: true });
  assert.equal(code, 7);
});

test("a start after that installs nothing and prints nothing of its own", async (context) => {
  const copy = copyOfLauncher(context);
  installed(copy, 1);
  const { stderr } = await launch(copy, "--end").ended;
  assert.deepEqual([npmCalls(copy), stderr], [[], ""]);
});

test("a newer lockfile is installed; development dependencies that were there stay", async (context) => {
  const copy = copyOfLauncher(context);
  installed(copy, -1, true);
  await launch(copy, "--end").ended;
  assert.deepEqual(npmCalls(copy), ["install --no-save --no-audit --no-fund"]);
});

test("development dependencies under a lockfile that is not newer are left alone", async (context) => {
  const copy = copyOfLauncher(context);
  installed(copy, 0, true);
  await launch(copy, "--end").ended;
  assert.deepEqual(npmCalls(copy), []);
});

test("an installation that was cut short counts as none", async (context) => {
  const copy = copyOfLauncher(context);
  mkdirSync(join(copy, "node_modules/pg"), { recursive: true });
  await launch(copy, "--end").ended;
  assert.equal(npmCalls(copy).length, 1);
});

test("when npm fails, its reason is shown, nothing is started and the exit code is 1", async (context) => {
  const copy = copyOfLauncher(context);
  writeFileSync(join(copy, "npm-fails"), "");
  const { code, stdout, stderr } = await launch(copy).ended;
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /npm install .*\nnpm error: no network/);
});

test("SIGTERM reaches the server, which drains, and the launcher ends with its 0", async (context) => {
  const copy = copyOfLauncher(context);
  installed(copy, 1);
  const { child, ended } = launch(copy);
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  const { code, stdout } = await ended;
  assert.match(stdout, /drained\n$/);
  assert.equal(code, 0);
});
