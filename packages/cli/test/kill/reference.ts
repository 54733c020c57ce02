/** The undisturbed run: the entries of a journal, live and in order, into a fresh data directory. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Entry, openJournal } from '@lapwing/journal';
import type { ListChange } from '@lapwing/memory';
import { decodePayload, type Pipeline } from '@lapwing/pipeline';
import { compiler, openSystem, parseConfig, type System, systemRegistry } from '@lapwing/server';
import { repeatBrakes } from './brakes-compare.ts';
import { LIST } from './list-load.ts';
import { repeatRollout } from './rollouts.ts';

/** All of a journal that no process has open. */
export async function readJournal(data: string): Promise<Entry[]> {
  const journal = await openJournal(join(data, 'journal'));
  try {
    const entries: Entry[] = [];
    for await (const batch of journal.read(0)) {
      entries.push(...batch.map((entry) => ({ ...entry, payload: Uint8Array.from(entry.payload) })));
    }
    return entries;
  } finally {
    await journal.close();
  }
}

/** A system on a data directory, without webhooks and with a clock that stands where it is put. */
export async function openQuietly(data: string, rulesDirectory: string, clock: { millis: number }): Promise<System> {
  const given = parseConfig('', join(data, 'lapwing.yaml'), {});
  // Which counters were filled is in the journal too.
  const config = { ...given, rulesDirectory, brakes: null, backfill: 'off' as const };
  return openSystem({
    config,
    dataDirectory: data,
    clock: () => clock.millis,
    onWarning: (message) => {
      // The rules name it before anybody has made it.
      if (!message.startsWith(`rules name the list \`${LIST}\``)) throw new Error(message);
    },
  });
}

/** Resolves when everything is in every store; the system is open. */
export async function repeatUndisturbed(entries: readonly Entry[], root: string): Promise<System> {
  const [data, rules] = [join(root, 'reference'), join(root, 'reference-rules')];
  const first = entries[0];
  if (first === undefined) throw new Error('the journal is empty');
  for (const [path, text] of Object.entries(controlOf(first).files)) {
    await mkdir(rules, { recursive: true });
    await writeFile(join(rules, path), text);
  }
  const clock = { millis: first.ingestedAtMillis };
  const system = await openQuietly(data, rules, clock);
  for (const entry of entries.slice(1)) {
    clock.millis = entry.ingestedAtMillis;
    if (entry.kind === 'event') system.pipeline.submit({ ...decodePayload(entry.payload), payload: entry.payload });
    else if (!(await repeatBrakes(system.pipeline, entry))) await repeatControl(system.pipeline, controlOf(entry));
    await system.pipeline.ready();
  }
  await system.pipeline.flush();
  return system;
}

interface Control extends Pick<ListChange, 'list' | 'change'> {
  readonly type: 'activation' | 'label' | 'rollout' | 'candidate' | 'list' | 'backfill';
  readonly sinceMillis: number | null;
  readonly files: Readonly<Record<string, string>>;
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
}

function controlOf({ payload }: Entry): Control {
  return JSON.parse(Buffer.from(payload).toString());
}

async function repeatControl(pipeline: Pipeline, control: Control): Promise<void> {
  if (await repeatRollout(pipeline, control)) return;
  const { type, files, by, reason, status, entityType, entityId, label, atMillis, expiresAtMillis } = control;
  if (type === 'label') {
    const expiresAfterMillis = expiresAtMillis === null ? null : expiresAtMillis - atMillis;
    await pipeline.changeLabel({ by, reason, status, entityType, entityId, label, expiresAfterMillis });
    return;
  }
  if (type === 'list') {
    await pipeline.changeList({ list: control.list, by, reason, change: control.change });
    return;
  }
  if (type === 'backfill') {
    const { sinceMillis } = control;
    await pipeline.backfill({ by, reason, sinceMillis, signal: new AbortController().signal, onProgress: () => {} });
    return;
  }
  const compiled = compiler(systemRegistry())(files);
  if (!compiled.ok) throw new Error(compiled.diagnostics);
  const { pinnedOver, fromCandidate } = control;
  await pipeline.activate(compiled.ruleset, files, by, reason, {
    ...(pinnedOver === undefined ? {} : { pinnedOver }),
    ...(fromCandidate === undefined ? {} : { fromCandidate }),
  });
}
