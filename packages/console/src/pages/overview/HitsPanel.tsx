/** Hits per rule over time; dragging across it opens the events of that range. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { timeSeriesQuery } from '../../api/events.ts';
import { topSeries } from '../../kit/chart/series.ts';
import { Legend, TimeChart } from '../../kit/chart/TimeChart.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { Empty, Failed } from '../../kit/States.tsx';
import { formatDuration } from '../../lib/format.ts';
import { chartSeries } from '../../lib/limits.ts';
import { RuleBadge } from '../shared/EventBadges.tsx';
import { RangePicker, type RangeSearch } from '../shared/RangePicker.tsx';

interface HitsPanelProps {
  readonly range: RangeSearch;
  readonly from: string;
  readonly to: string;
  readonly ready: boolean;
  readonly onRange: (range: RangeSearch) => void;
}

const height = 236;
/** Two lines, kept free from the start so that nothing moves when the names arrive. */
const legendHeight = 48;

export function HitsPanel({ range, from, to, ready, onRange }: HitsPanelProps) {
  const navigate = useNavigate();
  const query = useQuery({ ...timeSeriesQuery('rule', { from, to }), enabled: ready });
  const series = useMemo(() => (query.data === undefined ? [] : topSeries(query.data, chartSeries)), [query.data]);
  const zoom = useCallback(
    (span: { from: string; to: string }) => void navigate({ to: '/events', search: { ...span, by: 'rule' } }),
    [navigate],
  );
  const note =
    query.data === undefined ? '' : `per ${formatDuration(query.data.intervalSeconds)} · drag to see the events`;
  return (
    <Panel title="Hits per rule" note={note} actions={<RangePicker value={range} onChange={onRange} />}>
      {query.error !== null && query.data === undefined ? (
        <Failed error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <div style={{ height: height + legendHeight }} />
      ) : series.length === 0 ? (
        <Empty title="No rule fired in this time">Choose a longer range, or look at the rules that there are.</Empty>
      ) : (
        <>
          <TimeChart data={query.data} series={series} height={height} label="Hits per rule over time" onZoom={zoom} />
          <div style={{ minHeight: legendHeight }}>
            <Legend series={series} render={(name) => <RuleBadge name={name} plain />} />
          </div>
        </>
      )}
    </Panel>
  );
}
