/** The functions that the JSONata documentation describes, except `$eval`, which Step Functions does not have. */

import { arrayFunctions } from "./array.ts";
import { dateTimeFunctions } from "./date-time.ts";
import { encodingFunctions } from "./encoding.ts";
import { formatFunctions } from "./format.ts";
import { higherOrderFunctions } from "./higher-order.ts";
import { type Library, libraryOf } from "./library.ts";
import { numericFunctions } from "./numeric.ts";
import { objectFunctions } from "./object.ts";
import { stringFunctions } from "./string.ts";

export const standardLibrary: Library = libraryOf([
  ...stringFunctions,
  ...numericFunctions,
  ...formatFunctions,
  ...arrayFunctions,
  ...objectFunctions,
  ...higherOrderFunctions,
  ...encodingFunctions,
  ...dateTimeFunctions,
]);
