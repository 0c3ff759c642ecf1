/**
 * A front door is a shape and a sentence. What an operation accepts, returns and may refuse with comes from
 * the generated model; a handler only says what it does.
 */

/** Who calls, from where, and how to find the call again in the log. */
export interface Call {
  readonly requestId: string;
  readonly accountId: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`: from the region. */
  readonly partition: string;
  /** ARN of the caller; on loopback the account's root. */
  readonly principalArn: string;
  /** Where this server can be reached as the caller reached it: `http://127.0.0.1:4566`. */
  readonly endpointUrl: string;
  /** Wall time at which the request arrived. */
  readonly nowMs: number;
  /**
   * Fires when the caller has gone away: long polls end, running work is not undone. Also when the server drains,
   * with the caller still there: a long poll then answers at once as if its time were up. `reason` is an AbortReason.
   * Made at first use; who does not wait does not pay for it.
   */
  readonly signal: AbortSignal;
}

/** `signal.reason` of a call: nobody reads the answer any more, or the server stops and the answer should come soon. */
export type AbortReason = "callerGone" | "draining";

/** Status of an answer that is not the operation's usual one: a part of an object is 206. */
const statuses = new WeakMap<object, number>();

export function withStatus<Output extends object>(output: Output, status: number): Output {
  statuses.set(output, status);
  return output;
}

export function statusOf(output: object): number | undefined {
  return statuses.get(output);
}

/** One entry an operation, as `models/<service>.ts` declares them. */
export type OperationTypes = { readonly [name: string]: { readonly input: unknown; readonly output: unknown } };

/** An operation ready to be served; `Deps` is what the service was given by main.ts. */
export interface Operation<Deps> {
  readonly name: string;
  readonly handle: (input: never, context: Deps & { readonly call: Call }) => unknown;
}

/**
 * The maker of a service's operations: `const operation = operationsOf<LambdaOperations, LambdaDeps>()`.
 * `handle` gets the deserialised and checked input with the model's member names, and answers the output shape
 * or a promise of it. Timestamps are epoch milliseconds (number), blobs are Uint8Array.
 */
export function operationsOf<Types extends OperationTypes, Deps>() {
  return <Name extends keyof Types & string>(
    name: Name,
    body: {
      readonly handle: (
        input: Types[Name]["input"],
        context: Deps & { readonly call: Call },
      ) => Types[Name]["output"] | Promise<Types[Name]["output"]>;
    },
  ): Operation<Deps> => ({ name, handle: body.handle as Operation<Deps>["handle"] });
}
