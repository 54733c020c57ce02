/**
 * One event's decision: `decide(event, memory, ruleset) → {features, effects, memory changes}` (DESIGN §2). Live, replay,
 * backtest and tests call this same function; only what is handed to it differs.
 *
 * A decision never throws (E4): where the evaluation itself breaks, which no checked ruleset should make it do, the event is
 * decided without features and effects, and its errors say why.
 */
import {
  type Alert,
  type AppliedEffect,
  type Braked,
  type Brakes,
  type Effect,
  effectId,
  type HeldEffect,
} from '@lapwing/enforcement';
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
  ruleOwner,
  type ServiceKey,
} from '@lapwing/sml';
import { type InShadow, NOTHING_IN_SHADOW, type Staging } from '../rollout/rollout.ts';
import { brakesFold } from '../run/brakes-fold.ts';
import type { Fold } from '../run/folds.ts';
import { effectsOf, type IdentifyEffect } from './effects.ts';
import { brokenDecision, failureOf, withFailure } from './failure.ts';
import { applyLabels, labelReader } from './labels.ts';
import { eventRandomness } from './randomness.ts';
import { withhold } from './withhold.ts';

/** What one journaled event came to. What acted is in `decision`, `hits` and `effects`; what did not, in the parts of `InShadow`. */
export interface Decided extends InShadow {
  readonly position: number;
  readonly ingestedAtMillis: number;
  readonly ruleset: Ruleset;
  readonly decision: Decision;
  /** Indexes into `ruleset.rules` of the rules that were true, and live for somebody concerned. */
  readonly hits: readonly number[];
  /** What was applied. */
  readonly effects: readonly AppliedEffect[];
  /** What the brakes kept for a person. `decision` is without its verdicts and label changes. */
  readonly held: readonly HeldEffect[];
  readonly alerts: readonly Alert[];
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
  readonly memory: Memory;
  /** What beside memory follows the journal. */
  readonly folds: readonly Fold[];
  readonly brakes: Brakes | null;
  readonly #host: Host;
  readonly #identify: IdentifyEffect;
  readonly #staging: Staging | null;
  #nowMillis = 0;
  /** The last ruleset and its rules' places among the features: with thousands of rules, finding them anew is a third of the time. */
  #ruleset: Ruleset | null = null;
  #ruleFeatures = new Uint32Array(0);
  readonly #randomness = eventRandomness();
  /** Null but in a back-fill. */
  alongside: Alongside | null = null;
  /** Set for a candidate: its labels wait until the brakes have judged those of the rules in force. */
  leavesLabels = false;

  /**
   * `services` are those of plugins and of the installation; memory, labels and randomness are provided here. The label state does
   * not depend on `identify`. Without `staging`, all rules act.
   */
  constructor(
    memory: Memory,
    services: ReadonlyMap<ServiceKey<unknown>, unknown> = new Map(),
    identify: IdentifyEffect = effectId,
    folds: readonly Fold[] = [],
    brakes: Brakes | null = null,
    staging: Staging | null = null,
  ) {
    this.memory = memory;
    this.folds = brakes === null ? folds : [brakesFold(brakes), ...folds];
    this.brakes = brakes;
    this.#identify = identify;
    this.#staging = staging;
    const all = new Map<ServiceKey<unknown>, unknown>(services);
    all.set(MEMORY, memory);
    all.set(
      LABELS,
      labelReader(memory, () => this.#nowMillis),
    );
    all.set(RANDOMNESS, this.#randomness);
    this.#host = {
      service<T>(key: ServiceKey<T>): T {
        const service = all.get(key);
        if (service === undefined) throw new Error(`this host provides no ${key.name}`);
        // The map holds under a key what was registered for that key's type.
        return service as T;
      },
    };
  }

  /** Another ruleset is in force for what comes behind `position`. To be told in the order of the journal, after `Rollout.activated`. */
  activated(ruleset: Ruleset, position: number): void {
    for (const fold of this.folds) fold.activated?.(ruleset, position, this.memory.newestMillis);
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
    this.memory.begin(position, action.timeMillis, ingestedAtMillis);
    this.#nowMillis = action.timeMillis;
    this.#randomness.begin(action.id);
  }

  #conclude(ruleset: Ruleset, placed: Placed, evaluated: Decision): Decided {
    const { position, ingestedAtMillis } = placed;
    this.alongside?.(placed, evaluated, ruleset, this.#host);
    const all = this.#hits(ruleset, evaluated);
    const staged = this.#staging?.stage(ruleset, placed, evaluated, all) ?? null;
    let decision = staged?.decision ?? evaluated;
    const report = (failure: ObservedFailure) => {
      decision = withFailure(decision, failure);
    };
    let wanted = effectsOf(ruleset, decision, position, this.#identify, report);
    const hits = staged?.hits ?? all;
    let inShadow = NOTHING_IN_SHADOW;
    if (staged !== null) {
      const { shadowHits, candidate, canary } = staged;
      const shadow = staged.shadow === null ? [] : effectsOf(ruleset, staged.shadow, position, this.#identify, report);
      inShadow = { shadowHits, shadow, candidate };
      if (canary !== null) {
        wanted = [...wanted, ...effectsOf(canary.ruleset, canary.decision, position, this.#identify, report)];
        decision = withWhatActs(decision, canary.decision);
      }
    }
    const { brakes, memory } = this;
    // Rates are of all hits: a rule that leaves the shadow is compared with what it did there.
    const braked = brakes === null ? unbraked(wanted) : brakes.judge(all, wanted, position, memory.newestMillis);
    const { applied, held, alerts } = braked;
    if (inShadow.candidate !== null) {
      inShadow = { ...inShadow, candidate: this.#staging!.settle(inShadow.candidate, held) };
    }
    if (held.length > 0) {
      decision = withhold(
        decision,
        applied,
        held.map(({ effect }) => effect),
      );
    }
    return {
      position,
      ingestedAtMillis,
      ruleset,
      decision,
      hits,
      effects: this.leavesLabels ? applied.map(unlabelled) : applyLabels(this.memory, applied),
      held,
      alerts: alerts.length === 0 ? alerts : alerts.map((alert) => addressed(alert, ruleset)),
      ...inShadow,
    };
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

const NOTHING: readonly [] = [];

function unlabelled(effect: Effect): AppliedEffect {
  return { effect, labelOutcome: null };
}

function unbraked(effects: readonly Effect[]): Braked {
  return { applied: effects, held: NOTHING, alerts: NOTHING };
}

/** The alert with whom to tell. */
function addressed(alert: Alert, { program }: Ruleset): Alert {
  return alert.rule === null ? alert : { ...alert, owner: ruleOwner(program, alert.rule) };
}

/** The verdicts and label changes of both, which act on different entities; `fired` stays that of the ruleset in force. */
function withWhatActs(decision: Decision, canary: Decision): Decision {
  return {
    ...decision,
    verdicts: [...decision.verdicts, ...canary.verdicts],
    labelMutations: [...decision.labelMutations, ...canary.labelMutations],
  };
}

/** Names of the rules that hit and acted, those of a candidate that is a canary included. */
export function rulesThatActed({ ruleset, hits, candidate }: Decided): readonly string[] {
  const names = hits.map((index) => ruleset.rules[index]!.name);
  if (candidate === null || candidate.acted.length === 0) return names;
  return [...new Set([...names, ...candidate.acted.map((index) => candidate.ruleset.rules[index]!.name)])];
}

/** Names of the rules that hit and did not act. */
export function rulesInShadow({ ruleset, shadowHits }: Decided): readonly string[] {
  return shadowHits.map((index) => ruleset.rules[index]!.name);
}
