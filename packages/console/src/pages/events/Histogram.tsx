/** How many events match, over time; dragging zooms. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type EventFilter, type SeriesBy, timeSeriesQuery } from '../../api/events.ts';
import { Segmented } from '../../kit/Button.tsx';
import { topSeries } from '../../kit/chart/series.ts';
import { Legend, TimeChart } from '../../kit/chart/TimeChart.tsx';
import { Select } from '../../kit/Field.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { Failed } from '../../kit/States.tsx';
import { formatCount, formatDuration } from '../../lib/format.ts';
import { chartSeries } from '../../lib/limits.ts';
import { RuleBadge } from '../shared/EventBadges.tsx';
import { FilterLink } from '../shared/filters.tsx';

const choices: readonly { readonly value: 'action' | 'rule' | 'none' | ''; readonly label: string }[] = [
  { value: 'action', label: 'Action' },
  { value: 'rule', label: 'Rule' },
  { value: 'none', label: 'Total' },
];

const height = 92;

/** The fixed way of splitting, '' where it is by a feature. */
const fixedOf = (by: SeriesBy): 'action' | 'rule' | 'none' | '' =>
  by === 'action' || by === 'rule' || by === 'none' ? by : '';

/** `feature:Country` → Country; null for the fixed ways to split. */
const featureOf = (by: SeriesBy): string | null => (by.startsWith('feature:') ? by.slice('feature:'.length) : null);

interface HistogramProps {
  readonly filter: EventFilter;
  readonly by: SeriesBy;
  /** Names that the chart can be split by. */
  readonly features: readonly string[];
  readonly ready: boolean;
  readonly onBy: (by: SeriesBy) => void;
  readonly onZoom: (range: { from: string; to: string }) => void;
}

export function Histogram({ filter, by, features, ready, onBy, onZoom }: HistogramProps) {
  const feature = featureOf(by);
  const query = useQuery({ ...timeSeriesQuery(by, filter), enabled: ready, placeholderData: keepPreviousData });
  const data = query.isError ? undefined : query.data;
  const series = useMemo(() => (data === undefined ? [] : topSeries(data, chartSeries)), [data]);
  const total = series.reduce((sum, one) => sum + one.total, 0);
  const what = by === 'rule' ? 'hits' : 'events';
  const note =
    data === undefined
      ? ''
      : `${formatCount(total)} ${what} · per ${formatDuration(data.intervalSeconds)} · drag to zoom${
          data.omitted === undefined ? '' : ` · ${formatCount(data.omitted)} smaller series left out`
        }`;
  return (
    <Panel
      title="Over time"
      note={note}
      className="histogram"
      actions={
        <>
          <Select
            label="Split by a feature"
            value={feature ?? ''}
            onChange={(event) => onBy(event.target.value === '' ? 'action' : `feature:${event.target.value}`)}
          >
            <option value="">Feature…</option>
            {(feature === null || features.includes(feature) ? features : [...features, feature]).map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </Select>
          <Segmented
            label="Split by"
            choices={choices}
            value={fixedOf(by)}
            onChange={(next) => next !== '' && onBy(next)}
          />
        </>
      }
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
  const feature = featureOf(by);
  if (feature !== null) return <span>{name === '' ? 'no value' : name}</span>;
  return <FilterLink add={`ActionName == '${name}'`}>{name}</FilterLink>;
}
