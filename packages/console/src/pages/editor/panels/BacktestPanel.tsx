/** What the draft would have done with past events, against the rules in force. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download, History, Square } from 'lucide-react';
import { useState } from 'react';
import {
  backtestQuery,
  backtestReportAddress,
  backtestsQuery,
  beginBacktest,
  cancelBacktest,
} from '../../../api/authoring.ts';
import type { Backtest, BacktestReport } from '../../../api/authoring-types.ts';
import { describeError } from '../../../api/problem.ts';
import { Button, Segmented } from '../../../kit/Button.tsx';
import { Badge } from '../../../kit/Panel.tsx';
import { Empty, Failed, Loading } from '../../../kit/States.tsx';
import { Ago, Time } from '../../../kit/Time.tsx';
import { formatCount } from '../../../lib/format.ts';
import { EntityRef } from '../../shared/filters.tsx';
import '../../../kit/table.css';

interface BacktestPanelProps {
  /** Null until the draft was saved once. */
  readonly draftId: string | null;
  readonly revision: number;
  readonly dirty: boolean;
  readonly onSave: () => void;
}

const spans = ['24h', '7d', '30d', 'all'] as const;
type Span = (typeof spans)[number];
const spanLabels: Record<Span, string> = { '24h': 'Last day', '7d': 'Week', '30d': 'Month', all: 'All events' };

export function BacktestPanel({ draftId, revision, dirty, onSave }: BacktestPanelProps) {
  const queries = useQueryClient();
  const [span, setSpan] = useState<Span>('7d');
  const list = useQuery({ ...backtestsQuery(draftId ?? ''), enabled: draftId !== null });
  const newest = list.data?.items[0]?.id;
  const current = useQuery({ ...backtestQuery(newest ?? ''), enabled: newest !== undefined });
  const begin = useMutation({
    mutationFn: () => beginBacktest(draftId ?? '', span),
    onSuccess: (begun) => {
      queries.setQueryData(backtestQuery(begun.id).queryKey, begun);
      void queries.invalidateQueries({ queryKey: backtestsQuery(draftId ?? '').queryKey });
    },
  });
  const cancel = useMutation({ mutationFn: cancelBacktest });
  if (draftId === null || dirty) {
    return (
      <Empty
        title="Save the draft first"
        icon={<History size={22} aria-hidden />}
        action={
          <Button small onClick={onSave} hint="Ctrl S">
            Save draft
          </Button>
        }
      >
        A backtest is of a saved draft, so that its report can be read next to it later.
      </Empty>
    );
  }
  const job = current.data;
  const running = job?.state === 'running';
  return (
    <>
      <div className="panel-bar">
        <Segmented<Span>
          label="Which events"
          choices={spans.map((value) => ({ value, label: spanLabels[value] }))}
          value={span}
          onChange={setSpan}
        />
        <Button tone="primary" small onClick={() => begin.mutate()} disabled={running || begin.isPending}>
          <History size={13} aria-hidden /> Backtest
        </Button>
        {job !== undefined && <Standing job={job} revision={revision} />}
        <span className="grow" />
        {running && (
          <Button small onClick={() => cancel.mutate(job.id)} disabled={cancel.isPending}>
            <Square size={12} aria-hidden /> Stop
          </Button>
        )}
        {job?.report != null && (
          <a className="btn btn-small" href={backtestReportAddress(job.id)} download>
            <Download size={13} aria-hidden /> Whole report
          </a>
        )}
      </div>
      {begin.error !== null && (
        <p className="strip strip-amber">{describeError(begin.error).detail ?? begin.error.message}</p>
      )}
      {job === undefined ? (
        newest !== undefined || list.isPending ? (
          <Loading rows={3} />
        ) : list.error !== null ? (
          <Failed error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <Empty title="No backtest yet" icon={<History size={22} aria-hidden />}>
            The draft decides past events again, with counters as they were then. Nothing is applied.
          </Empty>
        )
      ) : running ? (
        <Progress job={job} />
      ) : job.report === null ? (
        <p className="strip strip-amber" role="alert">
          The backtest ended without a report: {job.error}
        </p>
      ) : (
        <Report report={job.report} />
      )}
    </>
  );
}

function Standing({ job, revision }: { readonly job: Backtest; readonly revision: number }) {
  return (
    <span className="muted">
      {job.span}, {job.startedBy}, <Ago iso={job.startedAt} />
      {job.revision !== revision && (
        <>
          {' '}
          <Badge tone="amber">
            of revision {job.revision}; this is {revision}
          </Badge>
        </>
      )}
    </span>
  );
}

function Progress({ job: { progress } }: { readonly job: Backtest }) {
  const share = progress?.share ?? null;
  return (
    <div className="panel-pad">
      <progress
        className="progress"
        aria-label="Progress of the backtest"
        max={1}
        {...(share === null ? {} : { value: share })}
      />
      <p className="muted num" role="status">
        {progress?.phase === 'replay'
          ? `${formatCount(progress.events)} events decided`
          : 'Looking through the journal'}
      </p>
    </div>
  );
}

function Report({ report }: { readonly report: BacktestReport }) {
  const { range, events, rules, incomplete, notes, performance } = report;
  const differing = rules.filter(({ change, candidate, baseline, difference }) => {
    const moved = (difference?.newlyAffected.entities ?? 0) + (difference?.noLongerAffected.entities ?? 0) > 0;
    return change !== 'same' || moved || candidate?.hits !== baseline?.hits;
  });
  return (
    <div className="panel-pad stack">
      <p className="muted num">
        {formatCount(events)} events
        {range.firstEvent !== null && range.lastEvent !== null && (
          <>
            , <Time iso={range.firstEvent} /> to <Time iso={range.lastEvent} />
          </>
        )}
        , decided in {performance.seconds} s
      </p>
      {incomplete !== null && <p className="strip strip-amber">Not all of it: {incomplete}</p>}
      {differing.length === 0 ? (
        <Empty title="No difference">The draft would have done with these events what the rules in force do.</Empty>
      ) : (
        <div className="scroll-x">
          <table className="table backtest">
            <thead>
              <tr>
                <th scope="col">Rule</th>
                <th scope="col">Change</th>
                <th scope="col" className="right">
                  Hits in force
                </th>
                <th scope="col" className="right">
                  Hits of the draft
                </th>
                <th scope="col">Newly hit</th>
                <th scope="col">No longer hit</th>
              </tr>
            </thead>
            <tbody>
              {differing.map(({ name, change, candidate, baseline, difference }) => (
                <tr key={name}>
                  <td>
                    <strong>{name}</strong>
                  </td>
                  <td>
                    <Badge tone={change === 'added' ? 'green' : change === 'removed' ? 'red' : 'blue'}>
                      {change ?? '–'}
                    </Badge>
                  </td>
                  <td className="right num">{baseline === null ? '–' : formatCount(baseline.hits)}</td>
                  <td className="right num">{candidate === null ? '–' : formatCount(candidate.hits)}</td>
                  <td>{difference !== null && <Entities of={difference.newlyAffected} />}</td>
                  <td>{difference !== null && <Entities of={difference.noLongerAffected} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {notes.length > 0 && (
        <ul className="notes muted">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Samples that fit into a cell. */
const samplesShown = 3;

function Entities({
  of: { entities, samples },
}: {
  readonly of: NonNullable<BacktestReport['affected']>['newlyAffected'];
}) {
  if (entities === 0) return <span className="faint">none</span>;
  return (
    <span className="backtest-samples">
      <strong className="num">{formatCount(entities)}</strong>
      {samples.slice(0, samplesShown).map(({ entityType, entityId, eventId }) => (
        <span key={`${entityType}/${entityId}`} className="row">
          <EntityRef type={entityType} id={entityId} />
          <Link
            to="/events/$eventId"
            params={{ eventId }}
            className="faint"
            aria-label={`The first event of ${entityId}`}
          >
            event
          </Link>
        </span>
      ))}
    </span>
  );
}
