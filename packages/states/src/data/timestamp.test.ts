import assert from "node:assert/strict";
import { test } from "node:test";
import { isoInstant, parseInstant, parseTimestamp } from "./timestamp.ts";

test("a timestamp is an instant, whatever its offset", () => {
  assert.equal(parseTimestamp("2012-10-09T19:00:55Z"), Date.UTC(2012, 9, 9, 19, 0, 55));
  assert.equal(parseTimestamp("2012-10-09T21:30:55+02:30"), Date.UTC(2012, 9, 9, 19, 0, 55));
  assert.equal(parseTimestamp("2012-10-09T19:00-01:00"), Date.UTC(2012, 9, 9, 20, 0));
  assert.equal(parseTimestamp("2024-02-29T00:00:00.5Z"), Date.UTC(2024, 1, 29) + 500);
  assert.equal(parseInstant("1970-01-01T00:00:00.000000001Z"), 1);
});

for (const text of [
  "2016-12-05 21:29:29Z",
  "2016-12-05T21:29:29",
  "2016-13-05T21:29:29Z",
  "2016-12-05T25:29:29Z",
  "05-12-2016T21:29:29Z",
  "2023-02-29T00:00:00Z",
  "2016-12-05t21:29:29z",
  "2016-12-05T24:00:00Z",
  "2016-12-05T21:29:60Z",
  "2016-12-05T21:29:29.Z",
  "2016-12-05T21:29:29+0200",
  "2016-12-05T21:29:29+19:00",
  "2016-12-05T21:29:29Z\n",
  "",
]) {
  test(`'${text}' is not a timestamp`, () => assert.equal(parseTimestamp(text), undefined));
}

test("printing an instant keeps only the fractional digits it needs and agrees with Date", () => {
  assert.equal(isoInstant(Date.UTC(2025, 7, 27, 10, 4, 42)), "2025-08-27T10:04:42Z");
  assert.equal(isoInstant(Date.UTC(2025, 7, 27, 10, 4, 42, 1)), "2025-08-27T10:04:42.001Z");
  assert.equal(isoInstant(Date.UTC(2025, 7, 27, 10, 4, 42, 120)), "2025-08-27T10:04:42.12Z");
  for (let ms = Date.UTC(1890, 0); ms < Date.UTC(2130, 0); ms += 86_400_000 * 3 + 12_345_678) {
    const text = isoInstant(ms);
    assert.equal(Date.parse(text), ms, text);
    assert.equal(parseTimestamp(text), ms, text);
  }
});
