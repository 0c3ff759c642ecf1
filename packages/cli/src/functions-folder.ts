/** `stile deploy --functions DIR`: each folder in DIR is a function of that name, zipped, and created or updated. */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Client, ServiceRefusal } from "./aws-client.ts";
import { CommandError } from "./command-error.ts";
import { zipFolder } from "./zip.ts";

/** The entry file tells the runtime. */
const entries: readonly { readonly file: string; readonly runtime: string; readonly handler: string }[] = [
  { file: "index.mjs", runtime: "nodejs24.x", handler: "index.handler" },
  { file: "index.js", runtime: "nodejs24.x", handler: "index.handler" },
  { file: "handler.py", runtime: "python3.13", handler: "handler.handler" },
];

/** Lambda's default of 3 seconds is short for a first start on a busy laptop. */
const timeoutSeconds = 30;

export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  readonly runtime: string;
  readonly made: "created" | "updated";
}

/** Throws CommandError for a folder that holds no function. */
export async function deployFunctions(client: Client, directory: string, roleArn: string): Promise<readonly DeployedFunction[]> {
  if (!existsSync(directory)) throw new CommandError(`There is no folder ${directory}.`);
  const folders = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (folders.length === 0) throw new CommandError(`${directory} holds no folders: each function is a folder with ${entryNames()}.`);
  const deployed: DeployedFunction[] = [];
  for (const { name } of folders) deployed.push(await deployFunction(client, name, join(directory, name), roleArn));
  return deployed;
}

async function deployFunction(client: Client, name: string, folder: string, roleArn: string): Promise<DeployedFunction> {
  const entry = entries.find(({ file }) => existsSync(join(folder, file)));
  if (entry === undefined) throw new CommandError(`${folder} holds no function: there is neither ${entryNames()} in it.`);
  const { runtime, handler } = entry;
  const ZipFile = zipFolder(folder).toString("base64");
  try {
    const { FunctionArn } = await client.lambda<{ FunctionArn: string }>("POST", "/2015-03-31/functions", {
      FunctionName: name,
      Runtime: runtime,
      Handler: handler,
      Role: roleArn,
      Timeout: timeoutSeconds,
      Code: { ZipFile },
    });
    return { name, arn: FunctionArn, runtime, made: "created" };
  } catch (error) {
    if (!(error instanceof ServiceRefusal) || error.code !== "ResourceConflictException") throw error;
  }
  const { FunctionArn } = await client.lambda<{ FunctionArn: string }>("PUT", `/2015-03-31/functions/${encodeURIComponent(name)}/code`, {
    ZipFile,
  });
  return { name, arn: FunctionArn, runtime, made: "updated" };
}

function entryNames(): string {
  return entries.map(({ file }) => file).join(", ");
}
