import { resolveFunction } from "./aliases.ts";
import { operation } from "./context.ts";
import { parseFunctionName, qualifiedArn } from "./function-name.ts";
import { configurationOf } from "./function-record.ts";

/**
 * Configuration, tags, reserved concurrency and where the code is. Code has no Location: on AWS it is a link to a
 * bucket of Lambda's own from which the package can be fetched, and this server serves no such link yet.
 */
export const getFunction = operation("GetFunction", {
  async handle(input, context) {
    const name = parseFunctionName(input.FunctionName, context.call, input.Qualifier);
    const { record, latest } = await resolveFunction(context, name);
    return {
      Configuration: configurationOf(record, qualifiedArn(name)),
      Code: { RepositoryType: "S3" },
      Tags: Object.keys(latest.tags).length === 0 ? undefined : latest.tags,
      Concurrency: latest.reservedConcurrency === undefined ? undefined : { ReservedConcurrentExecutions: latest.reservedConcurrency },
    };
  },
});

export const getFunctionConfiguration = operation("GetFunctionConfiguration", {
  async handle(input, context) {
    const name = parseFunctionName(input.FunctionName, context.call, input.Qualifier);
    const { record } = await resolveFunction(context, name);
    return configurationOf(record, qualifiedArn(name));
  },
});
