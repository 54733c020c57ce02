/** Limits of the formatter. */

/** Columns of a line; what cannot be broken may be longer. */
export const LINE_WIDTH = 100;

/** Rulesets in the wild indent by two. */
export const INDENT_WIDTH = 2;

/** Blank lines kept between statements, and between the items of a list or call. */
export const MAX_BLANK_LINES = 2;
export const MAX_BLANK_LINES_INSIDE = 1;
