/** What the brakes have told, newest first. */
import { useQuery } from '@tanstack/react-query';
import { BellRing, Gauge, OctagonX, TrendingUp } from 'lucide-react';
import { type Alert, alertsQuery } from '../../api/brakes.ts';
import { Panel } from '../../kit/Panel.tsx';
import { Empty, Failed, Loading } from '../../kit/States.tsx';
import { Ago } from '../../kit/Time.tsx';

const looks = {
  emergency: { icon: OctagonX, label: 'Emergency brake', className: 'text-red' },
  anomaly: { icon: TrendingUp, label: 'Unusual rate', className: 'text-amber' },
  cap: { icon: Gauge, label: 'Cap reached', className: 'text-amber' },
} as const;

export function AlertsPanel({ now }: { readonly now: string }) {
  const { data, error, refetch } = useQuery(alertsQuery);
  return (
    <Panel title="Alerts" flush>
      {data === undefined ? (
        error === null ? (
          <Loading rows={3} />
        ) : (
          <Failed error={error} onRetry={() => void refetch()} />
        )
      ) : data.items.length === 0 ? (
        <Empty title="No alerts" icon={<BellRing size={22} aria-hidden />}>
          A rule that is stopped, reaches a cap, or hits far more often than usual is told here and to webhooks.
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, which needs focus
        <ul className="alerts" tabIndex={0} aria-label="Alerts, newest first">
          {data.items.map((alert) => (
            <AlertItem key={alert.id} alert={alert} now={now} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function AlertItem({ alert, now }: { readonly alert: Alert; readonly now: string }) {
  const { icon: Icon, label, className } = looks[alert.kind];
  return (
    <li>
      <Icon size={15} className={className} role="img" aria-label={label} />
      <div className="grow">
        {alert.message}
        <span className="muted">
          {' '}
          <Ago iso={alert.at} now={now} />
          {alert.owner !== null && ` · owner: ${alert.owner}`}
        </span>
      </div>
    </li>
  );
}
