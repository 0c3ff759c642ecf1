/**
 * Wall clocks of time zones, by the rules of the IANA database that comes with the JavaScript engine. A wall time is
 * written as the milliseconds it would be in UTC.
 */

/** Formatters kept: one is dear to make, and there are some 600 zones with their aliases. */
const formattersMax = 200;
const formatters = new Map<string, ZoneClock>();

interface ZoneClock {
  readonly formatter: Intl.DateTimeFormat;
  /** By quarter of an hour: no zone changes its offset within one any more (Casey did, in 2022), and asking the formatter is dear. */
  readonly offsetsMs: Map<number, number>;
}

const quarterMs = 900_000;
/** Offsets remembered of a zone. */
const offsetsMax = 2_000;

/** Longer than any two changes of a zone's offset are apart from one another in practice, and than any offset itself. */
const farMs = 36 * 3_600_000;

/** Whether there is such a zone; offsets like `+02:00` are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    clockOf(name);
    return true;
  } catch {
    return false; // RangeError: there is no such zone
  }
}

function clockOf(zone: string): ZoneClock {
  let clock = formatters.get(zone);
  if (clock !== undefined) return clock;
  const formatter = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  clock = { formatter, offsetsMs: new Map() };
  formatters.set(zone, clock);
  if (formatters.size > formattersMax) formatters.delete(formatters.keys().next().value!);
  return clock;
}

/** What a clock on the wall shows at that instant. */
export function wallTime(instantMs: number, zone: string): number {
  return instantMs + offsetMs(instantMs, zone);
}

function offsetMs(instantMs: number, zone: string): number {
  if (zone === "UTC") return 0;
  const { formatter, offsetsMs } = clockOf(zone);
  const quarter = Math.floor(instantMs / quarterMs);
  let offset = offsetsMs.get(quarter);
  if (offset === undefined) {
    const parts: Record<string, number> = {};
    for (const { type, value } of formatter.formatToParts(quarter * quarterMs)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    offset = Date.UTC(year, month - 1, day, hour, minute, second) - quarter * quarterMs;
    if (offsetsMs.size >= offsetsMax) offsetsMs.clear();
    offsetsMs.set(quarter, offset);
  }
  return offset;
}

/**
 * When a clock on the wall first shows that time; undefined where it never does, because clocks are put forward over it.
 * Where they are put back the time comes twice, and the first counts.
 */
export function instantOf(wallMs: number, zone: string): number | undefined {
  if (zone === "UTC") return wallMs;
  const before = offsetMs(wallMs - farMs, zone);
  const after = offsetMs(wallMs + farMs, zone);
  const instants = [wallMs - before, wallMs - after].filter((instant) => wallTime(instant, zone) === wallMs);
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/** The same, but a time that never comes is read with the offset that held until then. */
export function instantOfOrAfterGap(wallMs: number, zone: string): number {
  return instantOf(wallMs, zone) ?? wallMs - offsetMs(wallMs - farMs, zone);
}
