import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { type CompletedCommand, completionScript, type Shell } from "./completion.ts";

const json = { flag: "--json", description: "it's JSON: yes" };
const commands: readonly CompletedCommand[] = [
  { name: "run", description: "run a definition", options: [{ flag: "--input", description: "" }, json], commands: [] },
  {
    name: "keys",
    description: "access keys",
    options: [],
    commands: [{ name: "create", description: "make one", options: [json], commands: [] }],
  },
];

const has = (shell: string): boolean => spawnSync(shell, ["--version"]).error === undefined;

test("bash completes commands, commands below them, and flags", { skip: !has("bash") && "there is no bash here" }, () => {
  const complete = (...words: readonly string[]): string => {
    const script = `${completionScript("bash", commands)}
      COMP_WORDS=(stile ${words.map((word) => `"${word}"`).join(" ")}); COMP_CWORD=${words.length}; _stile; echo "\${COMPREPLY[*]}"`;
    return spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8" }).stdout.trim();
  };
  assert.equal(complete(""), "run keys");
  assert.equal(complete("ke"), "keys");
  assert.equal(complete("run", "--"), "--input --json");
  assert.equal(complete("run", "file"), "");
  assert.equal(complete("keys", ""), "create");
  assert.equal(complete("keys", "create", "--j"), "--json");
});

for (const shell of ["bash", "zsh", "fish"] satisfies Shell[]) {
  test(`${shell} reads the script without complaint`, { skip: !has(shell) && `there is no ${shell} here` }, () => {
    const { status, stderr } = spawnSync(shell, ["-n"], { input: completionScript(shell, commands), encoding: "utf8" });
    assert.equal(status, 0, stderr);
  });
}

test("what ends a quotation is left out of descriptions", () => {
  assert.match(completionScript("fish", commands), /-l json -d 'its JSON: yes'/);
  assert.match(completionScript("zsh", commands), /'--json:its JSON: yes'/);
});
