/** `Range: bytes=...` as S3 reads it: one range; several, or what is no range at all, are answered with the whole. */
import type { FileRange } from "../../storage/ports/files.ts";
import { refusal } from "./refusals.ts";

/** undefined: the whole content. Throws InvalidRange (416) for a range behind its end. */
export function parseRange(text: string | undefined, size: number): FileRange | undefined {
  const parts = text === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(text.replaceAll(" ", ""));
  if (parts === null || text === undefined) return undefined;
  const [, first = "", last = ""] = parts;
  if (first === "" && last === "") return undefined;
  const from = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const to = first === "" || last === "" ? size : Math.min(Number(last) + 1, size);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  if (from >= size || (first === "" && Number(last) === 0)) {
    throw refusal("InvalidRange", 416, "The requested range is not satisfiable", {
      fields: { RangeRequested: text, ActualObjectSize: size },
      headers: { "Content-Range": `bytes */${size}` },
    });
  }
  return { from, to };
}
