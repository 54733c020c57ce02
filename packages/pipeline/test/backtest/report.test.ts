/** The report in text and HTML against golden files, and what must hold of any HTML report. */
import { DEFAULT_BRAKES } from '@lapwing/enforcement';
import { describe, expect, it } from 'vitest';
import { type Report, renderHtml, renderText } from '../../src/backtest/index.ts';
import { openWith, post, START } from '../support/world.ts';
import { backtestOf, plainRules } from './support.ts';

const before = plainRules({ shout: 9, link: false, short: true });
const after = plainRules({ shout: 3, link: true, short: false });

async function comparison(): Promise<Report> {
  const world = await openWith(before);
  const cap = { scope: 'each-rule', rule: null, effects: 'label', spanSeconds: 3600, limit: 5 } as const;
  const settings = { ...DEFAULT_BRAKES, caps: [cap] };
  const made = { by: 'files', reason: 'start', atMillis: START };
  await world.pipeline.record({ type: 'brakes', ...made, change: { kind: 'file', settings } });
  const texts = [
    'HEY!',
    'see https://example.org',
    'hello there',
    'yo',
    'MUCH TOO LOUD',
    '<b>https://example.net</b>\u202e',
  ];
  for (let n = 0; n < 120; n++) {
    const user = `user-${(n * 11) % 17}`;
    const event = post(n * 37, user, texts[((n % 17) + Math.floor(n / 40)) % texts.length]);
    world.clock.millis = event.timeMillis;
    world.pipeline.submit(event);
  }
  await world.pipeline.flush();
  const outcomes = [
    { entityType: 'User', entityId: 'user-0', outcome: 'bad', atMillis: 0 },
    { entityType: 'User', entityId: 'user-1', outcome: 'bad', atMillis: 0 },
    { entityType: 'User', entityId: 'user-2', outcome: 'fine', atMillis: 0 },
    { entityType: 'User', entityId: 'user-3', outcome: 'cleared-on-appeal', atMillis: 0 },
  ] as const;
  const report = await backtestOf(world.journal, {
    candidate: { name: 'rules/next', files: after },
    baseline: async () => ({ name: 'current', files: before }),
    range: { kind: 'between', fromMillis: START + 60_000, toMillis: null },
    outcomes: { name: 'outcomes.csv', records: outcomes },
  });
  return { ...report, performance: PERFORMANCE };
}

const cost = {
  cpuSeconds: 1.25,
  microsPerEvent: 12.5,
  sampledEvents: 100,
  sites: [
    { call: 'RegexMatch', place: 'main.sml:5', share: 0.61 },
    { call: 'StringLength', place: 'main.sml:4', share: 0.042 },
  ],
};
const PERFORMANCE = { seconds: 2.5, eventsPerSecond: 40_000, threads: 3, candidate: cost, baseline: cost };

describe('a comparison', () => {
  it('as text', async () => {
    await expect(renderText(await comparison())).toMatchFileSnapshot('golden/comparison.txt');
  });

  it('as HTML', async () => {
    await expect(renderHtml(await comparison())).toMatchFileSnapshot('golden/comparison.html');
  });
});

describe('one ruleset alone, interrupted, without outcomes', () => {
  const alone = async (): Promise<Report> => {
    const world = await openWith(after);
    for (let n = 0; n < 5; n++) world.pipeline.submit(post(n, 'ann', n % 2 === 0 ? 'LOUD' : 'soft'));
    await world.pipeline.flush();
    const report = await backtestOf(world.journal, { candidate: { name: 'rules', files: after } });
    return {
      ...report,
      incomplete: 'interrupted before the end of the range',
      performance: { ...PERFORMANCE, baseline: null },
    };
  };

  it('as text', async () => {
    await expect(renderText(await alone())).toMatchFileSnapshot('golden/alone.txt');
  });

  it('as HTML, it says that it is partial and compares nothing', async () => {
    const html = renderHtml(await alone());
    expect(html).toContain('Partial: interrupted before the end of the range');
    expect(html).not.toContain('Before');
    expect(html).not.toContain('no longer');
  });
});

describe('any HTML report', () => {
  it('is self-contained: no script, no address to fetch from, and a policy that forbids both', async () => {
    const html = renderHtml(await comparison());
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bhref=|url\(|@import/i);
  });

  it('shows what others wrote as text: no element, attribute or direction of the page comes from it', async () => {
    const report = await comparison();
    const evil = `"><script>alert('x')</script>\u202egnp`;
    const rules = report.rules.map((rule) => ({
      ...rule,
      name: evil,
      description: evil,
      difference:
        rule.difference === null
          ? null
          : {
              ...rule.difference,
              newlyAffected: {
                ...rule.difference.newlyAffected,
                entities: 1,
                samples: [
                  {
                    entityType: evil,
                    entityId: evil,
                    outcome: 'bad' as const,
                    hits: 1,
                    eventId: evil,
                    time: '2026-01-05T00:00:00.000Z',
                    features: { [evil]: evil },
                  },
                ],
              },
            },
    }));
    const named = { ...report.candidate, name: evil };
    const html = renderHtml({
      ...report,
      rules,
      candidate: named,
      source: evil,
      notes: [evil],
      effects: [{ effect: evil, candidate: 1, baseline: 1 }],
    });
    expect(html).not.toContain('<script');
    expect(html).not.toContain('\u202e');
    expect(html.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(8);
  });
});

it('text for a terminal holds no control characters of others', async () => {
  const report = await comparison();
  const first = report.rules[0]!;
  const sample = {
    entityType: 'User',
    entityId: '\u001b[2Jx',
    outcome: 'bad',
    hits: 1,
    eventId: 'e\u0007',
    time: '2026-01-05T00:00:00.000Z',
    features: { Text: 'a\u009bb\u202e' },
  } as const;
  const side = { entities: 1, byOutcome: { bad: 1, fine: 0, 'cleared-on-appeal': 0, unknown: 0 }, samples: [sample] };
  const text = renderText({
    ...report,
    rules: [{ ...first, difference: { newlyAffected: side, noLongerAffected: side } }],
  });
  expect(text).toContain('User ·[2Jx');
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
