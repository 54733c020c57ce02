/** The strip of figures at the top: what flows now, and what it came to. */
import type { ReactNode } from 'react';
import type { Overview } from '../../api/types.ts';
import { Sparkline } from '../../kit/Sparkline.tsx';
import { Ago } from '../../kit/Time.tsx';
import { formatCompact, formatRate, formatShare } from '../../lib/format.ts';
import type { Live } from './useLive.ts';

interface TileProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly chart?: ReactNode;
}

function Tile({ label, value, note, chart }: TileProps) {
  return (
    <div className="tile">
      <span className="tile-label truncate">{label}</span>
      <span className="tile-value">
        <span>{value}</span>
        {chart}
      </span>
      <span className="tile-note truncate">{note}</span>
    </div>
  );
}

const stateText = { connecting: 'connecting…', open: 'live', closed: 'not connected' } as const;

export function Tiles({ overview, live }: { readonly overview: Overview | undefined; readonly live: Live }) {
  const rate = live.rates.at(-1);
  const events = rate?.eventsPerSecond ?? overview?.eventsPerSecond;
  const shown = (value: number | undefined) => (value === undefined ? '–' : formatCompact(value));
  const state = (
    <>
      <span className={`dot dot-${live.state}`} />
      {stateText[live.state]}
    </>
  );
  return (
    <section className="tiles" aria-label="Figures">
      <Tile
        label="Events per second"
        value={events === undefined ? '–' : formatRate(events)}
        note={state}
        chart={
          <Sparkline
            values={live.rates.slice(-60).map((one) => one.eventsPerSecond)}
            width={110}
            height={28}
            slots={60}
            label="Events per second, last minute"
          />
        }
      />
      <Tile
        label="Hits per second"
        value={rate === undefined ? '–' : formatRate(rate.hitsPerSecond)}
        note="decisions with a rule that fired"
        chart={
          <Sparkline
            values={live.rates.slice(-60).map((one) => one.hitsPerSecond)}
            width={110}
            height={28}
            slots={60}
            label="Hits per second, last minute"
          />
        }
      />
      <Tile
        label="Events"
        value={shown(overview?.events)}
        note={
          overview && (
            <>
              since <Ago iso={overview.startedAt} />
            </>
          )
        }
      />
      <Tile
        label="With hits"
        value={shown(overview?.decisionsWithHits)}
        note={overview && `${formatShare(overview.decisionsWithHits, overview.events)} of events`}
      />
      <Tile label="Entities labelled" value={shown(overview?.entitiesLabelled)} note="in force now" />
      <Tile label="Refused" value={shown(overview?.refused)} note="events with errors" />
    </section>
  );
}
