import { eventLines, type Truth } from '@lapwing/simulator';
import { expect, test } from 'vitest';
import { parseEventText } from '../../src/envelope/parse.ts';
import { checkExample, openExample } from './harness.ts';
import { smallTown } from './small-town.ts';

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

test.each([1, 2])(
  'the sample rules find the rings of a small town and leave its people alone, seed %s',
  async (seed) => {
    const { decide, outcomes } = await openExample('sample');
    const roles = new Map<string, string>();
    const onTruth = (truth: Truth) => {
      if (truth.kind === 'account') roles.set(truth.userId, truth.campaign ?? truth.role);
    };
    for (const line of eventLines({ scenario: await smallTown(startMillis), seed, onTruth })) {
      const parsed = parseEventText(line, { nowMillis: startMillis + 30 * 86_400_000 });
      if (!parsed.ok) throw new Error(parsed.refusal.message);
      decide(parsed.event);
    }
    expect(outcomes.errors).toEqual([]);
    const share = (label: string, role: string) => {
      const found = [...(outcomes.labels.get(label) ?? [])].filter((id) => roles.get(id) === role).length;
      const all = [...roles.values()].filter((other) => other === role).length;
      return all === 0 ? 0 : found / all;
    };
    expect(share('User/link_spam', 'link-spam-1')).toBeGreaterThan(0.9);
    expect(share('User/follow_spam', 'follow-ring-1')).toBeGreaterThan(0.9);
    expect(share('User/fake_account', 'link-spam-1')).toBeGreaterThan(0.6);
    expect(share('User/fake_account', 'follow-ring-1')).toBeGreaterThan(0.6);
    for (const label of outcomes.labels.keys()) expect(share(label, 'person'), label).toBeLessThan(0.01);
    expect(share('User/fake_account', 'person')).toBe(0);
    expect(share('User/fake_account', 'organisation')).toBe(0);
  },
);
