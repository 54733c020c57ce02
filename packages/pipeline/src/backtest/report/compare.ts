/** Which entities one tally has and another has not, with a sample. */
import { SAMPLES_PER_RULE } from '../limits.ts';
import { entityOfKey, noOutcomes, type OutcomeBook, type OutcomeCounts } from '../outcomes.ts';
import type { EntityHits, RuleTally, Tally } from '../tally.ts';
import type { Difference, EntityDifference, Sample, TypeCount } from './report.ts';

type Entities = ReadonlyMap<string, EntityHits>;

const NONE: Entities = new Map();

export function differenceOf(
  candidate: Entities | undefined,
  baseline: Entities | undefined,
  outcomes: OutcomeBook,
): Difference {
  return {
    newlyAffected: onlyIn(candidate ?? NONE, baseline ?? NONE, outcomes),
    noLongerAffected: onlyIn(baseline ?? NONE, candidate ?? NONE, outcomes),
  };
}

function onlyIn(these: Entities, others: Entities, outcomes: OutcomeBook): EntityDifference {
  const byOutcome = noOutcomes();
  const sample = new SmallestFirst(SAMPLES_PER_RULE);
  let entities = 0;
  for (const key of these.keys()) {
    if (others.has(key)) continue;
    entities++;
    byOutcome[outcomes.of(key)]++;
    sample.offer(key);
  }
  return { entities, byOutcome, samples: sample.keys().map((key) => toSample(key, these.get(key)!, outcomes)) };
}

function toSample(key: string, entity: EntityHits, outcomes: OutcomeBook): Sample {
  const { type, id } = entityOfKey(key);
  return {
    entityType: type,
    entityId: id,
    outcome: outcomes.of(key),
    hits: entity.hits,
    eventId: entity.eventId,
    time: new Date(entity.timeMillis).toISOString(),
    features: entity.summary,
  };
}

/** The keys with the smallest hashes: a uniform sample that does not depend on the order, and is the same every time. */
class SmallestFirst {
  readonly #size: number;
  readonly #held: { readonly hash: number; readonly key: string }[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  offer(key: string): void {
    const hash = hashOf(key);
    const last = this.#held.at(-1);
    if (this.#held.length === this.#size && last !== undefined && hash >= last.hash) return;
    this.#held.push({ hash, key });
    this.#held.sort((a, b) => a.hash - b.hash || (a.key < b.key ? -1 : 1));
    if (this.#held.length > this.#size) this.#held.pop();
  }

  keys(): readonly string[] {
    return this.#held.map(({ key }) => key);
  }
}

/** FNV-1a with a final mix, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The entities that any rule hit, each with its hits over all rules and its first event. */
export function unionOfEntities(tally: Tally): Map<string, EntityHits> {
  const union = new Map<string, EntityHits>();
  for (const rule of tally.rules.values()) {
    for (const [key, entity] of rule.entities) {
      const held = union.get(key);
      if (held === undefined) union.set(key, { ...entity });
      else {
        const first = entity.position < held.position ? entity : held;
        union.set(key, { ...first, hits: held.hits + entity.hits });
      }
    }
  }
  return union;
}

/** Distinct entities by type, most first. */
export function countByType(entities: Entities): readonly TypeCount[] {
  const counts = new Map<string, number>();
  for (const key of entities.keys()) {
    const { type } = entityOfKey(key);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts]
    .map(([type, count]) => ({ type, count }))
    .sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1));
}

export function countByOutcome(entities: Entities, outcomes: OutcomeBook): OutcomeCounts {
  const counts = noOutcomes();
  for (const key of entities.keys()) counts[outcomes.of(key)]++;
  return counts;
}

export function totalHits(rules: Iterable<RuleTally>): number {
  let hits = 0;
  for (const rule of rules) hits += rule.hits;
  return hits;
}
