/** What the brakes would have made of a ruleset's effects: the same brakes as live, asked in the order of the journal. */
import { type BrakeSettings, Brakes, type Effect, type HoldCause, type RuleVersion } from '@lapwing/enforcement';
import type { SavedTrace } from './brake-trace.ts';

export interface HeldForecast {
  /** Effects that the rule wanted, those that it shares with other rules included. */
  readonly effects: number;
  /** Held by its brakes, by cause. */
  readonly held: Readonly<Record<Exclude<HoldCause, 'halt'>, number>>;
  /** When the emergency brake would have stopped it: nobody resets it in a backtest, so that all that follows is held. */
  readonly stoppedAtMillis: number | null;
}

/** By rule; rules without effects are not in it. */
export type BrakeForecast = ReadonlyMap<string, HeldForecast>;

const MADE = { by: '', reason: '', atMillis: 0 };
/** Longer ago than any cap's span. */
const LONG_BEFORE_MILLIS = 400 * 86_400_000;

/**
 * `established`: rules that have been in force for long, so that the emergency brake no longer watches them. A halt is left out of it.
 * Anomalies hold nothing and are not looked for.
 */
export function forecastBrakes(
  trace: SavedTrace,
  rules: readonly RuleVersion[],
  settings: BrakeSettings,
  established: readonly RuleVersion[],
): BrakeForecast {
  const brakes = new Brakes();
  brakes.change({ kind: 'file', settings: { ...settings, anomaly: false } }, MADE, 0);
  brakes.activated(rules);
  const batches = trace.batches.toSorted((a, b) => a.sequence - b.sequence);
  const first = batches.find(({ effects }) => effects.length > 0)?.effects[1] ?? 0;
  for (const [i, { name, version }] of established.entries()) {
    brakes.judge([], [effectOf([{ name, version }], { kind: 'verdict', verdict: '' })], i, first - LONG_BEFORE_MILLIS);
  }
  const forecast = new Map<string, Mutable>();
  const of = (name: string): Mutable => {
    const known = forecast.get(name) ?? {
      effects: 0,
      held: { cap: 0, emergency: 0, protected: 0 },
      stoppedAtMillis: null,
    };
    forecast.set(name, known);
    return known;
  };
  const effects = trace.templates.map(({ rules: wanted, body }) => effectOf(wanted, body));
  let position = established.length;
  let newest = Number.NEGATIVE_INFINITY;
  for (const batch of batches) {
    let at = 0;
    for (let event = 0; event < batch.events; event++, position++) {
      const wanted: Effect[] = [];
      let now = newest;
      for (; batch.effects[at] === event; at += 3) {
        now = Math.max(newest, batch.effects[at + 1]!);
        const effect = effects[batch.effects[at + 2]!]!;
        wanted.push(effect);
        for (const { name } of effect.rules) of(name).effects++;
      }
      // The emergency brake counts events from a rule's first effect on.
      if (forecast.size === 0) continue;
      const { held, alerts } = brakes.judge([], wanted, position, now);
      newest = now;
      for (const { rule, cause } of held) if (cause !== 'halt') of(rule).held[cause]++;
      for (const { kind, rule, atMillis } of alerts)
        if (kind === 'emergency' && rule !== null) of(rule).stoppedAtMillis ??= atMillis;
    }
    newest = Math.max(newest, batch.newestMillis);
  }
  return forecast;
}

interface Mutable {
  effects: number;
  readonly held: Record<Exclude<HoldCause, 'halt'>, number>;
  stoppedAtMillis: number | null;
}

function effectOf(rules: readonly (RuleVersion & Partial<Effect['rules'][number]>)[], body: Effect['body']): Effect {
  return {
    id: '',
    position: 0,
    eventId: '',
    action: '',
    timeMillis: 0,
    rulesetHash: '',
    rules: rules.map((rule) => ({ reason: '', features: {}, ...rule })),
    body,
  };
}
