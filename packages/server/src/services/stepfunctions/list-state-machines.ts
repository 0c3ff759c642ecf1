import { operation } from "./context.ts";
import { stateMachineArn } from "./names.ts";
import { pageSize } from "./page-tokens.ts";

/** The account's state machines in the region, by name. */
export const listStateMachines = operation("ListStateMachines", {
  async handle({ maxResults, nextToken }, { call, stateMachines, pageTokens }) {
    const prefix = stateMachineArn(call, "");
    const scope = `ListStateMachines ${prefix}`;
    const limit = pageSize(maxResults);
    const after = nextToken === undefined ? undefined : (pageTokens.open(scope, nextToken) as string);
    const machines = await stateMachines.list(prefix, { after, limit: limit + 1 });
    const page = machines.slice(0, limit);
    return {
      stateMachines: page.map(({ arn, name, type, creationMs }) => ({ stateMachineArn: arn, name, type, creationDate: creationMs })),
      ...(machines.length > limit ? { nextToken: pageTokens.seal(scope, page.at(-1)?.arn) } : {}),
    };
  },
});
