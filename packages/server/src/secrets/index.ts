/** Secrets at rest: sealed with the master key of the data folder. */
export { createMasterKey, openMasterKeyFile, type SecretBox } from "./master-key.ts";
