/**
 * The brakes between what rules want and what is done (E5): a pure fold over activations, people's changes and decided events.
 *
 * - B1 The same changes and events in the same order give the same answers; no clock is read, and time never goes back here.
 * - B2 Every effect either applies, or is held with the brake that held it: none is lost.
 * - B3 An effect of several rules applies where one of them may have it, and counts for that one.
 * - B4 What people do themselves is never held.
 */
import type { Effect, EffectBody } from '../effects.ts';
import { Caps, type CapUsage, type Refusal, type SavedCaps } from './caps.ts';
import type { BrakeChange, MadeChange } from './changes.ts';
import { EmergencyBrake, type RuleVersion, type SavedEmergency, type Stop } from './emergency.ts';
import { type Alert, alertId, type HeldEffect, type HoldCause } from './held.ts';
import { brakeLimits } from './limits.ts';
import { type Anomaly, Rates, type SavedRates } from './rates.ts';
import { type EffectSelector, effectName, selectorOf, selects } from './selector.ts';
import {
  type BrakeSettings,
  type Cap,
  capKey,
  type EmergencySettings,
  type EntityName,
  entityKey,
} from './settings.ts';

/** What became of one event's effects. */
export interface Braked {
  readonly applied: readonly Effect[];
  readonly held: readonly HeldEffect[];
  readonly alerts: readonly Alert[];
}

export interface Halt extends MadeChange {
  readonly position: number;
}

export interface CapInForce {
  readonly cap: Cap;
  /** Who set it, where it is not from the file. */
  readonly changed: MadeChange | null;
}

export interface ProtectedEntity {
  readonly entity: EntityName;
  readonly changed: MadeChange | null;
}

interface Changed<T> {
  readonly value: T;
  readonly made: MadeChange;
}

export interface SavedBrakes {
  readonly file: BrakeSettings | null;
  readonly caps: readonly (readonly [string, Changed<Cap>])[];
  readonly protected: readonly (readonly [string, Changed<EntityName & { readonly isProtected: boolean }>])[];
  readonly halt: Halt | null;
  readonly taken: SavedCaps;
  readonly emergency: SavedEmergency;
  readonly rates: SavedRates;
}

const NOTHING: readonly [] = [];

export class Brakes {
  /** null until there are any: then every effect applies. */
  #file: BrakeSettings | null = null;
  #capChanges = new Map<string, Changed<Cap>>();
  #protectedChanges = new Map<string, Changed<EntityName & { readonly isProtected: boolean }>>();
  #protected: ReadonlySet<string> = new Set();
  #halt: Halt | null = null;
  readonly #caps = new Caps();
  readonly #emergency = new EmergencyBrake();
  readonly #rates = new Rates();
  /** Of the event that is judged. */
  readonly #alerts: Alert[] = [];

  get file(): BrakeSettings | null {
    return this.#file;
  }

  get halt(): Halt | null {
    return this.#halt;
  }

  /** Another ruleset is in force: its rules in the order of the indexes that `judge` is given. */
  activated(rules: readonly RuleVersion[]): void {
    this.#emergency.activated(rules);
    this.#rates.bind(rules);
    this.#caps.keepRules(new Set(rules.map(({ name }) => name)));
  }

  /** Take a person's change, or the file's. False where there was nothing to change. */
  change(change: BrakeChange, made: MadeChange, position: number): boolean {
    switch (change.kind) {
      case 'file':
        this.#file = change.settings;
        this.#setUp();
        return true;
      case 'halt':
        if (this.#halt !== null) return false;
        this.#halt = { ...made, position };
        return true;
      case 'resume':
        if (this.#halt === null) return false;
        this.#halt = null;
        return true;
      case 'set-cap':
        this.#capChanges.set(capKey(change.cap), { value: change.cap, made });
        this.#setUp();
        return true;
      case 'unset-cap': {
        const changed = this.#capChanges.delete(capKey(change.cap));
        this.#setUp();
        return changed;
      }
      case 'protect':
      case 'unprotect': {
        const isProtected = change.kind === 'protect';
        if (this.isProtected(change.entity) === isProtected) return false;
        this.#protectedChanges.set(entityKey(change.entity), { value: { ...change.entity, isProtected }, made });
        this.#setUp();
        return true;
      }
      case 'reset':
        return this.#emergency.reset(change.rule);
    }
  }

  /** One event: the indexes of all rules that hit, and the effects that are to act. `nowMillis` never goes back. */
  judge(hits: readonly number[], effects: readonly Effect[], position: number, nowMillis: number): Braked {
    const file = this.#file;
    if (file === null) return { applied: effects, held: NOTHING, alerts: NOTHING };
    this.#emergency.event();
    const anomalies = this.#rates.event(hits, nowMillis);
    if (effects.length === 0 && anomalies.length === 0) return NOTHING_TO_DO;
    if (file.anomaly) for (const anomaly of anomalies) this.#alerts.push(anomalyAlert(anomaly, position, nowMillis));
    if (file.emergency !== null) this.#watch(file.emergency, effects, position, nowMillis);
    let held: HeldEffect[] | null = null;
    for (let i = 0; i < effects.length; i++) {
      const effect = effects[i]!;
      const obstacle = this.#obstacle(file, effect, position, nowMillis);
      if (obstacle === null) continue;
      held ??= [];
      held.push({ effect, heldAtMillis: nowMillis, ...obstacle });
    }
    const alerts = this.#alerts.length === 0 ? NOTHING : this.#alerts.splice(0);
    if (held === null) return { applied: effects, held: NOTHING, alerts };
    const kept = new Set(held.map(({ effect }) => effect));
    return { applied: effects.filter((effect) => !kept.has(effect)), held, alerts };
  }

  isProtected(entity: EntityName): boolean {
    return this.#protected.has(entityKey(entity));
  }

  /** The caps in force, those that people lifted included. */
  capsInForce(): CapInForce[] {
    const caps = new Map<string, CapInForce>();
    for (const cap of this.#file?.caps ?? []) caps.set(capKey(cap), { cap, changed: null });
    for (const [key, { value, made }] of this.#capChanges) caps.set(key, { cap: value, changed: made });
    return [...caps.values()];
  }

  usage(nowMillis: number): CapUsage[] {
    return this.#caps.usage(nowMillis);
  }

  stopped(): (RuleVersion & { readonly stop: Stop })[] {
    return this.#emergency.stopped();
  }

  protectedEntities(): ProtectedEntity[] {
    const entities = new Map<string, ProtectedEntity>();
    for (const entity of this.#file?.protected ?? []) entities.set(entityKey(entity), { entity, changed: null });
    for (const [key, { value, made }] of this.#protectedChanges) {
      if (value.isProtected) entities.set(key, { entity: { type: value.type, id: value.id }, changed: made });
      else entities.delete(key);
    }
    return [...entities.values()];
  }

  save(): SavedBrakes {
    return {
      file: this.#file,
      caps: [...this.#capChanges],
      protected: [...this.#protectedChanges],
      halt: this.#halt,
      taken: this.#caps.save(),
      emergency: this.#emergency.save(),
      rates: this.#rates.save(),
    };
  }

  load(saved: SavedBrakes): void {
    this.#file = saved.file;
    this.#capChanges = new Map(saved.caps);
    this.#protectedChanges = new Map(saved.protected);
    this.#halt = saved.halt;
    this.#setUp();
    this.#caps.load(saved.taken);
    this.#emergency.load(saved.emergency);
    this.#rates.load(saved.rates);
  }

  #setUp(): void {
    this.#caps.set(this.capsInForce().map(({ cap }) => cap));
    this.#protected = new Set(this.protectedEntities().map(({ entity }) => entityKey(entity)));
  }

  /** Count the event for every rule that has dangerous effects on it. */
  #watch(emergency: EmergencySettings, effects: readonly Effect[], position: number, nowMillis: number): void {
    for (let i = 0; i < effects.length; i++) {
      const { rules, body } = effects[i]!;
      if (isHarmless(emergency.harmless, body)) continue;
      for (let j = 0; j < rules.length; j++) {
        const rule = rules[j]!;
        const stop = this.#emergency.hit(rule, position, nowMillis, emergency);
        if (stop !== null) this.#alerts.push(stopAlert(rule.name, rule.version, stop));
      }
    }
  }

  #obstacle(
    { emergency, onProtected }: BrakeSettings,
    { rules, body }: Effect,
    position: number,
    nowMillis: number,
  ): Obstacle | null {
    const entity = this.#protected.size === 0 ? null : this.protectedIn(body);
    if (entity !== null) {
      const state = onProtected === 'refuse' ? 'refused' : 'held';
      return { cause: 'protected', rule: nameOf(rules[0]), detail: `${entity.type} ${entity.id} is protected`, state };
    }
    if (this.#halt !== null) {
      return held('halt', nameOf(rules[0]), `automatic enforcement is halted: ${this.#halt.reason}`);
    }
    const brakes = this.#emergency.anyStopped && emergency !== null && !isHarmless(emergency.harmless, body);
    let obstacle: Obstacle | null = null;
    for (let i = 0; i < rules.length; i++) {
      const { name, version } = rules[i]!;
      if (brakes && this.#emergency.isStopped(name, version)) {
        obstacle ??= held('emergency', name, `the emergency brake stopped ${name} (version ${version.slice(0, 12)})`);
        continue;
      }
      const refusal = this.#caps.take(name, body.kind, effectName(body), 1, nowMillis);
      if (refusal === null) return null;
      if (refusal.first) this.#alerts.push(capAlert(refusal, position, nowMillis));
      obstacle ??= held('cap', name, `over the cap of ${capText(refusal.cap)}`);
    }
    return obstacle;
  }

  /** The first protected entity that the effect is on. Verdicts answer for an event, whoever occurs in it. */
  protectedIn(body: EffectBody): EntityName | null {
    switch (body.kind) {
      case 'verdict':
        return null;
      case 'label': {
        const entity = { type: body.entityType, id: body.entityId };
        return this.isProtected(entity) ? entity : null;
      }
      case 'plugin': {
        for (const value of Object.values(body.fields)) {
          for (const held of Array.isArray(value) ? value : [value]) {
            if (isEntityName(held) && this.isProtected(held)) return { type: held.type, id: held.id };
          }
        }
        return null;
      }
    }
  }
}

type Obstacle = Pick<HeldEffect, 'cause' | 'rule' | 'detail' | 'state'>;

function held(cause: HoldCause, rule: string, detail: string): Obstacle {
  return { cause, rule, detail, state: 'held' };
}

function nameOf(rule: { readonly name: string } | undefined): string {
  return rule?.name ?? '';
}

const NOTHING_TO_DO: Braked = { applied: NOTHING, held: NOTHING, alerts: NOTHING };

function isHarmless(harmless: readonly EffectSelector[], body: EffectBody): boolean {
  if (harmless.length === 0) return false;
  const exact = selectorOf(body);
  return harmless.some((selector) => selects(selector, exact));
}

function isEntityName(value: unknown): value is EntityName {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('id' in value)) return false;
  return typeof value.type === 'string' && typeof value.id === 'string';
}

/** `10000 label in 1 h for each rule`. */
export function capText({ scope, rule, effects, spanSeconds, limit }: Cap): string {
  const whose = scope === 'platform' ? 'all rules together' : scope === 'rule' ? `the rule ${rule}` : 'each rule';
  return `${limit ?? 'any number of'} ${effects === '*' ? 'effects' : effects} in ${spanText(spanSeconds)} for ${whose}`;
}

function spanText(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

function stopAlert(rule: string, version: string, { atMillis, position, hits, events }: Stop): Alert {
  return {
    id: alertId('emergency', rule, position),
    kind: 'emergency',
    rule,
    version,
    owner: null,
    position,
    atMillis,
    message: `${rule} began to act less than a day ago and has effects on ${hits} of ${events} events; its effects are held until a person resets it`,
    figures: { hits, events },
  };
}

function capAlert({ cap, rule }: Refusal, position: number, atMillis: number): Alert {
  return {
    id: alertId('cap', `${capKey(cap)} ${rule}`, position),
    kind: 'cap',
    rule,
    version: null,
    owner: null,
    position,
    atMillis,
    message: `${rule ?? 'all rules together'} reached the cap of ${capText(cap)}; what goes beyond it is held`,
    figures: { limit: cap.limit, spanSeconds: cap.spanSeconds, effects: cap.effects },
  };
}

function anomalyAlert(
  { rule, hits, events, baselineRate, baseline }: Anomaly,
  position: number,
  atMillis: number,
): Alert {
  const times = (hits / events / baselineRate).toFixed(1);
  const usual = baseline === 'hour-of-week' ? 'at this hour of the week' : 'in the last day';
  return {
    id: alertId('anomaly', rule, position),
    kind: 'anomaly',
    rule,
    version: null,
    owner: null,
    position,
    atMillis,
    message: `${rule} hits ${hits} of ${events} events this hour, ${times} times as often as ${usual}`,
    figures: { hits, events, baselineRate, baseline },
  };
}

/** Names the limit that a list of caps or entities goes over, or null. */
export function tooMany(settings: Pick<BrakeSettings, 'caps' | 'protected'>): string | null {
  const { caps, protectedEntities } = brakeLimits;
  if (settings.caps.length > caps) return `there are more than ${caps} caps`;
  if (settings.protected.length > protectedEntities)
    return `there are more than ${protectedEntities} protected entities`;
  return null;
}
