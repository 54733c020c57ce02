/**
 * Outcomes: what is known, from outside the rules, of the entities that rules hit. The one contract that imported files and people's
 * label changes fill, and whatever else decides about entities later.
 *
 * - O1 An entity has one outcome: the one decided last. Until something is decided it is unknown.
 * - O2 Rules' own effects are never outcomes: a rule would confirm itself.
 */
import type { LabelConfig } from '@lapwing/sml';
import type { LabelChangeEntry } from '../control/entries.ts';

export const KNOWN_OUTCOMES = ['bad', 'fine', 'cleared-on-appeal'] as const;

/** `cleared-on-appeal`: found bad first, and the decision was reversed. */
export type KnownOutcome = (typeof KNOWN_OUTCOMES)[number];

export type Outcome = KnownOutcome | 'unknown';

export interface OutcomeRecord {
  readonly entityType: string;
  readonly entityId: string;
  readonly outcome: KnownOutcome;
  /** When it was decided, milliseconds since the epoch. */
  readonly atMillis: number;
}

export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** The outcomes of entities, from records in any order; of records of the same moment the later one holds. */
export class OutcomeBook {
  readonly #byEntity = new Map<string, { readonly outcome: KnownOutcome; readonly atMillis: number }>();

  constructor(records: Iterable<OutcomeRecord> = []) {
    for (const { entityType, entityId, outcome, atMillis } of records) {
      const key = entityKey(entityType, entityId);
      const held = this.#byEntity.get(key);
      if (held === undefined || held.atMillis <= atMillis) this.#byEntity.set(key, { outcome, atMillis });
    }
  }

  /** Entities with an outcome. */
  get size(): number {
    return this.#byEntity.size;
  }

  /** The outcome of an entity by its {@link entityKey}. */
  of(key: string): Outcome {
    return this.#byEntity.get(key)?.outcome ?? 'unknown';
  }
}

/** What a person's label change says of the entity: a bad label confirmed or taken away, or a good one given. Null: nothing. */
export function outcomeOfLabelChange(
  entry: Pick<LabelChangeEntry, 'entityType' | 'entityId' | 'label' | 'status' | 'atMillis'>,
  labels: ReadonlyMap<string, LabelConfig>,
): OutcomeRecord | null {
  const { entityType, entityId, status, atMillis } = entry;
  const connotation = labels.get(entry.label)?.connotation ?? 'neutral';
  const added = status === 'manually-added';
  if (connotation === 'negative') return { entityType, entityId, atMillis, outcome: added ? 'bad' : 'fine' };
  if (connotation === 'positive' && added) return { entityType, entityId, atMillis, outcome: 'fine' };
  return null;
}

export function noOutcomes(): Record<Outcome, number> {
  return { bad: 0, fine: 0, 'cleared-on-appeal': 0, unknown: 0 };
}

/** One key for an entity; types hold no control characters. */
export function entityKey(type: string, id: string): string {
  return `${type}\u0000${id}`;
}

export function entityOfKey(key: string): { readonly type: string; readonly id: string } {
  const at = key.indexOf('\u0000');
  return { type: key.slice(0, at), id: key.slice(at + 1) };
}
