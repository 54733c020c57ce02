/** The entity's labels: those in force first, each with why and until when. */
import { UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import type { EntityLabel } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Badge, Panel } from '../../kit/Panel.tsx';
import { Empty } from '../../kit/States.tsx';
import { Ago, Time } from '../../kit/Time.tsx';
import { cx } from '../../lib/cx.ts';
import { connotationTone, inForce, statusText } from './labels.ts';

interface LabelsPanelProps {
  readonly labels: readonly EntityLabel[];
  readonly now: string | null;
  /** Null where they are of the past. */
  readonly onRemove: ((label: string) => void) | null;
  readonly actions: ReactNode;
}

export function LabelsPanel({ labels, now, onRemove, actions }: LabelsPanelProps) {
  const current = labels.filter((label) => inForce(label, now));
  const past = labels.filter((label) => !inForce(label, now));
  return (
    <Panel title="Labels" note={`${current.length} in force`} flush actions={actions}>
      {labels.length === 0 ? (
        <Empty title="No labels">
          {onRemove === null ? 'None was in force at that moment.' : 'Neither a rule nor a person has labelled this.'}
        </Empty>
      ) : (
        <ul className="labels">
          {[...current, ...past].map((label) => (
            <Label key={label.label} label={label} now={now} onRemove={onRemove} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface LabelProps extends Pick<LabelsPanelProps, 'now' | 'onRemove'> {
  readonly label: EntityLabel;
}

function Label({ label, now, onRemove }: LabelProps) {
  const current = inForce(label, now);
  return (
    <li className={cx(!current && 'label-old')}>
      <div className="label-head">
        <span className="row row-wrap">
          <Badge tone={current ? connotationTone(label.connotation) : 'neutral'} title={label.connotation ?? ''}>
            {label.manual && <UserRound size={12} aria-hidden />}
            {label.label}
          </Badge>
          <span className="muted">{statusText(label, now)}</span>
          {current && (
            <span className="faint">
              {label.expiresAt === null ? 'no expiry' : <Expiry iso={label.expiresAt} now={now} />}
            </span>
          )}
        </span>
        {current && onRemove !== null && (
          <Button small tone="quiet" onClick={() => onRemove(label.label)} aria-label={`Remove ${label.label}`}>
            Remove
          </Button>
        )}
      </div>
      {label.description !== null && <p className="muted">{label.description}</p>}
      <ul className="label-reasons">
        {label.reasons.map((reason) => (
          <li key={`${reason.rule}${reason.at}`}>
            {reason.reason}{' '}
            <span className="faint">
              {reason.rule} · <Time iso={reason.at} />
            </span>
          </li>
        ))}
      </ul>
    </li>
  );
}

function Expiry({ iso, now }: { readonly iso: string; readonly now: string | null }) {
  return (
    <>
      expires <Ago iso={iso} now={now} />
    </>
  );
}
