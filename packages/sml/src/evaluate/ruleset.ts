/** A compiled ruleset and what evaluating one event with it yields. */
import type { Action, FunctionDeclaration, ServiceKey } from '../functions/declaration.ts';
import type { Program } from '../program/program.ts';
import type { SmlType } from '../types/types.ts';
import type { EffectValue, EntityValue, Outcome } from '../values/values.ts';

export interface Ruleset {
  readonly program: Program;
  /** Every exported feature of every file, in a stable order; `Decision.values` is parallel to it. */
  readonly features: readonly Feature[];
  readonly rules: readonly RuleInfo[];
  /** Call sites of `memory` and `impure` functions; `Decision.observations` is parallel to it. */
  readonly observationSites: readonly ObservationSite[];
  readonly metrics: RulesetMetrics;
  /** The feature that effects of a call site (`FiredEffect.site`) list themselves under, where their function declares one. */
  effectFeature(site: number): FunctionDeclaration['effectFeature'];
  /** Evaluate one event. Synchronous: asynchronous functions answer from what their services already know. */
  evaluate(action: Action, host: Host, options: EvaluateOptions): Decision;
  /**
   * Evaluate one event and wait for asynchronous functions. What they need is fetched first (`BoundCall.prepare`), all that is
   * known to be needed at once; then the event is evaluated again with what was observed so far, until nothing is missing.
   * A call of a `memory` or `impure` function is made only when everything upstream of it is there, and once.
   */
  evaluateAsync(action: Action, host: Host, options: EvaluateOptions): Promise<Decision>;
}

/** What the ruleset's evaluation has cost since it was compiled. Every `sampleEvery`-th event is measured. */
export interface RulesetMetrics {
  readonly events: number;
  readonly sampledEvents: number;
  readonly sampledMicros: number;
  /** Call sites in the order of the program; those that were never reached in a sampled event are left out. */
  sites(): readonly SiteMetrics[];
}

export interface SiteMetrics {
  readonly function: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Calls and time in the sampled events. */
  readonly calls: number;
  readonly micros: number;
  /** Unexpected failures in all events. */
  readonly failures: number;
}

export interface Feature {
  readonly index: number;
  readonly name: string;
  /** The type as exported: entities are their id, rules are bool, timedeltas are float. */
  readonly type: SmlType;
  /** The entity type (`User`), where the feature is an entity. */
  readonly entityType: string | null;
  readonly path: string;
  readonly line: number;
  readonly isRule: boolean;
}

export interface RuleInfo {
  readonly index: number;
  readonly name: string;
  /** The description's template text, as written. */
  readonly description: string;
  readonly featureIndex: number;
  readonly path: string;
  readonly line: number;
  /** Hash of everything that the rule depends on: its own definition and all that it reaches. An edit elsewhere keeps it. */
  readonly version: string;
}

export interface ObservationSite {
  readonly index: number;
  readonly function: string;
  readonly purity: 'memory' | 'impure';
  /** The result may have to be waited for (`FunctionDeclaration.async`). */
  readonly asynchronous: boolean;
  /** The call with the versions of all that it names: equal in two rulesets where the call means the same. */
  readonly identity: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** The services and randomness that an evaluation may use. */
export interface Host {
  service<T>(key: ServiceKey<T>): T;
}

export interface EvaluateOptions {
  readonly position: number;
  /** Results to use in place of calling `memory` and `impure` functions: an exact repetition of an earlier decision. */
  readonly observations?: readonly (Observation | undefined)[];
  /** For `evaluateAsync`: when it resolves, calls that have no answer yet are made with what their services know, or fail. */
  readonly giveUp?: Promise<void>;
}

/** What a `memory` or `impure` call came to: its result, FAILED for an expected failure, or the failure that was reported. */
export type Observation = Outcome | ObservedFailure;

/** A reported failure of an observed call: a repetition reports it again. */
export class ObservedFailure {
  readonly kind: string;
  readonly message: string;
  constructor(kind: string, message: string) {
    this.kind = kind;
    this.message = message;
  }
}

/** What one event came to. Everything here is data; nothing has been applied outside of memory functions. */
export interface Decision {
  readonly action: Action;
  /**
   * Parallel to `Ruleset.features`: undefined where the file was not reached, FAILED where the node failed. Values are as
   * exported: an entity is its id, a rule its bool, a timedelta its seconds, an experiment its seven strings.
   */
  readonly values: readonly (Outcome | undefined)[];
  readonly observations: readonly (Observation | undefined)[];
  readonly effects: readonly FiredEffect[];
  readonly verdicts: readonly string[];
  /** `Type/id/label/1` (add) or `/0` (remove). The reference's `__entity_label_mutations` leaves out the id: `exportFeatures`. */
  readonly labelMutations: readonly string[];
  /** Unexpected failures, at most `limits.errorsPerEvent`; `errorCount` counts all. */
  readonly errors: readonly EvaluationError[];
  readonly errorCount: number;
}

export interface FiredEffect {
  readonly effect: EffectValue;
  /** The true rules of the WhenRules that fired it: indexes into `Ruleset.rules`. */
  readonly rules: readonly number[];
  /** Values of `{Name}` in those rules' descriptions, parallel to `rules`: name → printed value. */
  readonly ruleFeatures: readonly Readonly<Record<string, string>>[];
  /** Index of the effect's call site in the program, stable for one ruleset hash; part of the effect's id. */
  readonly site: number;
  /** False where `apply_if` was false or failed: reported in `labelMutations`, never applied. */
  readonly applies: boolean;
}

export interface EvaluationError {
  /** The reference's exception name: `MissingJsonPath`, `InvalidJsonType`, `ValueError`, … */
  readonly kind: string;
  readonly message: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** Effects that the standard library itself returns. Plugins add their own shapes of {@link EffectValue}. */
export interface LabelEffect extends EffectValue {
  readonly effect: 'label-add' | 'label-remove';
  readonly entity: EntityValue;
  readonly label: string;
  /** Seconds; null is permanent. */
  readonly expiresAfterSeconds: number | null;
  readonly delayActionBySeconds: number | null;
  readonly applyIf: { readonly ruleIndex: number; readonly value: boolean } | null;
  /** True where `apply_if` was given and failed. */
  readonly suppressed: boolean;
}

export interface VerdictEffect extends EffectValue {
  readonly effect: 'verdict';
  readonly verdict: string;
}

/** Everything that `checkRuleset` needs to know of the language's surroundings. */
export interface Registry {
  readonly functions: ReadonlyMap<string, FunctionDeclaration>;
}
