/** The server's front door, for the command line and for tests. */
export { type Config, ConfigError, type ConfigSources, parseConfig, printConfigTable, printHelp } from "./config.ts";
export { adminTokenFile } from "./access/index.ts";
export { type Credentials, signRequest } from "./aws/index.ts";
export { DataFolderInUse, findServer, type RunningServer } from "./data-folder.ts";
export { type Server, startServer } from "./main.ts";
export { createSystemPlatform } from "./platform/system.ts";
export { version } from "./version.ts";
