/** Two runs compared: what was decided and stored, labels, ids, and the answers to the same further questions. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Entry } from '@lapwing/journal';
import type { ListChange } from '@lapwing/memory';
import { expect } from 'vitest';
import type { CandidateEntry, RolloutEntry } from '../../src/control/rollout-entries.ts';
import { decodePayload } from '../../src/index.ts';
import type { StoredOutcome } from './outcome.ts';
import { outcomeOf } from './outcome.ts';
import { rulesetOf } from './rulesets.ts';
import { eventOf, openWorld, START, type World, type WorldOptions } from './world.ts';

/** The journal's entries once more, live, one after the other and without any crash. */
export async function undisturbed(entries: readonly Entry[], options: WorldOptions = {}): Promise<World> {
  const world = await openWorld(options);
  const { pipeline, clock } = world;
  for (const { kind, payload, ingestedAtMillis } of entries) {
    clock.millis = ingestedAtMillis;
    if (kind === 'event') {
      const submission = pipeline.submit({ ...decodePayload(payload), payload });
      if (submission.status === 'accepted') await submission.decided;
    } else if (kind === 'control') await repeatControl(world, JSON.parse(Buffer.from(payload).toString()));
  }
  await pipeline.flush();
  return world;
}

interface Control extends Pick<ListChange, 'list' | 'change'> {
  readonly type: 'activation' | 'label' | 'list' | 'backfill';
  readonly sinceMillis: number | null;
  readonly files: Record<string, string>;
  readonly by: string;
  readonly reason: string;
  readonly status: 'manually-added' | 'manually-removed';
  readonly entityType: string;
  readonly entityId: string;
  readonly label: string;
  readonly atMillis: number;
  readonly expiresAtMillis: number | null;
  readonly pinnedOver?: string;
  readonly fromCandidate?: true;
  readonly approves?: number;
}

async function repeatControl(world: World, control: Control | RolloutEntry | CandidateEntry): Promise<void> {
  const { pipeline } = world;
  if (control.type === 'rollout') {
    // One that was refused in the end is in the journal all the same.
    await pipeline.record(control);
    return;
  }
  if (control.type === 'candidate') {
    const { files, by, reason, counters } = control;
    return pipeline.startCandidate(rulesetOf(files), files, { by, reason, counters });
  }
  const { type, files, atMillis, expiresAtMillis, ...change } = control;
  if (control.type === 'backfill') {
    const { by, reason, sinceMillis } = control;
    await pipeline.backfill({ by, reason, sinceMillis, signal: new AbortController().signal, onProgress: () => {} });
    return;
  }
  if (control.type === 'list') {
    await pipeline.changeList({ list: control.list, by: control.by, reason: control.reason, change: control.change });
    return;
  }
  if (type === 'activation') {
    const { pinnedOver, fromCandidate, approves } = control;
    const how = Object.entries({ pinnedOver, fromCandidate, approves }).filter(([, value]) => value !== undefined);
    return pipeline.activate(rulesetOf(files), files, control.by, control.reason, Object.fromEntries(how));
  }
  const { by, reason, status, entityType, entityId, label } = change;
  const expiresAfterMillis = expiresAtMillis === null ? null : expiresAtMillis - atMillis;
  await pipeline.changeLabel({ by, reason, status, entityType, entityId, label, expiresAfterMillis });
}

export function journalText(world: World): string[] {
  return world.journal.entries.map(
    ({ position, kind, ingestedAtMillis, payload }) =>
      `${position} ${kind} ${ingestedAtMillis} ${Buffer.from(payload)}`,
  );
}

export const USERS = ['ann', 'bob', 'cid', 'dan'];

/** What rules would see of every user now. */
export function labelsOf({ pipeline }: World): unknown {
  return USERS.map((user) => [...pipeline.memory.labels.ofEntity('User', user)]);
}

/** The same questions to both: their answers depend on everything that memory holds. */
export async function probe({ pipeline, clock, journal }: World, name: string): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (let i = 0; i < 12; i++) {
    clock.millis = START + 10_000_000 + i;
    const time = pipeline.memory.keyed.watermarkMillis + i * 3000;
    const data = { user: USERS[i % USERS.length], text: i % 5 === 0 ? 'sorry' : `text ${i % 4}`, size: i };
    const submission = pipeline.submit(eventOf(`${name}-${i}`, time, data));
    if (submission.status === 'duplicate') throw new Error('the probe was seen before');
    const { eventId: _, ...outcome } = outcomeOf(await submission.decided);
    answers.push(JSON.parse(JSON.stringify(outcome)));
  }
  while (journal.durablePosition < journal.nextPosition) await nextTurn();
  return answers;
}

/** What two runs with look-ups have in common: observations lie elsewhere in the journal when others were quicker to answer. */
export function withoutPositions({ sink }: World): unknown {
  const text = JSON.stringify([...sink.all().values()], (key, value: unknown) =>
    key === 'position' ? undefined : value,
  );
  return JSON.parse(text);
}

export function effectIds(outcomes: Iterable<StoredOutcome>): string[] {
  return [...outcomes].flatMap((outcome) =>
    'effects' in outcome ? outcome.effects.map(({ effect }) => effect.id) : [],
  );
}

/** Fails where two runs over the same journal differ in anything. */
export async function expectEqualRuns(world: World, reference: World): Promise<void> {
  await world.pipeline.flush();
  expect(world.sink.contradictions).toEqual([]);
  expect(journalText(world)).toEqual(journalText(reference));
  expect([...world.sink.all()]).toEqual([...reference.sink.all()]);
  const ids = effectIds(world.sink.all().values());
  expect(new Set(ids).size).toBe(ids.length);
  expect(labelsOf(world)).toEqual(labelsOf(reference));
  const [ours, theirs] = [world.pipeline.memory.lists, reference.pipeline.memory.lists];
  expect([ours.save(), ours.deleted()]).toEqual([theirs.save(), theirs.deleted()]);
  expect(world.pipeline.active?.ruleset.program.hash).toBe(reference.pipeline.active?.ruleset.program.hash);
  expect(world.pipeline.rollout.save()).toEqual(reference.pipeline.rollout.save());
  expect(world.pipeline.active?.position).toBe(reference.pipeline.active?.position);
  expect(world.pipeline.memory.keyed.watermarkMillis).toBe(reference.pipeline.memory.keyed.watermarkMillis);
  for (const { kind, payload, position } of world.journal.entries) {
    if (kind !== 'event') continue;
    const { id } = decodePayload(payload);
    const again = world.pipeline.submit({ ...decodePayload(payload), payload });
    expect([id, again.status, again.position]).toEqual([id, 'duplicate', position]);
  }
  expect(await probe(world, 'probe')).toEqual(await probe(reference, 'probe'));
}
