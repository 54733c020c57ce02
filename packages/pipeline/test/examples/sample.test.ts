import { envelopeLine, simulate } from '@lapwing/simulator';
import { expect, test } from 'vitest';
import { parseEventText } from '../../src/envelope/parse.ts';
import { checkExample, openExample } from './harness.ts';

const startMillis = Date.UTC(2026, 0, 5);

test.each([
  ['sample', 12],
  ['twitter-io', 15],
])('%s checks without an error or warning, and every rule has an owner and a description', async (name, atLeast) => {
  const { program, rendered, sources } = await checkExample(name);
  expect(rendered).toBe('');
  expect(program).not.toBeNull();
  let rules = 0;
  for (const [path, { text }] of sources.rules) {
    const definitions = [...text.matchAll(/((?:^#.*\n)*)^(\w+) = Rule\((?:[^()]|\([^()]*\))*description=f?'.{20,}'/gm)];
    expect(definitions.length, path).toBe(text.split('= Rule(').length - 1);
    for (const [, comment, rule] of definitions) expect(comment, rule).toMatch(/^# Owner: \w+\. /);
    rules += definitions.length;
  }
  expect(rules).toBeGreaterThanOrEqual(atLeast);
});

test.each([1, 2])('the sample rules find the rings of a village and leave its people alone, seed %s', async (seed) => {
  const { decide, outcomes } = await openExample('sample');
  const roles = new Map<string, string>();
  for (const { event, truth } of simulate({ seed, preset: 'village', startMillis }).withTruth()) {
    for (const item of truth) if (item.kind === 'account') roles.set(item.userId, item.role);
    const parsed = parseEventText(envelopeLine(event), { nowMillis: startMillis + 30 * 86_400_000 });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    decide(parsed.event);
  }
  expect(outcomes.errors).toEqual([]);
  const share = (label: string, role: string) => {
    const found = [...(outcomes.labels.get(label) ?? [])].filter((id) => roles.get(id) === role).length;
    const all = [...roles.values()].filter((other) => other === role).length;
    return found / all;
  };
  expect(share('User/link_spam', 'link-spam')).toBe(1);
  expect(share('User/follow_spam', 'follow-ring')).toBe(1);
  expect(share('User/fake_account', 'link-spam')).toBeGreaterThan(0.9);
  expect(share('User/fake_account', 'follow-ring')).toBeGreaterThan(0.9);
  for (const label of outcomes.labels.keys()) {
    expect(share(label, 'person'), label).toBeLessThan(0.01);
    expect(share(label, 'organisation'), label).toBe(0);
  }
  expect(share('User/fake_account', 'person')).toBe(0);
});
