/** What flows now, what the rules make of it, and what needs a person. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { overviewQuery } from '../../api/overview.ts';
import { PageHead } from '../../kit/Panel.tsx';
import { Failed } from '../../kit/States.tsx';
import { resolveRange } from '../../lib/search.ts';
import type { RangeSearch } from '../shared/RangePicker.tsx';
import { Attention } from './Attention.tsx';
import { HitsPanel } from './HitsPanel.tsx';
import { LiveStream } from './LiveStream.tsx';
import { Tiles } from './Tiles.tsx';
import { TopRules } from './TopRules.tsx';
import { useLive } from './useLive.ts';
import './overview.css';

export function OverviewPage() {
  const search = useSearch({ from: '/inside/' });
  const navigate = useNavigate({ from: '/' });
  const overview = useQuery(overviewQuery);
  const live = useLive();
  const newest = overview.data?.eventTime.max ?? null;
  const { from, to } = resolveRange(search, newest);
  const ready = overview.data !== undefined;
  const onRange = (range: RangeSearch): void => {
    // Exact times belong to the events page, which shows what lies in them.
    if (range.from !== undefined || range.to !== undefined) {
      void navigate({ to: '/events', search: definedOnly(range) });
    } else void navigate({ search: definedOnly(range) });
  };
  return (
    <div className="page">
      <PageHead title="Overview" />
      {overview.error !== null && overview.data === undefined ? (
        <Failed error={overview.error} onRetry={() => void overview.refetch()} />
      ) : (
        <Tiles overview={overview.data} live={live} />
      )}
      <div className="overview-grid">
        <div className="stack">
          <HitsPanel range={search} from={from} to={to} ready={ready} onRange={onRange} />
          <TopRules from={from} to={to} ready={ready} />
        </div>
        <div className="stack">
          <Attention />
          <LiveStream live={live} />
        </div>
      </div>
    </div>
  );
}

function definedOnly(range: RangeSearch): { range?: string; from?: string; to?: string } {
  return {
    ...(range.range === undefined ? {} : { range: range.range }),
    ...(range.from === undefined ? {} : { from: range.from }),
    ...(range.to === undefined ? {} : { to: range.to }),
  };
}
