/** How many events match, over time; dragging zooms. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type EventFilter, type SeriesBy, timeSeriesQuery } from '../../api/events.ts';
import { Segmented } from '../../kit/Button.tsx';
import { topSeries } from '../../kit/chart/series.ts';
import { Legend, TimeChart } from '../../kit/chart/TimeChart.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { Failed } from '../../kit/States.tsx';
import { formatCount, formatDuration } from '../../lib/format.ts';
import { chartSeries } from '../../lib/limits.ts';
import { RuleBadge } from '../shared/EventBadges.tsx';
import { FilterLink } from '../shared/filters.tsx';

const choices = [
  { value: 'action', label: 'Action' },
  { value: 'rule', label: 'Rule' },
  { value: 'none', label: 'Total' },
] as const;

const height = 92;

interface HistogramProps {
  readonly filter: EventFilter;
  readonly by: SeriesBy;
  readonly ready: boolean;
  readonly onBy: (by: SeriesBy) => void;
  readonly onZoom: (range: { from: string; to: string }) => void;
}

export function Histogram({ filter, by, ready, onBy, onZoom }: HistogramProps) {
  const query = useQuery({ ...timeSeriesQuery(by, filter), enabled: ready, placeholderData: keepPreviousData });
  const data = query.isError ? undefined : query.data;
  const series = useMemo(() => (data === undefined ? [] : topSeries(data, chartSeries)), [data]);
  const total = series.reduce((sum, one) => sum + one.total, 0);
  const what = by === 'rule' ? 'hits' : 'events';
  const note =
    data === undefined
      ? ''
      : `${formatCount(total)} ${what} · per ${formatDuration(data.intervalSeconds)} · drag to zoom`;
  return (
    <Panel
      title="Over time"
      note={note}
      className="histogram"
      actions={<Segmented label="Split by" choices={choices} value={by} onChange={onBy} />}
    >
      {query.isError ? (
        <Failed error={query.error} />
      ) : data === undefined ? (
        <div style={{ height: height + 22 }} />
      ) : (
        <>
          <TimeChart data={data} series={series} height={height} label="Events over time" onZoom={onZoom} />
          <div style={{ minHeight: 22 }}>
            <Legend series={series} render={(name) => <LegendName by={by} name={name} />} />
          </div>
        </>
      )}
    </Panel>
  );
}

function LegendName({ by, name }: { readonly by: SeriesBy; readonly name: string }) {
  if (by === 'rule') return <RuleBadge name={name} plain />;
  if (by === 'none') return <span>all events</span>;
  return <FilterLink add={`ActionName == '${name}'`}>{name}</FilterLink>;
}
