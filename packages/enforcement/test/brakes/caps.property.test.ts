/** C1 and C2 against a naive oracle that remembers every grant. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Caps } from '../../src/brakes/caps.ts';
import { type Cap, DEFAULT_BRAKES } from '../../src/brakes/settings.ts';
import { SlidingCount } from '../../src/brakes/sliding-count.ts';

const HOUR = 3_600_000;

describe('a sliding count', () => {
  it('is never under what there was in the span, and over it by a sixtieth at most', () => {
    const steps = fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 40_000 }), count: fc.integer({ min: 1, max: 3 }) }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 120_000 }),
        fc.integer({ min: 0, max: 1e12 }),
        steps,
        (span, start, waits) => {
          const sliding = new SlidingCount(span);
          const added: { at: number; count: number }[] = [];
          let now = start;
          for (const { wait, count } of waits) {
            now += wait;
            const within = (millis: number) =>
              added.filter(({ at }) => at > now - millis).reduce((sum, one) => sum + one.count, 0);
            expect(sliding.total(now)).toBeGreaterThanOrEqual(within(span));
            expect(sliding.total(now)).toBeLessThanOrEqual(within(span + 2 * Math.ceil(span / 60)));
            sliding.add(count, now);
            added.push({ at: now, count });
          }
        },
      ),
    );
  });
});

const capsOf = fc.uniqueArray(
  fc
    .oneof(
      fc.record({ scope: fc.constant('each-rule' as const), rule: fc.constant(null) }),
      fc.record({ scope: fc.constant('platform' as const), rule: fc.constant(null) }),
      fc.record({ scope: fc.constant('rule' as const), rule: fc.constantFrom('A', 'B') }),
    )
    .chain((whose) =>
      fc.record({
        scope: fc.constant(whose.scope),
        rule: fc.constant(whose.rule),
        effects: fc.constantFrom('*', 'label', 'label:x', 'verdict:no', 'plugin'),
        spanSeconds: fc.constantFrom(60, 3600),
        limit: whose.scope === 'rule' ? fc.option(fc.integer({ min: 0, max: 6 })) : fc.integer({ min: 0, max: 6 }),
      }),
    ),
  {
    selector: ({ scope, rule, effects, spanSeconds }) => JSON.stringify([scope, rule, effects, spanSeconds]),
    maxLength: 6,
  },
);

const asked = fc.array(
  fc.record({
    rule: fc.constantFrom('A', 'B', 'C'),
    effect: fc.constantFrom('label:x', 'label:y', 'verdict:no', 'plugin:tell'),
    count: fc.integer({ min: 1, max: 3 }),
    waitMillis: fc.integer({ min: 0, max: 30_000 }),
  }),
  { maxLength: 120 },
);

/** A kind and a name. */
function parts(effect: string): ['label' | 'verdict' | 'plugin', string] {
  const [kind, name = ''] = effect.split(':');
  if (kind !== 'label' && kind !== 'verdict' && kind !== 'plugin') throw new Error(effect);
  return [kind, name];
}

function applies(cap: Cap, caps: readonly Cap[], rule: string, effect: string): boolean {
  const meant = cap.effects === '*' || cap.effects === effect || cap.effects === effect.split(':')[0];
  if (!meant || cap.limit === null) return false;
  if (cap.scope === 'rule') return cap.rule === rule;
  const own = (other: Cap) =>
    other.scope === 'rule' &&
    other.rule === rule &&
    other.effects === cap.effects &&
    other.spanSeconds === cap.spanSeconds;
  return cap.scope === 'platform' || !caps.some(own);
}

describe('caps', () => {
  it('are never exceeded by one, in any span, whoever asks; a refusal takes nothing', () => {
    fc.assert(
      fc.property(capsOf, asked, (caps, questions) => {
        const granted: { rule: string; effect: string; at: number }[] = [];
        const subject = new Caps();
        subject.set(caps);
        let now = Date.UTC(2026, 0, 5);
        for (const { rule, effect, count, waitMillis } of questions) {
          now += waitMillis;
          const used = (cap: Cap, millis: number) =>
            granted.filter(
              (one) =>
                one.at > now - millis &&
                applies(cap, caps, one.rule, one.effect) &&
                (cap.scope === 'platform' || one.rule === rule),
            ).length;
          const meant = caps.filter((cap) => applies(cap, caps, rule, effect));
          const refusal = subject.take(rule, ...parts(effect), count, now);
          const span = (cap: Cap) => cap.spanSeconds * 1000;
          if (refusal === null) {
            for (const cap of meant) expect(used(cap, span(cap)) + count).toBeLessThanOrEqual(cap.limit ?? 0);
            for (let i = 0; i < count; i++) granted.push({ rule, effect, at: now });
          } else {
            // Refused for a reason: with a step more of the past, there is no room.
            const isFull = (cap: Cap) =>
              used(cap, span(cap) + 2 * Math.ceil(span(cap) / 60)) + count > (cap.limit ?? 0);
            expect(meant.some(isFull)).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are the same after saving and loading', () => {
    fc.assert(
      fc.property(capsOf, asked, asked, (caps, before, after) => {
        const first = new Caps();
        first.set(caps);
        let now = Date.UTC(2026, 0, 5);
        for (const { rule, effect, count, waitMillis } of before) {
          now += waitMillis;
          first.take(rule, ...parts(effect), count, now);
        }
        const second = new Caps();
        second.set(caps);
        second.load(JSON.parse(JSON.stringify(first.save())));
        for (const { rule, effect, count, waitMillis } of after) {
          now += waitMillis;
          expect(second.take(rule, ...parts(effect), count, now)).toEqual(
            first.take(rule, ...parts(effect), count, now),
          );
        }
      }),
    );
  });

  it('count on what was taken when their limit changes', () => {
    const caps = new Caps();
    const cap = { scope: 'platform', rule: null, effects: 'label', spanSeconds: 3600, limit: 3 } as const;
    caps.set([cap]);
    for (let i = 0; i < 3; i++) expect(caps.take('A', 'label', 'x', 1, i)).toBeNull();
    caps.set([{ ...cap, limit: 4 }]);
    expect(caps.take('B', 'label', 'y', 1, 5)).toBeNull();
    expect(caps.take('B', 'label', 'y', 1, 6)).toMatchObject({ cap: { limit: 4 }, first: true });
    expect(caps.take('B', 'label', 'y', 1, 7)).toMatchObject({ first: false });
    caps.set([cap]);
    expect(caps.take('A', 'label', 'x', 1, HOUR / 2)).toMatchObject({ cap: { limit: 3 } });
    expect(caps.usage(HOUR / 2)).toEqual([{ cap, rule: null, used: 4 }]);
    expect(caps.take('A', 'label', 'x', 1, 2 * HOUR)).toBeNull();
  });

  it('have defaults that spare verdicts', () => {
    const caps = new Caps();
    caps.set(DEFAULT_BRAKES.caps);
    for (let i = 0; i < 20_000; i++) expect(caps.take('A', 'verdict', 'reject', 1, i)).toBeNull();
    expect(caps.take('A', 'label', 'x', 10_001, 0)).not.toBeNull();
  });
});
