/** The ruleset that is evaluated beside the one in force: where the two differ, and what becomes of it. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import {
  type Candidate,
  comparisonQuery,
  putCandidate,
  refreshRollout,
  rolloutQuery,
  withdrawCandidate,
} from '../../../api/rollout.ts';
import { Button } from '../../../kit/Button.tsx';
import { Dialog } from '../../../kit/Dialog.tsx';
import { Badge, Panel } from '../../../kit/Panel.tsx';
import { ReasonDialog } from '../../../kit/ReasonForm.tsx';
import { Empty, Failed, Loading } from '../../../kit/States.tsx';
import { Ago } from '../../../kit/Time.tsx';
import { formatCount } from '../../../lib/format.ts';
import { DiffDialog } from './DiffDialog.tsx';
import { BacktestFigures } from './Evidence.tsx';
import { StateForm } from './StateForm.tsx';
import { changeText, precisionText, stateText, stateTone } from './words.ts';
import '../../../kit/table.css';

const shortHash = 12;
const rulesShown = 12;

export function CandidatePanel({ inForce }: { readonly inForce: string }) {
  const { data } = useQuery(rolloutQuery);
  const [asked, setAsked] = useState<'state' | 'withdraw' | 'diff' | null>(null);
  const candidate = data?.candidate ?? null;
  if (candidate === null) return null;
  const close = () => setAsked(null);
  return (
    <Panel
      title="Candidate"
      note={
        <>
          <Badge tone={stateTone[candidate.state]}>{stateText(candidate)}</Badge>{' '}
          <span className="mono">{candidate.hash.slice(0, shortHash)}</span>
        </>
      }
      actions={
        <>
          <Button small onClick={() => setAsked('diff')}>
            Differences
          </Button>
          <Button small onClick={() => setAsked('withdraw')}>
            Withdraw
          </Button>
          <Button small tone="primary" onClick={() => setAsked('state')}>
            Promote
          </Button>
        </>
      }
    >
      <p className="muted">
        {candidate.rules} rules, evaluated beside those in force since <Ago iso={candidate.startedAt} /> by{' '}
        {candidate.by}: {candidate.reason}
      </p>
      <Differences />
      <BacktestFigures of="candidate" />
      {asked === 'state' && <PromoteDialog candidate={candidate} onClose={close} />}
      {asked === 'withdraw' && <WithdrawDialog onClose={close} />}
      {asked === 'diff' && <DiffDialog from={inForce} to={candidate.hash} onClose={close} />}
    </Panel>
  );
}

/** Rules of which the two sides make something else, the largest difference first. */
function Differences() {
  const { data, error, refetch } = useQuery(comparisonQuery('candidate'));
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={3} />;
  const differing = data.rules
    .map((rule) => ({ ...rule, difference: rule.live.hits + rule.shadow.hits - 2 * rule.both }))
    .filter(({ difference }) => difference > 0)
    .sort((a, b) => b.difference - a.difference);
  if (differing.length === 0) {
    return (
      <Empty title="No difference yet">
        {data.events === 0 ? 'No event has come since.' : `Both made the same of ${formatCount(data.events)} events.`}
      </Empty>
    );
  }
  return (
    <div className="scroll-x">
      <table className="table candidate-table">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col" className="right">
              In force
            </th>
            <th scope="col" className="right">
              Candidate
            </th>
            <th scope="col" className="right">
              Newly affected
            </th>
            <th scope="col" className="right">
              No longer
            </th>
            <th scope="col" className="right">
              Precision of the candidate
            </th>
          </tr>
        </thead>
        <tbody>
          {differing.slice(0, rulesShown).map(({ rule, live, shadow, newlyAffected, noLongerAffected }) => {
            const precision = precisionText(shadow.precision);
            return (
              <tr key={rule}>
                <td>
                  <Link to="/events" search={{ rule }} className="value">
                    {rule}
                  </Link>
                </td>
                <td className="right num">{formatCount(live.hits)}</td>
                <td className="right num">{formatCount(shadow.hits)}</td>
                <td className="right num">{formatCount(newlyAffected.entities)}</td>
                <td className="right num">{formatCount(noLongerAffected.entities)}</td>
                <td className="right num">
                  {precision.value} <span className="muted">{precision.detail}</span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {differing.length > rulesShown && <p className="muted">and {differing.length - rulesShown} more rules</p>}
    </div>
  );
}

function PromoteDialog({ candidate, onClose }: { readonly candidate: Candidate; readonly onClose: () => void }) {
  return (
    <Dialog title="State of the candidate" onClose={onClose}>
      <div className="rule-state">
        <p className="muted">
          Live puts it in force with the counters that it has. Where its rules do what cannot be taken back and those in
          force do not, another person has to approve it.
        </p>
        <StateForm
          now={candidate}
          choices={['shadow', 'canary', 'live']}
          irreversible={[]}
          put={(request) => putCandidate(candidate.hash, request)}
          told={(change, request) => changeText(change, 'The candidate', stateText(request))}
          onClose={onClose}
        />
      </div>
    </Dialog>
  );
}

function WithdrawDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <ReasonDialog
      title="Withdraw the candidate"
      refresh={refreshRollout}
      confirm="Withdraw"
      danger
      onClose={onClose}
      run={async (reason) => {
        await withdrawCandidate(reason);
        return 'The candidate has ended';
      }}
    >
      <p className="muted">
        It is not evaluated any more, and what it has counted is forgotten. What it did in shadow stays in the
        warehouse.
      </p>
    </ReasonDialog>
  );
}
