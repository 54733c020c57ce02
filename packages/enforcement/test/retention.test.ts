/** What the store keeps of old and of too many things, and that a replay brings nothing back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Alert, EffectBatch, HeldEffect } from '../src/index.ts';
import { type EffectStoreOptions, openEffectStore } from '../src/index.ts';
import { effectOf, labelEffect } from './support.ts';

const directories: string[] = [];
afterEach(() => Promise.all(directories.splice(0).map((path) => rm(path, { recursive: true, force: true }))));

async function fileOf(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'lapwing-retention-'));
  directories.push(directory);
  return join(directory, 'effects.sqlite');
}

const open = (file: string, heldLimits?: EffectStoreOptions['heldLimits']) =>
  openEffectStore(file, heldLimits === undefined ? {} : { heldLimits });
const timeOf = (position: number) => 1_700_000_000_000 + position * 1000;

function heldAt(position: number, rule: string, state: HeldEffect['state'] = 'held'): HeldEffect {
  const { effect } = labelEffect(position, `u${position}`);
  return { effect, cause: 'cap', rule, detail: 'over the cap', heldAtMillis: timeOf(position), state };
}

const batch = (through: number, parts: Partial<EffectBatch>): EffectBatch => ({
  effects: [],
  manual: [],
  through,
  ...parts,
});
const made = (position: number) => ({ position, by: 'ana@example.org', reason: 'seen', atMillis: timeOf(position) });

it('holds so many effects of a rule and in all, counts the others, and has room again when some are settled', async () => {
  const file = await fileOf();
  const limits = { heldPerRule: 3, heldInAll: 4 };
  let store = await open(file, limits);
  const first = batch(6, { held: [1, 2, 3, 4, 5].map((position) => heldAt(position, 'A')) });
  await store.apply(first);
  await store.apply(batch(9, { held: [heldAt(7, 'B'), heldAt(8, 'B'), heldAt(9, 'C', 'refused')] }));
  const waiting = async () => (await store.brakes.heldCounts('held')).map(({ rule, count }) => [rule, count]);
  const beyond = async () => (await store.brakes.heldBeyond()).map(({ rule, count }) => [rule, count]);
  const counts = [await waiting(), await beyond(), (await store.brakes.heldCounts('refused')).length];
  expect(counts).toEqual([
    [
      ['A', 3],
      ['B', 1],
    ],
    [
      ['A', 2],
      ['B', 1],
    ],
    1,
  ]);

  const dropped = [heldAt(1, 'A'), heldAt(2, 'A')].map(({ effect }) => effect.id);
  await store.apply(batch(10, { records: [{ type: 'drop', ids: dropped, ...made(10) }] }));
  await store.close();
  // A replay, with room: what had none then has none now, and is counted once.
  store = await open(file, limits);
  await store.apply(first);
  expect(await beyond()).toEqual(counts[1]);
  expect((await waiting()).toSorted()).toEqual([
    ['A', 1],
    ['B', 1],
  ]);
  await store.apply(batch(12, { held: [heldAt(11, 'A'), heldAt(12, 'A')] }));
  expect(await waiting()).toEqual([
    ['A', 3],
    ['B', 1],
  ]);
  await store.close();
});

it('takes out what was settled long ago, and old verdicts where that is wanted; labels and what waits stay', async () => {
  const store = await open(await fileOf());
  const verdict = (position: number) => effectOf(position, { kind: 'verdict', verdict: 'reject' });
  const alert = (position: number): Alert => ({
    ...{ id: String(position).padStart(32, '0'), kind: 'cap', rule: 'A', version: null, owner: null, position },
    ...{ atMillis: timeOf(position), message: 'reached', figures: { limit: 3 } },
  });
  const held = [heldAt(1, 'A'), heldAt(2, 'A'), heldAt(3, 'A', 'refused'), heldAt(8, 'A', 'refused')];
  const applied = batch(9, {
    effects: [verdict(4), labelEffect(5, 'u5'), verdict(7)],
    held,
    alerts: [alert(1), alert(2), alert(8)],
    records: [
      { type: 'drop', ids: [held[0]!.effect.id], ...made(9) },
      { type: 'seen', ids: [alert(1).id, alert(8).id], ...made(9) },
    ],
  });
  await store.apply(applied);
  const old = { settledBefore: timeOf(6), effectsBefore: timeOf(6) };
  expect(await store.prune({ ...old, effectsBefore: null })).toEqual({ held: 2, alerts: 1, effects: 0 });
  expect(await store.prune(old)).toEqual({ held: 0, alerts: 0, effects: 1 });
  await store.apply(applied);
  const left = async (state: 'held' | 'refused' | 'dropped') =>
    (await store.brakes.held({ state }, { limit: 10 })).map(({ effect }) => effect.position);
  expect([await left('held'), await left('refused'), await left('dropped')]).toEqual([[2], [8], []]);
  expect((await store.brakes.alerts({}, { limit: 10 })).map(({ position, seen }) => [position, seen?.by])).toEqual([
    [8, 'ana@example.org'],
    [2, undefined],
  ]);
  const kinds = async (position: number) =>
    (await store.effectsOfEvent(`event-${position}`)).map(({ effect }) => effect.body.kind);
  expect([await kinds(4), await kinds(5), await kinds(7)]).toEqual([[], ['label'], ['verdict']]);
  await store.close();
});
