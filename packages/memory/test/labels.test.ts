import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeLabel, isExpired, type LabelChange, type LabelState, type LabelStatus } from '../src/labels/state.ts';
import { LabelStore } from '../src/labels/store.ts';

const change = (status: LabelStatus, source: string, createdAtMillis: number, expiresAtMillis: number | null = null) =>
  ({
    status,
    reasons: [{ source, description: source, features: {}, createdAtMillis, expiresAtMillis }],
  }) satisfies LabelChange;

const apply = (state: LabelState | null, at: number, ...changes: LabelChange[]) => changeLabel(state, changes, at);

describe('label state', () => {
  it('adds, merges reasons under their first time, and removes', () => {
    const first = apply(null, 10, change('added', 'A', 10, 500));
    expect(first.outcomes).toEqual(['added']);
    const second = apply(first.state, 20, change('added', 'A', 20, null), change('added', 'B', 20, 900));
    expect(second.outcomes).toEqual(['merged', 'merged']);
    expect(second.state?.reasons.map((r) => [r.source, r.createdAtMillis, r.expiresAtMillis])).toEqual([
      ['A', 10, null],
      ['B', 20, 900],
    ]);
    const third = apply(second.state, 30, change('removed', 'C', 30));
    expect(third.outcomes).toEqual(['removed']);
    expect(third.state?.previous.map((p) => p.status)).toEqual(['added']);
  });

  it('expires when all reasons have, five seconds later', () => {
    const { state } = apply(null, 0, change('added', 'A', 0, 1000), change('added', 'B', 0, 2000));
    expect(isExpired(state!, 1500)).toBe(false);
    expect(isExpired(state!, 7000)).toBe(false);
    expect(isExpired(state!, 7001)).toBe(true);
    expect(apply(state, 7001, change('added', 'A', 7001)).outcomes).toEqual(['added']);
  });

  it('lets no rule change an unexpired manual state (L2), and a person change anything', () => {
    const manual = apply(null, 0, change('manually-removed', 'ana', 0, 1000)).state;
    expect(apply(manual, 500, change('added', 'A', 500)).outcomes).toEqual(['cannot-override-manual']);
    expect(apply(manual, 7000, change('added', 'A', 7000)).outcomes).toEqual(['added']);
    expect(apply(manual, 500, change('manually-added', 'bo', 500)).outcomes).toEqual(['added']);
  });

  it('lets the higher status win within one request, whatever the order (L3)', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(['removed', 'added', 'manually-removed', 'manually-added'] as const, { minLength: 1 }),
        (statuses) => {
          const { state, outcomes } = apply(null, 0, ...statuses.map((status) => change(status, status, 0)));
          const ranked = ['removed', 'added', 'manually-removed', 'manually-added'];
          const winner = Math.max(...statuses.map((status) => ranked.indexOf(status)));
          expect(state?.status).toBe(ranked[winner]);
          expect(outcomes.filter((outcome) => outcome !== 'conflicting-mutation')).toHaveLength(1);
        },
      ),
    );
  });
});

describe('label store', () => {
  it('keeps entities of different type or id apart, and answers as of a time', () => {
    const store = new LabelStore();
    store.change('User', '1', 'spam', [change('added', 'A', 0, 1000)], 0);
    expect(store.get('User', '1', 'spam', 900)?.status).toBe('added');
    expect(store.get('User', '1', 'spam', 9000)).toBeNull();
    expect(store.get('Use', 'r1', 'spam', 0)).toBeNull();
    expect(store.get('Ip', '1', 'spam', 0)).toBeNull();
    expect(store.ofEntity('User', '1').size).toBe(1);
    expect(store.entities).toBe(1);
  });
});

describe('a label at a past moment', () => {
  it('equals what a log of all states says', () => {
    const step = fc.record({
      after: fc.nat(20),
      status: fc.constantFrom('added' as const, 'removed' as const),
      source: fc.constantFrom('A', 'B'),
      lasts: fc.option(fc.integer({ min: 1, max: 40 })),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 10 }), (steps) => {
        const store = new LabelStore();
        const log: { at: number; state: LabelState }[] = [];
        let now = 1_000;
        for (const { after, status, source, lasts } of steps) {
          now += after * 1_000;
          // Each step under a source of its own time, so that none renews another.
          const made = change(status, `${source}${now}`, now, lasts === null ? null : now + lasts * 1_000);
          store.change('User', '1', 'spam', [made], now);
          log.push({ at: now, state: store.ofEntity('User', '1').get('spam')! });
        }
        for (let at = 0; at <= now + 50_000; at += 500) {
          const held = log.filter((entry) => entry.at <= at).at(-1)?.state;
          const expected = held === undefined || isExpired(held, at) ? null : held.status;
          const found = store.at('User', '1', 'spam', at);
          expect(found === 'unknown' ? found : (found?.status ?? null)).toBe(expected);
        }
      }),
    );
  });

  it('is unknown before the oldest state that is held', () => {
    const store = new LabelStore();
    for (let i = 0; i < 40; i++) {
      store.change('User', '1', 'spam', [change(i % 2 === 0 ? 'added' : 'removed', 'A', i * 1000)], i * 1000);
    }
    expect(store.at('User', '1', 'spam', 39_500)).toMatchObject({ status: 'removed' });
    expect(store.at('User', '1', 'spam', 38_500)).toMatchObject({ status: 'added' });
    expect(store.at('User', '1', 'spam', 500)).toBe('unknown');
    expect(store.at('User', '2', 'spam', 500)).toBeNull();
  });
});

describe('the store', () => {
  it('answers with what was changed last, also where it was asked just before', () => {
    const store = new LabelStore();
    const status = (id: string, label: string) => store.get('User', id, label, 0)?.status ?? null;
    expect(status('ana', 'spam')).toBeNull();
    store.change('User', 'ana', 'spam', [change('added', 'A', 0)], 0);
    expect([status('ana', 'spam'), status('ana', 'bot'), status('ben', 'spam')]).toEqual(['added', null, null]);
    store.restore('User', 'ben', 'bot', { status: 'removed', reasons: change('removed', 'B', 0).reasons }, 0);
    expect([status('ben', 'bot'), store.get('Page', 'ben', 'bot', 0), status('ana', 'spam')]).toEqual([
      'removed',
      null,
      'added',
    ]);
    const fork = store.fork();
    store.change('User', 'ana', 'spam', [change('removed', 'C', 0)], 0);
    expect([status('ana', 'spam'), fork.get('User', 'ana', 'spam', 0)?.status]).toEqual(['removed', 'added']);
  });
});
