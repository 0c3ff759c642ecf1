/** EventBridge's event patterns: EventBridge rules, archives, and the filters of Lambda's event source mappings. */
export { minifiedJson } from "./minified-json.ts";
export { compilePattern, type EventPattern } from "./pattern.ts";
export { InvalidPattern } from "./tokens.ts";
