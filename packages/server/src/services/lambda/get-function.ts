import { operation } from "./context.ts";
import { parseFunctionName, qualifiedArn } from "./function-name.ts";
import { configurationOf, findFunction } from "./function-record.ts";

/**
 * Configuration, tags and where the code is. Code has no Location: on AWS it is a link to a bucket of Lambda's own
 * from which the package can be fetched, and this server serves no such link yet.
 */
export const getFunction = operation("GetFunction", {
  async handle(input, { call, records }) {
    const name = parseFunctionName(input.FunctionName, call, input.Qualifier);
    const { value } = await findFunction(records, name);
    return {
      Configuration: { ...configurationOf(value), FunctionArn: qualifiedArn(name) },
      Code: { RepositoryType: "S3" },
      Tags: Object.keys(value.tags).length === 0 ? undefined : value.tags,
    };
  },
});

export const getFunctionConfiguration = operation("GetFunctionConfiguration", {
  async handle(input, { call, records }) {
    const name = parseFunctionName(input.FunctionName, call, input.Qualifier);
    const { value } = await findFunction(records, name);
    return { ...configurationOf(value), FunctionArn: qualifiedArn(name) };
  },
});
