/**
 * The shape of the generated tables: one JSON file a service under `models/`, made by `npm run codegen` from the
 * API models AWS publishes with botocore. Names are botocore's own; documentation strings are left out and what
 * botocore spreads over several fields (error status, host prefix) is folded into one.
 */

/** How a service speaks: `json` is awsJson 1.0/1.1, `rest-json` restJson1, `rest-xml` S3's, `query` the form-encoded one. */
export type ProtocolName = "json" | "rest-json" | "rest-xml" | "query" | "ec2" | "smithy-rpc-v2-cbor";

export interface ServiceModel {
  /** botocore's folder name: `stepfunctions`, `lambda`. */
  readonly service: string;
  /** Version of botocore the table was made from. */
  readonly botocore: string;
  readonly apiVersion: string;
  readonly serviceId: string;
  readonly protocol: ProtocolName;
  /** `1.0` or `1.1`; only for protocol `json`. */
  readonly jsonVersion?: string;
  /** What stands before the dot in `X-Amz-Target`; only for protocol `json`. */
  readonly targetPrefix?: string;
  /** First label of AWS's host names: `states` in `states.us-east-1.amazonaws.com`. */
  readonly endpointPrefix: string;
  /** The service in a SigV4 credential scope. */
  readonly signingName: string;
  readonly xmlNamespace?: string;
  /** The service once spoke the query protocol and still answers it: SQS. */
  readonly queryCompatible?: true;
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, ShapeModel>>;
}

export interface OperationModel {
  readonly method: string;
  /** Path template with labels (`/functions/{FunctionName}`), perhaps with a fixed query (`?tagging`). */
  readonly uri: string;
  /** Status of a success, unless an output member is bound to it. */
  readonly status: number;
  readonly input?: string;
  readonly output?: string;
  /** Names of the error shapes. */
  readonly errors: readonly string[];
  /** What official clients put before the host: `sync-`. */
  readonly hostPrefix?: string;
  /** The request must come with a checksum of its body. */
  readonly checksumRequired?: true;
  /** Another operation answers in its place where both have the same route. */
  readonly deprecated?: true;
}

export type ShapeType =
  | "structure"
  | "list"
  | "map"
  | "string"
  | "integer"
  | "long"
  | "float"
  | "double"
  | "bigdecimal"
  | "biginteger"
  | "boolean"
  | "timestamp"
  | "blob"
  | "character";

export interface ShapeModel {
  readonly type: ShapeType;
  readonly members?: Readonly<Record<string, MemberModel>>;
  readonly required?: readonly string[];
  /** Name of the member that is the whole HTTP body. */
  readonly payload?: string;
  /** Element of a list. */
  readonly member?: MemberModel;
  readonly key?: MemberModel;
  readonly value?: MemberModel;
  /** Length for strings, blobs, lists and maps; value for numbers. */
  readonly min?: number;
  readonly max?: number;
  /** A Java pattern; the whole value has to match. */
  readonly pattern?: string;
  /** In the order in which AWS's refusal lists them, where that was recorded. */
  readonly enum?: readonly string[];
  readonly timestampFormat?: TimestampFormat;
  /** Never echoed in refusals, never logged. */
  readonly sensitive?: true;
  readonly streaming?: true;
  readonly eventStream?: true;
  readonly union?: true;
  /** Any JSON value. */
  readonly document?: true;
  readonly flattened?: true;
  /** Name of the element where the shape is a document of its own. */
  readonly locationName?: string;
  /** Of a prefix that the shape's attributes use. */
  readonly xmlNamespace?: { readonly prefix: string; readonly uri: string };
  /** Name of an element of this list or map in the query form of a service that otherwise speaks JSON. */
  readonly queryName?: string;
  /** Present on errors. `code` where the wire's code differs from the shape's name, `queryCode` that of the old query form. */
  readonly error?: { readonly status: number; readonly senderFault: boolean; readonly code?: string; readonly queryCode?: string };
}

export type TimestampFormat = "iso8601" | "rfc822" | "unixTimestamp";

/** Where a member travels when it is not in the body. */
export type MemberLocation = "uri" | "querystring" | "header" | "headers" | "statusCode";

export interface MemberModel {
  readonly shape: string;
  readonly location?: MemberLocation;
  /** Name on the wire where it differs from the member's; for `headers` the prefix. */
  readonly locationName?: string;
  readonly timestampFormat?: TimestampFormat;
  readonly streaming?: true;
  readonly flattened?: true;
  readonly xmlAttribute?: true;
  /** Official clients make up a value for it when none is given. */
  readonly idempotencyToken?: true;
  /** EC2: name of the parameter where it is not the member's. */
  readonly queryName?: string;
  readonly eventHeader?: true;
  readonly eventPayload?: true;
}

/** The shape of that name; a name that is not in the model is a bug of the generator. */
export function shapeOf(model: ServiceModel, name: string): ShapeModel {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`${model.service} has no shape named ${name}`);
  return shape;
}
