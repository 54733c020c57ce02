/** The reference pages say what the code says, and their examples are true. */
import { readFileSync } from 'node:fs';
import { Memory } from '@lapwing/memory';
import { Decider } from '@lapwing/pipeline';
import { systemRegistry } from '@lapwing/server/rules';
import {
  type Action,
  checkRuleset,
  compileRuleset,
  DNS,
  exportFeatures,
  isJsonObject,
  parseJson,
  renderDiagnostics,
  rulesetSources,
  type ServiceKey,
} from '@lapwing/sml';
import { functionsReference, lintsReference } from '@lapwing/sml/docs';
import { describe, expect, test } from 'vitest';

const registry = systemRegistry();
const page = (name: string): string =>
  readFileSync(new URL(`../../../../docs/reference/${name}`, import.meta.url), 'utf8');
const REMEDY = 'run `lapwing rules docs --out docs/reference` and commit what it writes';

test('the pages are up to date', () => {
  expect(page('functions.md') === functionsReference(registry), `functions.md: ${REMEDY}`).toBe(true);
  expect(page('lints.md') === lintsReference(), `lints.md: ${REMEDY}`).toBe(true);
});

const examples = [...registry.functions.values()].flatMap(({ name, examples: some = [] }) =>
  some.map((example, index) => ({ name: `${name} ${index + 1}`, example })),
);

/** A look-up of the outside world that is always answered alike. */
const SERVICES = new Map<ServiceKey<unknown>, unknown>([
  [DNS, { fetchMailHost: async () => {}, mailHost: () => ({ kind: 'address', address: '192.0.2.1' }) }],
]);

describe('examples of functions', () => {
  test.each(examples)('$name', ({ example: { source, config, files = {}, data, features } }) => {
    const texts = { 'main.sml': `${source}\n`, ...(config === undefined ? {} : { 'config.yaml': config }), ...files };
    const { program, diagnostics } = checkRuleset(rulesetSources(texts), registry);
    if (program === null) throw new Error(renderDiagnostics(diagnostics));
    const ruleset = compileRuleset(program);
    const event = data === undefined ? {} : parseJson(JSON.stringify(data));
    if (!isJsonObject(event)) throw new Error('an event is an object');
    const action: Action = {
      id: '1',
      actionId: 1,
      name: 'act',
      timeMillis: Date.UTC(2026, 0, 2, 3, 4, 5),
      data: event,
      secretData: null,
    };
    const { decision } = new Decider(new Memory({ seed: 1 }), SERVICES).decide(ruleset, action, 1, action.timeMillis);
    const exported = JSON.parse(JSON.stringify(exportFeatures(ruleset, decision), (_, value) => plain(value)));
    expect(exported).toMatchObject(JSON.parse(JSON.stringify(features)));
  });

  test('nearly every function has one', () => {
    const without = [...registry.functions.values()].filter(({ examples: some = [] }) => some.length === 0);
    // These schedule files or fire effects: examples of others show them; mail hosts are the outside world's.
    expect(without.map(({ name }) => name).sort()).toEqual(expect.arrayContaining(['Import', 'Require']));
    expect(without.length).toBeLessThan(8);
  });
});

const plain = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'object' && value !== null && 'value' in value && Object.keys(value).length === 1
    ? value.value
    : value;
};
