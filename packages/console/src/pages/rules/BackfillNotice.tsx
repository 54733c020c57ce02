/** Counters that began empty with the rules in force: filling them from the journal, and how far that is. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '../../api/problem.ts';
import { type Backfill, backfillQuery, startBackfill, stopBackfill } from '../../api/rules.ts';
import { Button } from '../../kit/Button.tsx';
import { ReasonDialog } from '../../kit/ReasonForm.tsx';
import { useToast } from '../../kit/Toasts.tsx';
import { formatCount } from '../../lib/format.ts';

type Offer = NonNullable<Backfill['offer']>;

export function BackfillNotice() {
  const [asked, setAsked] = useState(false);
  const { data } = useQuery(backfillQuery);
  if (data === undefined) return null;
  const { state, offer } = data;
  if (state === 'running') return <Running backfill={data} />;
  if (offer === null) return null;
  return (
    <section className="backfill" aria-label="New counters">
      <History size={16} aria-hidden />
      <div className="grow">
        <strong>
          {offer.counters.length === 1
            ? 'A new counter began empty'
            : `${formatCount(offer.counters.length)} new counters began empty`}
        </strong>{' '}
        with the rules in force: {placesOf(offer)}.
        {state === 'failed' && <span className="backfill-problem"> Filling them failed: {data.problem}</span>}
      </div>
      <Button small onClick={() => setAsked(true)}>
        Fill from the journal
      </Button>
      {asked && <FillDialog offer={offer} onClose={() => setAsked(false)} />}
    </section>
  );
}

function FillDialog({ offer, onClose }: { readonly offer: Offer; readonly onClose: () => void }) {
  return (
    <ReasonDialog
      title={offer.counters.length === 1 ? 'Fill the new counter' : 'Fill the new counters'}
      confirm="Fill"
      run={async (reason) => {
        await startBackfill(reason);
        return 'The journal is being read';
      }}
      refresh={(queries) => queries.invalidateQueries({ queryKey: backfillQuery.queryKey })}
      onClose={onClose}
    >
      <p className="muted">
        They get the counts that they would have, had they been there before. Events are decided meanwhile, and nothing
        acts on the past.
      </p>
    </ReasonDialog>
  );
}

function Running({ backfill }: { readonly backfill: Backfill }) {
  const queries = useQueryClient();
  const notify = useToast();
  const stop = useMutation({
    mutationFn: stopBackfill,
    onError: (error) => notify(describeError(error).title),
    onSettled: () => queries.invalidateQueries({ queryKey: backfillQuery.queryKey }),
  });
  return (
    <section className="backfill" aria-label="New counters">
      <History size={16} aria-hidden />
      <div className="grow">
        New counters are filled from the journal:{' '}
        <span className="num">{formatCount(backfill.events)} events read</span>,{' '}
        <span className="num">{Math.floor(backfill.share * 100)} %</span>
        <progress value={backfill.share} max={1} aria-label="Filling new counters" />
      </div>
      <Button small disabled={stop.isPending} onClick={() => stop.mutate()}>
        Stop
      </Button>
    </section>
  );
}

const SHOWN = 3;

function placesOf({ counters }: Offer): string {
  const shown = counters.slice(0, SHOWN).map((counter) => `${counter.function} (${counter.path}:${counter.line})`);
  const more = counters.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
