import { JsonataError } from "../errors.ts";
import { parseIsoInstant } from "./calendar.ts";
import { formatDateTime, isoPicture, parseDateTime } from "./date-time-picture.ts";
import { define } from "./library.ts";

export const dateTimeFunctions = [
  define("now", "<s?s?:s>", ([picture, zone], { run }) =>
    formatDateTime(run.nowMs(), (picture as string | undefined) ?? isoPicture, zone as string | undefined),
  ),
  define("millis", "<:n>", (_args, { run }) => run.nowMs()),
  define("fromMillis", "<n-s?s?:s>", ([epochMs, picture, zone]) =>
    epochMs === undefined
      ? undefined
      : formatDateTime(epochMs as number, (picture as string | undefined) ?? isoPicture, zone as string | undefined),
  ),
  define("toMillis", "<s-s?:n>", ([text, picture], { run }) => {
    if (text === undefined) return undefined;
    if (picture !== undefined) return parseDateTime(text as string, picture as string, run);
    const epochMs = parseIsoInstant(text as string);
    if (epochMs === undefined) throw new JsonataError("D3110", { value: text });
    return epochMs;
  }),
];
