/** What the event led to: each effect with the rules, their versions and reasons. */
import { Link } from '@tanstack/react-router';
import type { EffectView, EventDetail } from '../../api/types.ts';
import { Badge, Panel } from '../../kit/Panel.tsx';
import { Empty } from '../../kit/States.tsx';
import { Ago } from '../../kit/Time.tsx';
import { VerdictBadge } from '../shared/EventBadges.tsx';
import { EntityRef } from '../shared/filters.tsx';

const shortVersion = 8;

interface EffectsPanelProps {
  readonly effects: readonly EffectView[];
  readonly held?: EventDetail['held'];
}

export function EffectsPanel({ effects, held = [] }: EffectsPanelProps) {
  // One that was released is among the effects.
  const waiting = held.filter(({ state }) => state !== 'released');
  return (
    <Panel title="Effects" note={effects.length === 0 ? undefined : String(effects.length)} flush>
      {effects.length === 0 && waiting.length === 0 ? (
        <Empty title="No effect">No rule that fired asked for one.</Empty>
      ) : (
        <ul className="effects">
          {waiting.map((effect) => (
            <li key={effect.id} className="effect" title={effect.id}>
              <span className="muted">{effect.kind}</span>
              <span className="row row-wrap">
                <What effect={effect} />
              </span>
              <span className="row">
                <Badge tone={effect.state === 'held' ? 'amber' : 'neutral'}>{effect.state}</Badge>
              </span>
              <p className="effect-why">
                {effect.detail} {effect.state === 'held' && <Link to="/brakes">Brakes</Link>}
              </p>
            </li>
          ))}
          {effects.map((effect) => (
            <li key={effect.id} className="effect" title={effect.id}>
              <span className="muted">{effect.kind}</span>
              <span className="row row-wrap">
                <What effect={effect} />
              </span>
              <span className="row">
                {effect.outcome !== null && (
                  <Badge tone={/cannot|conflict|invalid|fail/.test(effect.outcome) ? 'amber' : 'neutral'}>
                    {effect.outcome}
                  </Badge>
                )}
              </span>
              {effect.rules.map((rule) => (
                <p key={rule.name} className="effect-why">
                  {rule.reason}{' '}
                  <span className="faint">
                    {rule.name} · <span className="mono">{rule.version.slice(0, shortVersion)}</span>
                  </span>
                </p>
              ))}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function What({ effect }: { readonly effect: EffectView }) {
  if (effect.kind === 'verdict') return <VerdictBadge verdict={effect.summary} />;
  if (effect.kind === 'label' && effect.label !== null && effect.entity !== null) {
    const removed = effect.summary.endsWith('/0');
    return (
      <>
        <Badge tone="blue">
          {removed ? '−' : '+'}
          {effect.label}
        </Badge>
        <span className="faint">{effect.entity.type}</span>
        <EntityRef type={effect.entity.type} id={effect.entity.id} />
        {effect.expiresAt !== null && (
          <span className="faint">
            expires <Ago iso={effect.expiresAt} now={effect.time} />
          </span>
        )}
      </>
    );
  }
  return <span className="wrap-any">{effect.summary}</span>;
}
