/** Who may use the server: access keys and signatures for AWS's APIs, the admin token for Stile's own. */
export { AccessKeys, type TemporaryCredentials } from "./access-keys.ts";
export { adminPages, type MakeBackup } from "./admin-pages.ts";
export { adminTokenFile, guardAdminPages, makeAdminToken } from "./admin-token.ts";
export { authenticationOf, signaturesRequired } from "./signatures.ts";
