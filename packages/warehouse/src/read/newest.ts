/** The newest events that a filter selects, found without reading more than they need. */
import type { Column } from '../columns/schema.ts';
import { isFixedColumn } from '../columns/schema.ts';
import { quoteName } from '../duckdb/quote.ts';
import { Evaluation, type Key } from './evaluate.ts';
import { type Filter, plainSql, timeSql } from './filter.ts';
import type { QueryOptions, Question } from './session.ts';
import { prune } from './view.ts';

export interface NewestOptions {
  /** Only events before this one in the order of (time, position), descending. */
  readonly after?: Key | null;
  /** A further condition, and the columns that it needs beside the fixed ones. */
  readonly condition?: { readonly sql: string; readonly columns: readonly Column[] };
}

const NEWEST_FIRST = '__time DESC, __position DESC';

/**
 * Keys of the newest `wanted` events. Parts are read in the order of their newest row, twice as many at a time, until no part that is
 * left can hold a newer event than the last one found; rows that SQL cannot decide are evaluated in that order too, and no further.
 */
export async function newestKeys(
  question: Question,
  filter: Filter & QueryOptions,
  wanted: number,
  { after = null, condition }: NewestOptions = {},
): Promise<Key[]> {
  const { files, recent } = prune(question.snapshot, {
    fromMillis: filter.fromMillis,
    toMillis: minimum(filter.toMillis, after === null ? undefined : after.timeMillis + 1),
  });
  const parts = [
    ...recent.map((part) => ({ newest: part.maxTimeMillis, files: [], recent: [part] })),
    ...files.map((part) => ({ newest: part.maxTimeMillis, files: [part], recent: [] })),
  ].sort((a, b) => b.newest - a.newest);
  const conditions = [plainSql(filter)];
  if (after !== null) conditions.push(`(__time, __position) < (${timeSql(after.timeMillis)}, ${after.position})`);
  if (condition !== undefined) conditions.push(condition.sql);
  const sql = conditions.join(' AND ');
  const evaluation = new Evaluation(filter);
  let keys: Key[] = [];
  for (let at = 0, count = 2; at < parts.length; at += count, count *= 2) {
    const enough = keys.length >= wanted ? keys[wanted - 1] : undefined;
    if (enough !== undefined && parts[at]!.newest < enough.timeMillis) break;
    const group = parts.slice(at, at + count);
    const some = { files: group.flatMap((part) => part.files), recent: group.flatMap((part) => part.recent) };
    const found = await newestOf(question, filter, some, sql, wanted, condition?.columns ?? [], evaluation);
    keys = [...keys, ...found].sort(newestFirst).slice(0, wanted);
  }
  return keys;
}

const newestFirst = (a: Key, b: Key): number => b.timeMillis - a.timeMillis || b.position - a.position;

async function newestOf(
  question: Question,
  { where }: Filter,
  parts: ReturnType<typeof prune>,
  condition: string,
  wanted: number,
  columns: readonly Column[],
  evaluation: Evaluation,
): Promise<Key[]> {
  if (where !== undefined && (await evaluation.needed(question, where, parts, condition, columns))) {
    const candidates = { parts, condition, columns, orderSql: NEWEST_FIRST };
    const keys: Key[] = [];
    for await (const found of evaluation.matches(question, where, candidates, false, wanted)) {
      keys.push(...found);
    }
    return keys;
  }
  const fixed = question.columns.filter((column) => isFixedColumn(column.name));
  const from = question.fromParts(parts, { columns: [...fixed, ...columns], where });
  const { rows } = await question.run(
    `SELECT (epoch_us(__time) / 1000.0)::DOUBLE, __position FROM ${from}
     WHERE ${condition}${where === undefined ? '' : ` AND (${where.certain})`} ORDER BY ${NEWEST_FIRST} LIMIT ${wanted}`,
  );
  return rows.map(([time, position]) => ({ timeMillis: Number(time), position: Number(position) }));
}

/** Positions written out as a list up to here, and as a table beyond. */
const LISTED = 2_000;

/** What an `IN` takes for the rows of these keys. */
export async function positionsSql(question: Question, keys: readonly Key[]): Promise<string> {
  if (keys.length <= LISTED) return `(${keys.map(({ position }) => position).join(', ') || 'NULL'})`;
  const table = quoteName(question.temporaryName());
  await question.connection.run(`CREATE OR REPLACE TEMP TABLE ${table} (position BIGINT)`);
  await insertPositions(question, table, keys);
  return `(SELECT position FROM ${table})`;
}

export async function insertPositions(question: Question, table: string, keys: readonly Key[]): Promise<void> {
  for (let i = 0; i < keys.length; i += LISTED) {
    const values = keys.slice(i, i + LISTED).map(({ position }) => `(${position})`);
    await question.connection.run(`INSERT INTO ${table} VALUES ${values.join(', ')}`);
  }
}

const minimum = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);
