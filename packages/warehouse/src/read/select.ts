/** Rows that a filter selects, as a table. */
import { type Column, EXACT_COLUMN, isFixedColumn } from '../columns/schema.ts';
import { quoteName } from '../duckdb/quote.ts';
import { WarehouseError } from '../errors.ts';
import { DEFAULT_RESULT_ROWS } from '../limits.ts';
import type { Predicate } from '../translate/predicate.ts';
import { Evaluation } from './evaluate.ts';
import { type Filter, plainSql } from './filter.ts';
import { newestKeys, positionsSql } from './newest.ts';
import type { ResultTable } from './results.ts';
import { checkLimit, type QueryOptions, type Question, type Session, type SqlOptions } from './session.ts';
import { settleFilter } from './settle.ts';
import { prune } from './view.ts';

export interface SelectOptions extends SqlOptions, Omit<Filter, 'where'> {
  /** Features to return beside time, action, id and position; those that the predicate names, when absent. */
  readonly columns?: readonly string[] | 'all' | undefined;
}

/** What every row begins with. */
const LEADING = ['__time', '__action', '__event_id', '__position'];
const NEWEST_FIRST = '__time DESC, __position DESC';

/** Events for which a predicate holds, newest first. Rejects (`invalid`) on a column that no stored event has. */
export async function selectRows(
  session: Session,
  where: Predicate | undefined,
  options: SelectOptions = {},
): Promise<ResultTable> {
  const limit = checkLimit(options.limit ?? DEFAULT_RESULT_ROWS);
  return session.ask(options, async (question) =>
    question.run(await newestEventsSql(question, { ...options, where }, options.columns, limit + 1), limit),
  );
}

/** SQL of the newest `limit` events of a filter: rows that SQL cannot decide are evaluated until there are enough. */
async function newestEventsSql(
  question: Question,
  filter: Filter & QueryOptions,
  columns: SelectOptions['columns'],
  limit: number,
): Promise<string> {
  const { where } = filter;
  const range = { fromMillis: filter.fromMillis, toMillis: filter.toMillis };
  const list = selectList(question, where, columns);
  const condition = plainSql(filter);
  const inSql =
    where === undefined ||
    !(await new Evaluation(filter).needed(question, where, prune(question.snapshot, range), condition));
  const selected = inSql
    ? `${condition}${where === undefined ? '' : ` AND (${where.certain})`}`
    : `__position IN ${await positionsSql(question, await newestKeys(question, filter, limit))}`;
  const table = question.from({ range, columns: list.columns, ...(inSql ? { where } : {}) });
  return `SELECT ${list.sql} FROM ${table} WHERE ${selected} ORDER BY ${NEWEST_FIRST} LIMIT ${limit}`;
}

/** SQL of all events of a filter, newest first. */
export async function allEventsSql(
  question: Question,
  filter: Filter & QueryOptions,
  columns: SelectOptions['columns'],
): Promise<string> {
  const list = selectList(question, filter.where, columns);
  const settled = await settleFilter(question, filter);
  const table = question.from({ range: settled, columns: list.columns, where: settled.where });
  return `SELECT ${list.sql} FROM ${table} WHERE ${settled.sql} ORDER BY ${NEWEST_FIRST}`;
}

function selectList(
  question: Question,
  where: Predicate | undefined,
  asked: SelectOptions['columns'],
): { readonly sql: string; readonly columns: readonly Column[] } {
  const chosen = chooseColumns(question, where, asked);
  const fixed = question.columns.filter((column) => isFixedColumn(column.name));
  return {
    columns: [...fixed, ...chosen.flatMap(({ column }) => (column === null ? [] : [column]))],
    sql: [
      ...LEADING.map(quoteName),
      ...chosen.map(({ name, column }) => `${column === null ? 'NULL' : quoteName(column.name)} AS ${quoteName(name)}`),
    ].join(', '),
  };
}

function chooseColumns(
  question: Question,
  where: Predicate | undefined,
  asked: SelectOptions['columns'],
): readonly { readonly name: string; readonly column: Column | null }[] {
  const known = new Map(question.columns.map((column) => [column.name, column]));
  const find = (name: string) => known.get(question.columnNames.get(name) ?? name) ?? null;
  const named = where?.features.map((feature) => feature.name) ?? [];
  if (asked === 'all') {
    return [...question.columnNames]
      .map(([name]) => ({ name, column: find(name) }))
      .filter(({ column }) => column !== null);
  }
  // A feature of the query that was never stored is a column of NULLs; a name of which nothing is known is a slip.
  if (asked === undefined) return named.map((name) => ({ name, column: find(name) }));
  return [...new Set(asked)]
    .filter((name) => !LEADING.includes(name))
    .map((name) => {
      const column = name === EXACT_COLUMN.name ? null : find(name);
      if (column === null && !named.includes(name)) {
        throw new WarehouseError('invalid', `no stored event has a feature ${JSON.stringify(name)}`);
      }
      return { name, column };
    });
}
