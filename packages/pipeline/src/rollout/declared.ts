/**
 * `rollout.yaml` beside `main.sml`: states of rules that live with the rules in git, and what becomes of new and changed rules that
 * nobody has said anything about.
 *
 *     new_rules: shadow          # or live, which is the default
 *     changed_rules: shadow      # or keep, the default: a rule that was edited stays in its state
 *     actor: UserId              # whose share a canary takes where an effect names no entity
 *     rules:
 *       FreshLinks: shadow
 *       Burst: { state: canary, percent: 5, reason: few hits so far }
 *       Old: { state: disabled, reason: replaced by Burst }
 */
import type { Ruleset } from '@lapwing/sml';
import { parse as parseYaml } from 'yaml';
import { ROLLOUT_STATES, type StateSetting } from '../control/rollout-entries.ts';
import { parseSetting, settingOf } from './setting.ts';

export const ROLLOUT_FILE = 'rollout.yaml';

interface DeclaredState extends StateSetting {
  readonly reason: string;
}

export interface Declared {
  readonly newRules: 'live' | 'shadow';
  readonly changedRules: 'keep' | 'shadow';
  /** A feature that is an entity. */
  readonly actor: string | null;
  readonly rules: ReadonlyMap<string, DeclaredState>;
}

const NOTHING_DECLARED: Declared = { newRules: 'live', changedRules: 'keep', actor: null, rules: new Map() };

export type DeclaredResult =
  | { readonly ok: true; readonly declared: Declared }
  | { readonly ok: false; readonly problems: readonly string[] };

/** What a ruleset's `rollout.yaml` says; problems name the key and what may stand there. */
export function readDeclared(ruleset: Ruleset): DeclaredResult {
  const text = ruleset.program.files.file(ROLLOUT_FILE);
  if (text === undefined) return { ok: true, declared: NOTHING_DECLARED };
  const problems: string[] = [];
  let value: unknown;
  try {
    value = parseYaml(text) ?? {};
  } catch (error) {
    return { ok: false, problems: [`${ROLLOUT_FILE}: ${error instanceof Error ? error.message : error}`] };
  }
  const report = (where: string, what: string) => problems.push(`${ROLLOUT_FILE}: ${where}${what}`);
  if (!isRecord(value)) return { ok: false, problems: [`${ROLLOUT_FILE}: must be a mapping of keys to values`] };
  for (const key of Object.keys(value)) {
    if (!KEYS.includes(key)) report(`${key}: `, `there is no such key; there are ${KEYS.join(', ')}`);
  }
  const newRules = oneOf(value['new_rules'] ?? 'live', ['live', 'shadow'] as const);
  if (newRules === null) report('new_rules: ', 'must be live or shadow');
  const changedRules = oneOf(value['changed_rules'] ?? 'keep', ['keep', 'shadow'] as const);
  if (changedRules === null) report('changed_rules: ', 'must be keep or shadow');
  const actor = value['actor'] ?? null;
  if (actor !== null && !ruleset.features.some(({ name, entityType }) => name === actor && entityType !== null)) {
    report('actor: ', `${JSON.stringify(actor)} is no feature that is an entity`);
  }
  const rules = rulesOf(value['rules'] ?? {}, new Set(ruleset.rules.map(({ name }) => name)), report);
  if (problems.length > 0 || newRules === null || changedRules === null) return { ok: false, problems };
  return { ok: true, declared: { newRules, changedRules, actor: actor === null ? null : String(actor), rules } };
}

/** As `readDeclared`, for a ruleset that was accepted: what is wrong with it counts as not said. */
export function declaredOf(ruleset: Ruleset): Declared {
  const result = readDeclared(ruleset);
  return result.ok ? result.declared : NOTHING_DECLARED;
}

const KEYS: readonly string[] = ['new_rules', 'changed_rules', 'actor', 'rules'];
const RULE_KEYS: readonly string[] = ['state', 'percent', 'reason'];

type Report = (where: string, what: string) => void;

function rulesOf(value: unknown, names: ReadonlySet<string>, report: Report): ReadonlyMap<string, DeclaredState> {
  const rules = new Map<string, DeclaredState>();
  if (!isRecord(value)) {
    report('rules: ', 'must be a mapping of rules to states');
    return rules;
  }
  for (const [name, given] of Object.entries(value)) {
    const where = `rules.${name}: `;
    if (!names.has(name)) {
      report(where, 'there is no such rule');
      continue;
    }
    const declared = stateOf(given);
    if (typeof declared === 'string') report(where, declared);
    else rules.set(name, declared);
  }
  return rules;
}

/** The state, or what is wrong with it. */
function stateOf(given: unknown): DeclaredState | string {
  if (typeof given === 'string') {
    const setting = parseSetting(given);
    if (setting === null) return `must be one of ${ROLLOUT_STATES.join(', ')}, a canary with its share as in canary:5%`;
    if (setting.state === 'disabled') return 'say why: { state: disabled, reason: … }';
    return { ...setting, reason: '' };
  }
  if (!isRecord(given)) return 'must be a state, or a mapping with state, percent and reason';
  const unknown = Object.keys(given).find((key) => !RULE_KEYS.includes(key));
  if (unknown !== undefined) return `there is no key ${unknown}; there are ${RULE_KEYS.join(', ')}`;
  const state = oneOf(given['state'], ROLLOUT_STATES);
  if (state === null) return `state must be one of ${ROLLOUT_STATES.join(', ')}`;
  const percent = given['percent'] ?? null;
  if (percent !== null && typeof percent !== 'number') return 'percent must be a number';
  const setting = settingOf(state, percent);
  if (setting === null) {
    return state === 'canary'
      ? 'percent must be over 0 and below 100, in steps of 0.01'
      : 'only a canary has a percent';
  }
  const reason = given['reason'] ?? '';
  if (typeof reason !== 'string') return 'reason must be text';
  if (state === 'disabled' && reason === '') return 'say why: { state: disabled, reason: … }';
  return { ...setting, reason };
}

function oneOf<T extends string>(value: unknown, options: readonly T[]): T | null {
  return options.find((option) => option === value) ?? null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
