import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createFakeClock } from "../platform/fake.ts";
import { createDueQueue, InvalidSchedule, isTimeZone, nextAfter, parseSchedule } from "./index.ts";

const rules = { allowsAt: false, strictUnits: true };
const scheduler = { allowsAt: true, strictUnits: false };

/** The next `count` times after `from`, as ISO texts without seconds. */
function times(expression: string, from: string, { zone = "UTC", count = 3 } = {}): readonly string[] {
  const schedule = parseSchedule(expression, scheduler);
  const found: string[] = [];
  let atMs = Date.parse(from);
  for (let index = 0; index < count; index++) {
    const next = nextAfter(schedule, atMs, zone, Date.parse(from));
    if (next === undefined) break;
    found.push(new Date(next).toISOString().slice(0, 16));
    atMs = next;
  }
  return found;
}

test("a rate counts from where it began", () => {
  assert.deepEqual(times("rate(5 minutes)", "2026-01-01T00:00:00Z"), ["2026-01-01T00:05", "2026-01-01T00:10", "2026-01-01T00:15"]);
  const anchor = Date.parse("2026-01-01T00:00:00Z");
  assert.equal(nextAfter(parseSchedule("rate(1 day)", rules), anchor - 1, "UTC", anchor), anchor);
});

test("the examples of the user guide", () => {
  const from = "2026-01-01T00:00:00Z"; // a Thursday
  assert.deepEqual(times("cron(0 10 * * ? *)", from), ["2026-01-01T10:00", "2026-01-02T10:00", "2026-01-03T10:00"]);
  assert.deepEqual(times("cron(15 12 * * ? *)", from, { count: 1 }), ["2026-01-01T12:15"]);
  assert.deepEqual(times("cron(0 18 ? * MON-FRI *)", from), ["2026-01-01T18:00", "2026-01-02T18:00", "2026-01-05T18:00"]);
  assert.deepEqual(times("cron(0 8 1 * ? *)", from), ["2026-01-01T08:00", "2026-02-01T08:00", "2026-03-01T08:00"]);
  assert.deepEqual(times("cron(0/15 * * * ? *)", from), ["2026-01-01T00:15", "2026-01-01T00:30", "2026-01-01T00:45"]);
  assert.deepEqual(times("cron(0/10 * ? * MON-FRI *)", "2026-01-02T23:45:00Z"), [
    "2026-01-02T23:50",
    "2026-01-05T00:00",
    "2026-01-05T00:10",
  ]);
  assert.deepEqual(times("cron(0/5 8-17 ? * MON-FRI *)", "2026-01-02T17:52:00Z"), [
    "2026-01-02T17:55",
    "2026-01-05T08:00",
    "2026-01-05T08:05",
  ]);
  assert.deepEqual(times("cron(0/30 20-2 ? * MON-FRI *)".replace("20-2", "20-23,0-2"), "2026-01-02T02:10:00Z", { count: 2 }), [
    "2026-01-02T02:30",
    "2026-01-02T20:00",
  ]);
});

test("L, W and # among the days", () => {
  const from = "2026-01-01T00:00:00Z";
  assert.deepEqual(times("cron(0 0 L * ? *)", from), ["2026-01-31T00:00", "2026-02-28T00:00", "2026-03-31T00:00"]);
  assert.deepEqual(times("cron(0 0 3W * ? *)", from), ["2026-01-02T00:00", "2026-02-03T00:00", "2026-03-03T00:00"]);
  assert.deepEqual(times("cron(0 0 1W 8 ? *)", from, { count: 1 }), ["2026-08-03T00:00"]);
  assert.deepEqual(times("cron(0 0 31W 5 ? *)", from, { count: 1 }), ["2026-05-29T00:00"]);
  assert.deepEqual(times("cron(0 0 ? * 3#2 *)", from), ["2026-01-13T00:00", "2026-02-10T00:00", "2026-03-10T00:00"]);
  assert.deepEqual(times("cron(0 0 ? * FRI#5 *)", from, { count: 2 }), ["2026-01-30T00:00", "2026-05-29T00:00"]);
  assert.deepEqual(times("cron(0 0 ? * 5L *)", from, { count: 2 }), ["2026-01-29T00:00", "2026-02-26T00:00"]);
  assert.deepEqual(times("cron(0 0 ? * L *)", from, { count: 1 }), ["2026-01-03T00:00"]);
  assert.deepEqual(times("cron(0 0 ? * FRI-MON *)", from), ["2026-01-02T00:00", "2026-01-03T00:00", "2026-01-04T00:00"]);
});

test("years end, and leap days are waited for", () => {
  assert.deepEqual(times("cron(0 0 29 FEB ? *)", "2026-01-01T00:00:00Z", { count: 2 }), ["2028-02-29T00:00", "2032-02-29T00:00"]);
  assert.deepEqual(times("cron(0 0 1 1 ? 2026-2027)", "2026-01-01T00:00:00Z"), ["2027-01-01T00:00"]);
  assert.deepEqual(times("cron(0 0 30 2 ? *)", "2026-01-01T00:00:00Z"), []);
});

test("a time that clocks are put forward over is left out, and one that comes twice counts once", () => {
  // New York: on 2026-03-08 clocks go from 2:00 to 3:00, on 2026-11-01 from 2:00 back to 1:00.
  const zone = "America/New_York";
  assert.deepEqual(times("cron(30 2 * * ? *)", "2026-03-07T00:00:00Z", { zone }), [
    "2026-03-07T07:30",
    "2026-03-09T06:30",
    "2026-03-10T06:30",
  ]);
  assert.deepEqual(times("cron(30 1 * * ? *)", "2026-10-31T06:00:00Z", { zone }), [
    "2026-11-01T05:30",
    "2026-11-02T06:30",
    "2026-11-03T06:30",
  ]);
  assert.deepEqual(times("cron(0 9 * * ? *)", "2026-03-07T00:00:00Z", { zone, count: 2 }), ["2026-03-07T14:00", "2026-03-08T13:00"]);
});

test("a one-time schedule is read in its zone", () => {
  assert.deepEqual(times("at(2026-07-01T09:30:00)", "2026-01-01T00:00:00Z", { zone: "Europe/Berlin" }), ["2026-07-01T07:30"]);
  assert.deepEqual(times("at(2025-07-01T09:30:00)", "2026-01-01T00:00:00Z"), []);
  assert.deepEqual(times("at(2026-03-08T02:30:00)", "2026-01-01T00:00:00Z", { zone: "America/New_York" }), ["2026-03-08T07:30"]);
});

test("what is no schedule is refused", () => {
  const wrong = [
    "",
    "rate()",
    "rate(0 minutes)",
    "rate(5 minute)",
    "rate(1 minutes)",
    "rate(5 seconds)",
    "rate(-1 hours)",
    "at(2026-01-01T00:00:00)",
    "cron(* * * * *)",
    "cron(* * * * * *)",
    "cron(* * ? * ? *)",
    "cron(60 * * * ? *)",
    "cron(* 24 * * ? *)",
    "cron(* * 32 * ? *)",
    "cron(* * 0 * ? *)",
    "cron(* * * 13 ? *)",
    "cron(* * ? * 8 *)",
    "cron(* * ? * MON#6 *)",
    "cron(5-1 * * * ? *)",
    "cron(*/0 * * * ? *)",
    "cron(* * * * ? 1969)",
    "cron(* * * FOO ? *)",
    "cron(1/2/3 * * * ? *)",
    "cron(1--2 * * * ? *)",
    "cron(L * * * ? *)",
    " rate(5 minutes)",
  ];
  for (const text of wrong) assert.throws(() => parseSchedule(text, rules), InvalidSchedule, text);
  for (const text of ["rate(1 minutes)", "rate(5 minute)"]) assert.equal(parseSchedule(text, scheduler).kind, "rate");
  for (const text of ["at(2026-02-30T00:00:00)", "at(2026-01-01)", "at(2026-01-01T00:00)", "at(2026-01-01T25:00:00)"])
    assert.throws(() => parseSchedule(text, scheduler), InvalidSchedule, text);
});

test("time zones are those of the IANA database", () => {
  assert.deepEqual(["UTC", "Europe/Berlin", "+02:00", "Mars/Olympus", ""].map(isTimeZone), [true, true, false, false, false]);
});

const field = (min: number, max: number) =>
  fc.oneof(
    fc.constant("*"),
    fc.integer({ min, max }).map(String),
    fc.tuple(fc.integer({ min, max }), fc.integer({ min: 1, max: 20 })).map(([from, step]) => `${from}/${step}`),
    fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`),
    fc.array(fc.integer({ min, max }), { minLength: 1, maxLength: 4 }).map((values) => values.join(",")),
  );
const days = fc.oneof(
  fc.oneof(field(1, 28), fc.constantFrom("L", "15W", "1W")).map((day) => ({ day, weekday: "?" })),
  fc.oneof(field(1, 7), fc.constantFrom("2#1", "6L", "L")).map((weekday) => ({ day: "?", weekday })),
);
const zones = fc.constantFrom("UTC", "America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia");
const instants = fc.integer({ min: Date.parse("2020-01-01"), max: Date.parse("2040-01-01") });

test("the next time is after the instant, on a whole minute, shows the fields on the wall, and grows with the instant", () => {
  fc.assert(
    fc.property(
      field(0, 59),
      field(0, 23),
      days,
      field(1, 12),
      zones,
      instants,
      fc.integer({ min: 0, max: 100_000_000 }),
      (minutes, hours, { day, weekday }, months, zone, afterMs, laterMs) => {
        const schedule = parseSchedule(`cron(${minutes} ${hours} ${day} ${months} ${weekday} *)`, rules);
        const next = nextAfter(schedule, afterMs, zone, 0);
        assert.ok(next !== undefined && next > afterMs && next % 60_000 === 0);
        assert.ok(schedule.kind === "cron");
        const wall = new Intl.DateTimeFormat("en-US", {
          timeZone: zone,
          hourCycle: "h23",
          month: "numeric",
          hour: "numeric",
          minute: "numeric",
        });
        const shown = Object.fromEntries(wall.formatToParts(next).map(({ type, value }) => [type, Number(value)]));
        assert.ok(schedule.cron.minutes.includes(shown["minute"] ?? -1) && schedule.cron.hours.includes(shown["hour"] ?? -1));
        assert.ok(schedule.cron.months.has(shown["month"] ?? -1));
        const later = nextAfter(schedule, afterMs + laterMs, zone, 0);
        assert.ok(later !== undefined && later >= next);
        assert.equal(nextAfter(schedule, next - 1, zone, 0), next);
      },
    ),
    { numRuns: 300 },
  );
});

test("any text is a schedule or refused", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `cron(${text})`),
        fc.string().map((text) => `rate(${text})`),
      ),
      (text) => {
        try {
          parseSchedule(text, scheduler);
        } catch (error) {
          assert.ok(error instanceof InvalidSchedule);
        }
      },
    ),
  );
});

test("what is due fires in the order of time, one timer serving all", () => {
  const clock = createFakeClock(0);
  const fired: string[] = [];
  const queue = createDueQueue<string>(clock, (item, dueMs) => fired.push(`${item}@${dueMs}`));
  queue.add("c", 30, "c");
  queue.add("a", 10, "a");
  queue.add("b", 20, "b");
  queue.add("gone", 15, "gone");
  queue.remove("gone");
  queue.add("c", 5, "moved");
  assert.equal(clock.armedCount, 1);
  clock.advanceTo(12);
  assert.deepEqual(fired, ["moved@5", "a@10"]);
  clock.advanceTo(100);
  assert.deepEqual(fired, ["moved@5", "a@10", "b@20"]);
  assert.deepEqual([queue.size, clock.armedCount], [0, 0]);
});

test("thousands that are due at once, moved and removed, all fire once", () => {
  const clock = createFakeClock(0);
  const fired = new Map<string, number>();
  const queue = createDueQueue<string>(clock, (item) => fired.set(item, (fired.get(item) ?? 0) + 1));
  for (let round = 0; round < 5; round++)
    for (let index = 0; index < 1_000; index++) queue.add(`${index}`, 1_000 + ((index * 7 + round) % 50), `${index}`);
  for (let index = 0; index < 1_000; index += 2) queue.remove(`${index}`);
  clock.advanceTo(2_000);
  assert.equal(fired.size, 500);
  assert.ok([...fired.values()].every((count) => count === 1));
});
