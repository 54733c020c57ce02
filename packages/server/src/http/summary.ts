/** Events as lists show them. */
import { type Decided, rulesThatActed } from '@lapwing/pipeline';
import { FAILED, type Ruleset } from '@lapwing/sml';
import type { StoredEvent } from '@lapwing/warehouse';
import { featureValue } from './feature-value.ts';

export interface EventSummary {
  readonly eventId: string;
  readonly position: number;
  readonly time: string;
  readonly action: string;
  readonly rules: readonly string[];
  readonly verdicts: readonly string[];
  readonly labels: readonly string[];
  /** The features that the ruleset's `ui_config` names for the action, else the first that have a value. */
  readonly features: Readonly<Record<string, unknown>>;
  readonly entities: readonly { readonly feature: string; readonly type: string; readonly id: string }[];
}

const SUMMARY_FEATURES = 8;

export function summarize(decided: Decided): EventSummary {
  const { position, decision, ruleset } = decided;
  const values = new Map<string, unknown>();
  for (const { name, index } of ruleset.features) {
    const value = decision.values[index];
    if (value !== undefined && value !== FAILED && value !== null) values.set(name, value);
  }
  const { action } = decision;
  return {
    eventId: action.id,
    position,
    time: new Date(action.timeMillis).toISOString(),
    action: action.name,
    rules: rulesThatActed(decided),
    verdicts: decision.verdicts,
    labels: decision.labelMutations,
    ...describeValues(ruleset, action.name, (name) => values.get(name)),
  };
}

/** From a stored row; `ruleset` tells which features are entities and which are worth showing, `extra` which were asked for. */
export function summarizeStored(event: StoredEvent, ruleset: Ruleset, extra: readonly string[] = []): EventSummary {
  const values = new Map(ruleset.features.map((feature) => [feature.name, featureValue(event, feature)]));
  return {
    eventId: event.eventId,
    position: event.position,
    time: new Date(event.timeMillis).toISOString(),
    action: event.action,
    rules: event.hits,
    verdicts: event.verdicts,
    labels: event.labelMutations,
    ...describeValues(ruleset, event.action, (name) => values.get(name) ?? event.features[name], extra),
  };
}

function describeValues(
  ruleset: Ruleset,
  action: string,
  lookUp: (name: string) => unknown,
  extra: readonly string[] = [],
): Pick<EventSummary, 'features' | 'entities'> {
  const features: Record<string, unknown> = {};
  const entities: { feature: string; type: string; id: string }[] = [];
  const chosen = summaryFeatures(ruleset, action);
  let shown = 0;
  for (const { name, entityType, isRule } of ruleset.features) {
    const value = lookUp(name);
    if (value === undefined || value === null) continue;
    if (entityType !== null) entities.push({ feature: name, type: entityType, id: String(value) });
    if (chosen === null ? isRule || value === false || shown >= SUMMARY_FEATURES : !chosen.has(name)) continue;
    features[name] = value;
    shown++;
  }
  for (const name of extra) features[name] = lookUp(name) ?? null;
  return { features, entities };
}

/** `ui_config.default_summary_features` for an action, or null where it says nothing. */
function summaryFeatures(ruleset: Ruleset, action: string): ReadonlySet<string> | null {
  const config = ruleset.program.files.config['ui_config'];
  if (!isRecord(config) || !Array.isArray(config['default_summary_features'])) return null;
  for (const entry of config['default_summary_features']) {
    if (!isRecord(entry) || !Array.isArray(entry['actions']) || !Array.isArray(entry['features'])) continue;
    const globs = entry['actions'].map(String);
    if (globs.some((glob) => matchesGlob(glob, action))) return new Set(entry['features'].map(String));
  }
  return null;
}

function matchesGlob(glob: string, text: string): boolean {
  const pattern = glob.split('*').map((part) => part.replaceAll(/[^\w]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`).test(text);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
