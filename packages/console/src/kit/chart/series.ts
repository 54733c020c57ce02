/** Preparing time series for a chart: the largest few by name, the rest as one. Pure. */
import type { TimeSeries } from '../../api/types.ts';

export interface ChartSeries {
  readonly name: string;
  readonly counts: readonly number[];
  readonly total: number;
  /** The palette's colour: a CSS variable's name. */
  readonly color: string;
  /** True for the sum of the rest, which is no rule's name. */
  readonly rest: boolean;
}

/** Largest first; ties by name. `order`, when given, fixes each name's colour across charts. */
export function topSeries(data: TimeSeries, limit: number, order: readonly string[] = []): ChartSeries[] {
  const rank = (name: string): number => {
    const index = order.indexOf(name);
    return index < 0 ? order.length : index;
  };
  const all = data.series
    .map((series) => ({ ...series, total: series.counts.reduce((sum, count) => sum + count, 0) }))
    .sort((a, b) => rank(a.name) - rank(b.name) || b.total - a.total || a.name.localeCompare(b.name));
  const kept: ChartSeries[] = all
    .slice(0, limit)
    .map((series, index) => ({ ...series, color: `--chart-${index + 1}`, rest: false }));
  const others = all.slice(limit);
  if (others.length === 0) return kept;
  const counts = data.buckets.map((_, index) => others.reduce((sum, series) => sum + (series.counts[index] ?? 0), 0));
  const total = others.reduce((sum, series) => sum + series.total, 0);
  return [...kept, { name: `${others.length} more`, counts, total, color: '--chart-8', rest: true }];
}

/** From the start of one bucket to the end of another, as the API's from (inclusive) and to (exclusive). */
export function bucketRange(data: TimeSeries, first: number, last: number): { from: string; to: string } | null {
  const [from, to] = [data.buckets[Math.min(first, last)], data.buckets[Math.max(first, last)]];
  if (from === undefined || to === undefined) return null;
  return {
    from: new Date(from).toISOString(),
    to: new Date(Date.parse(to) + data.intervalSeconds * 1000).toISOString(),
  };
}
