/** Connections: how requests to an HTTP endpoint are authorized. Their secrets are sealed when they come and never shown again. */

import type {
  Connection,
  ConnectionAuthorizationType,
  ConnectionAuthResponseParameters,
  ConnectionHttpParameters,
  UpdateConnectionAuthRequestParameters,
} from "../../models/events.ts";
import { type ConnectionRecord, connectionKey, connectionKind, type ConnectionSecret, openSecret } from "./connection-record.ts";
import { type EventsContext, operation } from "./context.ts";
import { alreadyExists, invalidParameter, limitExceeded, notFound, notSupported } from "./errors.ts";
import { connectionsMax } from "./limits.ts";
import { eventsArn, homePrefix } from "./names.ts";
import { pageOf } from "./page.ts";
import { storedChange } from "./stored-change.ts";

interface Refusable {
  readonly KmsKeyIdentifier?: string | undefined;
  readonly InvocationConnectivityParameters?: unknown;
  readonly AuthParameters?: { readonly ConnectivityParameters?: unknown } | undefined;
}

function checkSupported({ KmsKeyIdentifier, InvocationConnectivityParameters, AuthParameters }: Refusable): void {
  if (KmsKeyIdentifier !== undefined) throw notSupported("KmsKeyIdentifier");
  if (InvocationConnectivityParameters !== undefined || AuthParameters?.ConnectivityParameters !== undefined) {
    throw notSupported("private APIs (connectivity parameters)");
  }
}

/** The secret a request describes, on top of the present one. Throws ValidationException where something is missing. */
function secretOf(
  type: ConnectionAuthorizationType,
  given: UpdateConnectionAuthRequestParameters,
  present: ConnectionSecret,
): ConnectionSecret {
  const { ApiKeyAuthParameters: apiKey, BasicAuthParameters: basic, OAuthParameters: oauth } = given;
  const want = <T>(value: T | undefined, member: string): T => {
    if (value === undefined) throw invalidParameter("AuthParameters", `${member} is required for the authorization type ${type}.`);
    return value;
  };
  const invocation = given.InvocationHttpParameters ?? present.invocation;
  const also = invocation === undefined ? {} : { invocation };
  switch (type) {
    case "API_KEY": {
      const name = want(apiKey?.ApiKeyName ?? present.apiKey?.name, "ApiKeyAuthParameters.ApiKeyName");
      return { ...also, apiKey: { name, value: want(apiKey?.ApiKeyValue ?? present.apiKey?.value, "ApiKeyAuthParameters.ApiKeyValue") } };
    }
    case "BASIC": {
      const username = want(basic?.Username ?? present.basic?.username, "BasicAuthParameters.Username");
      return { ...also, basic: { username, password: want(basic?.Password ?? present.basic?.password, "BasicAuthParameters.Password") } };
    }
    case "OAUTH_CLIENT_CREDENTIALS": {
      const endpoint = want(oauth?.AuthorizationEndpoint ?? present.oauth?.endpoint, "OAuthParameters.AuthorizationEndpoint");
      if (!URL.canParse(endpoint)) throw invalidParameter("AuthorizationEndpoint", "it is no address.");
      const parameters = oauth?.OAuthHttpParameters ?? present.oauth?.parameters;
      const clientId = want(oauth?.ClientParameters?.ClientID ?? present.oauth?.clientId, "OAuthParameters.ClientParameters.ClientID");
      const clientSecret = want(
        oauth?.ClientParameters?.ClientSecret ?? present.oauth?.clientSecret,
        "OAuthParameters.ClientParameters.ClientSecret",
      );
      const method = want(oauth?.HttpMethod ?? present.oauth?.method, "OAuthParameters.HttpMethod");
      return { ...also, oauth: { clientId, clientSecret, endpoint, method, ...(parameters === undefined ? {} : { parameters }) } };
    }
  }
}

/** What Describe shows of a secret: names, and values that are none. */
function shownParameters(secret: ConnectionSecret): ConnectionAuthResponseParameters {
  const { apiKey, basic, oauth, invocation } = secret;
  return {
    ...(apiKey === undefined ? {} : { ApiKeyAuthParameters: { ApiKeyName: apiKey.name } }),
    ...(basic === undefined ? {} : { BasicAuthParameters: { Username: basic.username } }),
    ...(oauth === undefined
      ? {}
      : {
          OAuthParameters: {
            ClientParameters: { ClientID: oauth.clientId },
            AuthorizationEndpoint: oauth.endpoint,
            HttpMethod: oauth.method,
            ...(oauth.parameters === undefined ? {} : { OAuthHttpParameters: withoutSecrets(oauth.parameters) }),
          },
        }),
    ...(invocation === undefined ? {} : { InvocationHttpParameters: withoutSecrets(invocation) }),
  };
}

/** API reference: a parameter is secret unless it says otherwise... it says so by IsValueSecret. */
function withoutSecrets(parameters: ConnectionHttpParameters): ConnectionHttpParameters {
  const shown = <T extends { readonly Value?: string; readonly IsValueSecret?: boolean }>(list: readonly T[]): readonly T[] =>
    list.map((parameter) => {
      if (parameter.IsValueSecret !== true) return parameter;
      const { Value: _value, ...rest } = parameter;
      return rest as T;
    });
  return {
    ...(parameters.HeaderParameters === undefined ? {} : { HeaderParameters: shown(parameters.HeaderParameters) }),
    ...(parameters.QueryStringParameters === undefined ? {} : { QueryStringParameters: shown(parameters.QueryStringParameters) }),
    ...(parameters.BodyParameters === undefined ? {} : { BodyParameters: shown(parameters.BodyParameters) }),
  };
}

/** The first token of an OAuth connection is asked for at once, or by the next server, and its state says whether that went well. */
export function authorize(record: ConnectionRecord, key: string, context: EventsContext): void {
  if (record.state !== "AUTHORIZING") return;
  const settle = async () => {
    let state: Pick<ConnectionRecord, "state" | "stateReason" | "authorizedMs">;
    try {
      await context.connections.resolve(record.arn);
      state = { state: "AUTHORIZED", authorizedMs: context.platform.clock.nowMs() };
    } catch (error) {
      state = { state: "DEAUTHORIZED", stateReason: error instanceof Error ? error.message : String(error) };
    }
    await storedChange<ConnectionRecord>(context.records, connectionKind, key, (present) => {
      if (present === undefined || present.sealed !== record.sealed) return present;
      const { stateReason: _reason, ...rest } = present;
      return { ...rest, ...state };
    });
  };
  settle().catch((error: unknown) =>
    context.platform.logger.error("the state of a connection could not be written", { connection: record.arn, error }),
  );
}

export const createConnection = operation("CreateConnection", {
  async handle(input, context) {
    const { call, records, secrets, platform } = context;
    checkSupported(input);
    const { Name, Description, AuthorizationType: type } = input;
    const secret = secretOf(type, input.AuthParameters, {});
    const others = await records.list(connectionKind, { prefix: homePrefix(call), limit: connectionsMax });
    if (others.length >= connectionsMax) throw limitExceeded();
    const nowMs = platform.clock.nowMs();
    const id = platform.random.uuid();
    const arn = eventsArn(call, `connection/${Name}/${id}`);
    const suffix = platform.random.uuid().slice(0, 6);
    const isOAuth = type === "OAUTH_CLIENT_CREDENTIALS";
    const record: ConnectionRecord = {
      name: Name,
      arn,
      secretArn: `arn:${call.partition}:secretsmanager:${call.region}:${call.accountId}:secret:events!connection/${Name}/${id}-${suffix}`,
      ...(Description === undefined ? {} : { description: Description }),
      type,
      state: isOAuth ? "AUTHORIZING" : "AUTHORIZED",
      sealed: secrets.seal(JSON.stringify(secret), arn),
      createdMs: nowMs,
      modifiedMs: nowMs,
      ...(isOAuth ? {} : { authorizedMs: nowMs }),
    };
    const key = connectionKey(call, Name);
    await storedChange<ConnectionRecord>(records, connectionKind, key, (present) => {
      if (present !== undefined) throw alreadyExists(`Connection ${Name}`);
      return record;
    });
    authorize(record, key, context);
    return { ConnectionArn: arn, ConnectionState: record.state, CreationTime: nowMs, LastModifiedTime: nowMs };
  },
});

const missing = (name: string) => notFound(`Failed to describe the connection(s). Connection '${name}' does not exist.`);

export const updateConnection = operation("UpdateConnection", {
  async handle(input, context) {
    const { call, records, secrets, platform, connections } = context;
    checkSupported(input);
    const { Name, Description, AuthParameters = {} } = input;
    const key = connectionKey(call, Name);
    const nowMs = platform.clock.nowMs();
    const record = await storedChange<ConnectionRecord>(records, connectionKind, key, (present) => {
      if (present === undefined) throw missing(Name);
      const type = input.AuthorizationType ?? present.type;
      const secret = secretOf(type, AuthParameters, openSecret(present, secrets));
      const { stateReason: _reason, ...rest } = present;
      const isOAuth = type === "OAUTH_CLIENT_CREDENTIALS";
      return {
        ...rest,
        ...(Description === undefined ? {} : { description: Description }),
        type,
        state: isOAuth ? "AUTHORIZING" : "AUTHORIZED",
        sealed: secrets.seal(JSON.stringify(secret), present.arn),
        modifiedMs: nowMs,
        ...(isOAuth ? {} : { authorizedMs: nowMs }),
      };
    });
    if (record === undefined) throw missing(Name);
    connections.forgetToken(record.arn);
    authorize(record, key, context);
    return changed(record);
  },
});

function changed(record: ConnectionRecord) {
  return {
    ConnectionArn: record.arn,
    ConnectionState: record.state,
    CreationTime: record.createdMs,
    LastModifiedTime: record.modifiedMs,
    LastAuthorizedTime: record.authorizedMs,
  };
}

/** The secrets are gone for good. */
export const deauthorizeConnection = operation("DeauthorizeConnection", {
  async handle({ Name }, { call, records, platform, connections }) {
    const record = await storedChange<ConnectionRecord>(records, connectionKind, connectionKey(call, Name), (present) => {
      if (present === undefined) throw missing(Name);
      const { sealed: _sealed, ...rest } = present;
      return { ...rest, state: "DEAUTHORIZED", modifiedMs: platform.clock.nowMs() };
    });
    if (record === undefined) throw missing(Name);
    connections.forgetToken(record.arn);
    return changed(record);
  },
});

export const deleteConnection = operation("DeleteConnection", {
  async handle({ Name }, { call, records, connections }) {
    let gone: ConnectionRecord | undefined;
    await storedChange<ConnectionRecord>(records, connectionKind, connectionKey(call, Name), (present) => {
      if (present === undefined) throw missing(Name);
      gone = present;
      return undefined;
    });
    if (gone === undefined) throw missing(Name);
    connections.forgetToken(gone.arn);
    return { ...changed(gone), ConnectionState: "DELETING" };
  },
});

function listed(record: ConnectionRecord): Connection {
  return {
    ConnectionArn: record.arn,
    Name: record.name,
    ConnectionState: record.state,
    StateReason: record.stateReason,
    AuthorizationType: record.type,
    CreationTime: record.createdMs,
    LastModifiedTime: record.modifiedMs,
    LastAuthorizedTime: record.authorizedMs,
  };
}

export const describeConnection = operation("DescribeConnection", {
  async handle({ Name }, { call, records, secrets }) {
    const found = await records.get<ConnectionRecord>(connectionKind, connectionKey(call, Name));
    if (found === undefined) throw missing(Name);
    const { description, secretArn } = found.value;
    const AuthParameters = shownParameters(openSecret(found.value, secrets));
    return { ...listed(found.value), Description: description, SecretArn: secretArn, AuthParameters };
  },
});

export const listConnections = operation("ListConnections", {
  async handle({ NamePrefix, ConnectionState, ...request }, { call, records }) {
    const isWanted = ({ state }: ConnectionRecord) => ConnectionState === undefined || state === ConnectionState;
    const where = { prefix: homePrefix(call), namePrefix: NamePrefix };
    const { rows, NextToken } = await pageOf<ConnectionRecord>(records, connectionKind, where, request, isWanted);
    return { Connections: rows.map(({ value }) => listed(value)), NextToken };
  },
});
