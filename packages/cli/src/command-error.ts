/** Why a command cannot go on, in words for whoever typed it; the program ends with exit code 1 and prints no stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
