/** Everything that has rows: a SELECT of an analyst, the events of a query, a table of numbers. */
import { WarehouseError } from '../errors.ts';
import { type AggregateQuery, aggregateSql } from './aggregate.ts';
import type { Filter } from './filter.ts';
import type { Cell, ResultColumn } from './results.ts';
import { allEventsSql, type SelectOptions } from './select.ts';
import type { QueryOptions, Question, Session } from './session.ts';

export type RowSource =
  /** As `Reader.sql`. */
  | { readonly kind: 'sql'; readonly text: string }
  | { readonly kind: 'events'; readonly filter: Filter; readonly columns?: SelectOptions['columns'] }
  | { readonly kind: 'aggregate'; readonly query: AggregateQuery };

/** Rows as they come; each chunk is read when it is asked for. */
export interface RowStream {
  readonly columns: readonly ResultColumn[];
  readonly chunks: AsyncIterable<readonly (readonly Cell[])[]>;
}

/**
 * All rows of a source, without a limit and in bounded memory. They can be read while `use` runs. Exports take as long as they take:
 * there is no time limit unless `timeoutMillis` sets one.
 */
export function streamRows<T>(
  session: Session,
  source: RowSource,
  options: QueryOptions,
  use: (rows: RowStream) => Promise<T>,
): Promise<T> {
  let begun = false;
  return session.ask({ timeoutMillis: Number.POSITIVE_INFINITY, ...options }, async (question) => {
    // A question is asked again when its files were merged away meanwhile; rows that were given cannot be taken back.
    if (begun) throw new WarehouseError('invalid', 'files were merged away while rows were read; export again');
    const rows = await question.rows(await sourceSql(question, source, options));
    begun = true;
    return use(rows);
  });
}

/** Work with the SELECT of a source, which is one statement by then; asked again where files were merged away meanwhile. */
export function writeRows<T>(
  session: Session,
  source: RowSource,
  options: QueryOptions,
  copy: (question: Question, sql: string) => Promise<T>,
): Promise<T> {
  return session.ask({ timeoutMillis: Number.POSITIVE_INFINITY, ...options }, async (question) =>
    copy(question, await sourceSql(question, source, options)),
  );
}

/** The SELECT of a source; what SQL cannot decide has been evaluated by then. */
async function sourceSql(question: Question, source: RowSource, options: QueryOptions): Promise<string> {
  switch (source.kind) {
    case 'sql':
      return question.guarded(source.text);
    case 'events':
      return allEventsSql(question, { ...options, ...source.filter }, source.columns);
    case 'aggregate':
      return aggregateSql(question, { ...options, ...source.query });
    default:
      return source satisfies never;
  }
}
