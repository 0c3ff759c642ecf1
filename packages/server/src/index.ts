/** The server's front door, for the command line and for tests. */
export { type Config, ConfigError, type ConfigSources, parseConfig, printConfigTable, printHelp } from "./config.ts";
export { DataFolderInUse } from "./data-folder.ts";
export { type Server, startServer } from "./main.ts";
export { createSystemPlatform } from "./platform/system.ts";
export { version } from "./version.ts";
