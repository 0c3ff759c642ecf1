/** Sockets: the port, its certificate, routing to services and pages, metrics. */
export { makeSigningPair, openCertificate, type TlsMaterial } from "./certificate.ts";
export { type Authentication, type Gateway, type GatewayOptions, startGateway } from "./gateway.ts";
export { type Counter, createMetrics, type Gauge, type Histogram, type Metrics } from "./metrics.ts";
export { jsonPage, type Page, type PageRequest, type PageResponse } from "./pages.ts";
