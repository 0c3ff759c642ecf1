/** Calls to AWS APIs, wherever they are answered. */
export { openModelCatalogue } from "./model-catalogue.ts";
export { createRouter } from "./router.ts";
