/**
 * A refusal to a caller, thrown once, at the door. The wire turns it into the protocol's error shape;
 * callers switch on `code`, never on the message.
 */
export class ServiceError extends Error {
  /** AWS's name of the error: `StateMachineDoesNotExist`, `ValidationException`. */
  readonly code: string;
  readonly httpStatus: number;
  /** Members of the error's shape besides the message (`reason`, `resourceName`, `Type`). */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What else the answer says about the thing asked for, in REST protocols. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the request that another server refused. */
  readonly requestId: string | undefined;

  constructor(
    code: string,
    message: string,
    options: {
      readonly httpStatus?: number;
      readonly fields?: Readonly<Record<string, unknown>>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly requestId?: string | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.httpStatus = options.httpStatus ?? 400;
    this.fields = options.fields ?? {};
    this.headers = options.headers ?? {};
    this.requestId = options.requestId;
  }
}

/** For an operation of the model that Stile does not serve yet: better a clear no than a hollow yes. */
export function notImplemented(service: string, operation: string): ServiceError {
  return new ServiceError("NotImplementedException", `Stile does not implement ${service}:${operation} yet.`, { httpStatus: 501 });
}
