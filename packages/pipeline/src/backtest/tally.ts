/**
 * What one ruleset did to the events of a range, as plain data that threads can hand to each other.
 *
 * - T1 Merging tallies of disjoint sets of events equals the tally of all of them, in any order and grouping. (While no limit was
 *   reached: beyond `ENTITIES_MAX`, which entities are kept apart depends on the order; the numbers of hits never do.)
 */
import { noOutcomes, type Outcome } from './outcomes.ts';

/** One entity that a rule hit. */
export interface EntityHits {
  hits: number;
  /** The first event, in the order of positions. */
  position: number;
  timeMillis: number;
  eventId: string;
  /** Some of that event's features in words; null where no more were kept. */
  summary: Readonly<Record<string, string>> | null;
}

export interface RuleTally {
  readonly name: string;
  hits: number;
  readonly outcomes: Record<Outcome, number>;
  /** By `entityKey`. */
  readonly entities: Map<string, EntityHits>;
  /** Hits that named entities which could not be kept apart any more. */
  untrackedHits: number;
  /** Hits by interval: index of the interval since the epoch → hits. */
  readonly timeline: Map<number, number>;
  /** Events that another rule hit as well, by its name. */
  readonly together: Map<string, number>;
}

export interface Tally {
  /** Events in the range. */
  events: number;
  eventsWithHits: number;
  errors: number;
  firstMillis: number;
  lastMillis: number;
  readonly intervalMillis: number;
  /** By name. */
  readonly rules: Map<string, RuleTally>;
  /** Effects that would apply, by kind and name: `label + User/spammer`, `verdict reject`. */
  readonly effects: Map<string, number>;
}

export function emptyTally(ruleNames: Iterable<string>, intervalMillis: number): Tally {
  const rules = new Map<string, RuleTally>();
  for (const name of ruleNames) rules.set(name, emptyRuleTally(name));
  return {
    events: 0,
    eventsWithHits: 0,
    errors: 0,
    firstMillis: Number.POSITIVE_INFINITY,
    lastMillis: Number.NEGATIVE_INFINITY,
    intervalMillis,
    rules,
    effects: new Map(),
  };
}

function emptyRuleTally(name: string): RuleTally {
  return {
    name,
    hits: 0,
    outcomes: noOutcomes(),
    entities: new Map(),
    untrackedHits: 0,
    timeline: new Map(),
    together: new Map(),
  };
}

/** A new tally of both; neither is changed. Both must have the same interval. */
export function mergeTallies(a: Tally, b: Tally): Tally {
  if (a.intervalMillis !== b.intervalMillis) throw new Error('tallies of different intervals cannot be merged');
  const merged = emptyTally([...a.rules.keys(), ...b.rules.keys()], a.intervalMillis);
  for (const tally of [a, b]) {
    merged.events += tally.events;
    merged.eventsWithHits += tally.eventsWithHits;
    merged.errors += tally.errors;
    merged.firstMillis = Math.min(merged.firstMillis, tally.firstMillis);
    merged.lastMillis = Math.max(merged.lastMillis, tally.lastMillis);
    addCounts(merged.effects, tally.effects);
    for (const rule of tally.rules.values()) addRule(merged.rules.get(rule.name)!, rule);
  }
  return merged;
}

function addRule(into: RuleTally, rule: RuleTally): void {
  into.hits += rule.hits;
  into.untrackedHits += rule.untrackedHits;
  for (const [outcome, count] of Object.entries(rule.outcomes) as [Outcome, number][]) into.outcomes[outcome] += count;
  addCounts(into.timeline, rule.timeline);
  addCounts(into.together, rule.together);
  for (const [key, entity] of rule.entities) {
    const held = into.entities.get(key);
    if (held === undefined) into.entities.set(key, { ...entity });
    else {
      const first = entity.position < held.position ? entity : held;
      into.entities.set(key, { ...first, hits: held.hits + entity.hits });
    }
  }
}

function addCounts<K>(into: Map<K, number>, counts: ReadonlyMap<K, number>): void {
  for (const [key, count] of counts) into.set(key, (into.get(key) ?? 0) + count);
}
