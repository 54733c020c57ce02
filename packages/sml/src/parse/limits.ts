/** Limits of the parser, with their reasons. */

/** Open brackets at one place; CPython's tokenizer has the same limit and message. */
export const MAX_BRACKET_DEPTH = 200;

/** Nested blocks (`if:` in `if:` …); CPython's limit. They are no SML, but are read so that their errors are the usual ones. */
export const MAX_INDENT_DEPTH = 100;

/**
 * Depth of an expression tree. Passes over the tree are recursive, and a stack of about 10,000 small frames is what
 * JavaScript gives: this leaves each pass ten frames per level. CPython fails near 3,000.
 */
export const MAX_EXPRESSION_DEPTH = 1000;

/** Levels that one bracket counts for: there are many functions on the stack between one and the next. */
export const BRACKET_WEIGHT = 4;

/** Errors reported for one file; who has this many needs no more, and it bounds the work of resuming after each. */
export const MAX_ERRORS_PER_FILE = 100;

/** Decimal digits of an integer literal; CPython 3.11 refuses more, because reading them takes quadratic time. */
export const MAX_INTEGER_DIGITS = 4300;

/** Format strings within a format string's braces; CPython 3.11 allows one format spec inside another and no more. */
export const MAX_FORMAT_DEPTH = 2;
