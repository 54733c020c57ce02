/**
 * What the brakes go by: the installation's file, and on top of it what people changed. Both are in the journal, so a replay brakes as
 * before whatever the file says by then.
 */
import type { EffectSelector } from './selector.ts';

/** At most `limit` of these effects within the span. */
export interface Cap {
  /** `rule`: one rule; `each-rule`: every rule by itself; `platform`: all rules together. */
  readonly scope: 'rule' | 'each-rule' | 'platform';
  /** Of scope `rule`. It then takes the place of the cap for each rule of the same effects and span. */
  readonly rule: string | null;
  readonly effects: EffectSelector;
  readonly spanSeconds: number;
  /** null: none, for a rule that the cap for each rule is not for. */
  readonly limit: number | null;
}

export interface EmergencySettings {
  /** Of all events; a young rule whose dangerous effects are on more of them is stopped. */
  readonly share: number;
  /** From this many events with dangerous effects on. */
  readonly hitsMin: number;
  /** Effects that such a rule goes on to have. */
  readonly harmless: readonly EffectSelector[];
}

export interface EntityName {
  readonly type: string;
  readonly id: string;
}

export interface BrakeSettings {
  readonly caps: readonly Cap[];
  /** null: off. */
  readonly emergency: EmergencySettings | null;
  /** Whether rates that are out of the ordinary raise an alarm. */
  readonly anomaly: boolean;
  readonly protected: readonly EntityName[];
  /** What becomes of automatic effects on protected entities. */
  readonly onProtected: 'hold' | 'refuse';
}

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

/**
 * What holds where the file says nothing.
 *
 * - Labels and plugins' effects reach people and outlast the event: 10,000 an hour for a rule is three a second without a break, which
 *   no rule should do unseen, and 100,000 a day for all rules is two working days of a large team of moderators to look through.
 *   (X caps its abuse enforcement at 500,000 users in rolling 24 hours, at some 250 million users a day.)
 * - Verdicts answer for their one event; holding one lets the event pass, so they are capped where the platform says so.
 * - The emergency brake takes verdicts too: they cannot be undone, so a rule that rejects everything does more harm than one that labels.
 *   Wikipedia's edit filters are throttled at 5 % of actions; a tenth leaves room for small platforms and busy rules.
 */
export const DEFAULT_BRAKES: BrakeSettings = {
  caps: [
    { scope: 'each-rule', rule: null, effects: 'label', spanSeconds: HOUR_SECONDS, limit: 10_000 },
    { scope: 'each-rule', rule: null, effects: 'plugin', spanSeconds: HOUR_SECONDS, limit: 10_000 },
    { scope: 'platform', rule: null, effects: 'label', spanSeconds: DAY_SECONDS, limit: 100_000 },
    { scope: 'platform', rule: null, effects: 'plugin', spanSeconds: DAY_SECONDS, limit: 100_000 },
  ],
  emergency: { share: 0.1, hitsMin: 100, harmless: [] },
  anomaly: true,
  protected: [],
  onProtected: 'hold',
};

/** One cap is another when scope, rule, effects or span differ; the limit is what is set of it. */
export function capKey({ scope, rule, effects, spanSeconds }: Omit<Cap, 'limit'>): string {
  return `${scope === 'rule' ? `rule ${rule}` : scope}/${effects}/${spanSeconds}`;
}

export function entityKey({ type, id }: EntityName): string {
  return `${type}\u0000${id}`;
}
