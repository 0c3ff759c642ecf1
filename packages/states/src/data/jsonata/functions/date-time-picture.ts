/** Pictures of XPath's format-dateTime, "[Y0001]-[M01]-[D01]": what they mean, formatting with them and reading back. */

import { SyntaxProblem } from "../../syntax-problem.ts";
import { JsonataError, memoryLimitError } from "../errors.ts";
import type { Run } from "../frame.ts";
import { pictureCharactersMax } from "../limits.ts";
import { type Regex, compileRegex } from "../regex.ts";
import { type CivilTime, civilTime, epochMsOf } from "./calendar.ts";
import { type IntegerPicture, formatInteger, integerPattern, parseInteger, parseIntegerPicture } from "./integer-picture.ts";

type NameCase = "lower" | "upper" | "title";

interface Marker {
  readonly kind: "marker";
  readonly component: string;
  readonly integer: IntegerPicture | undefined;
  readonly names: NameCase | undefined;
  readonly traditional: boolean;
  readonly maximumWidth: number | undefined;
  /** Of a year: only so many last digits are shown. */
  readonly yearDigits: number | undefined;
  /** When reading: so many digits and no more, because digits follow directly. */
  readonly exactDigits?: number;
}
type Part = Marker | { readonly kind: "literal"; readonly text: string };

const defaultPresentations: Readonly<Record<string, string>> = {
  Y: "1",
  M: "1",
  D: "1",
  d: "1",
  F: "n",
  W: "1",
  w: "1",
  X: "1",
  x: "1",
  H: "1",
  h: "1",
  P: "n",
  m: "01",
  s: "01",
  f: "1",
  Z: "01:01",
  z: "01:01",
  C: "n",
  E: "n",
};
const numericComponents = "YMDdFWwXxHhmsf";
const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
export const isoPicture = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]";

function parsePicture(picture: string): readonly Part[] {
  if (picture.length > pictureCharactersMax) throw new JsonataError("D3132", { value: picture.slice(0, 20) });
  const parts: Part[] = [];
  let literal = "";
  const flush = (): void => {
    if (literal !== "") parts.push({ kind: "literal", text: literal.replaceAll("]]", "]") });
    literal = "";
  };
  for (let at = 0; at < picture.length; at++) {
    if (picture[at] !== "[") {
      literal += picture[at];
    } else if (picture[at + 1] === "[") {
      literal += "[";
      at++;
    } else {
      flush();
      const end = picture.indexOf("]", at);
      if (end === -1) throw new JsonataError("D3135");
      const marker = parseMarker(picture.slice(at + 1, end).replace(/\s+/g, ""));
      const before = parts.at(-1);
      // Digits that follow digits directly can only be told apart when their number is fixed.
      if (before?.kind === "marker" && before.integer?.kind === "decimal" && marker.integer !== undefined) {
        parts[parts.length - 1] = { ...before, exactDigits: before.integer.mandatoryDigits };
      }
      parts.push(marker);
      at = end;
    }
  }
  flush();
  return parts;
}

function parseMarker(text: string): Marker {
  const component = text.charAt(0);
  const comma = text.lastIndexOf(",");
  const widths = comma === -1 ? [] : text.slice(comma + 1).split("-");
  const width = (value: string | undefined): number | undefined =>
    value === undefined || !/^\d+$/.test(value) ? undefined : Number(value);
  const minimumWidth = width(widths[0]);
  const maximumWidth = width(widths[1]);
  let presentation = text.slice(1, comma === -1 ? undefined : comma);
  const modifier = presentation.length > 1 && /[atco]$/.test(presentation) ? presentation.slice(-1) : "";
  if (modifier !== "") presentation = presentation.slice(0, -1);
  const otherwise = Object.hasOwn(defaultPresentations, component) ? defaultPresentations[component] : undefined;
  if (otherwise === undefined) throw new JsonataError("D3132", { value: component });
  if (presentation === "") presentation = otherwise;
  let names: NameCase | undefined;
  let integer: IntegerPicture | undefined;
  let yearDigits: number | undefined;
  if (presentation.startsWith("n")) names = "lower";
  else if (presentation.startsWith("N")) names = presentation[1] === "n" ? "title" : "upper";
  else if (numericComponents.includes(component) || component === "Z" || component === "z") {
    integer = parseIntegerPicture(presentation + (modifier === "o" ? ";o" : ""));
    if (integer.kind === "decimal" && numericComponents.includes(component)) {
      if (minimumWidth !== undefined && integer.mandatoryDigits < minimumWidth) integer = { ...integer, mandatoryDigits: minimumWidth };
      if (component === "Y") {
        if (maximumWidth !== undefined) {
          yearDigits = maximumWidth;
          integer = { ...integer, mandatoryDigits: maximumWidth };
        } else if (integer.mandatoryDigits + integer.optionalDigits >= 2) {
          yearDigits = integer.mandatoryDigits + integer.optionalDigits;
        }
      }
    }
  }
  return { kind: "marker", component, integer, names, traditional: modifier === "t", maximumWidth, yearDigits };
}

// ---- formatting

/** Offset from UTC as `+0130`, in minutes. */
function zoneMinutes(zone: string | undefined): number {
  const value = Number.parseInt(zone ?? "0", 10);
  return Number.isNaN(value) ? 0 : Math.trunc(value / 100) * 60 + (value % 100);
}

/** @throws JsonataError D3132 to D3135 for a malformed picture. */
export function formatDateTime(epochMs: number, picture: string, zone: string | undefined): string {
  if (!(Math.abs(epochMs) <= 8.64e15)) throw new JsonataError("D1001", { value: epochMs });
  const offset = zoneMinutes(zone);
  const time = civilTime(epochMs + offset * 60_000);
  return parsePicture(picture)
    .map((part) => (part.kind === "literal" ? part.text : formatMarker(part, time, offset)))
    .join("");
}

function numberOf(component: string, time: CivilTime): number {
  switch (component) {
    case "Y":
      return time.year;
    case "M":
      return time.month;
    case "D":
      return time.day;
    case "d":
      return time.dayOfYear;
    case "F":
      return time.dayOfWeek;
    case "W":
      return time.weekOfYear;
    case "w":
      return time.weekOfMonth;
    case "X":
      return time.weekYear;
    case "x":
      return time.weekMonth;
    case "H":
      return time.hour;
    case "h":
      return time.hour % 12 === 0 ? 12 : time.hour % 12;
    case "P":
      return time.hour >= 12 ? 1 : 0;
    case "m":
      return time.minute;
    case "s":
      return time.second;
    default:
      return time.millisecond;
  }
}

function formatMarker(marker: Marker, time: CivilTime, offset: number): string {
  const { component, names, integer } = marker;
  if (component === "Z" || component === "z") return formatZone(marker, offset);
  if (component === "C" || component === "E") return "ISO";
  if (component === "P") {
    const half = time.hour >= 12 ? "pm" : "am";
    return names === "upper" ? half.toUpperCase() : half;
  }
  const value = numberOf(component, time);
  if (names !== undefined) {
    const name = namesOf(component)[value - 1] as string;
    const cased = names === "upper" ? name.toUpperCase() : names === "lower" ? name.toLowerCase() : name;
    return marker.maximumWidth === undefined ? cased : cased.slice(0, marker.maximumWidth);
  }
  const shown = marker.yearDigits === undefined ? value : value % 10 ** marker.yearDigits;
  return formatInteger(shown, integer as IntegerPicture);
}

function namesOf(component: string): readonly string[] {
  if (component === "M" || component === "x") return months;
  if (component === "F") return weekdays;
  throw new JsonataError("D3133", { value: component });
}

function formatZone(marker: Marker, offset: number): string {
  if (offset === 0 && marker.traditional) return "Z";
  const hours = Math.floor(Math.abs(offset) / 60);
  const minutes = Math.abs(offset) % 60;
  const { integer } = marker;
  if (integer?.kind !== "decimal") throw new JsonataError("D3134");
  let text: string;
  if (integer.repeats || integer.mandatoryDigits === 3 || integer.mandatoryDigits === 4) {
    text = formatInteger(hours * 100 + minutes, integer);
  } else if (integer.mandatoryDigits <= 2) {
    text = formatInteger(hours, integer) + (minutes === 0 ? "" : `:${String(minutes).padStart(2, "0")}`);
  } else {
    throw new JsonataError("D3134");
  }
  return `${marker.component === "z" ? "GMT" : ""}${offset < 0 ? "-" : "+"}${text}`;
}

// ---- reading

/** Milliseconds since the epoch, or undefined when the text does not fit. What the picture leaves out before its first part comes from now. */
export function parseDateTime(text: string, picture: string, run: Run): number | undefined {
  const parts = parsePicture(picture);
  const markers = parts.filter((part) => part.kind === "marker");
  const source = parts.map((part) => (part.kind === "literal" ? escaped(part.text) : `(${markerPattern(part)})`)).join("");
  if (markers.length === 0) return undefined;
  const bounds = compileReader(`^${source}$`).find(text, 0, (steps) => run.spend(steps));
  if (bounds === undefined) return undefined;
  const found = new Map<string, number>();
  for (const [index, marker] of markers.entries()) {
    const value = parseMarkerText(marker, text.slice(bounds[2 * index + 2], bounds[2 * index + 3]));
    if (value !== undefined) found.set(marker.component, value);
  }
  return assemble(found, () => civilTime(run.nowMs()));
}

/** Only a picture of very many words is too much for an expression. */
function compileReader(source: string): Regex {
  try {
    return compileRegex(source, "i");
  } catch (problem) {
    if (problem instanceof SyntaxProblem) throw memoryLimitError();
    throw problem;
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

function markerPattern(marker: Marker): string {
  const { component, integer } = marker;
  if (component === "Z" || component === "z") {
    const separator = integer?.kind === "decimal" ? integer.separators[0]?.character : undefined;
    return `${component === "z" ? "GMT" : ""}[-+][0-9]+${separator === undefined ? "" : `${escaped(separator)}[0-9]+`}`;
  }
  if (component === "C" || component === "E") return "[a-zA-Z]+";
  if (component === "P") return "am|pm";
  if (marker.names !== undefined) {
    namesOf(component);
    return "[a-zA-Z]+";
  }
  if (marker.exactDigits !== undefined) return `[0-9]{${marker.exactDigits}}`;
  return integerPattern(integer as IntegerPicture);
}

function parseMarkerText(marker: Marker, text: string): number | undefined {
  const { component } = marker;
  if (component === "Z" || component === "z") return parseZone(marker, text);
  if (component === "C" || component === "E") return undefined;
  if (component === "P") return text.toLowerCase() === "pm" ? 1 : 0;
  if (marker.names !== undefined) {
    const wanted = text.toLowerCase();
    const index = namesOf(component).findIndex((name) => name.slice(0, marker.maximumWidth).toLowerCase() === wanted);
    return index === -1 ? undefined : index + 1;
  }
  // Fractional seconds are read as a fraction, whatever their number of digits.
  if (component === "f") return Number(text.replace(/\D/g, "").slice(0, 3).padEnd(3, "0"));
  return parseInteger(text, marker.integer as IntegerPicture);
}

function parseZone(marker: Marker, text: string): number {
  const signed = marker.component === "z" ? text.slice(3) : text;
  const digits = signed.slice(1);
  const separator = marker.integer?.kind === "decimal" ? marker.integer.separators[0]?.character : undefined;
  const at = separator === undefined ? (digits.length <= 2 ? digits.length : 2) : digits.indexOf(separator);
  const minutes = Number(digits.slice(0, at)) * 60 + Number(digits.slice(at).replace(/\D/g, "") || "0");
  return signed.startsWith("-") ? -minutes : minutes;
}

/** @throws JsonataError D3136 when parts between the first and the last given are missing, or weeks are asked for. */
function assemble(found: Map<string, number>, now: () => CivilTime): number | undefined {
  const onlyHas = (allowed: string, among: string): boolean => {
    const given = Array.from(among).filter((component) => found.has(component));
    return given.length > 0 && given.every((component) => allowed.includes(component));
  };
  const dates = "YXMxWwdD";
  const byMonth = onlyHas("YMD", dates);
  const byDayOfYear = !byMonth && onlyHas("Yd", dates);
  const byWeek = onlyHas("Xxw", dates) || onlyHas("XW", dates);
  const halfDays = !onlyHas("Hmsf", "PHhmsf") && onlyHas("Phmsf", "PHhmsf");
  if (byWeek) throw new JsonataError("D3136");
  const order = (byDayOfYear ? "Yd" : "YMD") + (halfDays ? "Phmsf" : "Hmsf");
  let isGiven = false;
  let isPast = false;
  let present: CivilTime | undefined;
  for (const component of order) {
    if (found.has(component)) {
      isGiven = true;
      if (isPast) throw new JsonataError("D3136");
    } else if (isGiven) {
      found.set(component, "MDd".includes(component) ? 1 : 0);
      isPast = true;
    } else {
      present ??= now();
      found.set(component, numberOf(component, present));
    }
  }
  const get = (component: string): number => found.get(component) ?? 0;
  const hour = halfDays ? (get("h") === 12 ? 0 : get("h")) + (get("P") === 1 ? 12 : 0) : get("H");
  const [month, day] = byDayOfYear ? [1, get("d")] : [get("M") > 0 ? get("M") : 1, get("D")];
  const zone = found.get("Z") ?? found.get("z") ?? 0;
  return epochMsOf(get("Y"), month, day, hour, get("m") - zone, get("s"), get("f"));
}
