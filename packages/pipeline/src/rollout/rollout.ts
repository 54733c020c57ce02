/**
 * Rule states and the candidate at work: what of each decision acts, and what a second ruleset makes of the same event.
 *
 * - C1 A candidate is the same decision function on a memory of its own: a fork of that of the rules in force, at the candidate's
 *   position in the journal. What it counts and which labels it gives there is what it would have been, had it been in force since.
 * - C2 A candidate changes nothing of what the rules in force remember, and nothing outside but as a canary, for its share of entities.
 * - C3 What the brakes hold of the rules in force, a candidate with the same rules does not do either; once it is released or undone, it
 *   is for both.
 * - C4 Put in force, it goes on with its counters; labels stay those that were given.
 */
import type { AppliedEffect, Effect, HeldEffect } from '@lapwing/enforcement';
import type { Memory } from '@lapwing/memory';
import type { Decision, Ruleset, ServiceKey } from '@lapwing/sml';
import type { Activation } from '../control/entries.ts';
import type { CandidateEntry, RolloutEntry } from '../control/rollout-entries.ts';
import { Decider, type Placed } from '../decide/decide.ts';
import { applyLabels } from '../decide/labels.ts';
import { withhold } from '../decide/withhold.ts';
import { isWithinShare, type Unit } from './bucket.ts';
import { type Among, type GatePlan, gate, planGate } from './gate.ts';
import { type Place, type RolloutError, RolloutLedger } from './ledger.ts';

/** What the candidate made of an event. */
export interface CandidateDecided {
  readonly ruleset: Ruleset;
  /** As it would have been, had the candidate been in force. */
  readonly decision: Decision;
  /** Rules of the candidate that were true, those that are in shadow by themselves included. */
  readonly hits: readonly number[];
  /** Those that acted, the candidate being a canary. */
  readonly acted: readonly number[];
  /** On the candidate's own labels. */
  readonly effects: readonly AppliedEffect[];
}

/** What stands between an evaluated decision and its effects. */
export interface Staged {
  readonly decision: Decision;
  readonly hits: readonly number[];
  readonly shadowHits: readonly number[];
  /** Effects in shadow, as a decision of their own. */
  readonly shadow: Decision | null;
  readonly candidate: CandidateDecided | null;
  /** What the candidate does, being a canary. */
  readonly canary: { readonly ruleset: Ruleset; readonly decision: Decision } | null;
}

/** Decides what of a decision acts; null where all of it does and nothing else is to be recorded. */
export interface Staging {
  stage(ruleset: Ruleset, placed: Placed, decision: Decision, hits: readonly number[]): Staged | null;
  /** What became of the event is known: the candidate's labels are given, but for those that the brakes hold. */
  settle(candidate: CandidateDecided, held: readonly HeldEffect[]): CandidateDecided;
}

/** What was decided for shadow, as effects; see `Decided`. */
export interface InShadow {
  readonly shadowHits: readonly number[];
  readonly shadow: readonly Effect[];
  readonly candidate: CandidateDecided | null;
}

export const NOTHING_IN_SHADOW: InShadow = { shadowHits: [], shadow: [], candidate: null };

/** Plans by ruleset: made anew when a state has changed. */
class Plans {
  readonly #ledger: RolloutLedger;
  #ruleset: Ruleset | null = null;
  #revision = -1;
  #plan: GatePlan | null = null;

  constructor(ledger: RolloutLedger) {
    this.#ledger = ledger;
  }

  of(ruleset: Ruleset): GatePlan {
    if (this.#plan === null || ruleset !== this.#ruleset || this.#revision !== this.#ledger.revision) {
      this.#plan = planGate(ruleset, (rule) => this.#ledger.stateOf(rule));
      this.#ruleset = ruleset;
      this.#revision = this.#ledger.revision;
    }
    return this.#plan;
  }
}

interface Running {
  readonly ruleset: Ruleset;
  readonly memory: Memory;
  readonly decider: Decider;
}

export class Rollout implements Staging {
  readonly ledger = new RolloutLedger();
  readonly #plans = new Plans(this.ledger);
  readonly #candidatePlans = new Plans(this.ledger);
  readonly #memory: Memory;
  readonly #services: ReadonlyMap<ServiceKey<unknown>, unknown>;
  #running: Running | null = null;

  constructor(memory: Memory, services: ReadonlyMap<ServiceKey<unknown>, unknown> = new Map()) {
    this.#memory = memory;
    this.#services = services;
  }

  /** The memory of the candidate, where there is one. */
  get candidateMemory(): Memory | null {
    return this.#running?.memory ?? null;
  }

  stage(ruleset: Ruleset, placed: Placed, decision: Decision, hits: readonly number[]): Staged | null {
    const plan = this.#plans.of(ruleset);
    const running = this.#running;
    if (running === null) {
      if (plan.settings === null || (hits.length === 0 && decision.effects.length === 0)) return null;
      return { ...gate(plan, decision, hits, null), candidate: null, canary: null };
    }
    const { action, position, ingestedAtMillis } = placed;
    const candidate = running.decider.decide(running.ruleset, action, position, ingestedAtMillis);
    const share = this.#share();
    const gated = gate(plan, decision, hits, share === null ? null : (unit) => !share(unit));
    const all = [...candidate.hits, ...candidate.shadowHits].sort((a, b) => a - b);
    const made = { ruleset: running.ruleset, decision: candidate.decision, hits: all, effects: candidate.effects };
    if (share === null) return { ...gated, candidate: { ...made, acted: [] }, canary: null };
    const unrestricted: GatePlan = { ...this.#candidatePlans.of(running.ruleset), settings: null };
    const acting = gate(unrestricted, candidate.decision, candidate.hits, share);
    return {
      ...gated,
      candidate: { ...made, acted: acting.hits },
      canary: { ruleset: running.ruleset, decision: acting.decision },
    };
  }

  settle(candidate: CandidateDecided, held: readonly HeldEffect[]): CandidateDecided {
    const running = this.#running;
    if (running === null) throw new Error('a candidate has decided, and there is none');
    const wanted = candidate.effects.map(({ effect }) => effect);
    if (held.length === 0) return { ...candidate, effects: applyLabels(running.memory, wanted) };
    const ids = new Set(held.map(({ effect }) => effect.id));
    const isHeld = ({ id }: Effect) => ids.has(id);
    const applied = wanted.filter((effect) => !isHeld(effect));
    const decision = withhold(candidate.decision, applied, wanted.filter(isHeld));
    return { ...candidate, decision, effects: applyLabels(running.memory, applied) };
  }

  /** Who is within the candidate's share; null where it acts on nobody. */
  #share(): Among {
    const record = this.ledger.candidate;
    if (record?.state !== 'canary') return null;
    const { hash, percent } = record;
    return (unit: Unit) => isWithinShare(hash, unit, percent ?? 0);
  }

  /** Why the entry changed nothing, or null. */
  apply(entry: RolloutEntry, position: number): RolloutError | null {
    const refused = this.ledger.apply(entry, position);
    this.#dropEnded();
    return refused;
  }

  startCandidate(entry: CandidateEntry, ruleset: Ruleset, position: number): void {
    this.ledger.startCandidate(entry, position);
    this.#run(ruleset, entry.counters === 'fork' ? this.#memory.fork() : this.#memory.emptyFork());
  }

  /** Go on with a candidate from a checkpoint. */
  restoreCandidate(ruleset: Ruleset, memory: Memory): void {
    memory.shareLists(this.#memory);
    this.#run(ruleset, memory);
  }

  activated(ruleset: Ruleset, entry: Activation, place: Place): void {
    const running = this.#running;
    if (entry.fromCandidate === true && running?.ruleset.program.hash === ruleset.program.hash) {
      this.#memory.adoptKeyed(running.memory);
      this.#running = null;
    }
    this.ledger.activate(ruleset, entry, place);
    this.#dropEnded();
  }

  #run(ruleset: Ruleset, memory: Memory): void {
    const states: Staging = {
      stage: (candidate, _placed, decision, hits) => {
        const plan = this.#candidatePlans.of(candidate);
        return plan.settings === null ? null : { ...gate(plan, decision, hits, null), candidate: null, canary: null };
      },
      settle: (candidate) => candidate,
    };
    const decider = new Decider(memory, this.#services, undefined, [], null, states);
    decider.leavesLabels = true;
    this.#running = { ruleset, memory, decider };
  }

  #dropEnded(): void {
    if (this.ledger.candidate === null) this.#running = null;
  }
}
