/**
 * Why a text is not a path, an intrinsic function call or a payload template. It is thrown by the compilers
 * and caught by validation, which words it the way AWS does and adds the place in the definition.
 */
export class SyntaxProblem extends Error {
  /** Offset into the text, in UTF-16 units, where reading stopped making sense. */
  readonly position: number;
  /** Member names from the template's root to the offending field, `["Payload", "id.$"]`; empty for a lone text. */
  readonly location: readonly string[];

  constructor(message: string, position = 0, location: readonly string[] = []) {
    super(message);
    this.name = "SyntaxProblem";
    this.position = position;
    this.location = location;
  }
}
