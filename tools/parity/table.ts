/** A page of docs/parity: every operation of a service's model, served or refused, and the notes. */

import type { ServiceModel } from "../../packages/server/src/aws/index.ts";
import type { Notes } from "./notes.ts";

export interface ParityInput {
  /** AWS's name of the service, for the heading. */
  readonly title: string;
  readonly model: Pick<ServiceModel, "service" | "botocore" | "apiVersion" | "signingName" | "operations">;
  readonly implemented: ReadonlySet<string>;
  readonly notes: Notes;
}

/** Throws when something is implemented or noted that the model does not know. */
export function printParity({ title, model, implemented, notes }: ParityInput): string {
  const names = Object.keys(model.operations).sort();
  for (const name of [...implemented, ...Object.keys(notes.operations)]) {
    if (!names.includes(name)) throw new Error(`${model.service} has no operation ${name}`);
  }
  for (const name of Object.keys(notes.operations)) {
    if (!implemented.has(name)) throw new Error(`${model.service}:${name} has notes and is not implemented`);
  }
  const noted = names.filter((name) => (notes.operations[name] ?? []).length > 0);
  const row = (name: string) => {
    const state = implemented.has(name) ? "done" : "refused: `NotImplementedException`, 501";
    return `| ${noted.includes(name) ? `[${name}](#${name.toLowerCase()})` : name} | ${state} |`;
  };
  return `${[
    `# ${title}: what is served`,
    "",
    `Made by \`npm run parity\` from the API model of botocore ${model.botocore} (API version ${model.apiVersion}), the operations the`,
    "service has a handler for, and `tools/parity/notes.ts`. Do not edit.",
    "",
    `${implemented.size} of ${names.length} operations are done. Every other one answers \`NotImplementedException\` with status 501 and the text`,
    `\`Stile does not implement ${model.signingName}:<operation> yet.\`; none answers a success without doing its work.`,
    "",
    "| operation | state |",
    "| --- | --- |",
    ...names.map(row),
    "",
    "## Differences from AWS",
    "",
    ...notes.service.map((note) => `- ${note}`),
    ...noted.flatMap((name) => ["", `### ${name}`, "", ...(notes.operations[name] ?? []).map((note) => `- ${note}`)]),
  ].join("\n")}\n`;
}
