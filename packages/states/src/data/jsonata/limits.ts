/** What one JSONata expression may cost. Whoever hits one of these gets an error of the expression, never a hung or crashed process. */

/** Items one `[a..b]` may make. Measured on AWS: `[1..873782]` is accepted and `[1..873783]` refused. */
const rangeItemsMax = 873_782;

/**
 * Items one `$range()` may make. Reported from AWS (200,000 accepted, 500,000 refused; its boundary lies at
 * 360,145): building it there costs more memory an item than the range operator does.
 */
export const rangeFunctionItemsMax = 360_145;

/** The reference implementation refuses ranges above this with D2014, before any memory is spent. */
export const rangeOperatorItemsMax = 10_000_000;

/**
 * Characters of one string. Measured on AWS: 2^22 accepted, 2^23 refused. The bound there is on memory; eight
 * bytes an item of the largest range gives a number between the two.
 */
export const stringCharactersMax = 8 * rangeItemsMax;

/**
 * Nested evaluations. Measured on AWS for five shapes (sums, parentheses, recursion): all end between 99 and 101.
 * A sum of 200 terms is refused there.
 */
const evaluationDepthMax = 100;

/**
 * Evaluated nodes, visited items and, in sixteenths, made characters of one evaluation: a tenth of a second, for
 * which other executions wait. Ours; AWS has a clock instead, which a pure evaluator has not.
 */
const stepsMax = 2_000_000;

/** Nesting that the parser follows with the host's stack. Ours; evaluating a tenth of it is refused already. */
export const parseDepthMax = 300;

/** Height of the syntax tree that is compiled; what is higher cannot be evaluated within any depth allowed. Ours. */
export const treeHeightMax = 1_000;

/** Steps of a path that are searched for one parent (`%`). Ours. */
export const parentStepsMax = 1_000;

/** Nested arrays or objects that a walk over values follows with the host's stack. Ours. */
export const walkDepthMax = 1_000;

/** Instructions of one compiled regular expression. Ours. */
export const regexInstructionsMax = 10_000;

/** Nested groups of one regular expression. Ours. */
export const regexDepthMax = 100;

/** Characters of one date/time or number picture. Ours; what the manuals show fits in a line. */
export const pictureCharactersMax = 1_000;

/** The bounds that an evaluation may be given differently; each defaults to the constant of the same name. */
export interface EvaluationLimits {
  readonly evaluationDepthMax: number;
  readonly rangeItemsMax: number;
  readonly stepsMax: number;
}

export const defaultLimits: EvaluationLimits = { evaluationDepthMax, rangeItemsMax, stepsMax };
