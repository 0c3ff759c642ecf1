/**
 * Timestamps of the language: the ISO-8601 extended offset date-time, which RFC 3339 profiles. Choice compares
 * them as instants and Wait waits for one.
 */

const shape = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/**
 * The instant in milliseconds since 1970-01-01T00:00Z; undefined when the text is not such a timestamp. It has a
 * fraction when the text has more than three fractional digits, and is exact to the microsecond. Strict: `T` and `Z` are capital, the day exists in
 * its month, the offset is at most 18 hours; seconds may be left out, as in Java's ISO_OFFSET_DATE_TIME.
 */
export function parseTimestamp(text: string): number | undefined {
  const parts = shape.exec(text);
  if (parts === null) return undefined;
  const part = (index: number): number => Number(parts[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offsetMinutes = part(9) * 60 + part(10);
  if (part(10) > 59 || offsetMinutes > 18 * 60) return undefined;
  const sign = parts[8] === "-" ? -1 : 1;
  const fractionMs = parts[7] === undefined ? 0 : Number(`0.${parts[7]}`) * 1000;
  const minutes = daysSinceEpoch(year, month, day) * 1440 + hour * 60 + minute - sign * offsetMinutes;
  return minutes * 60_000 + second * 1000 + fractionMs;
}

/** The same in whole milliseconds, rounded up: a timer must not fire before its instant. */
export function parseInstant(text: string): number | undefined {
  const instant = parseTimestamp(text);
  return instant === undefined ? undefined : Math.ceil(instant);
}

/** An instant as the context object prints it, with only the fractional digits it needs: `2025-08-27T10:04:42Z`, `...42.001Z`. */
export function isoInstant(epochMs: number): string {
  const days = Math.floor(epochMs / dayMs);
  const [year, month, day] = dateOf(days);
  const ms = epochMs - days * dayMs;
  const digits = (value: number, width: number): string => String(Math.floor(value)).padStart(width, "0");
  const fraction = digits(ms % 1000, 3).replace(/0+$/, "");
  const time = `${digits(ms / 3_600_000, 2)}:${digits((ms / 60_000) % 60, 2)}:${digits((ms / 1000) % 60, 2)}`;
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}T${time}${fraction === "" ? "" : `.${fraction}`}Z`;
}

const dayMs = 86_400_000;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Proleptic Gregorian. Counting years from March puts the leap day last, so that month lengths follow one formula. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}

/** The inverse: eras of 400 years all have 146,097 days. */
function dateOf(days: number): readonly [year: number, month: number, day: number] {
  const era = Math.floor((days + 719_468) / 146_097);
  const dayOfEra = days + 719_468 - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1];
}
