/**
 * One event's decision: `decide(event, memory, ruleset) → {features, effects, memory changes}` (DESIGN §2). Live, replay,
 * backtest and tests call this same function; only what is handed to it differs.
 */
import { type AppliedEffect, effectId } from '@lapwing/enforcement';
import { MEMORY, type Memory } from '@lapwing/memory';
import {
  type Action,
  type Decision,
  type Host,
  LABELS,
  type Observation,
  RANDOMNESS,
  type Ruleset,
  type ServiceKey,
} from '@lapwing/sml';
import { effectsOf, type IdentifyEffect } from './effects.ts';
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

/** Decides events one after the other, in journal order, on one memory. */
export class Decider {
  readonly #memory: Memory;
  readonly #host: Host;
  readonly #identify: IdentifyEffect;
  #nowMillis = 0;
  readonly #randomness = eventRandomness();

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
    this.#begin(action, position, ingestedAtMillis);
    const options = observations === undefined ? { position } : { position, observations };
    return this.#conclude(ruleset, ruleset.evaluate(action, this.#host, options), position, ingestedAtMillis);
  }

  /** As `decide`, waiting for look-ups. The caller lets no other decision begin before this one is done. */
  async decideAsync(ruleset: Ruleset, action: Action, position: number, ingestedAtMillis: number): Promise<Decided> {
    this.#begin(action, position, ingestedAtMillis);
    const decision = await ruleset.evaluateAsync(action, this.#host, { position });
    return this.#conclude(ruleset, decision, position, ingestedAtMillis);
  }

  #begin(action: Action, position: number, ingestedAtMillis: number): void {
    this.#memory.begin(position, action.timeMillis, ingestedAtMillis);
    this.#nowMillis = action.timeMillis;
    this.#randomness.begin(action.id);
  }

  #conclude(ruleset: Ruleset, decision: Decision, position: number, ingestedAtMillis: number): Decided {
    const hits: number[] = [];
    for (const rule of ruleset.rules) {
      if (decision.values[rule.featureIndex] === true) hits.push(rule.index);
    }
    const effects = applyLabels(this.#memory, effectsOf(ruleset, decision, position, this.#identify));
    return { position, ingestedAtMillis, ruleset, decision, hits, effects };
  }
}
