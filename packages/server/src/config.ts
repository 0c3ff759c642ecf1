/**
 * Every knob of the server, in one table: parsing, `--help` and the documentation are read from it. A knob `data-dir`
 * is the flag `--data-dir`, the variable `STILE_DATA_DIR` and the key "data-dir" of the JSON file named by `--config`;
 * flags win, then the environment, then the file, then the default.
 */
import { isIP } from "node:net";
import { isAbsolute, join, resolve } from "node:path";
import { isRegion } from "./aws/index.ts";
import { databaseFile } from "./data-folder.ts";
import { parseRoute, RouteProblem, serviceName, type ServiceRoute, type ServiceRoutes } from "./aws-client/index.ts";
import { type LogLevel, logLevels } from "./platform/logger.ts";

/** Where state is kept. */
export type StoreConfig =
  | { readonly kind: "memory" }
  | { readonly kind: "sqlite"; readonly path: string }
  | { readonly kind: "postgres"; readonly url: string };

export interface Config {
  readonly port: number;
  /** undefined: both loopback addresses. */
  readonly host: string | undefined;
  /** Absolute. */
  readonly dataDir: string;
  readonly store: StoreConfig;
  readonly auth: "off" | "enforce";
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  readonly tls: boolean;
  readonly logLevel: LogLevel;
  readonly logForm: "auto" | "json" | "human";
  readonly drainSeconds: number;
  /** Days for which closed executions are kept. */
  readonly retentionDays: number;
  /** undefined: mails go into the log. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | undefined;
  /** Services that are answered elsewhere. */
  readonly routes: ServiceRoutes;
  /** Networks that HTTP Tasks may call although they are private, in CIDR form; by plain HTTP as well. */
  readonly httpTaskAllow: readonly string[];
}

interface Knob {
  readonly name: string;
  /** What stands behind the flag in `--help`; absent for switches. */
  readonly placeholder?: string;
  /** As the documentation says it; `""` when there is none. */
  readonly fallback: string;
  readonly help: string;
  /** The allowed values, for the error: "a whole number from 0 to 65535". */
  readonly allowed: string;
  readonly accepts: (text: string) => boolean;
  /** Not a setting by itself: it says where settings are. */
  readonly meta?: true;
}

const oneOf = (...values: readonly string[]) => ({
  placeholder: values.join("|"),
  allowed: values.map((value) => `"${value}"`).join(" or "),
  accepts: (text: string) => values.includes(text),
});
const wholeNumber = (placeholder: string, min: number, max: number) => ({
  placeholder,
  allowed: `a whole number from ${min} to ${max}`,
  accepts: (text: string) => /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max,
});
const text = (placeholder: string, allowed: string, accepts: (given: string) => boolean = (given) => given !== "") => ({
  placeholder,
  allowed,
  accepts,
});
const onOff = { allowed: "true or false", accepts: (given: string) => given === "true" || given === "false" };

/** The order is that of `--help`. */
const knobs = [
  { name: "port", fallback: "4566", help: "Port for HTTP and TLS; 0 picks a free one.", ...wholeNumber("PORT", 0, 65_535) },
  {
    name: "host",
    fallback: "",
    help: "Address to listen on. Without it: 127.0.0.1 and ::1, this machine only.",
    ...text("HOST", "an address or host name"),
  },
  { name: "data-dir", fallback: ".stile", help: "Folder for everything that is kept. One server a folder.", ...text("DIR", "a folder") },
  {
    name: "store",
    fallback: "sqlite in the data folder",
    help: "Where executions are kept.",
    ...text("URL", 'sqlite:PATH, postgres://... or "memory"', (given) => parseStore(given, "/") !== undefined),
  },
  { name: "memory", fallback: "false", help: "Keep nothing: the same as --store memory.", ...onOff },
  {
    name: "auth",
    fallback: "off",
    help: "Whether signatures are verified. Off accepts any access key; off loopback they always are.",
    ...oneOf("off", "enforce"),
  },
  {
    name: "region",
    fallback: "us-east-1",
    help: "Region of requests that name none.",
    ...text("REGION", "a region such as us-east-1", isRegion),
  },
  {
    name: "account",
    fallback: "000000000000",
    help: "Account that everything belongs to.",
    ...text("ID", "twelve digits", (given) => /^\d{12}$/.test(given)),
  },
  { name: "tls", fallback: "true", help: "Answer TLS with a certificate of the data folder's own authority.", ...onOff },
  { name: "log-level", fallback: "info", help: "The least important log lines that are written.", ...oneOf(...logLevels) },
  {
    name: "log-form",
    fallback: "auto",
    help: "JSON lines, a human form, or what suits standard error.",
    ...oneOf("auto", "json", "human"),
  },
  {
    name: "drain-seconds",
    fallback: "10",
    help: "How long a stop waits for requests in flight.",
    ...wholeNumber("SECONDS", 0, 3_600),
  },
  {
    name: "retention-days",
    fallback: "90",
    help: "Days for which executions are kept after their end.",
    ...wholeNumber("DAYS", 1, 36_500),
  },
  {
    name: "smtp-url",
    fallback: "",
    help: "Mail server for SNS subscriptions by mail. Without it mails are written into the log.",
    ...text("URL", "smtp://host:port or smtps://user:password@host:port", (given) => /^smtps?:\/\/[^/]+\/?$/.test(given)),
  },
  {
    name: "mail-from",
    fallback: "no-reply@stile.localhost",
    help: "Sender of those mails.",
    ...text("ADDRESS", "a mail address", (given) => /^[^\s@<>]+@[^\s@<>]+$/.test(given)),
  },
  {
    name: "service",
    fallback: "",
    help: "Where services are answered: embedded, aws, or the URL of a server. Repeatable, or a list; STILE_SERVICE_SQS=URL for one.",
    ...text("NAME=WHERE", "a list such as sqs=http://127.0.0.1:9324,athena=aws", (given) => serviceEntries(given) !== undefined),
  },
  {
    name: "http-task-allow",
    fallback: "",
    help: "Private networks that HTTP Tasks may call, by plain HTTP too.",
    ...text("CIDR,...", "a list of networks such as 127.0.0.0/8,::1/128", (given) => given.split(",").every(isNetwork)),
  },
  { name: "config", fallback: "", help: "JSON file with any of these settings.", meta: true, ...text("FILE", "a file") },
] as const satisfies readonly Knob[];

type KnobName = (typeof knobs)[number]["name"];

const knobByName = new Map<string, Knob>(knobs.map((knob) => [knob.name, knob]));

/** A setting that cannot be: the message names the knob, where the value came from, and what is allowed. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export type ParsedConfig =
  | { readonly kind: "run"; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "version" };

/** A value and where it came from, as an error says it: `--port`, `STILE_PORT`, `"port" in stile.json`. */
interface Setting {
  readonly value: string;
  readonly source: string;
}

export interface ConfigSources {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of a file; throws when it cannot be read. */
  readonly readFile: (path: string) => string;
  readonly workingDirectory: string;
}

/** Throws ConfigError. Asks the world for nothing but what it is given. */
export function parseConfig({ argv, env, readFile, workingDirectory }: ConfigSources): ParsedConfig {
  if (argv.includes("--help") || argv.includes("-h")) return { kind: "help", text: printHelp() };
  if (argv.includes("--version")) return { kind: "version" };
  const flags = readFlags(argv);
  const { settings: variables, warnings } = readEnvironment(env);
  const file = flags.get("config") ?? variables.get("config");
  const fromFile = file === undefined ? new Map<string, Setting>() : readConfigFile(resolve(workingDirectory, file.value), file, readFile);
  const settings = new Map([...fromFile, ...variables, ...flags]);
  for (const [name, setting] of settings) {
    const knob = knobByName.get(name);
    if (knob !== undefined && !knob.accepts(setting.value)) {
      throw new ConfigError(`${setting.source}: ${name} must be ${knob.allowed}, not "${withoutPassword(setting.value).slice(0, 200)}"`);
    }
  }
  return { kind: "run", config: toConfig(settings, workingDirectory, env), warnings };
}

function toConfig(settings: ReadonlyMap<string, Setting>, workingDirectory: string, env: ConfigSources["env"]): Config {
  const valueOf = (name: KnobName): string => settings.get(name)?.value ?? knobByName.get(name)?.fallback ?? "";
  const dataDir = resolve(workingDirectory, valueOf("data-dir"));
  return {
    port: Number(valueOf("port")),
    host: settings.get("host")?.value,
    dataDir,
    store: storeOf(settings, dataDir, workingDirectory),
    auth: valueOf("auth") as Config["auth"],
    region: valueOf("region"),
    account: valueOf("account"),
    tls: valueOf("tls") === "true",
    logLevel: valueOf("log-level") as LogLevel,
    logForm: valueOf("log-form") as Config["logForm"],
    drainSeconds: Number(valueOf("drain-seconds")),
    retentionDays: Number(valueOf("retention-days")),
    mail: valueOf("smtp-url") === "" ? undefined : { smtpUrl: valueOf("smtp-url"), from: valueOf("mail-from") },
    routes: routesOf(settings, env),
    httpTaskAllow: valueOf("http-task-allow").split(",").filter(Boolean),
  };
}

/** One setting a service: what flags say of one is no word about the others. */
const servicePrefix = "service:";

/** `sqs=URL,athena=aws` as pairs; undefined when it is no such list. */
function serviceEntries(list: string): readonly (readonly [service: string, where: string])[] | undefined {
  const entries = list.split(",").map((entry) => /^\s*([A-Za-z][A-Za-z0-9-]*)=(\S+)\s*$/.exec(entry));
  return entries.some((entry) => entry === null) ? undefined : entries.map((entry) => [entry?.[1] ?? "", entry?.[2] ?? ""]);
}

function addServices(settings: Map<string, Setting>, list: string, source: string): void {
  const entries = serviceEntries(list);
  if (entries === undefined) {
    throw new ConfigError(`${source}: service must be ${knobByName.get("service")?.allowed}, not "${withoutPassword(list).slice(0, 200)}"`);
  }
  for (const [service, where] of entries) settings.set(servicePrefix + serviceName(service), { value: where, source });
}

function routesOf(settings: ReadonlyMap<string, Setting>, env: ConfigSources["env"]): ServiceRoutes {
  const routes = new Map<string, ServiceRoute>();
  for (const [name, { value, source }] of settings) {
    if (!name.startsWith(servicePrefix)) continue;
    const service = name.slice(servicePrefix.length);
    try {
      routes.set(service, parseRoute(service, value.startsWith("{") ? (JSON.parse(value) as unknown) : value, env));
    } catch (error) {
      if (error instanceof RouteProblem) throw new ConfigError(`${source}: ${error.message}`, { cause: error });
      throw error;
    }
  }
  return routes;
}

function isNetwork(text: string): boolean {
  const [, address = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits) <= (family === 4 ? 32 : 128);
}

function storeOf(settings: ReadonlyMap<string, Setting>, dataDir: string, workingDirectory: string): StoreConfig {
  const memory = settings.get("memory");
  const store = settings.get("store");
  const given = store === undefined ? undefined : parseStore(store.value, workingDirectory);
  if (memory?.value === "true") {
    if (store !== undefined && given?.kind !== "memory") {
      throw new ConfigError(
        `${memory.source} and ${store.source} contradict each other: keep nothing, or keep it in "${withoutPassword(store.value)}"`,
      );
    }
    return { kind: "memory" };
  }
  return given ?? { kind: "sqlite", path: join(dataDir, databaseFile) };
}

function parseStore(given: string, workingDirectory: string): StoreConfig | undefined {
  if (given === "memory" || given === "memory:") return { kind: "memory" };
  if (given.startsWith("sqlite:")) {
    const path = given.slice("sqlite:".length).replace(/^\/\/(?=\/)/, "");
    return path === "" ? undefined : { kind: "sqlite", path: isAbsolute(path) ? path : resolve(workingDirectory, path) };
  }
  return /^postgres(ql)?:\/\/./.test(given) && URL.canParse(given) ? { kind: "postgres", url: given } : undefined;
}

function withoutPassword(url: string): string {
  return url.replace(/:\/\/([^:@/]*):[^@/]*@/, "://$1:***@");
}

function readFlags(argv: readonly string[]): Map<string, Setting> {
  const settings = new Map<string, Setting>();
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] ?? "";
    const [, name, inline] = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (name === undefined) throw new ConfigError(`"${argument.slice(0, 200)}" is not a flag; see --help`);
    const negated = name.startsWith("no-") && isSwitch(name.slice(3)) ? name.slice(3) : undefined;
    const knob = knobByName.get(negated ?? name);
    if (knob === undefined) throw new ConfigError(`--${name} is unknown${suggestion(name)}; see --help`);
    const source = `--${name}`;
    if (knob.name === "service") {
      const list = inline ?? argv[++at];
      if (list === undefined || list.startsWith("--")) throw new ConfigError(`${source} needs a value: ${knob.allowed}`);
      addServices(settings, list, source);
    } else if (isSwitch(knob.name)) settings.set(knob.name, { value: negated === undefined ? (inline ?? "true") : "false", source });
    else if (inline !== undefined) settings.set(knob.name, { value: inline, source });
    else {
      const value = argv[at + 1];
      if (value === undefined || value.startsWith("--")) throw new ConfigError(`${source} needs a value: ${knob.allowed}`);
      settings.set(knob.name, { value, source });
      at += 1;
    }
  }
  return settings;
}

function isSwitch(name: string): boolean {
  const knob = knobByName.get(name);
  return knob !== undefined && knob.placeholder === undefined;
}

const envPrefix = "STILE_";

function readEnvironment(env: Readonly<Record<string, string | undefined>>): { settings: Map<string, Setting>; warnings: string[] } {
  const settings = new Map<string, Setting>();
  const warnings: string[] = [];
  for (const [variable, value] of Object.entries(env)) {
    // An empty variable is how shells and compose files leave one out.
    if (!variable.startsWith(envPrefix) || value === undefined || value === "") continue;
    const name = variable.slice(envPrefix.length).toLowerCase().replaceAll("_", "-");
    if (name.startsWith("service-")) addServices(settings, `${name.slice("service-".length)}=${value}`, variable);
    else if (name === "service") addServices(settings, value, variable);
    else if (knobByName.has(name) && variable === variableOf(name)) settings.set(name, { value, source: variable });
    else warnings.push(`the environment variable ${variable} means nothing to Stile${suggestion(name)}`);
  }
  return { settings, warnings };
}

function readConfigFile(path: string, from: Setting, readFile: (path: string) => string): Map<string, Setting> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFile(path));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? "is not JSON" : "cannot be read";
    throw new ConfigError(`${from.source}: ${path} ${why}: ${(cause as Error).message}`, { cause });
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw new ConfigError(`${path} must hold a JSON object`);
  const settings = new Map<string, Setting>();
  for (const [name, value] of Object.entries(parsed)) {
    const knob = knobByName.get(name);
    const source = `"${name}" in ${path}`;
    if (name === "services") {
      for (const [service, route] of Object.entries((value ?? {}) as object)) {
        const text = typeof route === "string" ? route : JSON.stringify(route);
        settings.set(servicePrefix + serviceName(service), { value: text, source: `"services"/"${service}" in ${path}` });
      }
      continue;
    }
    if (knob === undefined || knob.meta === true) throw new ConfigError(`${source} is unknown${suggestion(name)}`);
    if (typeof value === "object") throw new ConfigError(`${source}: ${name} must be ${knob.allowed}`);
    if (name === "service") addServices(settings, String(value), source);
    else settings.set(name, { value: String(value), source });
  }
  return settings;
}

/** `; did you mean --data-dir?` when one is near. */
function suggestion(name: string): string {
  const plain = (given: string): string => given.toLowerCase().replaceAll(/[-_]/g, "");
  const near = knobs.find(
    (knob) => plain(knob.name) === plain(name) || plain(knob.name).startsWith(plain(name)) || plain(name).startsWith(plain(knob.name)),
  );
  return near === undefined ? "" : `; did you mean ${near.name}?`;
}

function variableOf(name: string): string {
  return envPrefix + name.toUpperCase().replaceAll("-", "_");
}

/** What `--help` prints about the settings. */
export function printHelp(): string {
  const rows = (knobs as readonly Knob[]).map((knob) => ({
    flag: `--${knob.name}${knob.placeholder === undefined ? "" : ` ${knob.placeholder}`}`,
    text: knob.help + (knob.fallback === "" ? "" : ` (${knob.fallback})`),
  }));
  const width = Math.max(...rows.map((row) => row.flag.length));
  const lines = rows.map((row) => `  ${row.flag.padEnd(width)}  ${row.text}`);
  return `Each setting is also an environment variable (--data-dir is STILE_DATA_DIR) and a key of the --config file.\n\n${lines.join("\n")}\n`;
}

/** The same as a Markdown table, for the documentation. */
export function printConfigTable(): string {
  const rows = (knobs as readonly Knob[]).map((knob) => {
    const fallback = knob.fallback === "" ? "" : `\`${knob.fallback}\``;
    return `| \`--${knob.name}\` | \`${variableOf(knob.name)}\` | ${knob.allowed} | ${fallback} | ${knob.help} |`;
  });
  return `| flag | variable | allowed | default | meaning |\n|---|---|---|---|---|\n${rows.join("\n")}\n`;
}
