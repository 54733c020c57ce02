/** The installation that was killed, held against the undisturbed run and against what its clients and its receiver know. */
import type { LabelChange } from '@lapwing/enforcement';
import type { Entry } from '@lapwing/journal';
import { decodePayload, parseEventText } from '@lapwing/pipeline';
import { type System, toJson } from '@lapwing/server';
import { exportFeatures, stringifyJson } from '@lapwing/sml';
import { expect } from 'vitest';
import { alertIds, expectEqualBrakes } from './brakes-compare.ts';
import { USERS } from './installation.ts';
import { LIST } from './list-load.ts';
import { eventLine, type Load } from './load.ts';
import type { Receiver } from './receiver.ts';

/** E1: everything that was acknowledged is there, once. */
export function expectJournalHolds(entries: readonly Entry[], load: Load): void {
  expect(load.surprises).toEqual([]);
  const positions = new Map<string, number>();
  for (const { kind, payload, position } of entries) {
    if (kind !== 'event') continue;
    const { id } = decodePayload(payload);
    expect([id, positions.get(id)]).toEqual([id, undefined]);
    positions.set(id, position);
  }
  const lost = [...load.acknowledged].filter((id) => !positions.has(id));
  expect(lost).toEqual([]);
  for (const [id, told] of load.told) expect([id, told.position]).toEqual([id, positions.get(id)]);

  const changes = entries
    .filter(({ kind }) => kind === 'control')
    .map(({ payload }) => JSON.parse(Buffer.from(payload).toString()));
  expect(load.lists.surprises).toEqual([]);
  const listed = new Set(changes.filter(({ type }) => type === 'list').map(({ reason }) => reason));
  expect([...load.lists.acknowledged.keys()].filter((reason) => !listed.has(reason))).toEqual([]);
  const reasons = changes.filter(({ type }) => type === 'label').map(({ reason }) => reason);
  expect(new Set(reasons).size).toBe(reasons.length);
  expect(load.labels.filter(({ reason }) => !reasons.includes(reason))).toEqual([]);
}

/** E2: journal, rows, effects, labels and memory equal those of a run without a crash. */
export async function expectEqualSystems(killed: System, reference: System): Promise<void> {
  await expectEqualJournals(killed, reference);
  await expectEqualRows(killed, reference);
  await expectEqualEffects(killed, reference);
  expect(killed.pipeline.rollout.save()).toEqual(reference.pipeline.rollout.save());
  await expectEqualLists(killed, reference);
  await expectEqualBrakes(killed, reference, await eventIds(reference));
  // Last, because it adds events.
  expect(await probe(killed)).toEqual(await probe(reference));
}

async function expectEqualJournals(killed: System, reference: System): Promise<void> {
  const text = async ({ journal }: System) => {
    const lines: string[] = [];
    for await (const entries of journal.read(0)) {
      for (const { position, kind, ingestedAtMillis, payload } of entries) {
        lines.push(`${position} ${kind} ${ingestedAtMillis} ${Buffer.from(payload)}`);
      }
    }
    return lines;
  };
  expect(await text(killed)).toEqual(await text(reference));
}

async function expectEqualRows(killed: System, reference: System): Promise<void> {
  const rows = async ({ warehouse }: System) => {
    const table = await warehouse.sql('SELECT * FROM events ORDER BY __position', { limit: 100_000 });
    expect(table.truncated).toBe(false);
    // Columns are in the order in which rulesets brought them.
    const names = table.columns.map(({ name }) => name);
    return table.rows.map((row) => toJson(Object.fromEntries(names.map((name, i) => [name, row[i]] as const).sort())));
  };
  const [ours, theirs] = [await rows(killed), await rows(reference)];
  expect(ours.length).toBe(theirs.length);
  expect(ours.filter((row, i) => row !== theirs[i])).toEqual([]);
}

async function expectEqualEffects(killed: System, reference: System): Promise<void> {
  const ids = await eventIds(reference);
  for (const id of ids) {
    expect(withoutSequence(await killed.effects.effectsOfEvent(id))).toEqual(
      withoutSequence(await reference.effects.effectsOfEvent(id)),
    );
  }
  for (const [type, id] of await entities(reference)) {
    const history = async (system: System) => withoutSequence(await wholeHistory(system, type, id));
    expect(await history(killed)).toEqual(await history(reference));
    const at = reference.pipeline.memory.keyed.watermarkMillis;
    expect(await killed.effects.labelsOf(type, id, at)).toEqual(await reference.effects.labelsOf(type, id, at));
    const state = ({ pipeline }: System) => [...pipeline.memory.labels.ofEntity(type, id)];
    expect(state(killed)).toEqual(state(reference));
  }
  const at = reference.pipeline.memory.keyed.watermarkMillis;
  expect(await killed.effects.counts(at)).toEqual(await reference.effects.counts(at));
}

async function expectEqualLists(killed: System, reference: System): Promise<void> {
  const listsOf = async ({ pipeline, lists }: System) => {
    const { memory } = pipeline;
    const versions = await lists.archive.versions(LIST, Number.MAX_SAFE_INTEGER, 10_000);
    const entries = [];
    for (const { version } of versions.slice(0, 20))
      entries.push(await lists.archive.page(LIST, version, null, 10_000));
    return { saved: memory.lists.save(), deleted: memory.lists.deleted(), versions, entries };
  };
  expect(await listsOf(killed)).toEqual(await listsOf(reference));
}

/** What was told to clients, and to the receiver, is what is in the stores (E3). */
export async function expectToldIsStored(system: System, load: Load, receiver: Receiver): Promise<void> {
  for (const [id, told] of load.told) {
    const stored = await system.warehouse.eventAt(told.position);
    expect([id, stored?.eventId, stored?.verdicts]).toEqual([id, id, told.verdicts]);
    for (const [name, text] of told.features ?? []) {
      // A column of numbers with a point does not say which of them were whole.
      expect([id, name, toJson(stored?.features[name] ?? null)]).toEqual([id, name, text.replace(/\.0$/, '')]);
    }
  }
  const versions = await system.lists.archive.versions(LIST, Number.MAX_SAFE_INTEGER, 10_000);
  const byReason = new Map(versions.map(({ reason, version }) => [reason, version]));
  for (const [reason, version] of load.lists.acknowledged)
    expect([reason, byReason.get(reason)]).toEqual([reason, version]);
  const deliverable = new Set<string>();
  for (const id of await eventIds(system)) {
    for (const { effect, labelOutcome } of await system.effects.effectsOfEvent(id)) {
      if (labelOutcome === null || CHANGES.has(labelOutcome)) deliverable.add(effect.id);
    }
  }
  for (const [type, id] of await entities(system)) {
    for (const { effectId, outcome, manual } of await wholeHistory(system, type, id)) {
      if (manual && CHANGES.has(outcome)) deliverable.add(effectId);
    }
  }
  for (const id of await alertIds(system)) deliverable.add(id);
  expect(receiver.faults).toEqual([]);
  expect([...receiver.taken.keys()].filter((key) => !deliverable.has(key))).toEqual([]);
  expect([...deliverable].filter((key) => !receiver.taken.has(key))).toEqual([]);
  for (const [key, body] of receiver.taken) expect(JSON.parse(body).id).toBe(key);
}

const CHANGES: ReadonlySet<string> = new Set(['added', 'removed', 'merged']);

/** All pages: with many rounds a person has more changes than one page holds. */
async function wholeHistory({ effects }: System, type: string, id: string): Promise<LabelChange[]> {
  const all: LabelChange[] = [];
  for (let before: number | undefined; ; before = all.at(-1)?.sequence) {
    const page = await effects.labelHistory(type, id, { limit: 1000, ...(before !== undefined && { before }) });
    all.push(...page);
    if (page.length < 1000) return all;
  }
}

async function eventIds({ warehouse }: System): Promise<string[]> {
  const { rows, truncated } = await warehouse.sql('SELECT __event_id FROM events ORDER BY __position', {
    limit: 100_000,
  });
  expect(truncated).toBe(false);
  return rows.map(([id]) => String(id));
}

async function entities({ warehouse }: System): Promise<(readonly [string, string])[]> {
  const { rows, truncated } = await warehouse.sql('SELECT DISTINCT Link FROM events WHERE Link IS NOT NULL ORDER BY 1');
  expect(truncated).toBe(false);
  return [...USERS.map((user) => ['User', user] as const), ...rows.map(([link]) => ['Link', String(link)] as const)];
}

function withoutSequence<T extends { readonly sequence: number }>(items: readonly T[]): Omit<T, 'sequence'>[] {
  return items.map(({ sequence: _, ...item }) => item);
}

const PROBES = 60;
const PROBE_NUMBER = 10_000_000;

/** The same events to both: what they come to depends on everything that memory holds. */
async function probe({ pipeline }: System): Promise<unknown[]> {
  const answers: unknown[] = [];
  const shiftMillis = pipeline.memory.keyed.watermarkMillis - Date.UTC(2026, 0, 5) - PROBE_NUMBER * 700;
  for (let i = 0; i < PROBES; i++) {
    const line = eventLine(PROBE_NUMBER + i).replace(/"time":"([^"]+)"/, (_, time: string) => {
      return `"time":"${new Date(Date.parse(time) + shiftMillis).toISOString()}"`;
    });
    const parsed = parseEventText(line, { nowMillis: Date.now() });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    const submission = pipeline.submit(parsed.event);
    if (submission.status === 'duplicate') throw new Error('the probe was seen before');
    const { ruleset, decision, effects } = await submission.decided;
    answers.push([
      stringifyJson(exportFeatures(ruleset, decision)),
      effects.map(({ effect, labelOutcome }) => [effect.id, labelOutcome]),
    ]);
  }
  return answers;
}
