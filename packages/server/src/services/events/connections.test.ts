import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakePlatform } from "../../platform/fake.ts";
import { createMasterKey } from "../../secrets/index.ts";
import { openFixture, queueArn, refusal, roleArn } from "./events-fixture.ts";

const oauth = {
  ClientParameters: { ClientID: "client", ClientSecret: "s3cret-client" },
  AuthorizationEndpoint: "https://login.example/token",
  HttpMethod: "POST",
  OAuthHttpParameters: { BodyParameters: [{ Key: "audience", Value: "s3cret-audience", IsValueSecret: true }] },
} as const;
const grant = (token: string) => ({ body: Buffer.from(JSON.stringify({ access_token: token, expires_in: 3_600 })) });

test("secrets of a connection are in no answer and in no record", async () => {
  const { call, records } = openFixture({ http: () => grant("t") });
  const made = [
    await call("CreateConnection", {
      Name: "key",
      AuthorizationType: "API_KEY",
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: "X-Key", ApiKeyValue: "s3cret-key" },
        InvocationHttpParameters: {
          HeaderParameters: [
            { Key: "H", Value: "s3cret-header", IsValueSecret: true },
            { Key: "Open", Value: "shown" },
          ],
        },
      },
    }),
    await call("CreateConnection", {
      Name: "basic",
      AuthorizationType: "BASIC",
      AuthParameters: { BasicAuthParameters: { Username: "u", Password: "s3cret-password" } },
    }),
    await call("CreateConnection", {
      Name: "oauth",
      AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
      AuthParameters: { OAuthParameters: oauth },
    }),
  ];
  assert.deepEqual(
    made.map(({ ConnectionState }) => ConnectionState),
    ["AUTHORIZED", "AUTHORIZED", "AUTHORIZING"],
  );
  const described = await Promise.all(["key", "basic", "oauth"].map((Name) => call("DescribeConnection", { Name })));
  const stored = await records.list("events.connection", { limit: 10 });
  assert.equal(JSON.stringify([described, stored]).includes("s3cret"), false);
  assert.deepEqual(described[0]?.AuthParameters, {
    ApiKeyAuthParameters: { ApiKeyName: "X-Key" },
    InvocationHttpParameters: {
      HeaderParameters: [
        { Key: "H", IsValueSecret: true },
        { Key: "Open", Value: "shown" },
      ],
    },
  });
  assert.match(
    described[0]?.SecretArn ?? "",
    /^arn:aws:secretsmanager:us-east-1:111111111111:secret:events!connection\/key\/[0-9a-f-]{36}-\w{6}$/,
  );
  assert.match(made[0]?.ConnectionArn ?? "", /^arn:aws:events:us-east-1:111111111111:connection\/key\/[0-9a-f-]{36}$/);
});

test("what a connection adds to a request, by its kind", async () => {
  const { call, events } = openFixture();
  const make = async (
    Name: string,
    AuthorizationType: "API_KEY" | "BASIC",
    AuthParameters: Parameters<typeof call<"CreateConnection">>[1]["AuthParameters"],
  ) => await events.connections.resolve((await call("CreateConnection", { Name, AuthorizationType, AuthParameters })).ConnectionArn ?? "");
  const InvocationHttpParameters = {
    HeaderParameters: [{ Key: "H", Value: "1" }],
    QueryStringParameters: [{ Key: "q", Value: "2" }],
    BodyParameters: [{ Key: "b", Value: "3" }],
  };
  assert.deepEqual(
    await make("key", "API_KEY", { ApiKeyAuthParameters: { ApiKeyName: "X-Key", ApiKeyValue: "v" }, InvocationHttpParameters }),
    {
      headers: { H: "1", "X-Key": "v" },
      queryParameters: { q: "2" },
      bodyParameters: { b: "3" },
    },
  );
  const basic = await make("basic", "BASIC", { BasicAuthParameters: { Username: "u", Password: "p" } });
  assert.deepEqual(basic.headers, { Authorization: `Basic ${Buffer.from("u:p").toString("base64")}` });
  await assert.rejects(
    events.connections.resolve("arn:aws:events:us-east-1:111111111111:connection/key/other"),
    refusal("ResourceNotFoundException", /does not exist/),
  );
});

test("an OAuth token is fetched once, used until it ends, and fetched anew when it was forgotten", async () => {
  let count = 0;
  const { call, events, requests, platform, settle } = openFixture({ http: () => grant(`token-${++count}`) });
  const { ConnectionArn = "" } = await call("CreateConnection", {
    Name: "o",
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: { OAuthParameters: oauth },
  });
  await settle();
  const { ConnectionState, LastAuthorizedTime } = await call("DescribeConnection", { Name: "o" });
  assert.deepEqual([ConnectionState, LastAuthorizedTime !== undefined], ["AUTHORIZED", true]);
  const token = async () => (await events.connections.resolve(ConnectionArn)).headers["Authorization"];
  const [one, two] = await Promise.all([token(), token()]);
  assert.deepEqual([one, two, count], ["Bearer token-1", "Bearer token-1", 1]);
  await platform.clock.advanceByAsync(3_000_000);
  assert.equal(await token(), one);
  await platform.clock.advanceByAsync(600_000);
  assert.notEqual(await token(), one);
  events.connections.forgetToken(ConnectionArn);
  await token();
  assert.equal(count, 3);
  const { method, url, headers, body } = requests[0]!;
  assert.deepEqual([method, url, headers["Content-Type"]], ["POST", "https://login.example/token", "application/x-www-form-urlencoded"]);
  assert.deepEqual(Object.fromEntries(new URLSearchParams(body)), {
    grant_type: "client_credentials",
    client_id: "client",
    client_secret: "s3cret-client",
    audience: "s3cret-audience",
  });
});

test("who gives up waiting for a token leaves it to the others", async () => {
  let answer = () => {};
  const { call, events, settle } = openFixture({
    http: () => new Promise((resolve) => void (answer = () => resolve(grant("t")))),
  });
  const { ConnectionArn = "" } = await call("CreateConnection", {
    Name: "o",
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: { OAuthParameters: oauth },
  });
  await settle();
  answer();
  await settle();
  events.connections.forgetToken(ConnectionArn);
  const stopped = new AbortController();
  const one = events.connections.resolve(ConnectionArn, stopped.signal);
  const other = events.connections.resolve(ConnectionArn, new AbortController().signal);
  await settle();
  stopped.abort();
  await assert.rejects(one, refusal("ConnectionNotAuthorized", /gave up/));
  answer();
  assert.equal((await other).headers["Authorization"], "Bearer t");
});

test("a connection whose first token an earlier server asked for is authorized by the next", async () => {
  const secrets = createMasterKey(createFakePlatform().random);
  const first = openFixture({ secrets, http: () => new Promise(() => {}) });
  await first.call("CreateConnection", {
    Name: "o",
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: { OAuthParameters: oauth },
  });
  const next = openFixture({ records: first.records, secrets, http: () => grant("t") });
  await next.events.open();
  await next.settle();
  assert.equal((await next.call("DescribeConnection", { Name: "o" })).ConnectionState, "AUTHORIZED");
});

test("a connection whose token endpoint refuses says so, without its secrets", async () => {
  const { call, events, settle, platform } = openFixture({ http: () => ({ status: 403 }) });
  const { ConnectionArn = "" } = await call("CreateConnection", {
    Name: "o",
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: { OAuthParameters: oauth },
  });
  await settle();
  const { ConnectionState, StateReason } = await call("DescribeConnection", { Name: "o" });
  assert.deepEqual(
    [ConnectionState, StateReason],
    ["DEAUTHORIZED", "Failed to authorize the connection: the authorization endpoint answered with status 403."],
  );
  await assert.rejects(events.connections.resolve(ConnectionArn), refusal("ConnectionNotAuthorized", /status 403/));
  assert.equal(JSON.stringify(platform.logLines).includes("s3cret"), false);
});

test("connections are updated, deauthorized, listed and deleted", async () => {
  const { call, events } = openFixture();
  const AuthParameters = { ApiKeyAuthParameters: { ApiKeyName: "X-Key", ApiKeyValue: "v" } };
  const { ConnectionArn = "" } = await call("CreateConnection", { Name: "c", AuthorizationType: "API_KEY", AuthParameters });
  await assert.rejects(
    call("CreateConnection", { Name: "c", AuthorizationType: "API_KEY", AuthParameters }),
    refusal("ResourceAlreadyExistsException", "Connection c already exists."),
  );
  await call("UpdateConnection", { Name: "c", AuthParameters: { ApiKeyAuthParameters: { ApiKeyValue: "new" } } });
  assert.deepEqual((await events.connections.resolve(ConnectionArn)).headers, { "X-Key": "new" });
  assert.deepEqual(
    (await call("ListConnections", { ConnectionState: "AUTHORIZED" })).Connections?.map(({ Name }) => Name),
    ["c"],
  );
  assert.equal((await call("DeauthorizeConnection", { Name: "c" })).ConnectionState, "DEAUTHORIZED");
  await assert.rejects(events.connections.resolve(ConnectionArn), refusal("ConnectionNotAuthorized", /deauthorized/));
  assert.equal((await call("DeleteConnection", { Name: "c" })).ConnectionState, "DELETING");
  await assert.rejects(call("DescribeConnection", { Name: "c" }), refusal("ResourceNotFoundException", /Connection 'c' does not exist/));
  await assert.rejects(
    call("CreateConnection", { Name: "c", AuthorizationType: "BASIC", AuthParameters }),
    refusal("ValidationException", /Username is required/),
  );
  await assert.rejects(
    call("CreateConnection", { Name: "c", AuthorizationType: "API_KEY", AuthParameters, KmsKeyIdentifier: "k" }),
    refusal("ValidationException", /KmsKeyIdentifier/),
  );
});

test("an API destination is called with what target and connection say, and by its answer tried again or not", async () => {
  const statuses = [503, 401, 200, 400];
  const { call, ruleTo, put, requests, platform } = openFixture({ http: () => ({ status: statuses.shift() ?? 200 }) });
  const { ConnectionArn = "" } = await call("CreateConnection", {
    Name: "c",
    AuthorizationType: "API_KEY",
    AuthParameters: {
      ApiKeyAuthParameters: { ApiKeyName: "X-Key", ApiKeyValue: "v" },
      InvocationHttpParameters: { BodyParameters: [{ Key: "from", Value: "connection" }] },
    },
  });
  const { ApiDestinationArn = "", ApiDestinationState } = await call("CreateApiDestination", {
    Name: "d",
    ConnectionArn,
    InvocationEndpoint: "https://api.example/items/*/notes",
    HttpMethod: "PUT",
    InvocationRateLimitPerSecond: 1,
  });
  assert.equal(ApiDestinationState, "ACTIVE");
  await ruleTo({
    Arn: ApiDestinationArn,
    RoleArn: roleArn,
    InputPath: "$.detail",
    HttpParameters: { PathParameterValues: ["$.detail.id"], QueryStringParameters: { q: "1" }, HeaderParameters: { "X-Rule": "r" } },
  });
  await put({ Detail: '{"id":"a b"}' });
  await platform.clock.advanceByAsync(30_000);
  assert.equal(requests.length, 3);
  const { method, url, headers, body } = requests[0]!;
  assert.deepEqual([method, url, body], ["PUT", "https://api.example/items/a%20b/notes?q=1", '{"id":"a b","from":"connection"}']);
  assert.deepEqual([headers["X-Key"], headers["X-Rule"], headers["User-Agent"]], ["v", "r", "Amazon/EventBridge/ApiDestinations"]);
  await put({});
  await platform.clock.advanceByAsync(600_000);
  assert.equal(requests.length, 4);
});

test("calls that wait for their turn are made one by one, and hold up no other target", async () => {
  const { call, put, requests, messages, platform } = openFixture();
  const { ConnectionArn = "" } = await call("CreateConnection", {
    Name: "c",
    AuthorizationType: "API_KEY",
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "X-Key", ApiKeyValue: "v" } },
  });
  for (const Name of ["a", "b", "c", "d", "e"]) {
    const { ApiDestinationArn = "" } = await call("CreateApiDestination", {
      Name,
      ConnectionArn,
      InvocationEndpoint: `https://${Name}.example/`,
      HttpMethod: "POST",
      InvocationRateLimitPerSecond: 1,
    });
    await call("PutRule", { Name, EventPattern: '{"source":["app"]}' });
    await call("PutTargets", { Rule: Name, Targets: [{ Id: "t", Arn: ApiDestinationArn, RoleArn: roleArn }] });
  }
  for (let event = 0; event < 6; event++) await put({}, {}, {}, {}, {});
  await call("PutRule", { Name: "last", EventPattern: '{"source":["app"]}' });
  await call("PutTargets", { Rule: "last", Targets: [{ Id: "t", Arn: queueArn }] });
  await put({});
  await platform.clock.advanceByAsync(0);
  assert.deepEqual([requests.length, messages().length], [5, 1]);
  await platform.clock.advanceByAsync(10_000);
  assert.equal(requests.length, 55);
  await platform.clock.advanceByAsync(20_000);
  assert.equal(requests.length, 31 * 5);
});

test("API destinations are updated, listed and deleted; without their connection they are not made", async () => {
  const { call } = openFixture();
  const AuthParameters = { ApiKeyAuthParameters: { ApiKeyName: "X-Key", ApiKeyValue: "v" } };
  const { ConnectionArn = "" } = await call("CreateConnection", { Name: "c", AuthorizationType: "API_KEY", AuthParameters });
  const request = { Name: "d", ConnectionArn, InvocationEndpoint: "https://api.example/", HttpMethod: "POST" } as const;
  await assert.rejects(
    call("CreateApiDestination", { ...request, ConnectionArn: ConnectionArn.replace("/c/", "/x/") }),
    refusal("ResourceNotFoundException", "Connection 'x' does not exist."),
  );
  await assert.rejects(
    call("CreateApiDestination", { ...request, InvocationEndpoint: "ftp://x" }),
    refusal("ValidationException", /no address of HTTP/),
  );
  await call("CreateApiDestination", request);
  await call("UpdateApiDestination", { Name: "d", HttpMethod: "PATCH", Description: "x" });
  const { HttpMethod, InvocationRateLimitPerSecond, Description } = await call("DescribeApiDestination", { Name: "d" });
  assert.deepEqual([HttpMethod, InvocationRateLimitPerSecond, Description], ["PATCH", 300, "x"]);
  assert.equal((await call("ListApiDestinations", { ConnectionArn })).ApiDestinations?.length, 1);
  await call("DeleteApiDestination", { Name: "d" });
  await assert.rejects(call("DescribeApiDestination", { Name: "d" }), refusal("ResourceNotFoundException", /'d' does not exist/));
});
