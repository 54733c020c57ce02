/** What the brakes and undo batches left, in the killed installation and in the undisturbed run (E2, E3, E5, E7). */
import { effectFromText } from '@lapwing/enforcement';
import type { Entry } from '@lapwing/journal';
import type { ControlEntry, Pipeline } from '@lapwing/pipeline';
import type { System } from '@lapwing/server';
import { expect } from 'vitest';
import type { BrakeLoad } from './brakes-load.ts';

const PAGE = { limit: 1000 };

type Brakes = Exclude<
  ControlEntry,
  { readonly type: 'activation' | 'label' | 'rollout' | 'candidate' | 'list' | 'backfill' }
>;

function brakesEntry({ kind, payload }: Entry): Brakes | null {
  if (kind !== 'control') return null;
  const entry: ControlEntry = JSON.parse(Buffer.from(payload).toString());
  switch (entry.type) {
    case 'brakes':
    case 'release':
    case 'drop':
    case 'undo-begin':
    case 'undo-chunk':
    case 'undo-end':
      return entry;
    default:
      return null;
  }
}

/** Repeat an entry of the brakes. False where it is none. */
export async function repeatBrakes(pipeline: Pipeline, entry: Entry): Promise<boolean> {
  const brakes = brakesEntry(entry);
  if (brakes === null) return false;
  await pipeline.record(brakes);
  return true;
}

/** What the person was told is in the journal; no held effect was settled twice, and no effect taken back twice. */
export function expectBrakesHeld(entries: readonly Entry[], load: BrakeLoad): void {
  expect(load.surprises).toEqual([]);
  const brakes = entries.map(brakesEntry).filter((entry) => entry !== null);
  const reasons = new Set(brakes.map(({ reason }) => reason));
  expect(load.done.filter((reason) => !reasons.has(reason))).toEqual([]);
  const settled = new Map<string, string>();
  for (const entry of brakes) {
    const ids =
      entry.type === 'release'
        ? entry.effects.map((text) => effectFromText(text).id)
        : entry.type === 'drop'
          ? entry.ids
          : [];
    for (const id of ids) {
      expect([id, settled.get(id)]).toEqual([id, undefined]);
      settled.set(id, entry.type);
    }
  }
  for (const { id, how } of load.settled) expect([id, settled.get(id)]).toEqual([id, how]);
}

export async function expectEqualBrakes(killed: System, reference: System, eventIds: readonly string[]): Promise<void> {
  expect(killed.pipeline.brakes?.save()).toEqual(reference.pipeline.brakes?.save());
  for (const id of eventIds) {
    const held = async ({ effects }: System) =>
      (await effects.brakes.heldOfEvent(id)).map(({ sequence: _, ...rest }) => rest);
    expect(await held(killed)).toEqual(await held(reference));
  }
  const rest = async ({ effects }: System) => ({
    alerts: (await effects.brakes.alerts({}, PAGE)).map(({ sequence: _, ...alert }) => alert),
    log: await effects.brakes.log(PAGE),
    undo: await effects.undo.list(PAGE),
  });
  const [ours, theirs] = [await rest(killed), await rest(reference)];
  expect(ours).toEqual(theirs);
  for (const { id, state } of theirs.undo) {
    expect(state).toBe('done');
    const labels = async ({ effects }: System) =>
      (await effects.undo.labels(id, PAGE)).map(({ sequence: _, ...label }) => label);
    expect(await labels(killed)).toEqual(await labels(reference));
  }
}

export async function alertIds({ effects }: System): Promise<string[]> {
  return (await effects.brakes.alerts({}, PAGE)).map(({ id }) => id);
}
