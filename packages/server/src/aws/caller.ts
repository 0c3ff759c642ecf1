/**
 * How one part of the server uses an AWS API: by service, operation and typed input, whoever answers. A state machine's
 * task, a topic's subscription, a rule's target all call this way, so that each service can be embedded, another
 * server's, or AWS itself, and none of them knows which. `main.ts` makes the one caller; services get it as a port.
 */

export interface ApiRequest {
  /** The model's name, botocore's: `sqs`, `events`, `stepfunctions`. */
  readonly service: string;
  /** As the API spells it: `SendMessage`. */
  readonly operation: string;
  /** In the form handlers take: the model's member names, timestamps as epoch milliseconds, blobs as Uint8Array. */
  readonly input: unknown;
  readonly region: string;
  readonly accountId: string;
  /** On whose behalf: the ARN of a role or of a service; the account's root unless given. */
  readonly principalArn?: string;
  /** Fires when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

export interface AwsCaller {
  /**
   * Answers the operation's output in the form handlers give it. Throws ServiceError with the API's code for what the
   * service refuses, and one of code `SdkClientException` where no answer came.
   */
  call<Output = unknown>(request: ApiRequest): Promise<Output>;
}
