/** Limits of the checker. */

/**
 * How deep an expression may be nested. Checking, compiling and explaining recurse over expressions; the reference gives up at
 * about 300.
 */
export const EXPRESSION_DEPTH = 500;

