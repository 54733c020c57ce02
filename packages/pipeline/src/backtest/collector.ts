/** Decisions into a tally. */
import { FAILED, type LabelEffect, type Outcome as Result, type Ruleset, type VerdictEffect } from '@lapwing/sml';
import type { Decided } from '../decide/decide.ts';
import { ENTITIES_MAX, SUMMARIES_MAX, SUMMARY_FEATURES, SUMMARY_VALUE_CHARACTERS } from './limits.ts';
import type { Outcome, OutcomeBook } from './outcomes.ts';
import { Subjects } from './subjects.ts';
import { emptyTally, type RuleTally, type Tally } from './tally.ts';

export interface CollectorOptions {
  readonly outcomes: OutcomeBook;
  readonly intervalMillis: number;
  readonly entitiesMax?: number;
  readonly summariesMax?: number;
}

/** Worst first: what one hit on several entities counts as. */
const PRECEDENCE: readonly Outcome[] = ['bad', 'cleared-on-appeal', 'fine', 'unknown'];

export class Collector {
  readonly tally: Tally;
  readonly #outcomes: OutcomeBook;
  readonly #subjects: Subjects;
  /** By the rule's index. */
  readonly #rules: readonly RuleTally[];
  readonly #summaryFeatures: readonly { readonly index: number; readonly name: string }[];
  #entitiesLeft: number;
  #summariesLeft: number;

  constructor(ruleset: Ruleset, options: CollectorOptions) {
    this.#outcomes = options.outcomes;
    this.#entitiesLeft = options.entitiesMax ?? ENTITIES_MAX;
    this.#summariesLeft = options.summariesMax ?? SUMMARIES_MAX;
    this.#subjects = new Subjects(ruleset);
    const tally = emptyTally(
      ruleset.rules.map(({ name }) => name),
      options.intervalMillis,
    );
    this.tally = tally;
    this.#rules = ruleset.rules.map(({ name }) => tally.rules.get(name)!);
    this.#summaryFeatures = summaryFeatures(ruleset);
  }

  /** Count one event of the range. */
  add(decided: Decided): void {
    const { tally } = this;
    const { decision, hits } = decided;
    const { timeMillis } = decision.action;
    tally.events++;
    tally.errors += decision.errorCount;
    if (timeMillis < tally.firstMillis) tally.firstMillis = timeMillis;
    if (timeMillis > tally.lastMillis) tally.lastMillis = timeMillis;
    for (const { effect, applies } of decision.effects) {
      if (!applies) continue;
      const name = effectName(effect);
      tally.effects.set(name, (tally.effects.get(name) ?? 0) + 1);
    }
    if (hits.length === 0) return;
    tally.eventsWithHits++;
    const interval = Math.floor(timeMillis / tally.intervalMillis);
    for (const index of hits) this.#hit(index, decided, interval);
  }

  #hit(index: number, decided: Decided, interval: number): void {
    const rule = this.#rules[index]!;
    rule.hits++;
    rule.timeline.set(interval, (rule.timeline.get(interval) ?? 0) + 1);
    for (const other of decided.hits) {
      if (other === index) continue;
      const { name } = this.#rules[other]!;
      rule.together.set(name, (rule.together.get(name) ?? 0) + 1);
    }
    let worst = PRECEDENCE.length - 1;
    let untracked = false;
    for (const key of this.#subjects.of(index, decided.decision)) {
      worst = Math.min(worst, PRECEDENCE.indexOf(this.#outcomes.of(key)));
      if (!this.#note(rule, key, decided)) untracked = true;
    }
    rule.outcomes[PRECEDENCE[worst]!]++;
    if (untracked) rule.untrackedHits++;
  }

  /** False where there is no room for another entity. */
  #note(rule: RuleTally, key: string, { position, decision }: Decided): boolean {
    const held = rule.entities.get(key);
    if (held !== undefined) {
      held.hits++;
      return true;
    }
    if (this.#entitiesLeft <= 0) return false;
    this.#entitiesLeft--;
    const { id: eventId, timeMillis } = decision.action;
    const summary = this.#summariesLeft-- > 0 ? this.#summarize(decision.values) : null;
    rule.entities.set(key, { hits: 1, position, timeMillis, eventId, summary });
    return true;
  }

  #summarize(values: readonly (Result | undefined)[]): Readonly<Record<string, string>> {
    const summary: Record<string, string> = {};
    for (const { index, name } of this.#summaryFeatures) {
      const value = values[index];
      if (value === undefined || value === null || value === FAILED || typeof value === 'object') continue;
      const text = String(value).replaceAll(/\s+/gu, ' ');
      const points = [...text.slice(0, 2 * SUMMARY_VALUE_CHARACTERS)];
      const cut = points.length > SUMMARY_VALUE_CHARACTERS;
      summary[name] = cut ? `${points.slice(0, SUMMARY_VALUE_CHARACTERS - 1).join('')}…` : text;
    }
    return summary;
  }
}

function effectName(effect: { readonly effect: string }): string {
  switch (effect.effect) {
    case 'label-add':
    case 'label-remove': {
      // The standard library's shapes, told by their `effect`.
      const { entity, label } = effect as LabelEffect;
      return `label ${effect.effect === 'label-add' ? '+' : '−'} ${entity.type}/${label}`;
    }
    case 'verdict':
      return `verdict ${(effect as VerdictEffect).verdict}`;
    default:
      return effect.effect;
  }
}

/** What the configuration shows in lists of events, for all actions; without it the entities and texts that come first. */
function summaryFeatures(ruleset: Ruleset): { readonly index: number; readonly name: string }[] {
  const byName = new Map(ruleset.features.map((feature) => [feature.name, feature]));
  const configured = [...new Set(configuredSummary(ruleset.program.files.config))].flatMap(
    (name) => byName.get(name) ?? [],
  );
  const chosen =
    configured.length > 0
      ? configured
      : ruleset.features.filter(
          ({ entityType, type, isRule }) => !isRule && (entityType !== null || type.kind === 'str'),
        );
  return chosen.slice(0, SUMMARY_FEATURES).map(({ index, name }) => ({ index, name }));
}

function configuredSummary(config: Readonly<Record<string, unknown>>): string[] {
  const ui = config['ui_config'];
  const entries: unknown = isRecord(ui) ? ui['default_summary_features'] : undefined;
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => {
    const features: unknown = isRecord(entry) ? entry['features'] : undefined;
    return Array.isArray(features) ? features.filter((name) => typeof name === 'string') : [];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
