/** What would have happened: rules in shadow, and the ruleset beside the one in force. */
import type { EventDetail } from '../../api/types.ts';
import { Badge, Panel } from '../../kit/Panel.tsx';
import { RuleBadge, VerdictBadge } from '../shared/EventBadges.tsx';

const shortHash = 12;

type Shadow = NonNullable<EventDetail['shadow']>;

export function ShadowPanel({ shadow }: { readonly shadow: Shadow }) {
  const { candidate } = shadow;
  return (
    <Panel title="In shadow" note="recorded, without any effect">
      <Side
        rules={shadow.hits}
        verdicts={shadow.verdicts}
        labels={shadow.labels}
        none="No rule in shadow hit this event."
      />
      {candidate !== null && (
        <>
          <p className="shadow-candidate muted">
            The candidate <span className="mono">{candidate.hash.slice(0, shortHash)}</span>
            {candidate.acted.length > 0 ? ', which acted here in place of the rules in force' : ' would have done'}
          </p>
          <Side rules={candidate.hits} verdicts={candidate.verdicts} labels={candidate.labels} none="Nothing." />
        </>
      )}
    </Panel>
  );
}

interface SideProps {
  readonly rules: readonly string[];
  readonly verdicts: readonly string[];
  readonly labels: readonly string[];
  readonly none: string;
}

function Side({ rules, verdicts, labels, none }: SideProps) {
  if (rules.length + verdicts.length + labels.length === 0) return <p className="muted">{none}</p>;
  return (
    <div className="shadow-side">
      {rules.map((rule) => (
        <RuleBadge key={rule} name={rule} />
      ))}
      {verdicts.map((verdict) => (
        <VerdictBadge key={verdict} verdict={verdict} />
      ))}
      {labels.map((label) => (
        <Badge key={label} tone="blue" title={label}>
          {changeText(label)}
        </Badge>
      ))}
    </div>
  );
}

/** `User/u1/spammer/1` as `+spammer User/u1`; the id may hold slashes. */
function changeText(mutation: string): string {
  const parts = mutation.split('/');
  const [sign, label] = [parts.at(-1) === '1' ? '+' : '−', parts.at(-2)];
  return `${sign}${label} ${parts.slice(0, -2).join('/')}`;
}
