import assert from "node:assert/strict";
import { test } from "node:test";
import { type Config, ConfigError, type ConfigSources, parseConfig, printConfigTable } from "./config.ts";

function parse(argv: readonly string[], env: Record<string, string> = {}, files: Record<string, string> = {}) {
  const sources: ConfigSources = {
    argv,
    env,
    workingDirectory: "/srv",
    readFile: (path) => files[path] ?? assert.fail(`read ${path}`),
  };
  return parseConfig(sources);
}

function run(argv: readonly string[], env: Record<string, string> = {}, files: Record<string, string> = {}): Config {
  const parsed = parse(argv, env, files);
  assert.equal(parsed.kind, "run");
  return parsed.config;
}

test("without anything the defaults hold", () => {
  assert.deepEqual(run([]), {
    port: 4566,
    host: undefined,
    dataDir: "/srv/.stile",
    store: { kind: "sqlite", path: "/srv/.stile/stile.sqlite" },
    auth: "off",
    region: "us-east-1",
    account: "000000000000",
    tls: true,
    logLevel: "info",
    logForm: "auto",
    drainSeconds: 10,
    retentionDays: 90,
    mail: undefined,
    routes: new Map(),
    httpTaskAllow: [],
  });
});

const routed = { accessKeyId: "k", secretAccessKey: "s", endpoint: "http://a/", region: "eu-west-1", timeoutMs: 5 };

test("a service is routed by flags, variables and the file, each for itself", () => {
  const files = { "/srv/stile.json": JSON.stringify({ services: { sqs: "http://file", athena: routed, logs: "http://l" } }) };
  const env = {
    ...{ STILE_SERVICE_SQS: "http://variable", STILE_SERVICE_COGNITO_IDP: "http://c", STILE_SERVICE: "sns=http://n" },
    ...{ AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" },
  };
  const argv = ["--config=stile.json", "--service", "sfn=http://flag,glue=embedded", "--service=batch=aws", "--service", "sns=http://m"];
  const routes = [...run(argv, env, files).routes].map(([service, route]) => {
    const where = route.kind === "endpoint" ? route.url : route.kind;
    return `${service}=${where} ${route.kind === "embedded" ? "" : route.credentials.accessKeyId}`;
  });
  assert.deepEqual(routes.sort(), [
    "athena=http://a k",
    "batch=aws id",
    "cognito-idp=http://c test",
    "glue=embedded ",
    "logs=http://l test",
    "sns=http://m test",
    "sqs=http://variable test",
    "stepfunctions=http://flag test",
  ]);
});

test("a route that cannot be names where it was written, and no secret", () => {
  const refused = (argv: readonly string[], message: RegExp, env: Record<string, string> = {}, files: Record<string, string> = {}) =>
    assert.throws(() => run(argv, env, files), message);
  refused(["--service", "sqs"], /^ConfigError: --service: service must be a list such as/);
  refused(["--service=sqs=ftp://x"], /--service: the route of sqs must be "embedded", "aws", a URL/);
  refused(["--service=athena=aws"], /--service: the route of athena to AWS needs credentials/);
  refused(["--service=sqs=http://u:p@h"], /must have neither a user nor a query/);
  const file = (route: object) => ({ "/srv/f.json": JSON.stringify({ services: { sqs: route } }) });
  refused(
    ["--config=f.json"],
    /"services"\/"sqs" in \/srv\/f.json: timeoutMs of the route/,
    {},
    file({ endpoint: "http://h", timeoutMs: 0 }),
  );
  refused(["--config=f.json"], /has the setting "timeout", which is none of/, {}, file({ endpoint: "http://h", timeout: 1 }));
  refused(["--config=f.json"], /both of accessKeyId and secretAccessKey/, {}, file({ endpoint: "http://h", accessKeyId: "k" }));
});

test("networks that HTTP Tasks may call are in CIDR form", () => {
  assert.deepEqual(run(["--http-task-allow", "127.0.0.0/8,::1/128"]).httpTaskAllow, ["127.0.0.0/8", "::1/128"]);
  assert.throws(() => run(["--http-task-allow", "localhost"]), /a list of networks/);
  assert.throws(() => run(["--http-task-allow", "127.0.0.0/33"]), /a list of networks/);
});

test("flags win over the environment, the environment over the file", () => {
  const files = { "/srv/stile.json": '{"port": 1, "region": "eu-west-1", "auth": "enforce", "tls": false}' };
  const config = run(["--port=3", "--config", "stile.json"], { STILE_PORT: "2", STILE_REGION: "eu-west-3" }, files);
  assert.deepEqual([config.port, config.region, config.auth, config.tls], [3, "eu-west-3", "enforce", false]);
});

test("the file may be named by the environment", () => {
  assert.equal(run([], { STILE_CONFIG: "/etc/stile.json" }, { "/etc/stile.json": '{"port": 0}' }).port, 0);
});

test("--memory keeps nothing, and contradicts a store that keeps", () => {
  assert.deepEqual(run(["--memory"]).store, { kind: "memory" });
  assert.deepEqual(run(["--no-memory"], { STILE_MEMORY: "true" }).store.kind, "sqlite");
  assert.deepEqual(run(["--store", "memory"]).store, { kind: "memory" });
  assert.throws(
    () => run(["--memory"], { STILE_STORE: "postgres://u:hunter2@h/d" }),
    (error: Error) => {
      assert.match(error.message, /--memory and STILE_STORE contradict/);
      assert.ok(!error.message.includes("hunter2"));
      return true;
    },
  );
});

test("a store is a SQLite file or a PostgreSQL URL", () => {
  assert.deepEqual(run(["--store", "sqlite:data/x.db"]).store, { kind: "sqlite", path: "/srv/data/x.db" });
  assert.deepEqual(run(["--store", "sqlite:///var/x.db"]).store, { kind: "sqlite", path: "/var/x.db" });
  assert.deepEqual(run(["--store", "postgres://u@h/d"]).store, { kind: "postgres", url: "postgres://u@h/d" });
});

const refused: readonly [what: string, argv: readonly string[], env: Record<string, string>, message: RegExp][] = [
  ["a port that is none", ["--port", "65536"], {}, /^--port: port must be a whole number from 0 to 65535, not "65536"$/],
  ["the same from the environment", [], { STILE_PORT: "http" }, /^STILE_PORT: port must be .* not "http"$/],
  ["an unknown flag, with what may be meant", ["--datadir", "x"], {}, /^--datadir is unknown; did you mean data-dir\?/],
  ["a flag without its value", ["--port"], {}, /^--port needs a value: a whole number/],
  ["a flag whose value is a flag", ["--port", "--memory"], {}, /^--port needs a value/],
  ["an argument that is no flag", ["start"], {}, /^"start" is not a flag/],
  ["another kind of authentication", ["--auth", "on"], {}, /"off" or "enforce", not "on"$/],
  ["a region that is none", ["--region", "here"], {}, /a region such as us-east-1/],
  ["an account that is none", ["--account", "1"], {}, /twelve digits/],
  ["a store of another kind", ["--store", "mysql://x"], {}, /sqlite:PATH, postgres:/],
  ["a switch that is neither", ["--tls=maybe"], {}, /tls must be true or false/],
];

for (const [what, argv, env, message] of refused) {
  test(`${what} is refused by name, source and what is allowed`, () => {
    assert.throws(
      () => run(argv, env),
      (error: Error) => error instanceof ConfigError && message.test(error.message),
    );
  });
}

test("the file is refused by key and path", () => {
  const refuse = (text: string, message: RegExp) => assert.throws(() => run(["--config", "c.json"], {}, { "/srv/c.json": text }), message);
  refuse("{", /--config: \/srv\/c\.json is not JSON/);
  refuse("[]", /\/srv\/c\.json must hold a JSON object/);
  refuse('{"prot": 1}', /"prot" in \/srv\/c\.json is unknown/);
  refuse('{"port": "x"}', /^ConfigError: "port" in \/srv\/c\.json: port must be/);
  refuse('{"port": {}}', /port must be a whole number/);
  refuse('{"config": "other.json"}', /is unknown/);
});

test("a variable with our prefix that means nothing is warned of, an empty one is absent", () => {
  const parsed = parse([], { STILE_PROT: "1", STILE_PORT: "", HOME: "/root" });
  assert.deepEqual(parsed.kind === "run" && parsed.warnings, ["the environment variable STILE_PROT means nothing to Stile"]);
});

test("help and documentation list every knob", () => {
  const help = parse(["--help"]);
  assert.equal(help.kind, "help");
  for (const name of [
    "port",
    "host",
    "data-dir",
    "store",
    "memory",
    "auth",
    "region",
    "account",
    "tls",
    "log-level",
    "log-form",
    "drain-seconds",
    "config",
  ]) {
    assert.ok(help.kind === "help" && help.text.includes(`--${name}`), name);
    assert.ok(printConfigTable().includes(`STILE_${name.toUpperCase().replaceAll("-", "_")}`), name);
  }
  assert.equal(parse(["--version"]).kind, "version");
});
