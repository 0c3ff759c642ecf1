/** Data of the language: JSON, paths into it, templates and intrinsic functions of JSONPath states. */

export { base64Decode, base64Encode } from "./base64.ts";
export type { EvaluationOutcome } from "./evaluation.ts";
export { EvaluationError, type Environment, type Failure } from "./failure.ts";
export { type HashAlgorithm, hashAlgorithms, hashHex } from "./hash.ts";
export {
  type Json,
  type JsonArray,
  type JsonObject,
  exceedsUtf8Bytes,
  isJsonArray,
  isJsonObject,
  memberOf,
  setMember,
  utf8Length,
} from "./json.ts";
export { type CompiledPath, type PathMiss, compilePath } from "./json-path.ts";
export { canonicalText, deepEqual, jsonText } from "./json-text.ts";
export { Payload } from "./payload.ts";
export { type ReferencePath, compileReferencePath } from "./reference-path.ts";
export { SyntaxProblem } from "./syntax-problem.ts";
export { type ValueReader, compileTemplate, compileValuePath } from "./template.ts";
export { isoInstant, parseInstant, parseTimestamp } from "./timestamp.ts";
export { utf8Decode, utf8Encode } from "./utf8.ts";
