/** Effects that wait for a person: by rule, to settle at once, and one by one. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import {
  type BrakesState,
  type HeldEffect,
  type HeldSelection,
  heldQuery,
  refreshBrakes,
  settleHeld,
} from '../../api/brakes.ts';
import { Button } from '../../kit/Button.tsx';
import { Badge, Panel } from '../../kit/Panel.tsx';
import { ReasonDialog } from '../../kit/ReasonForm.tsx';
import { Empty, Failed, Loading } from '../../kit/States.tsx';
import { Ago } from '../../kit/Time.tsx';
import { formatCount } from '../../lib/format.ts';
import { causeText, causeTone } from './words.ts';

interface Asked {
  readonly how: 'release' | 'drop';
  readonly selection: HeldSelection;
  readonly count: number;
  readonly what: string;
}

export function HeldPanel({ brakes }: { readonly brakes: BrakesState }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const { rule = '' } = useSearch({ from: '/inside/brakes' });
  const navigate = useNavigate({ from: '/brakes' });
  const { held, refused, beyond, heldLimits, at } = brakes;
  const show = (name: string) =>
    void navigate({
      search: ({ rule: _, ...before }) => ({ ...before, ...(name === rule ? {} : { rule: name }) }),
      replace: true,
    });
  return (
    <Panel
      title="Held effects"
      note={held.total === 0 ? undefined : `${formatCount(held.total)} wait for a person`}
      flush
    >
      {beyond.total > 0 && (
        <p className="held-beyond" role="status">
          {formatCount(beyond.total)} more were held while there was no room for them (of{' '}
          {[...new Set(beyond.rules.map(({ rule: name }) => name))].join(', ')}): they are counted and cannot be
          released. {formatCount(heldLimits.perRule)} effects of a rule and {formatCount(heldLimits.inAll)} in all may
          wait here.
        </p>
      )}
      {held.total === 0 ? (
        <Empty title="Nothing is held" icon={<CircleCheck size={22} aria-hidden />}>
          What goes over a cap, meets a protected entity or comes during a halt waits here.
          {refused.total > 0 && ` ${formatCount(refused.total)} were refused for good and are on record.`}
        </Empty>
      ) : (
        <>
          <div className="scroll-x">
            <table className="table held-rules">
              <thead>
                <tr>
                  <th scope="col">Rule</th>
                  <th scope="col">Why</th>
                  <th scope="col" className="right">
                    Held
                  </th>
                  <th scope="col">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {held.rules.map(({ rule: name, cause, count }) => {
                  const ask = (how: Asked['how']) =>
                    setAsked({ how, selection: { rule: name, cause }, count, what: `of ${name}` });
                  return (
                    <tr key={`${name} ${cause}`}>
                      <td>
                        <button type="button" className="value" aria-pressed={rule === name} onClick={() => show(name)}>
                          {name}
                        </button>
                      </td>
                      <td>
                        <Badge tone={causeTone[cause]}>{causeText[cause]}</Badge>
                      </td>
                      <td className="right num">{formatCount(count)}</td>
                      <td>
                        <Settle name={`all ${count} of ${name}`} all onAsk={ask} />
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
          <HeldList rule={rule} now={at} onAsk={setAsked} />
        </>
      )}
      {asked !== null && <SettleDialog asked={asked} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

interface SettleProps {
  readonly name: string;
  readonly all?: boolean;
  readonly onAsk: (how: Asked['how']) => void;
}

function Settle({ name, all, onAsk }: SettleProps) {
  return (
    <div className="settle">
      <Button small aria-label={`Release ${name}`} onClick={() => onAsk('release')}>
        {all === true ? 'Release all' : 'Release'}
      </Button>
      <Button small tone="danger" aria-label={`Drop ${name}`} onClick={() => onAsk('drop')}>
        {all === true ? 'Drop all' : 'Drop'}
      </Button>
    </div>
  );
}

function HeldList({
  rule,
  now,
  onAsk,
}: {
  readonly rule: string;
  readonly now: string;
  readonly onAsk: (asked: Asked) => void;
}) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(heldQuery(rule));
  if (data === undefined) {
    return error === null ? <Loading rows={4} /> : <Failed error={error} onRetry={() => void refetch()} />;
  }
  const items = data.pages.flatMap((page) => page.items);
  return (
    <section className="held-list" aria-label={rule === '' ? 'Newest held effects' : `Newest held effects of ${rule}`}>
      <h3>{rule === '' ? 'Newest' : `Newest of ${rule}`}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, which needs focus */}
      <ul tabIndex={0} aria-label="Held effects, newest first">
        {items.map((item) => (
          <HeldItem key={item.id} item={item} now={now} onAsk={onAsk} />
        ))}
      </ul>
      {hasNextPage && (
        <Button tone="quiet" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </section>
  );
}

function HeldItem({
  item,
  now,
  onAsk,
}: {
  readonly item: HeldEffect;
  readonly now: string;
  readonly onAsk: (asked: Asked) => void;
}) {
  const { entity, label } = item;
  const ask = (how: Asked['how']) =>
    onAsk({
      how,
      selection: { ids: [item.id] },
      count: 1,
      what: `on ${entity === undefined ? item.summary : entity.id}`,
    });
  return (
    <li>
      <div className="held-what">
        <span>
          {entity === undefined || label === undefined ? (
            <>
              {item.kind} <strong>{item.summary}</strong>
            </>
          ) : (
            <>
              label <strong>{label}</strong> {item.summary.endsWith('/0') ? 'off' : 'on'}{' '}
              <Link to="/entities/$type/$id" params={{ type: entity.type, id: entity.id }} className="value">
                {entity.type} {entity.id}
              </Link>
            </>
          )}
        </span>
        <span className="muted">
          {item.heldRule} · {item.detail} · <Ago iso={item.heldAt} now={now} /> ·{' '}
          <Link to="/events/$eventId" params={{ eventId: item.eventId }}>
            event
          </Link>
        </span>
      </div>
      <Settle name={item.summary} onAsk={ask} />
    </li>
  );
}

function SettleDialog({ asked, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  const { how, selection, count, what } = asked;
  const many = count === 1 ? 'the held effect' : `${formatCount(count)} held effects`;
  return (
    <ReasonDialog
      refresh={refreshBrakes}
      title={`${how === 'release' ? 'Release' : 'Drop'} ${many} ${what}`}
      confirm={how === 'release' ? 'Release' : 'Drop'}
      danger={how === 'drop'}
      run={async (reason) => {
        const settled = await settleHeld(how, selection, reason);
        return `${formatCount(settled)} ${how === 'release' ? 'released' : 'dropped'}`;
      }}
      onClose={onClose}
    >
      <p className="muted">
        {how === 'release'
          ? 'They apply now, as the rule wanted them, and receivers are told.'
          : 'They will not apply. They stay on record, with your name and reason.'}
      </p>
    </ReasonDialog>
  );
}
