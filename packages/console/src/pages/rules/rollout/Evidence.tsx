/** What is known before something is promoted: what it would have done since it is in shadow, and the newest backtest. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { describeError } from '../../../api/problem.ts';
import {
  type Backtest,
  backtestQuery,
  beginBacktest,
  comparisonQuery,
  type Of,
  type RuleComparison,
} from '../../../api/rollout.ts';
import { Button } from '../../../kit/Button.tsx';
import { Failed, Loading } from '../../../kit/States.tsx';
import { Ago } from '../../../kit/Time.tsx';
import { formatCount } from '../../../lib/format.ts';
import { precisionText } from './words.ts';

export function RuleEvidence({ rule }: { readonly rule: string }) {
  const { data, error, refetch } = useQuery(comparisonQuery('rules', rule));
  return (
    <section className="evidence" aria-label="What is known">
      {error !== null && data === undefined ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading rows={2} />
      ) : (
        data.rules.map((one) => <RuleFigures key={one.rule} figures={one} notes={data.notes} />)
      )}
      <BacktestFigures of="rules" rule={rule} />
    </section>
  );
}

function RuleFigures({ figures, notes }: { readonly figures: RuleComparison; readonly notes: readonly string[] }) {
  const { rule, live, shadow, newlyAffected } = figures;
  const precision = precisionText(shadow.precision);
  return (
    <>
      <dl className="figures">
        <Figure name="Hits in shadow" value={formatCount(shadow.hits)} detail={`${formatCount(live.hits)} acted`} />
        <Figure
          name="Newly affected"
          value={formatCount(newlyAffected.entities)}
          detail={`of ${formatCount(shadow.entities)} entities`}
        />
        <Figure name="Precision in shadow" value={precision.value} detail={precision.detail} />
      </dl>
      {notes.map((note) => (
        <p key={note} className="muted">
          {note}
        </p>
      ))}
      {newlyAffected.samples.length > 0 && (
        <p className="samples">
          <span className="muted">For example</span>
          {newlyAffected.samples.slice(0, 4).map(({ entityType, entityId, eventId, outcome }) => (
            <Link
              key={`${entityType}/${entityId}`}
              to="/events/$eventId"
              params={{ eventId }}
              className="badge"
              title={`${rule} hit this event; outcome ${outcome}`}
            >
              {entityType}/{entityId}
            </Link>
          ))}
        </p>
      )}
    </>
  );
}

function Figure({ name, value, detail }: { readonly name: string; readonly value: string; readonly detail: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong className="num">{value}</strong>
        <span className="muted num">{detail}</span>
      </dd>
    </div>
  );
}

/** The newest backtest, of one rule where named, and a way to make one. */
export function BacktestFigures({ of, rule }: { readonly of: Of; readonly rule?: string }) {
  const queries = useQueryClient();
  const { data } = useQuery(backtestQuery(of));
  const begin = useMutation({
    mutationFn: () => beginBacktest(of),
    onSettled: () => queries.invalidateQueries({ queryKey: backtestQuery(of).queryKey }),
  });
  const newest = data?.backtest ?? null;
  const running = newest !== null && newest.endedAtMillis === null;
  return (
    <div className="backtest-line">
      <span>
        <strong>Backtest</strong> {data === undefined ? '' : <BacktestText newest={newest} rule={rule} />}
      </span>
      <Button small disabled={running || begin.isPending} onClick={() => begin.mutate()}>
        {newest === null ? 'Backtest now' : 'Backtest again'}
      </Button>
      {begin.error !== null && (
        <p className="form-error" role="alert">
          {describeError(begin.error).detail ?? describeError(begin.error).title}
        </p>
      )}
    </div>
  );
}

function BacktestText({ newest, rule }: { readonly newest: Backtest | null; readonly rule: string | undefined }) {
  if (newest === null) return <span className="muted">none of this version yet</span>;
  if (newest.endedAtMillis === null) {
    return <span className="muted">running{newest.share === null ? '' : `, ${Math.round(newest.share * 100)} %`}</span>;
  }
  if (newest.error !== null || newest.report === null)
    return <span className="form-error">failed: {newest.error}</span>;
  const { events, rules } = newest.report;
  const figures = rules.find(({ name }) => name === rule)?.candidate ?? null;
  const precision = figures === null ? null : precisionText(figures.precision);
  return (
    <span className="muted">
      {figures !== null && `${formatCount(figures.hits)} hits, precision ${precision?.value} (${precision?.detail}) `}
      over {formatCount(events)} events, <Ago iso={new Date(newest.startedAtMillis).toISOString()} />
    </span>
  );
}
