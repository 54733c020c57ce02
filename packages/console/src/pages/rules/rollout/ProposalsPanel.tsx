/** What waits for a second person: who wants what and why, to be approved by somebody else or rejected. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { decideProposal, type Proposal, refreshRollout, rolloutQuery } from '../../../api/rollout.ts';
import { sessionQuery } from '../../../api/session.ts';
import { Button } from '../../../kit/Button.tsx';
import { Dialog } from '../../../kit/Dialog.tsx';
import { Badge, Panel } from '../../../kit/Panel.tsx';
import { ReasonForm } from '../../../kit/ReasonForm.tsx';
import { Ago } from '../../../kit/Time.tsx';
import { RuleEvidence } from './Evidence.tsx';
import { stateText, stateTone } from './words.ts';

export function ProposalsPanel() {
  const { data } = useQuery(rolloutQuery);
  const me = useQuery(sessionQuery).data?.person.email ?? null;
  const [asked, setAsked] = useState<{ proposal: Proposal; decision: 'approve' | 'reject' } | null>(null);
  const open = data?.proposals.filter(({ status }) => status === 'open') ?? [];
  if (open.length === 0) return null;
  return (
    <Panel title="Waiting for approval" note={open.length} flush>
      <ul className="proposals">
        {open.map((proposal) => {
          const { id, by, reason, at, approvals, approvalsNeeded } = proposal;
          const mine = by === me || approvals.some((approval) => approval.by === me);
          return (
            <li key={id}>
              <div className="grow">
                <p>
                  <strong>{nameOf(proposal)}</strong> to{' '}
                  <Badge tone={stateTone[proposal.state]}>{stateText(proposal)}</Badge>
                </p>
                <p className="muted">
                  {by}, <Ago iso={at} />: {reason}
                  {approvals.map((approval) => ` · approved by ${approval.by}: ${approval.reason}`)}
                </p>
              </div>
              {mine && (
                <span className="muted">
                  {approvalsNeeded - approvals.length === 1 ? 'needs another person' : 'needs two other people'}
                </span>
              )}
              <Button small onClick={() => setAsked({ proposal, decision: 'reject' })}>
                {by === me ? 'Take back' : 'Reject'}
              </Button>
              {!mine && (
                <Button small tone="primary" onClick={() => setAsked({ proposal, decision: 'approve' })}>
                  Approve
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {asked !== null && <DecideDialog {...asked} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

const nameOf = ({ rule }: Proposal): string => rule ?? 'The candidate';

interface DecideDialogProps {
  readonly proposal: Proposal;
  readonly decision: 'approve' | 'reject';
  readonly onClose: () => void;
}

function DecideDialog({ proposal, decision, onClose }: DecideDialogProps) {
  const { data } = useQuery(rolloutQuery);
  const { id, rule, by, reason } = proposal;
  const effects = data?.rules.find((one) => one.name === rule)?.irreversible ?? [];
  return (
    <Dialog
      title={`${decision === 'approve' ? 'Approve' : 'Reject'}: ${nameOf(proposal)} to ${stateText(proposal)}`}
      onClose={onClose}
    >
      <div className="rule-state">
        <p>
          {by}: {reason}
        </p>
        {decision === 'approve' && (
          <>
            {effects.length > 0 && (
              <p className="second-person">It then acts, and this cannot be taken back: {effects.join('; ')}.</p>
            )}
            {rule !== undefined && <RuleEvidence rule={rule} />}
          </>
        )}
        <ReasonForm
          refresh={refreshRollout}
          confirm={decision === 'approve' ? 'Approve' : 'Reject'}
          danger={decision === 'approve'}
          onCancel={onClose}
          onDone={onClose}
          run={async (why) => {
            const { status } = await decideProposal(id, decision, why);
            return status === 'open' ? 'Approved; one more person has to' : `${nameOf(proposal)}: ${status}`;
          }}
        />
      </div>
    </Dialog>
  );
}
