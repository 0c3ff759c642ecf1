/** Calls to AWS APIs, wherever they are answered. */
export { createAwsClient } from "./client.ts";
export { openModelCatalogue } from "./model-catalogue.ts";
export { createRouter } from "./router.ts";
export { parseRoute, RouteProblem, serviceName, type ServiceRoute, type ServiceRoutes } from "./routes.ts";
