/**
 * The journal against LMDB: entries of 300 bytes, every acknowledged one synced. `node bench/journal.ts [--json] [--short]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdHash, IdWindow, type Journal, openJournal } from '../packages/journal/src/index.ts';
import { openLmdbJournal } from '../packages/journal/test/support/lmdb-journal.ts';
import { isShort } from './harness/data.ts';
import { perSecond, report } from './harness/figures.ts';

const ENTRY = Buffer.alloc(300, 'a journal entry of a typical event; ');
const BULK = isShort() ? 50_000 : 500_000;
const WRITERS = [1, 32, 1024] as const;
const IDS = isShort() ? 100_000 : 1_000_000;
const SECONDS = isShort() ? 0.3 : 2;

async function bulk(journal: Journal): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < BULK; i++) {
    if (journal.pressure >= 0.5) await journal.whenWritable();
    journal.append('event', ENTRY, i);
  }
  await journal.durable(journal.nextPosition - 1);
  return perSecond(BULK, started);
}

async function acknowledged(journal: Journal, writers: number): Promise<number> {
  const started = performance.now();
  const first = journal.nextPosition;
  const write = async () => {
    while (performance.now() - started < SECONDS * 1000) await journal.durable(journal.append('event', ENTRY, 1));
  };
  await Promise.all(Array.from({ length: writers }, write));
  return perSecond(journal.nextPosition - first, started);
}

async function replay(journal: Journal): Promise<number> {
  const started = performance.now();
  let entries = 0;
  let bytes = 0;
  for await (const batch of journal.read(0, { until: BULK })) {
    for (const entry of batch) bytes += entry.payload.length;
    entries += batch.length;
  }
  if (bytes !== BULK * ENTRY.length) throw new Error(`read ${bytes} bytes`);
  return perSecond(entries, started);
}

async function lookUps(journal: Journal): Promise<number> {
  const count = 2000;
  await journal.get(1);
  const started = performance.now();
  for (let i = 0; i < count; i++) await journal.get((i * 7919) % BULK);
  return perSecond(count, started);
}

async function measure(open: (directory: string) => Promise<Journal>): Promise<Record<string, number>> {
  const directory = await mkdtemp(join(tmpdir(), 'lapwing-bench-'));
  try {
    let journal = await open(directory);
    const result: Record<string, number> = { 'bulk, entries/s': await bulk(journal) };
    for (const writers of WRITERS)
      result[`${writers} ${writers === 1 ? 'writer' : 'writers'}, acknowledged/s`] = await acknowledged(
        journal,
        writers,
      );
    await journal.close();
    const started = performance.now();
    journal = await open(directory);
    result['opening, ms'] = performance.now() - started;
    result['replay, entries/s'] = await replay(journal);
    result['look-ups, entries/s'] = await lookUps(journal);
    await journal.close();
    return result;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function idWindow(): Promise<Record<string, number>> {
  const window = new IdWindow(await createIdHash(), { limit: IDS / 2 });
  // Through a buffer, so that the strings are flat, as those of parsed events are.
  const ids = Array.from({ length: IDS }, (_, i) =>
    Buffer.from(`at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/post/${i}`).toString(),
  );
  let started = performance.now();
  for (const [i, id] of ids.entries()) window.add(id, i);
  const added = perSecond(IDS, started);
  started = performance.now();
  let found = 0;
  for (const id of ids) if (window.find(id) !== null) found++;
  if (found !== IDS / 2) throw new Error(`${found} ids found`);
  return { 'ids added, ids/s': added, 'ids looked up, ids/s': perSecond(IDS, started) };
}

const prefixed = (prefix: string, figures: Record<string, number>) =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}: ${name}`, value]));

report({
  ...prefixed('segments', await measure(openJournal)),
  ...prefixed('LMDB', await measure(openLmdbJournal)),
  ...prefixed('id window', await idWindow()),
});
