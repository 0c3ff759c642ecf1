/**
 * A payload is JSON that travels: an input, an output, a result. It knows its text, its value, or both, and
 * makes the missing one when it is first asked. A Pass state that only hands its input on therefore
 * never parses it, never prints it, and records the very text that came in, white space and all, which is
 * also what AWS shows in the history.
 */

import { type Json, exceedsUtf8Bytes } from "./json.ts";
import { jsonText } from "./json-text.ts";

export class Payload {
  #text: string | undefined;
  #value: Json | undefined;
  /** The run's numbering that has numbered this payload, and the number; undefined until one has. See engine/history.ts. */
  numberedBy: object | undefined = undefined;
  number = 0;

  private constructor(text: string | undefined, value: Json | undefined) {
    this.#text = text;
    this.#value = value;
  }

  /** From text that is known to be JSON: checked at the door, or printed by us. */
  static ofText(text: string): Payload {
    return new Payload(text, undefined);
  }

  static of(value: Json): Payload {
    return new Payload(undefined, value);
  }

  get text(): string {
    this.#text ??= jsonText(this.#value as Json);
    return this.#text;
  }

  get value(): Json {
    if (this.#value === undefined) this.#value = JSON.parse(this.#text as string) as Json;
    return this.#value;
  }

  exceeds(bytesMax: number): boolean {
    return exceedsUtf8Bytes(this.text, bytesMax);
  }
}
