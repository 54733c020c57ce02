/** Rules, verdicts and labels as small marks that are filters too. */
import { Link } from '@tanstack/react-router';
import { useContext } from 'react';
import { Badge, badgeClass, type Tone } from '../../kit/Panel.tsx';
import { SearchBase } from './searchBase.ts';

/** Verdicts of the standard ruleset by severity; any other is neutral. */
function verdictTone(verdict: string): Tone {
  if (/reject|block|ban|remove|delete/i.test(verdict)) return 'red';
  if (/limit|challenge|review|flag|hold/i.test(verdict)) return 'amber';
  return /allow|accept|pass|approve/i.test(verdict) ? 'green' : 'neutral';
}

interface RuleBadgeProps {
  readonly name: string;
  /** As text, where a colour beside it already marks it. */
  readonly plain?: boolean;
}

export function RuleBadge({ name, plain }: RuleBadgeProps) {
  const base = useContext(SearchBase);
  return (
    <Link
      to="/events"
      search={{ ...base, rule: name }}
      preload={false}
      className={plain === true ? 'value truncate' : badgeClass('violet')}
      title={`Events where ${name} fired`}
    >
      <span className="truncate">{name}</span>
    </Link>
  );
}

export function VerdictBadge({ verdict }: { readonly verdict: string }) {
  return <Badge tone={verdictTone(verdict)}>{verdict}</Badge>;
}

/** `Type/id/label/1` (added) or `/0` (removed), shown as `+label` or `−label`. */
export function LabelBadge({ mutation }: { readonly mutation: string }) {
  const parts = mutation.split('/');
  const added = parts.at(-1) !== '0';
  return (
    <Badge tone="blue" title={mutation}>
      {added ? '+' : '−'}
      {parts.at(-2) ?? mutation}
    </Badge>
  );
}
