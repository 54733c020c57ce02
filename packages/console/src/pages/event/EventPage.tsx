/** One event: what it was, what every rule made of it and why, what came of it, and the input as it came in. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { CircleAlert, FlaskConical } from 'lucide-react';
import { eventQuery } from '../../api/events.ts';
import { Problem } from '../../api/problem.ts';
import type { EventDetail } from '../../api/types.ts';
import { JsonView } from '../../kit/JsonView.tsx';
import { Badge, Facts, PageHead, Panel } from '../../kit/Panel.tsx';
import { Empty, Failed, Loading } from '../../kit/States.tsx';
import { Copyable, Time } from '../../kit/Time.tsx';
import { formatCount, formatDuration } from '../../lib/format.ts';
import { RuleBadge, VerdictBadge } from '../shared/EventBadges.tsx';
import { EffectsPanel } from './EffectsPanel.tsx';
import { FeaturesPanel } from './FeaturesPanel.tsx';
import { type RuleFilter, RulesPanel } from './RulesPanel.tsx';
import { ShadowPanel } from './ShadowPanel.tsx';
import './event.css';

const shortHash = 12;

export function EventPage() {
  const { eventId } = useParams({ from: '/inside/events/$eventId' });
  const { data, error, refetch } = useQuery(eventQuery(eventId));
  if (data !== undefined) return <Event event={data} />;
  return (
    <div className="page">
      <PageHead title={<span className="wrap-any">Event {eventId}</span>} />
      {error === null ? (
        <Panel title="Rules">
          <Loading rows={8} />
        </Panel>
      ) : error instanceof Problem && error.status === 404 ? (
        <Empty title="No event has this id">
          It may be past the retention, or the id may be of an entity: try it in the search (Ctrl K).
        </Empty>
      ) : (
        <Failed error={error} onRetry={() => void refetch()} />
      )}
    </div>
  );
}

function Event({ event }: { readonly event: EventDetail }) {
  const search = useSearch({ from: '/inside/events/$eventId' });
  const navigate = useNavigate({ from: '/events/$eventId' });
  const change = (part: typeof search): void =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const fired = event.rules.filter((rule) => rule.fired === true);
  const verdicts = [
    ...new Set(event.effects.filter((effect) => effect.kind === 'verdict').map((effect) => effect.summary)),
  ];
  return (
    <div className="page">
      <PageHead
        title={event.action}
        actions={
          <Link to="/rules/editor" search={{ panel: 'try', event: event.eventId }} className="btn">
            <FlaskConical size={14} aria-hidden /> Try a draft on it
          </Link>
        }
      >
        <div className="badges-line">
          {verdicts.map((verdict) => (
            <VerdictBadge key={verdict} verdict={verdict} />
          ))}
          {fired.map((rule) => (
            <RuleBadge key={rule.name} name={rule.name} />
          ))}
          {fired.length === 0 && <Badge>no rule fired</Badge>}
        </div>
        <Facts
          items={[
            ['Time', <Time key="t" iso={event.time} />],
            ['Ingested', <Ingested key="i" event={event} />],
            ['Event', <Copyable key="e" text={event.eventId} label="the event id" />],
            [
              'Position',
              <span key="p" className="num">
                {formatCount(event.position)}
              </span>,
            ],
            [
              'Ruleset',
              <Copyable
                key="r"
                text={event.rulesetHash}
                short={event.rulesetHash.slice(0, shortHash)}
                label="the ruleset hash"
              />,
            ],
          ]}
        />
      </PageHead>
      <div className="event-grid">
        <div className="stack">
          {event.errors.length > 0 && <Errors errors={event.errors} />}
          <RulesPanel
            rules={event.rules}
            features={event.features}
            show={ruleFilter(search.show)}
            onShow={(show) => change({ show: show === 'all' ? '' : show })}
          />
          <EffectsPanel effects={event.effects} held={event.held} />
          {event.shadow !== null && <ShadowPanel shadow={event.shadow} />}
        </div>
        <div className="stack">
          <FeaturesPanel
            features={event.features}
            find={search.find ?? ''}
            showEmpty={search.empty === 'show'}
            onFind={(find) => change({ find })}
            onShowEmpty={(show) => change({ empty: show ? 'show' : '' })}
          />
          <Panel title="Input" note="as it came in">
            <JsonView value={event.input} label="The event's input" />
          </Panel>
        </div>
      </div>
    </div>
  );
}

function Ingested({ event }: { readonly event: EventDetail }) {
  const seconds = (Date.parse(event.ingestedAt) - Date.parse(event.time)) / 1000;
  const after = Math.abs(seconds) < 1 ? `${Math.round(seconds * 1000)} ms` : formatDuration(seconds);
  return (
    <span className="num" title={event.ingestedAt}>
      {seconds < 0 ? `${after} before` : `${after} after`}
    </span>
  );
}

function Errors({ errors }: { readonly errors: EventDetail['errors'] }) {
  return (
    <Panel title="Errors" note={String(errors.length)} flush>
      <ul className="effects">
        {errors.map((error) => (
          <li key={`${error.path}${error.line}${error.message}`} className="row" style={{ padding: '8px 16px' }}>
            <CircleAlert size={15} className="state-failed" aria-hidden />
            <span className="grow wrap-any">
              <strong>{error.kind}</strong> {error.message}
            </span>
            <span className="rule-place">
              {error.path}:{error.line}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function ruleFilter(text: string | undefined): RuleFilter {
  return text === 'fired' || text === 'failed' || text === 'quiet' ? text : 'all';
}
