/**
 * Large lists: the processor time to put all entries at once (checked and made), and of one look-up, half of them of what is in the
 * list. Then the same list as an import brings it, in parts between decisions: the longest that any step keeps them waiting, that of
 * an import, of changes of one entry after it, and of such a change while a checkpoint is written.
 * `node bench/lists.ts [--entries N] [--json]`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ListKind, type ListOperation, ListStore, Memory, partSize, snapshot } from '@lapwing/memory';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';

const ENTRIES = process.argv.includes('--entries')
  ? Number(process.argv[process.argv.indexOf('--entries') + 1])
  : isShort()
    ? 50_000
    : 1_000_000;
const WORDS = Math.min(200_000, ENTRIES);
const LOOKUPS = 2_000;
/** Changes of one entry each: more than bring a rebuild of an automaton about. */
const CHANGES = 600;
/** As an import of the pipeline goes on building between two turns. */
const SLICE_MILLIS = 5;

let random = 1;
/** A number below `limit`, the same in every run. */
function draw(limit: number): number {
  random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((random / 2 ** 32) * limit);
}

const hex = (digits: number) => Array.from({ length: digits / 4 }, () => draw(65_536).toString(16).padStart(4, '0'));
/** In one piece, as texts are that were read. */
const flat = (text: string) => Buffer.from(text).toString();
const cpuMillis = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const figures: Record<string, number> = {};

function measure(name: string, kind: ListKind, maxDistance: number, value: (index: number) => string): void {
  const values = Array.from({ length: ENTRIES }, (_, index) => flat(value(index)));
  const entries = values.map((one) => ({ value: one, expiresAtMillis: null, note: '' }));
  const store = new ListStore();
  const about = { type: 'list', list: 'l', atMillis: 0, by: 'bench', reason: '' } as const;
  store.apply({ ...about, change: { operation: 'create', kind, owner: '', description: '', maxDistance } });
  const put = { ...about, change: { operation: 'put', entries } } as const;
  const before = cpuMillis();
  store.check(put);
  store.apply(put);
  figures[`${name}: put, CPU-ms`] = cpuMillis() - before;
  const inputs = Array.from({ length: LOOKUPS }, (_, i) =>
    i % 2 === 0 ? flat(value(ENTRIES + i)) : values[draw(ENTRIES)]!,
  );
  const started = cpuMillis();
  let found = 0;
  for (const input of inputs) if (store.match('l', input, 0) !== null) found++;
  if (found < LOOKUPS / 2) throw new Error(`${name}: ${found} found, at least half of ${LOOKUPS} expected`);
  figures[`${name}: look-up, CPU-µs`] = ((cpuMillis() - started) * 1000) / LOOKUPS;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** The longest time of the processor that one step takes, collections of garbage included. */
class Longest {
  millis = 0;
  take<T>(work: () => T): T {
    const { user, system } = process.threadCpuUsage();
    const result = work();
    const after = process.threadCpuUsage();
    this.millis = Math.max(this.millis, (after.user + after.system - user - system) / 1000);
    return result;
  }
}

async function measureSteps(
  name: string,
  kind: ListKind,
  maxDistance: number,
  count: number,
  value: (index: number) => string,
): Promise<void> {
  const entries = Array.from({ length: count }, (_, index) => entryOf(flat(value(index))));
  const memory = new Memory({ seed: 1 });
  const { lists } = memory;
  const steps = { import: new Longest(), change: new Longest(), saving: new Longest(), removal: new Longest() };
  const make = (longest: Longest, change: ListOperation) =>
    longest.take(() => {
      const whole = { type: 'list', list: 'l', atMillis: 0, by: 'bench', reason: '', change } as const;
      lists.check(whole);
      lists.apply(whole);
    });
  const bring = async (longest: Longest, mode: 'replace' | 'remove', some: typeof entries) => {
    make(longest, { operation: 'import-begin', mode });
    for (let from = 0; from < some.length || lists.importLeft('l') > 0; from += partSize(kind)) {
      make(longest, { operation: 'import-part', entries: some.slice(from, from + partSize(kind)) });
      await turn();
    }
    const warming = lists.warmImport('l');
    const slice = () => {
      const begun = performance.now();
      while (performance.now() - begun < SLICE_MILLIS) if (warming.next().done === true) return true;
      return false;
    };
    while (!longest.take(slice)) await turn();
    make(longest, { operation: 'import-commit' });
  };
  make(steps.import, { operation: 'create', kind, owner: '', description: '', maxDistance });
  // Room for what comes after.
  await bring(steps.import, 'replace', entries.slice(0, -2 * CHANGES));
  const rest = entries.slice(-2 * CHANGES);
  for (const entry of rest.slice(0, CHANGES)) make(steps.change, { operation: 'put', entries: [entry] });
  const directory = await mkdtemp(join(tmpdir(), 'lapwing-bench-'));
  const saved = snapshot(memory, 1);
  make(steps.saving, { operation: 'put', entries: rest.slice(CHANGES) });
  await saved.writeTo(join(directory, 'memory'));
  await rm(directory, { recursive: true });
  await bring(steps.removal, 'remove', entries.slice(0, Math.floor(count * 0.7)));
  figures[`${name}: longest step of an import, CPU-ms`] = steps.import.millis;
  figures[`${name}: longest change of one entry, CPU-ms`] = steps.change.millis;
  figures[`${name}: ${CHANGES} entries during a checkpoint, CPU-ms`] = steps.saving.millis;
  figures[`${name}: longest step of removing 70 %, CPU-ms`] = steps.removal.millis;
}

const entryOf = (value: string) => ({ value, expiresAtMillis: null, note: '' });

measure('64-bit image hashes within 8 bits', 'images', 8, () => hex(16).join(''));
measure('256-bit image hashes within 31 bits', 'images', 31, () => hex(64).join(''));
measure('exact hashes', 'hashes', 0, () => hex(32).join(''));
measure('IP addresses', 'cidrs', 0, () => `${1 + draw(223)}.${draw(256)}.${draw(256)}.${draw(256)}`);
measure('entities', 'entities', 0, (index) => `User/u${index}`);
await measureSteps('64-bit image hashes', 'images', 8, ENTRIES, () => hex(16).join(''));
await measureSteps('256-bit image hashes', 'images', 31, ENTRIES, () => hex(64).join(''));
await measureSteps('exact hashes', 'hashes', 0, ENTRIES, () => hex(32).join(''));
await measureSteps('words', 'words', 0, WORDS, (index) => `w${index.toString(36)}${hex(8).join('')}`);
report(figures);
