/** EventBridge: buses, rules, targets, archives, connections and API destinations. */
export { type ConnectionParameters, type Connections, createConnections, type OutboundHttp } from "./connection-auth.ts";
