/** When the entity was active, split by action; dragging leads to those events. */
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
import { both } from '../../lib/sml.ts';
import { FilterLink } from '../shared/filters.tsx';

const height = 120;

/** `q` selects the entity's events in the rule language; '' where it has none. */
export function ActivityPanel({ q }: { readonly q: string }) {
  const navigate = useNavigate();
  const query = useQuery({ ...timeSeriesQuery('action', { q }), enabled: q !== '' });
  const series = useMemo(() => (query.data === undefined ? [] : topSeries(query.data, chartSeries)), [query.data]);
  const zoom = useCallback(
    (range: { from: string; to: string }) => void navigate({ to: '/events', search: { q, ...range } }),
    [navigate, q],
  );
  const note =
    query.data === undefined ? '' : `per ${formatDuration(query.data.intervalSeconds)} · drag to see the events`;
  return (
    <Panel title="Activity" note={note}>
      {query.isError ? (
        <Failed error={query.error} onRetry={() => void query.refetch()} />
      ) : q === '' ? (
        <Empty title="No activity" />
      ) : query.data === undefined ? (
        <div style={{ height: height + 22 }} />
      ) : (
        <>
          <TimeChart data={query.data} series={series} height={height} label="Activity by action" onZoom={zoom} />
          <Legend
            series={series}
            render={(name) => <FilterLink add={both(q, `ActionName == '${name}'`)}>{name}</FilterLink>}
          />
        </>
      )}
    </Panel>
  );
}
