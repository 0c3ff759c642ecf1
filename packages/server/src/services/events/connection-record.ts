/** A connection as it is stored: what Describe shows in the clear, every value that is secret sealed. */

import type {
  ConnectionAuthorizationType,
  ConnectionHttpParameters,
  ConnectionOAuthHttpMethod,
  ConnectionState,
} from "../../models/events.ts";
import type { SecretBox } from "../../secrets/index.ts";
import { homePrefix, type Home } from "./names.ts";

/** Everything that is needed to authorize a request; sealed as one JSON text. */
export interface ConnectionSecret {
  readonly apiKey?: { readonly name: string; readonly value: string };
  readonly basic?: { readonly username: string; readonly password: string };
  readonly oauth?: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly endpoint: string;
    readonly method: ConnectionOAuthHttpMethod;
    readonly parameters?: ConnectionHttpParameters;
  };
  readonly invocation?: ConnectionHttpParameters;
}

export interface ConnectionRecord {
  readonly name: string;
  readonly arn: string;
  readonly secretArn: string;
  readonly description?: string;
  readonly type: ConnectionAuthorizationType;
  readonly state: ConnectionState;
  readonly stateReason?: string;
  /** undefined once deauthorized: its secrets are gone then. */
  readonly sealed?: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
  readonly authorizedMs?: number;
}

export const connectionKind = "events.connection";

export function connectionKey(home: Home, name: string): string {
  return homePrefix(home) + name;
}

export function openSecret(record: ConnectionRecord, secrets: SecretBox): ConnectionSecret {
  return record.sealed === undefined ? {} : (JSON.parse(secrets.open(record.sealed, record.arn)) as ConnectionSecret);
}
