import { define } from "./library.ts";
import { formatInteger, integerPattern, parseInteger, parseIntegerPicture } from "./integer-picture.ts";
import { formatNumber } from "./number-picture.ts";

export const formatFunctions = [
  define("formatNumber", "<n-so?:s>", ([value, picture, options]) =>
    value === undefined ? undefined : formatNumber(value as number, picture as string, options),
  ),
  define("formatInteger", "<n-s:s>", ([value, picture]) =>
    value === undefined ? undefined : formatInteger(value as number, parseIntegerPicture(picture as string)),
  ),
  define("parseInteger", "<s-s:n>", ([text, picture]) => {
    if (text === undefined) return undefined;
    const parsed = parseIntegerPicture(picture as string);
    integerPattern(parsed);
    return parseInteger(text as string, parsed);
  }),
];
