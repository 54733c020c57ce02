/** What translating a query yields. */

/**
 * A condition over rows of `events`. Rows where `certain` holds match, rows where `possible` does not hold do not; in between
 * the query has to be evaluated on the row. Without residuals the two are the same text.
 */
export interface Predicate {
  readonly possible: string;
  readonly certain: string;
  readonly residuals: readonly Residual[];
}

/** A part of a query that SQL cannot say with the same meaning. */
export interface Residual {
  /** The part's text, as written. */
  readonly source: string;
  readonly reason: string;
}
