/** What compiled code works on while it evaluates one event. One state serves many events, one after the other. */
import type { Action, BoundCall, EvaluationContext, ServiceKey } from '../functions/declaration.ts';
import { ENTRY_POINT } from '../sources/sources.ts';
import { type EffectValue, EntityValue, FAILED, type Failed, type Outcome } from '../values/values.ts';
import { limits } from './limits.ts';
import {
  type Decision,
  type EvaluateOptions,
  type EvaluationError,
  type FiredEffect,
  type Host,
  type LabelEffect,
  type Observation,
  ObservedFailure,
  type VerdictEffect,
} from './ruleset.ts';

/** A place in the rules that can report a failure. */
export interface SitePlace {
  readonly function: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** Work that an asynchronous evaluation has to wait for, by observation site. */
export interface Awaited {
  /** Sites whose preparation was started in this or an earlier round. */
  readonly prepared: Set<number>;
  /** Sites without an answer in this round. */
  readonly waiting: Set<number>;
  readonly work: Promise<void>[];
}

export class EvaluationState {
  action: Action = { id: '', actionId: null, name: '', timeMillis: 0, data: {}, secretData: null };
  values: (Outcome | undefined)[] = [];
  /** Null in a synchronous evaluation. */
  awaited: Awaited | null = null;
  readonly siteFailures: Uint32Array;
  readonly #sites: readonly SitePlace[];
  readonly #observationCount: number;
  #position = 0;
  #host: Host | null = null;
  #given: readonly (Observation | undefined)[] | undefined;
  #observations: (Observation | undefined)[] = [];
  #errors: EvaluationError[] = [];
  #errorCount = 0;
  #fired: FiredEffect[] = [];
  /** Where each effect belongs in the order of effects. */
  #ranks: number[] = [];
  #verdicts: string[] = [];
  #labelMutations: string[] = [];
  #outOfOrder = false;
  #lastFailure: ObservedFailure | null = null;
  /** Where that was. */
  #lastFailedSite = -1;

  constructor(sites: readonly SitePlace[], observationCount: number) {
    this.#sites = sites;
    this.#observationCount = observationCount;
    this.siteFailures = new Uint32Array(sites.length);
  }

  start(action: Action, host: Host, options: EvaluateOptions, values: (Outcome | undefined)[]): void {
    this.action = action;
    this.values = values;
    this.#host = host;
    this.#position = options.position;
    this.#given = options.observations;
    this.#observations =
      this.#observationCount === 0 ? NONE_OBSERVED : new Array(this.#observationCount).fill(undefined);
    this.#errors = [];
    this.#errorCount = 0;
    this.#lastFailure = null;
    this.#fired = [];
    this.#ranks = [];
    this.#verdicts = [];
    this.#labelMutations = [];
    this.#outOfOrder = false;
  }

  finish(): Decision {
    if (this.#outOfOrder) this.#sortEffects();
    return {
      action: this.action,
      values: this.values,
      observations: this.#observations,
      effects: this.#fired,
      verdicts: this.#verdicts,
      labelMutations: this.#labelMutations,
      errors: this.#errors,
      errorCount: this.#errorCount,
    };
  }

  get position(): number {
    return this.#position;
  }

  service<T>(key: ServiceKey<T>): T {
    if (this.#host === null) throw new Error(`no host provides \`${key.name}\``);
    return this.#host.service(key);
  }

  /** Records an unexpected failure at a site. */
  fail(site: number, kind: string, message: string): Failed {
    this.#errorCount++;
    this.siteFailures[site] = (this.siteFailures[site] ?? 0) + 1;
    this.#lastFailure = new ObservedFailure(kind, message);
    this.#lastFailedSite = site;
    const place = this.#sites[site];
    if (this.#errors.length < limits.errorsPerEvent && place !== undefined) {
      const { path, line, column } = place;
      this.#errors.push({ kind, message: message.slice(0, limits.errorMessageLength), path, line, column });
    }
    return FAILED;
  }

  /** The same for a call: it fails once, whatever it finds wrong with its arguments, as its repetition from observations does. */
  failCall(site: number, kind: string, message: string): Failed {
    return this.#lastFailure !== null && this.#lastFailedSite === site ? FAILED : this.fail(site, kind, message);
  }

  /** A function threw: a mistake of its own, or a service that is missing or down. */
  thrown(site: number, error: unknown): Failed {
    if (error instanceof Error)
      return this.failCall(site, error.name === 'Error' ? 'RuntimeError' : error.name, error.message);
    return this.failCall(site, 'RuntimeError', String(error));
  }

  /** The evaluation itself threw: what was computed before stays, and nothing is done. */
  broke(error: unknown): void {
    const kind = error instanceof Error && error.name !== 'Error' ? error.name : 'RuntimeError';
    const message = (error instanceof Error ? error.message : String(error)).slice(0, limits.errorMessageLength);
    this.#errorCount++;
    this.#errors.push({ kind, message, path: ENTRY_POINT, line: 1, column: 1 });
    this.#fired = [];
    this.#verdicts = [];
    this.#labelMutations = [];
    this.#outOfOrder = false;
  }

  /** The result given for an observation site, recorded again; undefined where the call is to be made. */
  replay(index: number, site: number): Outcome | undefined {
    const given = this.#given?.[index];
    if (given === undefined) return undefined;
    this.#observations[index] = given;
    return given instanceof ObservedFailure ? this.fail(site, given.kind, given.message) : given;
  }

  beforeCall(): void {
    this.#lastFailure = null;
  }

  observe(index: number, result: Outcome): Outcome {
    this.#observations[index] = result === FAILED && this.#lastFailure !== null ? this.#lastFailure : result;
    return result;
  }

  /** True where a call cannot be made yet, because something upstream of it is still awaited. */
  mustWait(index: number, upstream: readonly number[]): boolean {
    const { awaited } = this;
    if (awaited === null || !upstream.some((other) => awaited.waiting.has(other))) return false;
    awaited.waiting.add(index);
    return true;
  }

  /** Starts what an asynchronous call needs; true where its result has to be awaited. */
  prepare(index: number, bound: BoundCall, values: readonly Outcome[]): boolean {
    const { awaited, action, position } = this;
    if (awaited === null || bound.prepare === undefined || awaited.prepared.has(index)) return false;
    awaited.prepared.add(index);
    awaited.waiting.add(index);
    const host = this.#host;
    // Preparing goes on after this evaluation, when the state may be another event's: it gets a context of its own.
    const context: EvaluationContext = {
      action,
      position,
      timeMillis: action.timeMillis,
      service: (key) => {
        if (host === null) throw new Error(`no host provides \`${key.name}\``);
        return host.service(key);
      },
      fail: () => FAILED,
    };
    const prepare = bound.prepare;
    // A preparation that fails leaves the call to answer, and to fail, without it.
    const work = async (): Promise<void> => Reflect.apply(prepare, null, [context, ...values]);
    awaited.work.push(work().catch(() => undefined));
    return true;
  }

  /** Emits an effect of a WhenRules whose rules fired. */
  fire(
    effect: Outcome,
    site: number,
    rank: number,
    rules: readonly number[],
    ruleFeatures: readonly Readonly<Record<string, string>>[],
  ): void {
    if (effect === FAILED || effect === null) return;
    if (!isEffect(effect)) {
      this.fail(site, 'TypeError', 'not an effect');
      return;
    }
    if (this.#fired.length >= limits.effectsPerEvent) {
      this.fail(site, 'LimitExceeded', `more than ${limits.effectsPerEvent} effects in one event`);
      return;
    }
    if ((this.#ranks.at(-1) ?? rank) > rank) this.#outOfOrder = true;
    this.#ranks.push(rank);
    const label = isLabel(effect) ? effect : null;
    const applies = label === null || (!label.suppressed && (label.applyIf === null || label.applyIf.value));
    this.#fired.push({ effect, rules, ruleFeatures, site, applies });
    this.#list(effect);
  }

  #list(effect: EffectValue): void {
    if (isVerdict(effect)) this.#verdicts.push(effect.verdict);
    else if (isLabel(effect)) {
      const { entity } = effect;
      this.#labelMutations.push(`${entity.type}/${entity.id}/${effect.label}/${effect.effect === 'label-add' ? 1 : 0}`);
    }
  }

  #sortEffects(): void {
    const ranked = this.#fired.map((fired, index) => ({ fired, rank: this.#ranks[index] ?? 0 }));
    this.#fired = ranked.sort((a, b) => a.rank - b.rank).map(({ fired }) => fired);
    this.#verdicts = [];
    this.#labelMutations = [];
    for (const { effect } of this.#fired) this.#list(effect);
  }
}

const NONE_OBSERVED: (Observation | undefined)[] = [];

function isEffect(value: Outcome): value is EffectValue {
  return typeof value === 'object' && value !== null && 'effect' in value;
}

export function isVerdict(effect: EffectValue): effect is VerdictEffect {
  return effect.effect === 'verdict' && 'verdict' in effect && typeof effect.verdict === 'string';
}

export function isLabel(effect: EffectValue): effect is LabelEffect {
  const named = effect.effect === 'label-add' || effect.effect === 'label-remove';
  return named && 'entity' in effect && effect.entity instanceof EntityValue;
}

/** The context of one call site: its failures are reported there. */
export class SiteContext implements EvaluationContext {
  readonly #state: EvaluationState;
  readonly #site: number;

  constructor(state: EvaluationState, site: number) {
    this.#state = state;
    this.#site = site;
  }

  get action(): Action {
    return this.#state.action;
  }

  get timeMillis(): number {
    return this.#state.action.timeMillis;
  }

  get position(): number {
    return this.#state.position;
  }

  service<T>(key: ServiceKey<T>): T {
    return this.#state.service(key);
  }

  fail(kind: string, message: string): Failed {
    return this.#state.failCall(this.#site, kind, message);
  }
}
