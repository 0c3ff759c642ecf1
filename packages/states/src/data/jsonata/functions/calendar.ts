/** The proleptic Gregorian calendar and ISO weeks in plain arithmetic: this package has no Date. */

const dayMs = 86_400_000;

export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 1 to 366. */
  readonly dayOfYear: number;
  /** Monday is 1, Sunday 7. */
  readonly dayOfWeek: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** The week belongs to the year and month in which its Thursday lies. */
  readonly weekYear: number;
  readonly weekOfYear: number;
  readonly weekMonth: number;
  readonly weekOfMonth: number;
}

/** Days since 1970-01-01; a month outside 1 to 12 counts on into other years. */
function daysFromCivil(year: number, month: number, day: number): number {
  const carried = year + Math.floor((month - 1) / 12);
  const monthOfYear = ((((month - 1) % 12) + 12) % 12) + 1;
  // Years that begin in March put the leap day at their end.
  const shifted = monthOfYear <= 2 ? carried - 1 : carried;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfShifted = Math.floor((153 * (monthOfYear + (monthOfYear > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfShifted;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilFromDays(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfShifted = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthOfShifted = Math.floor((5 * dayOfShifted + 2) / 153);
  const month = monthOfShifted < 10 ? monthOfShifted + 3 : monthOfShifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfShifted - Math.floor((153 * monthOfShifted + 2) / 5) + 1,
  };
}

export function civilTime(epochMs: number): CivilTime {
  const days = Math.floor(epochMs / dayMs);
  const inDay = Math.floor(epochMs) - days * dayMs;
  const { year, month, day } = civilFromDays(days);
  const dayOfWeek = ((((days + 3) % 7) + 7) % 7) + 1;
  const thursday = days + 4 - dayOfWeek;
  const week = civilFromDays(thursday);
  return {
    year,
    month,
    day,
    dayOfYear: days - daysFromCivil(year, 1, 1) + 1,
    dayOfWeek,
    hour: Math.floor(inDay / 3_600_000),
    minute: Math.floor(inDay / 60_000) % 60,
    second: Math.floor(inDay / 1_000) % 60,
    millisecond: inDay % 1_000,
    weekYear: week.year,
    weekOfYear: Math.floor((thursday - daysFromCivil(week.year, 1, 1)) / 7) + 1,
    weekMonth: week.month,
    weekOfMonth: Math.ceil(week.day / 7),
  };
}

/** Milliseconds since the epoch; parts beyond their range count on. */
export function epochMsOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond: number,
): number {
  return daysFromCivil(year, month, day) * dayMs + hour * 3_600_000 + minute * 60_000 + second * 1_000 + millisecond;
}

const isoInstant = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?)?)?)?$/;

/** Reads ISO 8601 from a lone year on; without an offset it is UTC. Undefined for what is no instant. */
export function parseIsoInstant(text: string): number | undefined {
  const parts = isoInstant.exec(text);
  if (parts === null) return undefined;
  const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 59) return undefined;
  if (hour === 24 && (minute > 0 || second > 0)) return undefined;
  const millisecond = Number((parts[7] ?? "").slice(0, 3).padEnd(3, "0"));
  return epochMsOf(year as number, month, day, hour, minute - offsetMinutes(parts[8]), second, millisecond);
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith("-") ? -minutes : minutes;
}
