/** Rows that a predicate selects, as a table. */
import type { Column } from '../columns/schema.ts';
import { quoteName } from '../duckdb/quote.ts';
import { WarehouseError } from '../errors.ts';
import { DEFAULT_RESULT_ROWS } from '../limits.ts';
import type { Predicate } from '../translate/predicate.ts';
import { Evaluation } from './evaluate.ts';
import { plainSql } from './filter.ts';
import { newestKeys, positionsSql } from './newest.ts';
import type { ResultTable } from './results.ts';
import { checkLimit, type Question, type Session, type SqlOptions } from './session.ts';
import { prune, type TimeRange } from './view.ts';

export interface SelectOptions extends SqlOptions, TimeRange {
  /** Features to return beside time, action and id; those that the predicate names, when absent. */
  readonly columns?: readonly string[] | undefined;
}

/** What every row begins with. */
const LEADING = ['__time', '__action', '__event_id', '__position'];

/** Events for which a predicate holds, newest first. Rejects (`invalid`) on a column that no stored event has. */
export async function selectRows(
  session: Session,
  where: Predicate,
  options: SelectOptions = {},
): Promise<ResultTable> {
  const limit = checkLimit(options.limit ?? DEFAULT_RESULT_ROWS);
  return session.ask(options, async (question) => {
    const chosen = chooseColumns(question, where, options.columns);
    const leading = question.columns.filter((column) => LEADING.includes(column.name));
    const columns = [...leading, ...chosen.flatMap(({ column }) => (column === null ? [] : [column]))];
    const list = [
      ...LEADING.map(quoteName),
      ...chosen.map(({ name, column }) => `${column === null ? 'NULL' : quoteName(column.name)} AS ${quoteName(name)}`),
    ];
    const range = { fromMillis: options.fromMillis, toMillis: options.toMillis };
    const parts = prune(question.snapshot, range);
    const inSql = !(await new Evaluation(options).needed(question, where, parts, plainSql(range)));
    const condition = inSql
      ? `${plainSql(range)} AND (${where.certain})`
      : `__position IN ${await positionsSql(question, await newestKeys(question, { ...options, where }, limit + 1))}`;
    const table = question.from({ range, columns, ...(inSql ? { where } : {}) });
    return question.run(
      `SELECT ${list.join(', ')} FROM ${table} WHERE ${condition} ORDER BY __time DESC, __position DESC LIMIT ${limit + 1}`,
      limit,
    );
  });
}

function chooseColumns(
  question: Question,
  where: Predicate,
  asked: readonly string[] | undefined,
): readonly { readonly name: string; readonly column: Column | null }[] {
  const known = new Map(question.columns.map((column) => [column.name, column]));
  const find = (name: string) => known.get(question.columnNames.get(name) ?? name) ?? null;
  // A feature of the query that was never stored is a column of NULLs; a name of which nothing is known is a slip.
  if (asked === undefined) return where.features.map(({ name }) => ({ name, column: find(name) }));
  const names = new Set(where.features.map((feature) => feature.name));
  return [...new Set(asked)]
    .filter((name) => !LEADING.includes(name))
    .map((name) => {
      const column = find(name);
      if (column === null && !names.has(name)) {
        throw new WarehouseError('invalid', `no stored event has a feature ${JSON.stringify(name)}`);
      }
      return { name, column };
    });
}
