/** Decisions as they are made; a pause keeps what one is reading in place. */
import { Link } from '@tanstack/react-router';
import { Pause, Play } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import type { EventSummary } from '../../api/types.ts';
import { Button, Segmented } from '../../kit/Button.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { Empty, Loading } from '../../kit/States.tsx';
import { Time } from '../../kit/Time.tsx';
import { useShortcuts } from '../../lib/keys.ts';
import { RuleBadge, VerdictBadge } from '../shared/EventBadges.tsx';
import { EntityRef } from '../shared/filters.tsx';
import { useFeatures } from '../shared/useFeatures.ts';
import type { Live } from './useLive.ts';
import '../shared/event-list.css';

const choices = [
  { value: 'all', label: 'All' },
  { value: 'hits', label: 'With hits' },
] as const;

export function LiveStream({ live }: { readonly live: Live }) {
  const [show, setShow] = useState<'all' | 'hits'>('all');
  const { toggle } = live;
  useShortcuts(useMemo(() => [{ keys: 'p', label: 'Pause or resume the live stream', run: toggle }], [toggle]));
  const items = show === 'all' ? live.items : live.items.filter((item) => item.rules.length > 0);
  return (
    <Panel
      title="Live"
      flush
      note={live.paused && live.waiting > 0 ? `${live.waiting} waiting` : undefined}
      actions={
        <>
          <Segmented label="Which decisions" choices={choices} value={show} onChange={setShow} />
          <Button small aria-pressed={live.paused} onClick={toggle} hint="p">
            {live.paused ? <Play size={12} aria-hidden /> : <Pause size={12} aria-hidden />}
            {live.paused ? 'Resume' : 'Pause'}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, which needs focus */}
      <section className="live" aria-label="Live decisions" tabIndex={0}>
        {items.length === 0 && live.state === 'closed' && (
          <Empty title="The live stream is not connected">Reload the page to try again.</Empty>
        )}
        {items.length === 0 && live.state !== 'closed' && <Loading rows={9} label="Waiting for events" />}
        {items.map((item) => (
          <LiveRow key={item.eventId} item={item} />
        ))}
      </section>
    </Panel>
  );
}

const LiveRow = memo(function LiveRow({ item }: { readonly item: EventSummary }) {
  const features = useFeatures();
  const entity = item.entities[0];
  return (
    <div className="live-row">
      <Link to="/events/$eventId" params={{ eventId: item.eventId }} preload={false} title="Open this event">
        <Time iso={item.time} form="clock" />
      </Link>
      <span className="truncate">{item.action}</span>
      <span className="live-entity">
        {entity !== undefined && (
          <EntityRef
            type={entity.type}
            id={entity.id}
            feature={entity.feature}
            featureType={features.get(entity.feature)?.type ?? ''}
          />
        )}
      </span>
      <span className="badges">
        {item.rules.slice(0, 1).map((name) => (
          <RuleBadge key={name} name={name} />
        ))}
        {item.rules.length > 1 && (
          <span className="badge num" title={item.rules.slice(1).join(', ')}>
            +{item.rules.length - 1}
          </span>
        )}
        {item.rules.length === 0 && item.verdicts.map((verdict) => <VerdictBadge key={verdict} verdict={verdict} />)}
      </span>
    </div>
  );
});
