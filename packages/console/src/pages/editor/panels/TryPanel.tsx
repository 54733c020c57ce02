/** The draft on one event: the same trees of conditions as on an event's page, and the effects that it would have. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Info, Play } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { tryFiles } from '../../../api/authoring.ts';
import type { Tried } from '../../../api/authoring-types.ts';
import { get } from '../../../api/client.ts';
import { eventPage } from '../../../api/types.ts';
import { Button, Segmented } from '../../../kit/Button.tsx';
import { Badge, Facts } from '../../../kit/Panel.tsx';
import { Empty, Loading } from '../../../kit/States.tsx';
import { Time } from '../../../kit/Time.tsx';
import { formatCount } from '../../../lib/format.ts';
import { EffectsPanel } from '../../event/EffectsPanel.tsx';
import { FeaturesPanel } from '../../event/FeaturesPanel.tsx';
import { type RuleFilter, RulesPanel } from '../../event/RulesPanel.tsx';
import type { DraftBuffer } from '../draft/buffer.ts';
import { Refused } from './TestsPanel.tsx';
import '../../event/event.css';

interface TryPanelProps {
  readonly buffer: DraftBuffer;
  readonly eventId: string;
  readonly onEventId: (id: string) => void;
  readonly onGoTo: (path: string, line: number) => void;
}

type Source = 'stored' | 'written';

const sample = `{
  "action": "post",
  "time": "2026-01-06T12:00:00Z",
  "data": {}
}`;
/** Offered to choose from. */
const recentEvents = 30;

export function TryPanel({ buffer, eventId, onEventId, onGoTo }: TryPanelProps) {
  const [source, setSource] = useState<Source>('stored');
  const [text, setText] = useState(sample);
  const attempt = useMutation({
    mutationFn: async (subject: Parameters<typeof tryFiles>[1]) => {
      const version = buffer.version();
      return { version, tried: await tryFiles(buffer.overlay(), subject) };
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    attempt.mutate(source === 'stored' ? { eventId: eventId.trim() } : { event: text });
  };
  const { data, error, isPending } = attempt;
  return (
    <>
      <form className="panel-bar" onSubmit={submit}>
        <Segmented<Source>
          label="Which event"
          choices={[
            { value: 'stored', label: 'A decided event' },
            { value: 'written', label: 'An event of your own' },
          ]}
          value={source}
          onChange={setSource}
        />
        {source === 'stored' && <EventField value={eventId} onChange={onEventId} />}
        <Button
          type="submit"
          tone="primary"
          small
          disabled={isPending || (source === 'stored' && eventId.trim() === '')}
        >
          <Play size={13} aria-hidden /> {isPending ? 'Trying…' : 'Try'}
        </Button>
        {data !== undefined && data.version !== buffer.version() && <span className="faint">of an earlier text</span>}
      </form>
      {source === 'written' && (
        <div className="panel-pad">
          <textarea
            className="input mono"
            aria-label="The event as JSON"
            rows={6}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
      {isPending ? (
        <Loading rows={4} label="Trying the draft" />
      ) : error !== null ? (
        <Refused error={error} />
      ) : data === undefined ? (
        <Empty title="No event tried yet" icon={<Play size={22} aria-hidden />}>
          See which rules of the draft fire on an event and why. Nothing is applied or counted.
        </Empty>
      ) : (
        <Result tried={data.tried} onGoTo={onGoTo} />
      )}
    </>
  );
}

/** An id to paste, with the newest events to choose from. */
function EventField({ value, onChange }: { readonly value: string; readonly onChange: (id: string) => void }) {
  const { data } = useQuery({
    queryKey: ['recent-events'],
    queryFn: ({ signal }) => get(eventPage, `/v1/events?limit=${recentEvents}`, signal),
    staleTime: 30_000,
  });
  return (
    <>
      <input
        className="input mono try-id"
        aria-label="Id of the event"
        placeholder="id of an event"
        list="try-events"
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id="try-events">
        {data?.items.map((item) => (
          <option key={item.eventId} value={item.eventId}>
            {`${item.action} ${item.rules.join(', ')}`}
          </option>
        ))}
      </datalist>
    </>
  );
}

function Result({ tried, onGoTo }: { readonly tried: Tried; readonly onGoTo: TryPanelProps['onGoTo'] }) {
  const [show, setShow] = useState<RuleFilter>('all');
  const [find, setFind] = useState('');
  const [showEmpty, setShowEmpty] = useState(false);
  const { ruleChanges, recounted, errors } = tried;
  return (
    <div className="try-result">
      <div className="try-head">
        <Facts
          items={[
            [
              'Event',
              <span key="e" className="mono">
                {tried.eventId}
              </span>,
            ],
            ['Action', tried.action],
            ['Time', <Time key="t" iso={tried.time} />],
          ]}
        />
        {ruleChanges !== null && (
          <p className="row row-wrap" data-testid="rule-changes">
            {ruleChanges.fired.length + ruleChanges.quiet.length === 0 && (
              <Badge>the same rules fire as when it was decided</Badge>
            )}
            {ruleChanges.fired.map((name) => (
              <Badge key={name} tone="green">
                {name} fires now
              </Badge>
            ))}
            {ruleChanges.quiet.map((name) => (
              <Badge key={name} tone="amber">
                {name} no longer fires
              </Badge>
            ))}
          </p>
        )}
        {recounted !== null && (
          <details className="strip strip-blue">
            <summary>
              <Info size={14} aria-hidden />{' '}
              {recounted.calls.length === 1 ? 'One value is' : `${recounted.calls.length} values are`} counted from the{' '}
              {formatCount(recounted.events)} events before this one only, and may be higher in fact
            </summary>
            <p>The event’s own record holds no result of these calls, since the draft has written or changed them:</p>
            <ul className="mono">
              {recounted.calls.map(({ function: name, path, line }) => (
                <li key={`${path}:${line}:${name}`}>
                  <button type="button" className="change-path" onClick={() => onGoTo(path, line)}>
                    {name} {path}:{line}
                  </button>
                </li>
              ))}
            </ul>
          </details>
        )}
        {errors.length > 0 && (
          <p className="strip strip-amber">
            {errors.map(({ kind, message, path, line }) => `${kind}: ${message} (${path}:${line})`).join('; ')}
          </p>
        )}
      </div>
      <div className="event-grid">
        <div className="stack">
          <RulesPanel rules={tried.rules} features={tried.features} show={show} onShow={setShow} />
        </div>
        <div className="stack">
          <EffectsPanel effects={tried.effects} />
          <FeaturesPanel
            features={tried.features}
            find={find}
            showEmpty={showEmpty}
            onFind={setFind}
            onShowEmpty={setShowEmpty}
          />
        </div>
      </div>
    </div>
  );
}
