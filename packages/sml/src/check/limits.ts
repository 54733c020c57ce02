/** Limits of the checker. */

/**
 * How deep an expression may be nested. Checking, compiling and explaining recurse over expressions; the reference gives up at
 * about 300.
 */
export const EXPRESSION_DEPTH = 500;

/** Names shown in "did you mean" must be longer than this, and at most this many edits away (the reference's threshold). */
export const TYPO_DISTANCE = 3;
