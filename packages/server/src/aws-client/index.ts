/** Calls to AWS APIs, wherever they are answered. */
export { createRouter } from "./router.ts";
