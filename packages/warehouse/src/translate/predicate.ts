/** What translating a query yields. */
import type { CompiledQuery, QueryFeature } from '@lapwing/sml';
import type { ColumnType } from '../columns/column-type.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * A condition over rows of `events`. Rows where `certain` holds match, rows where `possible` does not hold do not; in between
 * the query is evaluated on the row. Without residuals the two are the same text. Neither is to be asked of a row with an inexact
 * feature (`inexactFeaturesSql`): it is evaluated, whatever they say.
 */
export interface Predicate {
  readonly possible: string;
  readonly certain: string;
  readonly residuals: readonly Residual[];
  /** The features that the texts call `featureAlias(0)`, `featureAlias(1)`, …: whoever runs them provides columns of that name. */
  readonly features: readonly PredicateFeature[];
  /** Evaluates a row, its features in this order. */
  readonly compiled: CompiledQuery;
  /** What evaluating a row needs beside its features and its time. */
  readonly needs: RowNeeds;
  readonly surroundings: Surroundings;
}

export interface RowNeeds {
  /** The event's JSON. */
  readonly input: boolean;
  /** Its id and its action's name. */
  readonly identity: boolean;
  /** Its verdicts and label changes. */
  readonly decision: boolean;
}

export interface PredicateFeature {
  readonly name: string;
  /** The type that the texts count on; stored values of another type are converted to it or are NULL. */
  readonly type: ColumnType;
  /** The feature as rules see it. */
  readonly feature: QueryFeature;
}

/** A part of a query that SQL cannot say with the same meaning, for all rows or for some. */
export interface Residual {
  /** The part's text, as written. */
  readonly source: string;
  readonly reason: string;
}

/** The column that holds a predicate's i-th feature. A position, not a name: names differ by case, columns do not. */
export const featureAlias = (index: number): string => `"?${index}"`;

/** … and the one that holds it as it is evaluated. */
export const exactAlias = (index: number): string => `"=${index}"`;
