/**
 * The JSON tokens of a pattern, one at a time, with the place AWS reports for what is wrong: the one its reader (Jackson)
 * stands at. That reader leaves a string unread until its text is wanted, and reads ahead to the beginning of the value
 * after a field's name; both show in the columns of AWS's messages.
 */

/** Why a text is no pattern, in AWS's words, with the source, line and column where AWS gives them. */
export class InvalidPattern extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InvalidPattern";
  }
}

export type TokenKind = "{" | "}" | "[" | "]" | "name" | "string" | "number" | "true" | "false" | "null" | "end";

/** Jackson: characters of the source that a message repeats. */
const sourceCharactersMax = 500;

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literal = /true|false|null/y;
const stringBody = /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y;

export class Tokens {
  readonly #source: string;
  #at = 0;
  /** The open brackets around. */
  readonly #open: ("{" | "[")[] = [];
  /** Whether a value has been read in the innermost bracket, so that a comma must come. */
  #wantsComma = false;
  /** The value after a name, read ahead. */
  #ahead: TokenKind | undefined;
  /** Where the text of the current string, number or name began; a string's quote not included. */
  #textFrom = 0;
  #stringIsOpen = false;
  #text = "";
  #name = "";
  kind: TokenKind = "end";

  constructor(source: string) {
    this.#source = source;
  }

  /** The next token; "end" after the outermost value, and no sooner. */
  next(): TokenKind {
    if (this.#ahead !== undefined) {
      this.kind = this.#ahead;
      this.#ahead = undefined;
      return this.kind;
    }
    if (this.#stringIsOpen) this.#finishString();
    return (this.kind = this.#read());
  }

  /** The name of the field that is being read. */
  get name(): string {
    return this.#name;
  }

  /** Text of the current string or number. Moves the place to the end of a string. */
  get text(): string {
    if (this.#stringIsOpen) this.#finishString();
    return this.#text;
  }

  get isNumber(): boolean {
    return this.kind === "number";
  }

  /** Throws with the present place. */
  fail(message: string): never {
    const before = this.#source.slice(0, this.#at);
    const line = before.split("\n").length;
    const column = before.length - before.lastIndexOf("\n");
    const shown = this.#source.slice(0, sourceCharactersMax);
    const more = this.#source.length - shown.length;
    const source = `(String)"${shown}"${more > 0 ? `[truncated ${more} chars]` : ""}`;
    throw new InvalidPattern(`${message} at [Source: ${source}; line: ${line}, column: ${column}]`);
  }

  #read(): TokenKind {
    const inside = this.#open.at(-1);
    let character = this.#skipSpace();
    if (inside === undefined) {
      if (this.#wantsComma) return character === undefined ? "end" : this.#unexpected(character, "was expecting the end of the pattern");
      return this.#value(character);
    }
    const close = inside === "{" ? "}" : "]";
    if (character === close) {
      this.#at += 1;
      this.#open.pop();
      this.#wantsComma = true;
      return close;
    }
    if (this.#wantsComma) {
      const kind = inside === "{" ? "Object" : "Array";
      if (character !== ",") this.#unexpected(character, `was expecting comma to separate ${kind} entries`);
      this.#at += 1;
      character = this.#skipSpace();
    }
    if (inside === "[") return this.#value(character);
    if (character !== '"') this.#unexpected(character, "was expecting double-quote to start field name");
    this.#openString();
    this.#finishString();
    this.#name = this.#text;
    if (this.#skipSpace() !== ":") this.#unexpected(this.#skipSpace(), "was expecting a colon to separate field name and value");
    this.#at += 1;
    this.#ahead = this.#value(this.#skipSpace());
    return "name";
  }

  #value(character: string | undefined): TokenKind {
    switch (character) {
      case "{":
      case "[":
        this.#at += 1;
        this.#open.push(character);
        this.#wantsComma = false;
        return character;
      case '"':
        this.#openString();
        this.#wantsComma = true;
        return "string";
      default: {
        const pattern = character !== undefined && /[-\d]/.test(character) ? number : literal;
        pattern.lastIndex = this.#at;
        const found = pattern.exec(this.#source)?.[0];
        if (found === undefined)
          return this.#unexpected(
            character,
            "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
          );
        this.#at += found.length;
        this.#text = found;
        this.#wantsComma = true;
        return pattern === number ? "number" : (found as TokenKind);
      }
    }
  }

  #openString(): void {
    this.#at += 1;
    this.#textFrom = this.#at;
    this.#stringIsOpen = true;
  }

  #finishString(): void {
    this.#stringIsOpen = false;
    stringBody.lastIndex = this.#textFrom;
    const body = stringBody.exec(this.#source)?.[0];
    if (body === undefined) {
      this.#at = this.#source.length;
      this.fail("Unexpected end-of-input: was expecting closing quote for a string value");
    }
    this.#at = this.#textFrom + body.length;
    this.#text = JSON.parse(`"${body}`) as string;
  }

  #skipSpace(): string | undefined {
    while (/[ \t\r\n]/.test(this.#source[this.#at] ?? "")) this.#at += 1;
    return this.#source[this.#at];
  }

  #unexpected(character: string | undefined, expected: string): never {
    if (character === undefined) this.fail(`Unexpected end-of-input: ${expected}`);
    const word = /[A-Za-z_$][\w$]*/y;
    word.lastIndex = this.#at;
    const token = word.exec(this.#source)?.[0];
    if (token !== undefined) {
      this.#at += token.length;
      this.fail(`Unrecognized token '${token}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`);
    }
    this.#at += 1;
    this.fail(`Unexpected character ('${character}' (code ${character.codePointAt(0)})): ${expected}`);
  }
}
