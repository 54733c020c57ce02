/** What a test expects of an event, and the comparison with what came of it. */
import type { JsonObject, JsonValue } from '../functions/declaration.ts';
import { stringifyJson } from '../json/stringify.ts';
import { asInteger, asObject, asTexts, fieldsOf } from './fields.ts';
import { TestFileError, toJsonValue, type YamlValue } from './yaml.ts';

/** Parts that are null are not looked at. */
export interface Expectation {
  readonly line: number;
  /** Features by name; others may have any value. */
  readonly features: ReadonlyMap<string, JsonValue>;
  /** `fire`: exactly these rules are true. `named`: these have the given result (null is failed), others any. */
  readonly rules:
    | { readonly kind: 'fire'; readonly names: readonly string[] }
    | { readonly kind: 'named'; readonly results: ReadonlyMap<string, boolean | null> }
    | null;
  readonly verdicts: readonly string[] | null;
  /** Label changes: `Type/id/label`, and `-Type/id/label` for removals. */
  readonly labels: readonly string[] | null;
  /** The labels that entities (`Type/id`) have after the event. */
  readonly entities: ReadonlyMap<string, readonly string[]>;
  /** Effects of plugins in order; fields that are not named may have any value. */
  readonly effects: readonly JsonObject[] | null;
  readonly errors: number | null;
}

/** What came of an event. */
export interface Observed {
  /** As exported; absent where the event did not reach the feature's file. */
  readonly features: JsonObject;
  /** Every rule of the ruleset: true, false, or null where it failed. Rules that were not reached are false. */
  readonly rules: ReadonlyMap<string, boolean | null>;
  readonly verdicts: readonly string[];
  /** As `Expectation.labels`; a change without effect has the reason in parentheses behind it. */
  readonly labels: readonly string[];
  readonly effects: readonly JsonObject[];
  /** `kind: message at path:line` of unexpected failures. */
  readonly errors: readonly string[];
  labelsOf(entity: string): readonly string[];
}

/** Lines of what was expected and of what was there, about everything that the expectation names. Equal lines are a pass. */
export interface Comparison {
  readonly expected: readonly string[];
  readonly actual: readonly string[];
}

export function parseExpectation(node: YamlValue): Expectation {
  const fields = fieldsOf(node, '`expect`', [
    'features',
    'rules',
    'verdicts',
    'labels',
    'entities',
    'effects',
    'errors',
  ]);
  if (fields.size === 0) throw new TestFileError(node.line, '`expect` names nothing');
  const texts = (key: string) => (fields.has(key) ? asTexts(fields.get(key), key) : null);
  const features = fields.get('features');
  const effects = fields.get('effects');
  if (effects !== undefined && effects.kind !== 'list')
    throw new TestFileError(effects.line, '`effects` is not a list');
  return {
    line: node.line,
    features: new Map(features === undefined ? [] : Object.entries(asObject(features, 'features'))),
    rules: parseRules(fields.get('rules')),
    verdicts: texts('verdicts'),
    labels: texts('labels'),
    entities: parseEntities(fields.get('entities')),
    effects: effects === undefined ? null : effects.items.map((item) => asObject(item, 'effects')),
    errors: fields.has('errors') ? asInteger(fields.get('errors'), 'errors', node.line, 0) : null,
  };
}

/** Names of rules and features that the ruleset does not have: a test of them would pass or fail for the wrong reason. */
export function unknownNames(
  expectation: Expectation,
  rules: ReadonlySet<string>,
  features: ReadonlySet<string>,
): string[] {
  const { rules: expected } = expectation;
  const named = expected === null ? [] : expected.kind === 'fire' ? expected.names : [...expected.results.keys()];
  return [
    ...named.filter((name) => !rules.has(name)).map((name) => `there is no rule \`${name}\``),
    ...[...expectation.features.keys()]
      .filter((name) => !features.has(name) && !name.startsWith('__'))
      .map((name) => `there is no feature \`${name}\``),
  ];
}

/** Compare an expectation with what came of the event. */
export function compareExpectation(expectation: Expectation, observed: Observed): Comparison {
  const expected: string[] = [];
  const actual: string[] = [];
  const line = (name: string, wanted: string, got: string): void => {
    expected.push(`${name}: ${wanted}`);
    actual.push(`${name}: ${got}`);
  };
  for (const [name, value] of expectation.features) {
    const got = observed.features[name];
    line(name, stringifyJson(value), got === undefined ? '(not reached)' : stringifyJson(got));
  }
  compareRules(expectation, observed, line);
  const lists = [
    ['verdicts', expectation.verdicts, observed.verdicts],
    ['labels', expectation.labels, observed.labels],
    ...[...expectation.entities].map(([entity, labels]) => [entity, labels, observed.labelsOf(entity)] as const),
  ] as const;
  for (const [name, wanted, got] of lists) {
    if (wanted !== null) line(name, listText(wanted), listText(got));
  }
  if (expectation.effects !== null) compareEffects(expectation.effects, observed.effects, line);
  if (expectation.errors !== null && expectation.errors !== observed.errors.length) {
    line('errors', String(expectation.errors), [observed.errors.length, ...observed.errors].join('\n  '));
  }
  return { expected, actual };
}

type Line = (name: string, wanted: string, got: string) => void;

function compareRules({ rules }: Expectation, observed: Observed, line: Line): void {
  if (rules === null) return;
  if (rules.kind === 'fire') {
    const fired = [...observed.rules].filter(([, result]) => result === true).map(([name]) => name);
    line('rules', listText(rules.names), listText(fired));
    return;
  }
  for (const [name, wanted] of rules.results) {
    line(name, ruleText(wanted), ruleText(observed.rules.get(name) ?? null));
  }
}

function compareEffects(wanted: readonly JsonObject[], got: readonly JsonObject[], line: Line): void {
  for (let index = 0; index < Math.max(wanted.length, got.length); index++) {
    const [one, other] = [wanted[index], got[index]];
    const shown = one === undefined || other === undefined ? other : pick(other, Object.keys(one));
    line(`effect ${index + 1}`, effectText(one), effectText(shown));
  }
}

const effectText = (effect: JsonObject | undefined): string =>
  effect === undefined ? '(none)' : stringifyJson(effect);

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  const picked: JsonObject = Object.create(null);
  for (const key of keys) if (object[key] !== undefined) picked[key] = object[key];
  return picked;
}

const ruleText = (result: boolean | null): string => (result === null ? 'failed' : result ? 'fires' : 'does not fire');

/** Order says nothing about sets. */
const listText = (items: readonly string[]): string => (items.length === 0 ? '(none)' : items.toSorted().join(', '));

function parseRules(node: YamlValue | undefined): Expectation['rules'] {
  if (node === undefined) return null;
  if (node.kind === 'list') return { kind: 'fire', names: asTexts(node, 'rules') };
  if (node.kind !== 'map') throw new TestFileError(node.line, '`rules` is a list of rules that fire, or a map');
  const results = new Map<string, boolean | null>();
  for (const [name, { line, value }] of node.entries) {
    const result = toJsonValue(value);
    if (result !== null && typeof result !== 'boolean') {
      throw new TestFileError(line, `\`${name}\` is true (it fires), false or null (it fails)`);
    }
    results.set(name, result);
  }
  return { kind: 'named', results };
}

function parseEntities(node: YamlValue | undefined): ReadonlyMap<string, readonly string[]> {
  if (node === undefined) return new Map();
  if (node.kind !== 'map') throw new TestFileError(node.line, '`entities` is a map from `Type/id` to labels');
  return new Map([...node.entries].map(([entity, { value }]) => [entity, asTexts(value, entity)]));
}
