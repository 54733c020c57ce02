/** Whether rules act at all, and which of them the emergency brake has stopped. */
import { Link } from '@tanstack/react-router';
import { CircleCheck, OctagonX } from 'lucide-react';
import { useState } from 'react';
import { type BrakesState, changeBrakes, refreshBrakes } from '../../api/brakes.ts';
import { Button } from '../../kit/Button.tsx';
import { Badge, Panel } from '../../kit/Panel.tsx';
import { ReasonDialog } from '../../kit/ReasonForm.tsx';
import { Ago } from '../../kit/Time.tsx';
import { formatCount } from '../../lib/format.ts';
import { HaltDialog, ResumeDialog } from './HaltDialogs.tsx';

export function StatusPanel({ brakes }: { readonly brakes: BrakesState }) {
  const [asking, setAsking] = useState<'halt' | 'resume' | null>(null);
  const { halted } = brakes;
  return (
    <Panel
      title="Automatic enforcement"
      note={halted === null ? <Badge tone="green">on</Badge> : <Badge tone="red">halted</Badge>}
      actions={
        halted === null ? (
          <Button tone="stop" onClick={() => setAsking('halt')}>
            <OctagonX size={15} aria-hidden /> Halt everything
          </Button>
        ) : (
          <Button tone="primary" onClick={() => setAsking('resume')}>
            Resume
          </Button>
        )
      }
    >
      {halted === null ? (
        <p className="muted brakes-line">
          <CircleCheck size={15} aria-hidden /> Rules act. A halt holds every automatic effect for a person; rules go on
          to record, and what people do themselves goes on to work.
        </p>
      ) : (
        <p className="brakes-line">
          Rules record and do not act. {halted.by} halted them: “{halted.reason}”
        </p>
      )}
      {brakes.stopped.length > 0 && (
        <ul className="stopped-rules" aria-label="Rules that the emergency brake stopped">
          {brakes.stopped.map((rule) => (
            <StoppedRule key={rule.rule} rule={rule} now={brakes.at} />
          ))}
        </ul>
      )}
      {asking === 'halt' && <HaltDialog onClose={() => setAsking(null)} />}
      {asking === 'resume' && <ResumeDialog held={brakes.held.total} onClose={() => setAsking(null)} />}
    </Panel>
  );
}

function StoppedRule({ rule, now }: { readonly rule: BrakesState['stopped'][number]; readonly now: string }) {
  const [asking, setAsking] = useState(false);
  return (
    <li>
      <OctagonX size={16} aria-hidden className="text-red" />
      <div className="grow">
        <Link to="/events" search={{ rule: rule.rule }} className="value">
          {rule.rule}
        </Link>{' '}
        was stopped <Ago iso={rule.at} now={now} />: it had changed within a day and had effects on{' '}
        {formatCount(rule.hits)} of {formatCount(rule.events)} events.
        {rule.owner !== null && <span className="muted"> Owner: {rule.owner}</span>}
      </div>
      <Button small onClick={() => setAsking(true)}>
        Let it go on
      </Button>
      {asking && (
        <ReasonDialog
          refresh={refreshBrakes}
          title={`Let ${rule.rule} go on`}
          confirm="Let it go on"
          run={async (reason) => {
            await changeBrakes('reset', { rule: rule.rule, reason });
            return `${rule.rule} acts again`;
          }}
          onClose={() => setAsking(false)}
        >
          <p className="muted">
            This version is not stopped again. What was held stays held until somebody releases or drops it.
          </p>
        </ReasonDialog>
      )}
    </li>
  );
}
