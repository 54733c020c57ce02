/** What the brakes have told, newest first: what waits for somebody, and who saw to the rest. */
import { useQuery } from '@tanstack/react-query';
import { BellRing, Gauge, OctagonX, TrendingUp } from 'lucide-react';
import { useState } from 'react';
import { type Alert, acknowledgeAlerts, alertsQuery, refreshBrakes } from '../../api/brakes.ts';
import { Button, Segmented } from '../../kit/Button.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { ReasonDialog } from '../../kit/ReasonForm.tsx';
import { Empty, Failed, Loading } from '../../kit/States.tsx';
import { Ago } from '../../kit/Time.tsx';
import { formatCount } from '../../lib/format.ts';

const looks = {
  emergency: { icon: OctagonX, label: 'Emergency brake', className: 'text-red' },
  anomaly: { icon: TrendingUp, label: 'Unusual rate', className: 'text-amber' },
  cap: { icon: Gauge, label: 'Cap reached', className: 'text-amber' },
} as const;

const CHOICES = [
  { value: 'open', label: 'Open' },
  { value: 'all', label: 'All' },
] as const;

export function AlertsPanel({ now }: { readonly now: string }) {
  const [state, setState] = useState<'open' | 'all'>('open');
  const [asked, setAsked] = useState<readonly Alert[] | 'all' | null>(null);
  const { data, error, refetch } = useQuery(alertsQuery(state));
  const open = data?.open ?? 0;
  return (
    <Panel
      title="Alerts"
      note={open === 0 ? undefined : `${formatCount(open)} open`}
      actions={
        <>
          {open > 1 && (
            <Button small onClick={() => setAsked('all')}>
              Acknowledge all
            </Button>
          )}
          <Segmented label="Which alerts" choices={CHOICES} value={state} onChange={setState} />
        </>
      }
      flush
    >
      {data === undefined ? (
        error === null ? (
          <Loading rows={3} />
        ) : (
          <Failed error={error} onRetry={() => void refetch()} />
        )
      ) : data.items.length === 0 ? (
        <Empty title={state === 'open' ? 'No open alerts' : 'No alerts'} icon={<BellRing size={22} aria-hidden />}>
          A rule that is stopped, reaches a cap, or hits far more often than usual is told here and to webhooks.
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, which needs focus
        <ul className="alerts" tabIndex={0} aria-label="Alerts, newest first">
          {data.items.map((alert) => (
            <AlertItem key={alert.id} alert={alert} now={now} onSee={() => setAsked([alert])} />
          ))}
        </ul>
      )}
      {asked !== null && <SeenDialog asked={asked} open={open} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

interface AlertItemProps {
  readonly alert: Alert;
  readonly now: string;
  readonly onSee: () => void;
}

function AlertItem({ alert, now, onSee }: AlertItemProps) {
  const { icon: Icon, label, className } = looks[alert.kind];
  return (
    <li>
      <Icon size={15} className={alert.seen === null ? className : 'faint'} role="img" aria-label={label} />
      <div className="grow">
        {alert.message}
        <span className="muted">
          {' '}
          <Ago iso={alert.at} now={now} />
          {alert.owner !== null && ` · owner: ${alert.owner}`}
        </span>
        {alert.seen !== null && (
          <span className="alert-seen">
            {alert.seen.by}: {alert.seen.reason}
          </span>
        )}
      </div>
      {alert.seen === null && (
        <Button small aria-label={`Acknowledge: ${alert.message}`} onClick={onSee}>
          Acknowledge
        </Button>
      )}
    </li>
  );
}

interface SeenDialogProps {
  readonly asked: readonly Alert[] | 'all';
  readonly open: number;
  readonly onClose: () => void;
}

function SeenDialog({ asked, open, onClose }: SeenDialogProps) {
  const what = asked === 'all' ? `${formatCount(open)} alerts` : 'the alert';
  return (
    <ReasonDialog
      refresh={refreshBrakes}
      title={`Acknowledge ${what}`}
      confirm="Acknowledge"
      run={async (reason) => {
        const count = await acknowledgeAlerts(asked === 'all' ? 'all' : asked.map(({ id }) => id), reason);
        return `${formatCount(count)} acknowledged`;
      }}
      onClose={onClose}
    >
      {asked !== 'all' && asked.map(({ id, message }) => <p key={id}>{message}</p>)}
      <p className="muted">It says that somebody has looked into it, and what came of it. It changes nothing else.</p>
    </ReasonDialog>
  );
}
