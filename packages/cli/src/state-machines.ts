/** State machines by their names, as people type them; the API knows ARNs alone. */

import type { Client } from "./aws-client.ts";
import { CommandError } from "./command-error.ts";

/** Its ARN, when there is one of that name in the client's region. */
export async function findStateMachine(client: Client, name: string): Promise<string | undefined> {
  let nextToken: string | undefined;
  do {
    const page: {
      readonly stateMachines: readonly { readonly name: string; readonly stateMachineArn: string }[];
      readonly nextToken?: string;
    } = await client.stepFunctions("ListStateMachines", { maxResults: 1000, ...(nextToken === undefined ? {} : { nextToken }) });
    const found = page.stateMachines.find((machine) => machine.name === name);
    if (found) return found.stateMachineArn;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return undefined;
}

/** ARNs stay as they are. Throws CommandError for a name that nothing has. */
export async function stateMachineArn(client: Client, nameOrArn: string): Promise<string> {
  if (nameOrArn.startsWith("arn:")) return nameOrArn;
  const arn = await findStateMachine(client, nameOrArn);
  if (arn !== undefined) return arn;
  throw new CommandError(
    `There is no state machine ${nameOrArn} at ${client.endpoint} in ${client.region}. Deploy it with "stile deploy FILE --name ${nameOrArn}", or give its ARN.`,
  );
}
