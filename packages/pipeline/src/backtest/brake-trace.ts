/**
 * What rules wanted to do, kept small, so that the brakes can be asked afterwards in the order of the journal: lanes that share the
 * events among them each see only some.
 */
import { type BrakeSettings, Brakes, type Effect, type EffectBody, type EffectRule } from '@lapwing/enforcement';
import type { Decided } from '../decide/decide.ts';
import type { Batch } from './batch.ts';
import { TRACED_EFFECTS_MAX } from './limits.ts';

/** Effects that the brakes treat alike: of the same rules, kind and name. */
export interface EffectTemplate {
  readonly rules: readonly EffectRule[];
  /** With its entity where that is protected, else without. */
  readonly body: EffectBody;
}

export interface TracedBatch {
  readonly sequence: number;
  /** Of the range. */
  events: number;
  newestMillis: number;
  /** Three numbers an effect: which event of the batch, from 0; the newest time in the batch by then; the template. */
  readonly effects: number[];
}

export interface SavedTrace {
  readonly templates: readonly EffectTemplate[];
  readonly batches: readonly TracedBatch[];
  /** Effects that there was no room for. */
  readonly untraced: number;
}

export class BrakeTrace {
  readonly #brakes = new Brakes();
  readonly #guards: boolean;
  readonly #templates: EffectTemplate[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #batches: TracedBatch[] = [];
  #current: TracedBatch | null = null;
  #traced = 0;
  #untraced = 0;

  constructor(settings: BrakeSettings) {
    this.#guards = settings.protected.length > 0;
    this.#brakes.change({ kind: 'file', settings }, { by: '', reason: '', atMillis: 0 }, 0);
  }

  begin({ sequence }: Batch): void {
    this.#current = { sequence, events: 0, newestMillis: Number.NEGATIVE_INFINITY, effects: [] };
    this.#batches.push(this.#current);
  }

  /** One event of the range, after `begin`. */
  add({ decision, effects, ingestedAtMillis }: Decided): void {
    const batch = this.#current!;
    const event = batch.events++;
    const { timeMillis } = decision.action;
    batch.newestMillis = Math.max(batch.newestMillis, Math.min(timeMillis, ingestedAtMillis));
    for (let i = 0; i < effects.length; i++) {
      const { effect } = effects[i]!;
      if (effects.slice(0, i).some((before) => isSame(before.effect, effect))) continue;
      if (this.#traced >= TRACED_EFFECTS_MAX) {
        this.#untraced++;
        continue;
      }
      this.#traced++;
      batch.effects.push(event, batch.newestMillis, this.#templateOf(effect));
    }
  }

  result(): SavedTrace {
    return { templates: this.#templates, batches: this.#batches, untraced: this.#untraced };
  }

  #templateOf({ rules, body }: Effect): number {
    const kept = this.#guards && this.#brakes.protectedIn(body) !== null ? body : withoutEntity(body);
    const names = rules.map(({ name }) => name);
    const key = JSON.stringify([names, kept]);
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const index = this.#templates.length;
    // Reasons and features differ from event to event, and brakes do not read them.
    const plain = rules.map(({ name, version }) => ({ name, version, reason: '', features: {} }));
    this.#templates.push({ rules: plain, body: kept });
    this.#indexes.set(key, index);
    return index;
  }
}

/** Live, two calls that say the same for the same rules are one effect; a backtest's effects have no ids that would tell. */
function isSame(a: Effect, b: Effect): boolean {
  if (a.body.kind !== b.body.kind || a.rules.length !== b.rules.length) return false;
  return a.rules.every(({ name }, i) => name === b.rules[i]!.name) && JSON.stringify(a.body) === JSON.stringify(b.body);
}

function withoutEntity(body: EffectBody): EffectBody {
  switch (body.kind) {
    case 'label':
      return { ...body, entityType: '', entityId: '', expiresAtMillis: null };
    case 'plugin':
      return { ...body, fields: {} };
    case 'verdict':
      return body;
  }
}

/** Traces of disjoint batches as one. */
export function mergeTraces(a: SavedTrace, b: SavedTrace): SavedTrace {
  const shift = a.templates.length;
  const batches = b.batches.map((batch) => ({
    ...batch,
    effects: batch.effects.map((value, i) => (i % 3 === 2 ? value + shift : value)),
  }));
  return {
    templates: [...a.templates, ...b.templates],
    batches: [...a.batches, ...batches],
    untraced: a.untraced + b.untraced,
  };
}
