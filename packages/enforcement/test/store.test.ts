/** F1, F2 and F4, and what is read back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AppliedEffect, type LabelOutcome, type ManualLabelChange, openEffectStore } from '../src/index.ts';
import { effectOf, labelEffect, manualChange } from './support.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lapwing-effects-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const ALL = { limit: 1000 };
const SINK = {
  name: 'platform',
  url: 'http://127.0.0.1:1/',
  secret: 'a secret of some length',
  on: ['label', 'verdict'],
} as const;
const at = (position: number) => 1_700_000_000_000 + position * 1000;

describe('applying', () => {
  test('F1: a second time changes nothing, also after opening again', async () => {
    const file = join(directory, 'effects.sqlite');
    const batch = {
      effects: [labelEffect(1, 'u1'), effectOf(2, { kind: 'verdict', verdict: 'reject' })],
      manual: [manualChange(3, 'u2')],
      through: 5,
    };
    let store = await openEffectStore(file, { sinks: [SINK] });
    expect(await store.appliedThrough()).toBe(-1);
    expect(await store.apply(batch)).toEqual({ applied: 3, repeated: 0 });
    expect(await store.apply(batch)).toEqual({ applied: 0, repeated: 3 });
    await store.close();
    store = await openEffectStore(file, { sinks: [SINK] });
    expect(await store.apply({ ...batch, through: 4 })).toEqual({ applied: 0, repeated: 3 });
    expect(await store.appliedThrough()).toBe(5);
    expect(await store.outbox.counts()).toEqual({ pending: 3, dead: 0 });
    expect(await store.counts(at(9))).toEqual({
      labelEffects: 1,
      verdictEffects: 1,
      pluginEffects: 0,
      manualLabelChanges: 1,
      entitiesLabelled: 2,
    });
    await store.close();
  });

  test('F2: a batch that cannot be applied whole leaves nothing behind', async () => {
    const file = join(directory, 'effects.sqlite');
    const store = await openEffectStore(file, { sinks: [SINK] });
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const bad = { ...effectOf(2, { kind: 'verdict', verdict: 'x' }) };
    const effects = [
      labelEffect(1, 'u1'),
      { ...bad, effect: { ...bad.effect, body: { kind: 'plugin', name: 'p', fields: circular } } },
    ] as const;
    await expect(store.apply({ effects, manual: [], through: 2 })).rejects.toThrow(/circular/);
    expect(await store.appliedThrough()).toBe(-1);
    expect((await store.counts(0)).labelEffects).toBe(0);
    expect(await store.outbox.counts()).toEqual({ pending: 0, dead: 0 });
    expect(await store.apply({ effects: [labelEffect(1, 'u1')], manual: [], through: 1 })).toEqual({
      applied: 1,
      repeated: 0,
    });
    await store.close();
  });

  test('F4: batches that overlap in any way leave the same rows as one by one', async () => {
    const outcome = fc.constantFrom<LabelOutcome>('added', 'removed', 'merged', 'cannot-override-manual');
    const item = fc.oneof(
      fc.record({ is: fc.constant('label' as const), user: fc.nat(3), outcome, expires: fc.option(fc.nat(50)) }),
      fc.record({
        is: fc.constant('manual' as const),
        user: fc.nat(3),
        change: fc.constantFrom('add' as const, 'remove' as const),
      }),
      fc.record({ is: fc.constant('verdict' as const), verdict: fc.constantFrom('reject', 'challenge') }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { minLength: 1, maxLength: 30 }),
        fc.array(fc.tuple(fc.nat(8), fc.nat(10))),
        async (items, cuts) => {
          const made = items.map(itemOf);
          const once = await rowsAfter(
            made.map((_, i) => [i, i + 1]),
            made,
          );
          // Each batch begins at or before the end of what is applied, as after a crash.
          const ranges: [number, number][] = [];
          let applied = 0;
          for (const [back, forward] of cuts) {
            const from = Math.max(0, applied - back);
            const to = Math.min(made.length, from + forward);
            ranges.push([from, to]);
            applied = Math.max(applied, to);
          }
          ranges.push([applied, made.length], [0, made.length]);
          expect(await rowsAfter(ranges, made)).toEqual(once);
        },
      ),
      { numRuns: 60 },
    );
  });

  type Item =
    | { is: 'label'; user: number; outcome: LabelOutcome; expires: number | null }
    | { is: 'manual'; user: number; change: 'add' | 'remove' }
    | { is: 'verdict'; verdict: string };

  function itemOf(item: Item, position: number): AppliedEffect | ManualLabelChange {
    switch (item.is) {
      case 'label': {
        const expiresAtMillis = item.expires === null ? null : at(item.expires);
        const change = item.outcome === 'removed' ? 'remove' : 'add';
        return labelEffect(position, `u${item.user}`, { outcome: item.outcome, change, expiresAtMillis });
      }
      case 'manual':
        return manualChange(position, `u${item.user}`, item.change);
      case 'verdict':
        return effectOf(position, { kind: 'verdict', verdict: item.verdict });
    }
  }

  async function rowsAfter(
    ranges: readonly (readonly [number, number])[],
    items: readonly (AppliedEffect | ManualLabelChange)[],
  ) {
    // Shared memory, since a disk would take a second for each of the many small transactions.
    const file = `file:rows-${Math.random()}?mode=memory&cache=shared`;
    const store = await openEffectStore(file, { sinks: [SINK], nowMillis: () => 0 });
    for (const [from, to] of ranges) {
      const part = items.slice(from, to);
      await store.apply({
        effects: part.filter((item) => 'effect' in item),
        manual: part.filter((item): item is ManualLabelChange => !('effect' in item)),
        through: to - 1,
      });
    }
    const database = new DatabaseSync(file);
    const tables = ['effect', 'ruleset', 'label_current', 'outbox', 'tally', 'progress'];
    const rows = tables.map((table) => database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all());
    database.close();
    await store.close();
    return rows;
  }
});

describe('reading back', () => {
  test('effects of an event, with integers beyond 2^53', async () => {
    const store = await openEffectStore(':memory:');
    const ban = effectOf(1, {
      kind: 'plugin',
      name: 'BanUser',
      fields: { id: 9007199254740993n, comment: 'out', n: 1.5 },
    });
    const verdict = effectOf(1, { kind: 'verdict', verdict: 'reject' });
    await store.apply({ effects: [ban, verdict, labelEffect(2, 'u1')], manual: [], through: 2 });
    expect(await store.effectsOfEvent('event-1')).toEqual([
      { sequence: 1, ...ban },
      { sequence: 2, ...verdict },
    ]);
    expect(await store.effectsOfEvent('event-9')).toEqual([]);
    await store.close();
  });

  test('an entity: history and effects newest first in pages, labels as they are now', async () => {
    const store = await openEffectStore(':memory:');
    const effects = [
      labelEffect(1, 'u1', { expiresAtMillis: at(10) }),
      labelEffect(2, 'u1', { expiresAtMillis: at(20), outcome: 'merged' }),
      labelEffect(3, 'u2'),
      labelEffect(5, 'u1', { outcome: 'cannot-override-manual', label: 'bot' }),
      labelEffect(6, 'u1', { label: 'bot', expiresAtMillis: null }),
    ];
    await store.apply({ effects, manual: [manualChange(4, 'u2', 'remove')], through: 6 });
    const history = await store.labelHistory('User', 'u1', { limit: 3 });
    expect(history.map((h) => [h.position, h.label, h.outcome])).toEqual([
      [6, 'bot', 'added'],
      [5, 'bot', 'cannot-override-manual'],
      [2, 'spam', 'merged'],
    ]);
    expect(history[0]).toMatchObject({
      by: 'LinkSpam',
      reason: 'user u1 posted 9 links',
      eventId: 'event-6',
      manual: false,
    });
    const rest = await store.labelHistory('User', 'u1', { limit: 3, before: history[2]!.sequence });
    expect(rest.map((h) => h.position)).toEqual([1]);
    expect((await store.labelHistory('User', 'u2', ALL))[0]).toMatchObject({
      manual: true,
      by: 'mo@example.org',
      reason: 'looked at it',
      outcome: 'removed',
      eventId: null,
    });
    expect((await store.effectsOfEntity('User', 'u1', { limit: 2 })).map((e) => e.effect.position)).toEqual([6, 5]);
    expect(await store.labelsOf('User', 'u1', at(15))).toEqual([
      { label: 'bot', status: 'added', manual: false, sinceMillis: at(6), expiresAtMillis: null },
      { label: 'spam', status: 'added', manual: false, sinceMillis: at(1), expiresAtMillis: at(20) },
    ]);
    expect((await store.labelsOf('User', 'u1', at(25))).map((l) => l.label)).toEqual(['bot']);
    expect(await store.labelsOf('User', 'u2', at(9))).toMatchObject([{ status: 'removed', manual: true }]);
    expect((await store.counts(at(9))).entitiesLabelled).toBe(1);
    await expect(store.labelHistory('User', 'u1', { limit: 0 })).rejects.toThrow(/1 to 1000/);
    await store.close();
  });
});
