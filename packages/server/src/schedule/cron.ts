/**
 * AWS's cron of six fields: minutes, hours, day of month, month, day of week, year. Each field becomes the set of its
 * numbers; days, which depend on the month, become rules that are asked for a month's length and first weekday.
 */

/** Why a text is no schedule. What AWS says of it depends on the service. */
export class InvalidSchedule extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InvalidSchedule";
  }
}

/** Everything about a month that a day rule needs; weekdays count from 1, Sunday, as AWS's do. */
export interface MonthShape {
  readonly days: number;
  readonly firstWeekday: number;
}

/** Whether that day of the month, from 1, is one. */
type DayRule = (day: number, month: MonthShape) => boolean;

export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  readonly isDay: DayRule;
}

interface Field {
  readonly min: number;
  readonly max: number;
  /** The name of `min`, and those after it. */
  readonly names?: readonly string[];
}

const minutesField: Field = { min: 0, max: 59 };
const hoursField: Field = { min: 0, max: 23 };
const dayField: Field = { min: 1, max: 31 };
const monthField: Field = { min: 1, max: 12, names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"] };
const weekdayField: Field = { min: 1, max: 7, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] };
const yearField: Field = { min: 1970, max: 2199 };

/** Items of one field: more than any field has values. */
const itemsMax = 250;

/** `text` is what stands between the parentheses. Throws InvalidSchedule. */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) throw new InvalidSchedule("a cron expression has six fields");
  const [minutes = "", hours = "", day = "", month = "", weekday = "", year = ""] = fields;
  // EventBridge user guide: "You can't specify the Day-of-month and Day-of-week fields in the same cron expression."
  if ((day === "?") === (weekday === "?")) throw new InvalidSchedule("one of day-of-month and day-of-week must be ?");
  return {
    minutes: sorted(valuesOf(minutes, minutesField)),
    hours: sorted(valuesOf(hours, hoursField)),
    months: valuesOf(month, monthField),
    years: valuesOf(year, yearField),
    isDay: weekday === "?" ? anyOf(day, dayRule) : anyOf(weekday, weekdayRule),
  };
}

const sorted = (values: ReadonlySet<number>): readonly number[] => [...values].sort((one, other) => one - other);

function items(text: string): readonly string[] {
  const found = text.split(",");
  if (found.length > itemsMax) throw new InvalidSchedule("a field lists too much");
  return found;
}

function anyOf(text: string, ruleOf: (item: string) => DayRule): DayRule {
  const rules = items(text).map(ruleOf);
  return (day, month) => rules.some((is) => is(day, month));
}

function valuesOf(text: string, field: Field): ReadonlySet<number> {
  const values = new Set<number>();
  for (const item of items(text)) for (const value of stretch(item, field)) values.add(value);
  return values;
}

/** `*`, `5`, `JAN-MAR`, each perhaps with a step: from `5/10` on to the end. Weekdays may go over the end of the week. */
function stretch(item: string, field: Field): readonly number[] {
  const [range = "", stepText, ...rest] = item.split("/");
  const step = stepText === undefined ? 1 : Number(stepText);
  if (rest.length > 0 || (stepText !== undefined && !/^\d{1,4}$/.test(stepText)) || step < 1)
    throw new InvalidSchedule(`${item} has no proper step`);
  const [fromText = "", toText, ...more] = range.split("-");
  if (more.length > 0) throw new InvalidSchedule(`${item} is no range`);
  const isAll = range === "*";
  const from = isAll ? field.min : valueOf(fromText, field);
  let to = from;
  if (isAll || (toText === undefined && stepText !== undefined)) to = field.max;
  else if (toText !== undefined) to = valueOf(toText, field);
  if (from > to && field !== weekdayField) throw new InvalidSchedule(`${item} runs backwards`);
  const values: number[] = [];
  const length = from > to ? to + 7 : to;
  for (let value = from; value <= length; value += step) values.push(value > field.max ? value - 7 : value);
  return values;
}

function valueOf(text: string, { min, max, names }: Field): number {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + min : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new InvalidSchedule(`${text} is not from ${min} to ${max}`);
  return value;
}

/** `L` the last day, `LW` the last weekday, `15W` the weekday nearest to the 15th within the month. */
function dayRule(item: string): DayRule {
  if (item === "L") return (day, { days }) => day === days;
  if (item === "LW") return (day, month) => day === nearestWeekday(month.days, month);
  const nearest = /^(\d{1,2})W$/.exec(item)?.[1];
  if (nearest !== undefined) {
    const wanted = valueOf(nearest, dayField);
    return (day, month) => wanted <= month.days && day === nearestWeekday(wanted, month);
  }
  const days = new Set(stretch(item, dayField));
  return (day) => days.has(day);
}

const weekdayOf = (day: number, { firstWeekday }: MonthShape): number => ((firstWeekday - 1 + day - 1) % 7) + 1;

function nearestWeekday(wanted: number, month: MonthShape): number {
  const weekday = weekdayOf(wanted, month);
  if (weekday === 7) return wanted === 1 ? 3 : wanted - 1;
  if (weekday === 1) return wanted === month.days ? wanted - 2 : wanted + 1;
  return wanted;
}

/** `L` alone is Saturday, `5L` the last Thursday, `3#2` the second Tuesday. */
function weekdayRule(item: string): DayRule {
  if (item === "L") return (day, month) => weekdayOf(day, month) === 7;
  const last = /^(\w+)L$/i.exec(item)?.[1];
  if (last !== undefined) {
    const wanted = valueOf(last, weekdayField);
    return (day, month) => weekdayOf(day, month) === wanted && day + 7 > month.days;
  }
  const [, name = "", nth] = /^(\w+)#(\d)$/.exec(item) ?? [];
  if (nth !== undefined) {
    const wanted = valueOf(name, weekdayField);
    const week = Number(nth);
    if (week < 1 || week > 5) throw new InvalidSchedule(`${item} is not from #1 to #5`);
    return (day, month) => weekdayOf(day, month) === wanted && Math.ceil(day / 7) === week;
  }
  const weekdays = new Set(stretch(item, weekdayField));
  return (day, month) => weekdays.has(weekdayOf(day, month));
}
