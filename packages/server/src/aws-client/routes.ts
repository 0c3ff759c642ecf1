/** Where the API of one service is answered: in this process, by another server, or by AWS. */

import type { Credentials } from "../aws/index.ts";

export type ServiceRoute =
  | { readonly kind: "embedded" }
  /** Any server that speaks the API; `url` without a trailing slash. */
  | ({ readonly kind: "endpoint"; readonly url: string } & RemoteSettings)
  /** AWS's own endpoint of the region. */
  | ({ readonly kind: "aws" } & RemoteSettings);

/** What a call over HTTP may cost, and who makes it. */
export interface RemoteSettings {
  /** undefined: development credentials for an endpoint, those of the environment for AWS. */
  readonly credentials?: Credentials | undefined;
  /** Instead of the region of the caller. */
  readonly region?: string | undefined;
  /** For a call with all its attempts. */
  readonly timeoutMs?: number | undefined;
  readonly connectTimeoutMs?: number | undefined;
  /** The first one included. */
  readonly maxAttempts?: number | undefined;
  /** Open to the endpoint at one time; more calls wait. */
  readonly connections?: number | undefined;
}

/** By the model's name, botocore's: `sqs`, `events`. A service that is not in it is embedded. */
export type ServiceRoutes = ReadonlyMap<string, ServiceRoute>;
