/**
 * One event's decision: `decide(event, memory, ruleset) → {features, effects, memory changes}` (DESIGN §2). Live, replay,
 * backtest and tests call this same function; only what is handed to it differs.
 *
 * A decision never throws (E4): where the evaluation itself breaks, which no checked ruleset should make it do, the event is
 * decided without features and effects, and its errors say why.
 */
import { type AppliedEffect, effectId } from '@lapwing/enforcement';
import { MEMORY, type Memory } from '@lapwing/memory';
import {
  type Action,
  type Decision,
  type Host,
  LABELS,
  type Observation,
  type ObservedFailure,
  RANDOMNESS,
  type Ruleset,
  type ServiceKey,
} from '@lapwing/sml';
import { effectsOf, type IdentifyEffect } from './effects.ts';
import { brokenDecision, failureOf, withFailure } from './failure.ts';
import { applyLabels, labelReader } from './labels.ts';
import { eventRandomness } from './randomness.ts';

/** What one journaled event came to. */
export interface Decided {
  readonly position: number;
  readonly ingestedAtMillis: number;
  readonly ruleset: Ruleset;
  readonly decision: Decision;
  /** Indexes into `ruleset.rules` of the rules that were true. */
  readonly hits: readonly number[];
  readonly effects: readonly AppliedEffect[];
}

/** An event with its place in the journal. */
export interface Placed {
  readonly action: Action;
  readonly position: number;
  readonly ingestedAtMillis: number;
}

/** Called with what an event was evaluated to, before its effects change any label. */
export type Alongside = (placed: Placed, decision: Decision, ruleset: Ruleset, host: Host) => void;

/** Decides events one after the other, in journal order, on one memory. */
export class Decider {
  readonly #memory: Memory;
  readonly #host: Host;
  readonly #identify: IdentifyEffect;
  #nowMillis = 0;
  /** The last ruleset and its rules' places among the features: with thousands of rules, finding them anew is a third of the time. */
  #ruleset: Ruleset | null = null;
  #ruleFeatures = new Uint32Array(0);
  readonly #randomness = eventRandomness();
  /** Null but in a back-fill. */
  alongside: Alongside | null = null;

  /**
   * `services` are those of plugins and of the installation; memory, labels and randomness are provided here. The label state does
   * not depend on `identify`.
   */
  constructor(
    memory: Memory,
    services: ReadonlyMap<ServiceKey<unknown>, unknown> = new Map(),
    identify: IdentifyEffect = effectId,
  ) {
    this.#memory = memory;
    this.#identify = identify;
    const all = new Map<ServiceKey<unknown>, unknown>(services);
    all.set(MEMORY, memory);
    all.set(
      LABELS,
      labelReader(memory, () => this.#nowMillis),
    );
    all.set(RANDOMNESS, this.#randomness);
    this.#host = {
      service<T>(key: ServiceKey<T>): T {
        if (!all.has(key)) throw new Error(`this host provides no ${key.name}`);
        // The map holds under a key what was registered for that key's type.
        return all.get(key) as T;
      },
    };
  }

  /** With `observations`, those results are used in place of calling the functions. */
  decide(
    ruleset: Ruleset,
    action: Action,
    position: number,
    ingestedAtMillis: number,
    observations?: readonly (Observation | undefined)[],
  ): Decided {
    const placed: Placed = { action, position, ingestedAtMillis };
    this.#begin(placed);
    let decision: Decision;
    try {
      const options = observations === undefined ? { position } : { position, observations };
      decision = ruleset.evaluate(action, this.#host, options);
    } catch (error) {
      decision = brokenDecision(action, failureOf(error));
    }
    return this.#conclude(ruleset, placed, decision);
  }

  /**
   * As `decide`, waiting for look-ups until they are there or `giveUp` resolves. The caller lets no other decision begin before
   * this one is done. `broken` is set where the evaluation broke: a repetition is told so, and does not evaluate.
   */
  async decideAsync(
    ruleset: Ruleset,
    placed: Placed,
    giveUp: Promise<void>,
  ): Promise<{ readonly decided: Decided; readonly broken: ObservedFailure | null }> {
    const { action, position } = placed;
    this.#begin(placed);
    try {
      const decision = await ruleset.evaluateAsync(action, this.#host, { position, giveUp });
      return { decided: this.#conclude(ruleset, placed, decision), broken: null };
    } catch (error) {
      const broken = failureOf(error);
      return { decided: this.#conclude(ruleset, placed, brokenDecision(action, broken)), broken };
    }
  }

  /** The outcome of an event whose evaluation broke when it was decided first. */
  repeatBroken(ruleset: Ruleset, placed: Placed, broken: ObservedFailure): Decided {
    this.#begin(placed);
    return this.#conclude(ruleset, placed, brokenDecision(placed.action, broken));
  }

  /** What a ruleset remembers of an event, without the event being decided: `evaluate` is its evaluation. */
  remember(placed: Placed, evaluate: (host: Host) => void): void {
    this.#begin(placed);
    evaluate(this.#host);
  }

  #begin({ action, position, ingestedAtMillis }: Placed): void {
    this.#memory.begin(position, action.timeMillis, ingestedAtMillis);
    this.#nowMillis = action.timeMillis;
    this.#randomness.begin(action.id);
  }

  #conclude(ruleset: Ruleset, { position, ingestedAtMillis }: Placed, evaluated: Decision): Decided {
    let decision = evaluated;
    this.alongside?.({ action: evaluated.action, position, ingestedAtMillis }, evaluated, ruleset, this.#host);
    const effects = effectsOf(ruleset, evaluated, position, this.#identify, (failure) => {
      decision = withFailure(decision, failure);
    });
    const hits = this.#hits(ruleset, decision);
    return { position, ingestedAtMillis, ruleset, decision, hits, effects: applyLabels(this.#memory, effects) };
  }

  #hits(ruleset: Ruleset, { values }: Decision): readonly number[] {
    if (ruleset !== this.#ruleset) {
      this.#ruleset = ruleset;
      this.#ruleFeatures = Uint32Array.from(ruleset.rules, (rule) => rule.featureIndex);
    }
    const features = this.#ruleFeatures;
    const hits: number[] = [];
    for (let rule = 0; rule < features.length; rule++) {
      if (values[features[rule]!] === true) hits.push(rule);
    }
    return hits;
  }
}
