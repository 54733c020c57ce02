/**
 * Hard caps: "may I take n?" is one question to all caps that an effect falls under, answered for all of them at once (E5).
 *
 * - C1 In no span of event time are more granted than a cap says.
 * - C2 A refusal takes nothing from any cap.
 */
import type { EffectBody } from '../effects.ts';
import { type EffectSelector, isAbout, selects } from './selector.ts';
import { type Cap, capKey } from './settings.ts';
import { type SavedCount, SlidingCount } from './sliding-count.ts';

export interface CapUsage {
  readonly cap: Cap;
  /** Whose allowance it is; null for all rules together. */
  readonly rule: string | null;
  readonly used: number;
}

interface Allowance {
  readonly cap: Cap & { readonly limit: number };
  readonly rule: string | null;
  readonly count: SlidingCount;
  /** When it last ran out, so that it is told once a span. */
  toldMillis: number;
}

export interface Refusal {
  readonly cap: Cap & { readonly limit: number };
  readonly rule: string | null;
  /** True at the first refusal within a span. */
  readonly first: boolean;
}

export interface SavedCaps {
  readonly [key: string]: { readonly count: SavedCount | null; readonly toldMillis: number | null };
}

/** Longer ago than any span. */
const NEVER = Number.MIN_SAFE_INTEGER;

const KINDS: readonly EffectBody['kind'][] = ['label', 'verdict', 'plugin'];

export class Caps {
  #caps: readonly Cap[] = [];
  /** Of which effects any cap is: others need not be looked up. */
  #kinds: ReadonlySet<EffectBody['kind']> = new Set();
  readonly #allowances = new Map<string, Allowance>();
  /** By rule, kind and name of the effect: what a decision asks is found without making a text. */
  #found = new Map<string, Record<EffectBody['kind'], Map<string, readonly Allowance[]>>>();

  /** Put these in force. What was taken under a cap that stays counts on, whatever its limit is now. */
  set(caps: readonly Cap[]): void {
    this.#caps = caps;
    this.#kinds = new Set(
      KINDS.filter((kind) => caps.some(({ effects, limit }) => limit !== null && isAbout(effects, kind))),
    );
    const limits = new Map(caps.map((cap) => [capKey(cap), cap]));
    for (const [key, allowance] of this.#allowances) {
      const cap = limits.get(capKey(allowance.cap));
      if (cap === undefined || cap.limit === null) this.#allowances.delete(key);
      else this.#allowances.set(key, { ...allowance, cap: { ...cap, limit: cap.limit } });
    }
    this.#found = new Map();
  }

  /** Forget rules that are gone. */
  keepRules(names: ReadonlySet<string>): void {
    for (const [key, { rule }] of this.#allowances) {
      if (rule !== null && !names.has(rule)) this.#allowances.delete(key);
    }
    this.#found = new Map();
  }

  /** Take `count` effects of this kind and name for a rule, or nothing: then the cap that is in the way. */
  take(rule: string, kind: EffectBody['kind'], name: string, count: number, nowMillis: number): Refusal | null {
    if (!this.#kinds.has(kind)) return null;
    const allowances = this.#of(rule, kind, name);
    for (let i = 0; i < allowances.length; i++) {
      const allowance = allowances[i]!;
      const { cap } = allowance;
      if (allowance.count.atMost + count <= cap.limit || allowance.count.total(nowMillis) + count <= cap.limit)
        continue;
      const first = nowMillis - allowance.toldMillis >= cap.spanSeconds * 1000;
      if (first) allowance.toldMillis = nowMillis;
      return { cap, rule: allowance.rule, first };
    }
    for (let i = 0; i < allowances.length; i++) allowances[i]!.count.add(count, nowMillis);
    return null;
  }

  /** What is taken of every allowance of which something is. */
  usage(nowMillis: number): CapUsage[] {
    return [...this.#allowances.values()]
      .map(({ cap, rule, count }) => ({ cap, rule, used: count.total(nowMillis) }))
      .filter(({ used }) => used > 0);
  }

  save(): SavedCaps {
    const saved: [string, SavedCaps[string]][] = [];
    for (const [key, { count, toldMillis }] of this.#allowances) {
      const held = { count: count.save(), toldMillis: toldMillis === NEVER ? null : toldMillis };
      if (held.count !== null || held.toldMillis !== null) saved.push([key, held]);
    }
    return Object.fromEntries(saved);
  }

  /** After `set`. Allowances whose cap is gone are left out. */
  load(saved: SavedCaps): void {
    for (const [key, { count, toldMillis }] of Object.entries(saved)) {
      const [capText, rule] = JSON.parse(key) as [string, string | null];
      const cap = this.#caps.find((candidate) => capKey(candidate) === capText);
      if (cap === undefined || cap.limit === null) continue;
      const allowance = this.#allowance({ ...cap, limit: cap.limit }, rule);
      if (count !== null) allowance.count.load(count);
      allowance.toldMillis = toldMillis ?? NEVER;
    }
  }

  #of(rule: string, kind: EffectBody['kind'], name: string): readonly Allowance[] {
    let kinds = this.#found.get(rule);
    if (kinds === undefined) {
      kinds = { label: new Map(), verdict: new Map(), plugin: new Map() };
      this.#found.set(rule, kinds);
    }
    let found = kinds[kind].get(name);
    if (found === undefined) {
      found = this.#applicable(rule, `${kind}:${name}`);
      kinds[kind].set(name, found);
    }
    return found;
  }

  #applicable(rule: string, effect: EffectSelector): readonly Allowance[] {
    const own = this.#caps.filter((cap) => cap.scope === 'rule' && cap.rule === rule);
    const replaced = new Set(own.map((cap) => capKey({ ...cap, scope: 'each-rule', rule: null })));
    const found: Allowance[] = [];
    for (const cap of this.#caps) {
      if (cap.limit === null || !selects(cap.effects, effect)) continue;
      if (cap.scope === 'rule' && cap.rule !== rule) continue;
      if (cap.scope === 'each-rule' && replaced.has(capKey(cap))) continue;
      found.push(this.#allowance({ ...cap, limit: cap.limit }, cap.scope === 'platform' ? null : rule));
    }
    return found;
  }

  #allowance(cap: Allowance['cap'], rule: string | null): Allowance {
    const key = JSON.stringify([capKey(cap), rule]);
    let allowance = this.#allowances.get(key);
    if (allowance === undefined) {
      const count = new SlidingCount(cap.spanSeconds * 1000);
      allowance = { cap, rule, count, toldMillis: NEVER };
      this.#allowances.set(key, allowance);
    }
    return allowance;
  }
}
