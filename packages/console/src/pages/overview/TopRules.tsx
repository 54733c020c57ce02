/** The rules that fire most in the range, each with its own course over time. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { timeSeriesQuery } from '../../api/events.ts';
import { Panel } from '../../kit/Panel.tsx';
import { Sparkline } from '../../kit/Sparkline.tsx';
import { Empty, Loading } from '../../kit/States.tsx';
import { formatCount, formatShare } from '../../lib/format.ts';
import { RuleBadge } from '../shared/EventBadges.tsx';
import '../../kit/table.css';

/** Rows shown; the rules page has all. */
const shown = 8;

export function TopRules({ from, to, ready }: { readonly from: string; readonly to: string; readonly ready: boolean }) {
  const { data } = useQuery({ ...timeSeriesQuery('rule', { from, to }), enabled: ready });
  const rows = (data?.series ?? [])
    .map((series) => ({ ...series, total: series.counts.reduce((sum, count) => sum + count, 0) }))
    .sort((a, b) => b.total - a.total);
  const all = rows.reduce((sum, row) => sum + row.total, 0);
  const top = rows[0]?.total ?? 1;
  return (
    <Panel title="Top rules" flush actions={<Link to="/rules">All rules</Link>}>
      {data === undefined ? (
        <Loading rows={6} />
      ) : rows.length === 0 ? (
        <Empty title="No hits" />
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">Over time</th>
              <th scope="col" style={{ width: '24%' }}>
                <span className="visually-hidden">Share</span>
              </th>
              <th scope="col" className="right">
                Hits
              </th>
              <th scope="col" className="right">
                Of all
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <tr key={row.name}>
                <td>
                  <RuleBadge name={row.name} />
                </td>
                <td>
                  <Sparkline values={row.counts} width={120} label={`${row.name} over time`} />
                </td>
                <td>
                  <span className="hits-bar" style={{ width: `${(row.total / top) * 100}%` }} />
                </td>
                <td className="right num">{formatCount(row.total)}</td>
                <td className="right num muted">{formatShare(row.total, all)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
