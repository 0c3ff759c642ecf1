/** The forms in which a file holds the items of a distributed Map: JSON, JSON Lines and CSV. */

import { Readable } from "node:stream";
import { parseJsonBody, ServiceError } from "../../aws/index.ts";

/** ReaderConfig as it stands in the definition. */
export interface ReaderConfig {
  readonly InputType?: unknown;
  readonly CSVHeaderLocation?: unknown;
  readonly CSVHeaders?: unknown;
  readonly CSVDelimiter?: unknown;
  readonly ItemsPointer?: unknown;
  readonly Transformation?: unknown;
  readonly ManifestType?: unknown;
}

/** Why a file has no items; the message is the cause of States.ItemReaderFailed. */
export class ItemReaderProblem extends Error {
  override readonly name = "ItemReaderProblem";
}

/** The items of a file, no more than `maxItems`; 0 means all. Throws ItemReaderProblem. */
export async function itemsOf(file: Uint8Array, config: ReaderConfig, maxItems: number): Promise<readonly unknown[]> {
  const { InputType: inputType = "JSON" } = config;
  const items =
    inputType === "CSV"
      ? await csvItems(file, config, maxItems)
      : inputType === "JSONL"
        ? jsonLines(file, maxItems)
        : jsonItems(file, config);
  return maxItems > 0 ? items.slice(0, maxItems) : items;
}

/** Refuses what is not read, before anything is fetched. */
export function checkInputType({ InputType: inputType = "JSON" }: ReaderConfig): void {
  if (inputType === "CSV" || inputType === "JSONL" || inputType === "JSON") return;
  throw new ItemReaderProblem(`Stile does not read items of the InputType ${String(inputType)}; it reads JSON, JSONL and CSV.`);
}

/** Recorded: anything but an array is refused. Only what an ItemsPointer points at may be an object, of {Key, Value} pairs. */
function jsonItems(file: Uint8Array, { ItemsPointer: pointer }: ReaderConfig): readonly unknown[] {
  const document = readJson(file);
  const found = typeof pointer === "string" && pointer !== "" ? pointedAt(document, pointer) : document;
  if (Array.isArray(found)) return found;
  if (found !== document && typeof found === "object" && found !== null) {
    return Object.entries(found).map(([Key, Value]: [string, unknown]) => ({ Key, Value }));
  }
  throw new ItemReaderProblem("Attempting to map over non-iterable node.");
}

/** JSON Pointer (RFC 6901). */
function pointedAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const token of pointer.split("/").slice(1)) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  }
  if (value === undefined) throw new ItemReaderProblem(`The ItemsPointer '${pointer}' points at nothing in the file.`);
  return value;
}

function readJson(file: Uint8Array): unknown {
  try {
    return parseJsonBody(file);
  } catch (error) {
    if (error instanceof ServiceError) throw new ItemReaderProblem(`The file is not JSON: ${error.message}`);
    throw error;
  }
}

function jsonLines(file: Uint8Array, maxItems: number): readonly unknown[] {
  const items: unknown[] = [];
  for (const line of textOf(file).split("\n")) {
    if (line.trim() === "") continue;
    items.push(readJson(Buffer.from(line)));
    if (items.length === maxItems) break;
  }
  return items;
}

const delimiters: Readonly<Record<string, string>> = { COMMA: ",", PIPE: "|", SEMICOLON: ";", SPACE: " ", TAB: "\t" };

/**
 * Recorded: cells beyond the headers are dropped, missing ones are empty texts, a line of blanks is a row, and nothing is
 * more than text.
 */
async function csvItems(
  file: Uint8Array,
  { CSVDelimiter, CSVHeaderLocation, CSVHeaders }: ReaderConfig,
  maxItems: number,
): Promise<readonly unknown[]> {
  const given = CSVHeaderLocation === "GIVEN" && Array.isArray(CSVHeaders) ? (CSVHeaders as readonly string[]) : undefined;
  const rows = await readCsv(file, {
    delimiter: delimiters[String(CSVDelimiter)] ?? ",",
    ...(maxItems > 0 ? { to: maxItems + (given ? 0 : 1) } : {}),
  });
  const headers = given ?? rows[0] ?? [];
  if (new Set(headers).size !== headers.length) throw new ItemReaderProblem("CSV headers cannot contain duplicates.");
  return (given ? rows : rows.slice(1)).map((row) => Object.fromEntries(headers.map((header, column) => [header, row[column] ?? ""])));
}

/** Piece by piece, with turns for others in between: a large file takes a while. */
async function readCsv(
  file: Uint8Array,
  options: { readonly delimiter: string; readonly to?: number },
): Promise<readonly (readonly string[])[]> {
  // Loaded by the first Map that reads CSV: a start does not wait for it.
  const { parse } = await import("csv-parse");
  const parser = parse({ ...options, bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
  const rows: (readonly string[])[] = [];
  try {
    for await (const row of Readable.from(piecesOf(file)).pipe(parser) as AsyncIterable<readonly string[]>) rows.push(row);
    return rows;
  } catch (error) {
    throw new ItemReaderProblem(`The file is not CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function* piecesOf(file: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < file.length; at += pieceBytes) yield file.subarray(at, at + pieceBytes);
}

const pieceBytes = 65_536;

function textOf(file: Uint8Array): string {
  return Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString("utf8");
}
