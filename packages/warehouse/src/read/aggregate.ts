/** Tables of numbers over the events of a query: by groups, by time, and against the time before. */
import { type Column, isFixedColumn } from '../columns/schema.ts';
import { quoteName } from '../duckdb/quote.ts';
import { WarehouseError } from '../errors.ts';
import { MAX_BUCKETS, MAX_GROUPINGS, MAX_MEASURES, MAX_RESULT_ROWS } from '../limits.ts';
import { type Filter, plainSql } from './filter.ts';
import { type Group, type GroupSql, groupSql } from './group.ts';
import { type Measure, measureName, measureSql } from './measure.ts';
import type { QueryOptions, Question } from './session.ts';
import { settleFilter } from './settle.ts';
import { automaticInterval } from './time-series.ts';

export interface AggregateQuery extends Filter, QueryOptions {
  /** None for one group of all events. */
  readonly by?: readonly Exclude<Group, 'none'>[] | undefined;
  /** Numbers for each group; the count when absent. Groups come in the order of the first, largest first. */
  readonly measures?: readonly Measure[] | undefined;
  /** Split by event time into buckets of so many seconds; then rows come by time. */
  readonly everySeconds?: number | 'auto' | undefined;
  /** Give every number for the span of the same length before `fromMillis` too, and the change since. Needs both ends of the range. */
  readonly compare?: boolean | undefined;
  /** Groups at most, the largest; with `everySeconds`, in each of its buckets these. */
  readonly groups?: number | undefined;
}

/** The name of a group as a column. */
const groupName = (group: Exclude<Group, 'none'>): string => (typeof group === 'string' ? group : group.feature);

/**
 * SQL of the table: a column `time` where it is split by time, one for each group, one for each measure, and with `compare` for each
 * measure `before` and `change` (a share: 0.5 is half as much again; NULL from nothing).
 */
export async function aggregateSql(question: Question, query: AggregateQuery): Promise<string> {
  const by = query.by ?? [];
  const measures = query.measures?.length ? query.measures : [{ kind: 'count' } as const];
  check(query, by, measures);
  const parts: Parts = {
    groups: by.map((group, i) => groupSql(group, question.columns, question.columnNames, i)),
    names: by.map(groupName),
    measures: measures.map((measure) => ({
      name: measureName(measure),
      ...measureSql(measure, question.columns, question.columnNames),
    })),
  };
  const groups = query.groups ?? MAX_RESULT_ROWS;
  if (query.everySeconds !== undefined) return overTime(question, query, query.everySeconds, parts, groups);
  const now = await numbersSql(question, query, query, parts);
  const keys = parts.names.map((_, i) => `g${i}`);
  const list = parts.names.map((name, i) => `now.g${i} AS ${quoteName(name)}`);
  const order = [...parts.measures.slice(0, 1).map(() => 'now.m0 DESC NULLS LAST'), ...keys.map((key) => `now.${key}`)];
  if (query.compare !== true) {
    list.push(...parts.measures.map(({ name }, i) => `now.m${i} AS ${quoteName(name)}`));
    return `WITH now AS (${now}) SELECT ${list.join(', ')} FROM now ORDER BY ${order.join(', ')} LIMIT ${groups}`;
  }
  const before = await numbersSql(question, query, spanBefore(query), parts);
  for (const [i, { name }] of parts.measures.entries()) {
    list.push(
      `now.m${i} AS ${quoteName(name)}`,
      `${parts.names.length === 0 ? `before.m${i}` : zeroWhereCounted(name, `before.m${i}`)} AS ${quoteName(`${name} before`)}`,
      `CASE WHEN before.m${i} <> 0 THEN (now.m${i} - before.m${i}) / CAST(abs(before.m${i}) AS DOUBLE) END AS ${quoteName(`${name} change`)}`,
    );
  }
  const same = keys.map((key) => `now.${key} IS NOT DISTINCT FROM before.${key}`).join(' AND ') || 'true';
  return `WITH now AS (${now}), before AS (${before})
    SELECT ${list.join(', ')} FROM now LEFT JOIN before ON ${same} ORDER BY ${order.join(', ')} LIMIT ${groups}`;
}

interface Parts {
  readonly groups: readonly GroupSql[];
  readonly names: readonly string[];
  readonly measures: readonly { readonly name: string; readonly sql: string; readonly column: Column | null }[];
}

/** A group that did not occur before was counted nought times; it had no mean. */
const zeroWhereCounted = (name: string, sql: string): string =>
  name === 'count' || name.startsWith('distinct ') ? `coalesce(${sql}, 0)` : sql;

function check(query: AggregateQuery, by: readonly unknown[], measures: readonly Measure[]): void {
  const invalid = (message: string) => new WarehouseError('invalid', message);
  if (by.length > MAX_GROUPINGS) throw invalid(`at most ${MAX_GROUPINGS} groupings`);
  if (measures.length > MAX_MEASURES) throw invalid(`at most ${MAX_MEASURES} numbers`);
  const { groups, compare, everySeconds, fromMillis, toMillis } = query;
  if (groups !== undefined && !(Number.isInteger(groups) && groups >= 1 && groups <= MAX_RESULT_ROWS)) {
    throw invalid(`groups must be an integer from 1 to ${MAX_RESULT_ROWS}`);
  }
  if (compare !== true) return;
  if (everySeconds !== undefined)
    throw invalid('a comparison with the time before is of the whole span, not of buckets');
  if (fromMillis === undefined || toMillis === undefined || !(toMillis > fromMillis)) {
    throw invalid('a comparison with the time before needs the beginning and the end of the span');
  }
}

function spanBefore({ fromMillis = 0, toMillis = 0 }: Filter): { fromMillis: number; toMillis: number } {
  return { fromMillis: 2 * fromMillis - toMillis, toMillis: fromMillis };
}

/** Groups `g0`, `g1`, … and measures `m0`, `m1`, … over the events of a span. */
async function numbersSql(
  question: Question,
  query: Filter & QueryOptions,
  { fromMillis, toMillis }: Filter,
  parts: Parts,
  bucketSql: string | null = null,
): Promise<string> {
  const filter = await settleFilter(question, { ...query, fromMillis, toMillis });
  const columns = new Set<Column>(parts.groups.flatMap((group) => group.columns));
  for (const { column } of parts.measures) if (column !== null) columns.add(column);
  for (const column of question.columns) if (isFixedColumn(column.name)) columns.add(column);
  const table = question.from({ range: filter, columns: [...columns], where: filter.where });
  const keys = [
    ...(bucketSql === null ? [] : [`${bucketSql} AS bucket`]),
    ...parts.groups.map((group, i) => `${group.value} AS g${i}`),
  ];
  const numbers = parts.measures.map(({ sql }, i) => `${sql} AS m${i}`);
  const joins = parts.groups.map((group) => group.join).join('');
  const grouping = keys.length === 0 ? '' : ` GROUP BY ${keys.map((_, i) => i + 1).join(', ')}`;
  return `SELECT ${[...keys, ...numbers].join(', ')} FROM ${table}${joins} WHERE ${filter.sql}${grouping}`;
}

async function overTime(
  question: Question,
  query: AggregateQuery,
  every: number | 'auto',
  parts: Parts,
  groups: number,
): Promise<string> {
  const seconds = await bucketSeconds(question, query, every);
  const micros = seconds * 1_000_000;
  const bucket = `make_timestamp(CAST(floor(epoch_us(__time) / ${micros}) AS BIGINT) * ${micros})`;
  const numbers = await numbersSql(question, query, query, parts, bucket);
  const keys = parts.names.map((_, i) => `g${i}`);
  const list = [
    'now.bucket AS time',
    ...parts.names.map((name, i) => `now.g${i} AS ${quoteName(name)}`),
    ...parts.measures.map(({ name }, i) => `now.m${i} AS ${quoteName(name)}`),
  ];
  if (keys.length === 0) return `WITH now AS (${numbers}) SELECT ${list.join(', ')} FROM now ORDER BY 1`;
  // The largest groups over the whole span: a chart whose series change from bucket to bucket says nothing.
  const same = keys.map((key) => `now.${key} IS NOT DISTINCT FROM largest.${key}`).join(' AND ');
  return `WITH now AS (${numbers}),
      largest AS (SELECT ${keys.join(', ')}, sum(m0) AS total FROM now GROUP BY ${keys.join(', ')}
        ORDER BY total DESC NULLS LAST, ${keys.join(', ')} LIMIT ${groups})
    SELECT ${list.join(', ')} FROM now JOIN largest ON ${same} ORDER BY 1, largest.total DESC NULLS LAST, ${keys.map((key) => `now.${key}`).join(', ')}`;
}

async function bucketSeconds(question: Question, query: AggregateQuery, every: number | 'auto'): Promise<number> {
  if (every !== 'auto' && !(Number.isInteger(every) && every >= 1)) {
    throw new WarehouseError('invalid', 'an interval is a whole number of seconds, at least 1');
  }
  const span = await spanMillis(question, query);
  if (every === 'auto') return automaticInterval(span);
  if (span / 1000 / every > MAX_BUCKETS) {
    throw new WarehouseError('invalid', `more than ${MAX_BUCKETS} buckets: choose a longer interval`);
  }
  return every;
}

/** Milliseconds from the first to the last event, or of the range where both its ends are given. */
async function spanMillis(question: Question, { fromMillis, toMillis }: Filter): Promise<number> {
  if (fromMillis !== undefined && toMillis !== undefined) return Math.max(1, toMillis - fromMillis);
  const range = { fromMillis, toMillis };
  const time = question.columns.filter((column) => column.name === '__time');
  const { rows } = await question.run(
    `SELECT epoch_us(min(__time)) / 1000, epoch_us(max(__time)) / 1000
     FROM ${question.from({ range, columns: time })} WHERE ${plainSql(range)}`,
  );
  const [first, last] = rows[0] ?? [];
  return typeof first === 'number' && typeof last === 'number' ? Math.max(1, last - first) : 1;
}
