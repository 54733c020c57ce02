/** Counts of events over event time, split by rule, action or feature. */
import { isFixedColumn } from '../columns/schema.ts';
import { WarehouseError } from '../errors.ts';
import { AUTO_BUCKETS, MAX_BUCKETS, MAX_SERIES } from '../limits.ts';
import { type Filter, plainSql } from './filter.ts';
import { type Group, groupSql } from './group.ts';
import type { QueryOptions, Question, Session } from './session.ts';
import { type SettledFilter, settleFilter } from './settle.ts';

export interface TimeSeriesQuery extends Filter, QueryOptions {
  readonly by: Group;
  /** `auto` picks a round interval that gives at most about `AUTO_BUCKETS` buckets. */
  readonly intervalSeconds?: number | 'auto' | undefined;
}

export interface TimeSeries {
  readonly intervalSeconds: number;
  /** Starts of the buckets, milliseconds since the epoch; multiples of the interval. */
  readonly buckets: readonly number[];
  /** The largest first; at most `MAX_SERIES`. `name` is null for events without a value. */
  readonly series: readonly { readonly name: string | null; readonly counts: readonly number[] }[];
  /** Series that were left out. */
  readonly omitted: number;
}

/** Intervals that people read easily, in seconds: from a second to thirty days. */
const ROUND_INTERVALS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
  2_592_000,
];

/** The smallest round interval that covers the span in at most `AUTO_BUCKETS` buckets; beyond the list, whole multiples of its last. */
export function automaticInterval(spanMillis: number): number {
  const least = spanMillis / 1000 / AUTO_BUCKETS;
  const last = ROUND_INTERVALS.at(-1)!;
  return ROUND_INTERVALS.find((seconds) => seconds >= least) ?? last * Math.ceil(least / last);
}

export function timeSeries(session: Session, query: TimeSeriesQuery): Promise<TimeSeries> {
  return session.ask(query, async (question) => {
    const filter = await settleFilter(question, query);
    const range = await rangeOf(question, filter);
    if (range === null) return { intervalSeconds: 1, buckets: [], series: [], omitted: 0 };
    const intervalSeconds = chooseInterval(query.intervalSeconds ?? 'auto', range.toMillis - range.fromMillis);
    const width = intervalSeconds * 1000;
    const first = Math.floor(range.fromMillis / width);
    const count = Math.ceil(range.toMillis / width) - first;
    if (count > MAX_BUCKETS) {
      throw new WarehouseError('invalid', `${count} buckets are more than ${MAX_BUCKETS}: choose a longer interval`);
    }
    const group = groupSql(query.by, question.columns, question.columnNames);
    const table = question.from({ range: query, columns: group.columns, where: filter.where });
    const bucket = `CAST(floor(epoch_us(__time) / ${width * 1000}) AS BIGINT) - ${first}`;
    const { rows } = await question.run(
      `WITH counted AS (
         SELECT ${group.value} AS name, ${bucket} AS bucket, count(*) AS n
         FROM ${table}${group.join} WHERE ${filter.sql} AND ${plainSql(range)} GROUP BY 1, 2),
       ranked AS (SELECT name, row_number() OVER (ORDER BY sum(n) DESC, name) AS place FROM counted GROUP BY name)
       SELECT place, ranked.name, bucket, n, (SELECT count(*) FROM ranked) FROM counted JOIN ranked
         ON counted.name IS NOT DISTINCT FROM ranked.name WHERE place <= ${MAX_SERIES} ORDER BY place`,
    );
    const series: { name: string | null; counts: number[] }[] = [];
    for (const [place, name, at, n] of rows) {
      const index = Number(place) - 1;
      series[index] ??= { name: name === null ? null : String(name), counts: Array<number>(count).fill(0) };
      series[index].counts[Number(at)] = Number(n);
    }
    return {
      intervalSeconds,
      buckets: Array.from({ length: count }, (_, i) => (first + i) * width),
      series,
      omitted: Math.max(0, Number(rows[0]?.[4] ?? 0) - series.length),
    };
  });
}

/** The range asked for, or where a side is open, the time of the first or last event that the filter selects. */
async function rangeOf(
  question: Question,
  filter: SettledFilter,
): Promise<{ readonly fromMillis: number; readonly toMillis: number } | null> {
  const { fromMillis, toMillis } = filter;
  if (fromMillis !== undefined && toMillis !== undefined)
    return toMillis > fromMillis ? { fromMillis, toMillis } : null;
  const fixed = question.columns.filter((column) => isFixedColumn(column.name));
  const { rows } = await question.run(
    `SELECT floor(epoch_us(min(__time)) / 1000), floor(epoch_us(max(__time)) / 1000) + 1
     FROM ${question.from({ range: filter, columns: fixed, where: filter.where })} WHERE ${filter.sql}`,
  );
  const [least, most] = rows[0] ?? [];
  if (typeof least !== 'number' || typeof most !== 'number') return null;
  return { fromMillis: fromMillis ?? least, toMillis: toMillis ?? most };
}

function chooseInterval(asked: number | 'auto', spanMillis: number): number {
  if (asked === 'auto') return automaticInterval(spanMillis);
  if (Number.isInteger(asked) && asked >= 1) return asked;
  throw new WarehouseError('invalid', 'an interval is a whole number of seconds, at least 1');
}
