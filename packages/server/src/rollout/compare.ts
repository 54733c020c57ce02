/**
 * What rules did beside what they would have done, from the rows of the warehouse: a rule's hits in shadow against its own hits that
 * acted, and a candidate's rules against those in force, since it has been evaluated.
 */
import { labelsOf, type Ruleset, rulesetSources } from '@lapwing/sml';
import type { StoredEvent } from '@lapwing/warehouse';
import type { System } from '../system/system.ts';
import { COMPARED_EVENTS_MAX, COMPARED_RULES_MAX } from './limits.ts';
import { outcomesOf } from './outcomes.ts';
import { inForce } from './staging.ts';
import { StoredSubjects } from './subjects.ts';
import { type EntitySample, onlyIn, Side, type SideFigures } from './tally.ts';

interface RuleComparison {
  readonly rule: string;
  /** What acted. */
  readonly live: SideFigures;
  /** What did not: in shadow, or of the candidate. */
  readonly shadow: SideFigures;
  /** Events that both hit; for a rule in shadow always none. */
  readonly both: number;
  readonly newlyAffected: { readonly entities: number; readonly samples: readonly EntitySample[] };
  readonly noLongerAffected: { readonly entities: number; readonly samples: readonly EntitySample[] };
}

export interface Comparison {
  /** `rules`: states within the ruleset in force; `candidate`: the ruleset beside it. */
  readonly of: 'rules' | 'candidate';
  readonly candidate: string | null;
  /** Since this journal position. */
  readonly fromPosition: number;
  /** Events since then, and those with a hit on any side. */
  readonly events: number;
  readonly withHits: number;
  /** What the figures leave out, in sentences. */
  readonly notes: readonly string[];
  readonly rules: readonly RuleComparison[];
}

/** Rules that are in a state by themselves, since the oldest of them was put there; of one rule since that one was. */
export async function compareRules(system: System, only?: string): Promise<Comparison> {
  const { ruleset } = inForce(system);
  const { rollout } = system.pipeline;
  const staged = ruleset.rules.filter(({ name }) => {
    const { state } = rollout.stateOf(name);
    return only === undefined ? state === 'shadow' || state === 'canary' : name === only;
  });
  const names = new Set(staged.slice(0, COMPARED_RULES_MAX).map(({ name }) => name));
  const positions = [...names].map((name) => rollout.recordOf(name)?.position ?? 0);
  const fromPosition = positions.length === 0 ? 0 : Math.min(...positions);
  const subjects = new StoredSubjects(ruleset);
  const sides = new Sides(names);
  const read = await readRows(system, fromPosition, subjects.features, (row) => {
    const { shadow } = row;
    for (const rule of row.hits)
      if (names.has(rule)) sides.live(rule).add(subjects.of(rule, row, row.labelMutations), row);
    for (const rule of shadow?.hits ?? []) {
      if (names.has(rule)) sides.shadow(rule).add(subjects.of(rule, row, shadow?.labels ?? []), row);
    }
  });
  return { of: 'rules', candidate: null, fromPosition, ...(await conclude(system, ruleset, sides, read)) };
}

/** The candidate against the rules in force, since it was started; null where there is none. */
export async function compareCandidate(system: System, only?: string): Promise<Comparison | null> {
  const { candidate } = system.pipeline.rollout;
  if (candidate === null) return null;
  const { ruleset } = inForce(system);
  const beside = await system.pipeline.rulesetByHash(candidate.hash);
  const [live, shadow] = [new StoredSubjects(ruleset), new StoredSubjects(beside)];
  const all = [...new Set([...ruleset.rules, ...beside.rules].map(({ name }) => name))];
  const names = new Set(only === undefined ? all.slice(0, COMPARED_RULES_MAX) : all.filter((name) => name === only));
  const sides = new Sides(names);
  const features = [...new Set([...live.features, ...shadow.features])];
  const read = await readRows(system, candidate.position, features, (row) => {
    const made = row.shadow?.candidate ?? null;
    if (made === null || made.hash !== candidate.hash) return;
    // What acted for the candidate's share is its own; what the rules in force would have done there is in shadow.
    const acted = new Set(made.acted);
    const theirs = new Set([...row.hits.filter((rule) => !acted.has(rule)), ...(row.shadow?.hits ?? [])]);
    const mutations = [...row.labelMutations, ...(row.shadow?.labels ?? [])];
    for (const rule of theirs) if (names.has(rule)) sides.live(rule).add(live.of(rule, row, mutations), row);
    for (const rule of made.hits) {
      if (!names.has(rule)) continue;
      sides.shadow(rule).add(shadow.of(rule, row, made.labels), row);
      if (theirs.has(rule)) sides.noteBoth(rule);
    }
  });
  const { hash, position: fromPosition } = candidate;
  return { of: 'candidate', candidate: hash, fromPosition, ...(await conclude(system, beside, sides, read)) };
}

class Sides {
  readonly #live: ReadonlyMap<string, Side>;
  readonly #shadow: ReadonlyMap<string, Side>;
  readonly #both = new Map<string, number>();

  constructor(names: ReadonlySet<string>) {
    this.#live = new Map([...names].map((name) => [name, new Side()]));
    this.#shadow = new Map([...names].map((name) => [name, new Side()]));
  }

  /** Of a rule that is compared. */
  live(rule: string): Side {
    return this.#live.get(rule)!;
  }

  shadow(rule: string): Side {
    return this.#shadow.get(rule)!;
  }

  noteBoth(rule: string): void {
    this.#both.set(rule, (this.#both.get(rule) ?? 0) + 1);
  }

  both(rule: string): number {
    return this.#both.get(rule) ?? 0;
  }

  get rules(): readonly string[] {
    return [...this.#live.keys()];
  }

  /** Entities of all sides. */
  keys(): ReadonlySet<string> {
    return new Set([...this.#live.values(), ...this.#shadow.values()].flatMap(({ entities }) => [...entities.keys()]));
  }
}

interface RowsRead {
  readonly events: number;
  readonly withHits: number;
  readonly read: number;
}

async function readRows(
  { warehouse, pipeline, journal }: System,
  fromPosition: number,
  features: readonly string[],
  take: (row: StoredEvent) => void,
): Promise<RowsRead> {
  // What was acknowledged before the question is in the answer.
  await pipeline.committed(journal.nextPosition - 1);
  const { rows, events, withHits } = await warehouse.stagedRows({ fromPosition, features, limit: COMPARED_EVENTS_MAX });
  for (const row of rows) take(row);
  return { events, withHits, read: rows.length };
}

async function conclude(
  system: System,
  ruleset: Ruleset,
  sides: Sides,
  { events, withHits, read }: RowsRead,
): Promise<Pick<Comparison, 'events' | 'withHits' | 'notes' | 'rules'>> {
  const labels = labelsOf(rulesetSources(await system.pipeline.rulesetFiles(ruleset.program.hash)).config);
  const { book, complete } = await outcomesOf(system.effects, sides.keys(), labels);
  const number = (value: number) => value.toLocaleString('en');
  const notes = [
    ...(read < withHits
      ? [`Only the newest ${number(read)} of ${number(withHits)} events with hits were compared.`]
      : []),
    ...(complete
      ? []
      : ['There were more entities than outcomes are looked up for: precision is that of some of them.']),
    ...(book.size === 0 ? ['Nobody has judged any of these entities yet: precision cannot be told.'] : []),
  ];
  const rules = sides.rules.map((rule): RuleComparison => {
    const [live, shadow] = [sides.live(rule), sides.shadow(rule)];
    return {
      rule,
      live: live.figures(book),
      shadow: shadow.figures(book),
      both: sides.both(rule),
      newlyAffected: onlyIn(shadow, live, book),
      noLongerAffected: onlyIn(live, shadow, book),
    };
  });
  rules.sort((a, b) => b.shadow.hits - a.shadow.hits || a.rule.localeCompare(b.rule));
  return { events, withHits, notes, rules };
}
