/** Hits of one rule on one side of a comparison, and the difference of two sides. */
import {
  entityOfKey,
  noOutcomes,
  type OutcomeBook,
  type OutcomeCounts,
  type Precision,
  precisionOf,
} from '@lapwing/pipeline/backtest';
import type { StoredEvent } from '@lapwing/warehouse';
import { SAMPLES } from './limits.ts';

interface FirstHit {
  hits: number;
  eventId: string;
  timeMillis: number;
}

export interface SideFigures {
  readonly hits: number;
  readonly entities: number;
  readonly entitiesByOutcome: OutcomeCounts;
  /** Of distinct entities with an outcome, with its 95 % interval; null where nobody has judged any. */
  readonly precision: Precision | null;
}

export interface EntitySample {
  readonly entityType: string;
  readonly entityId: string;
  readonly outcome: keyof OutcomeCounts;
  readonly hits: number;
  readonly eventId: string;
  readonly time: string;
}

/** One side: the entities that it hit, each with its oldest event among those compared. */
export class Side {
  hits = 0;
  readonly entities = new Map<string, FirstHit>();

  /** Events come newest first. */
  add(keys: readonly string[], { eventId, timeMillis }: StoredEvent): void {
    this.hits++;
    for (const key of keys) {
      const known = this.entities.get(key);
      if (known === undefined) this.entities.set(key, { hits: 1, eventId, timeMillis });
      else {
        known.hits++;
        known.eventId = eventId;
        known.timeMillis = timeMillis;
      }
    }
  }

  figures(book: OutcomeBook): SideFigures {
    const entitiesByOutcome = noOutcomes();
    for (const key of this.entities.keys()) entitiesByOutcome[book.of(key)]++;
    const precision = precisionOf(entitiesByOutcome);
    return { hits: this.hits, entities: this.entities.size, entitiesByOutcome, precision };
  }
}

/** Entities of one side that the other one leaves alone: how many, and some of them. */
export function onlyIn(
  side: Side,
  other: Side,
  book: OutcomeBook,
): { readonly entities: number; readonly samples: readonly EntitySample[] } {
  let entities = 0;
  const samples: EntitySample[] = [];
  for (const [key, { hits, eventId, timeMillis }] of side.entities) {
    if (other.entities.has(key)) continue;
    entities++;
    if (samples.length >= SAMPLES) continue;
    const { type, id } = entityOfKey(key);
    const time = new Date(timeMillis).toISOString();
    samples.push({ entityType: type, entityId: id, outcome: book.of(key), hits, eventId, time });
  }
  return { entities, samples };
}
