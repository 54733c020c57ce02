/**
 * Large lists: the processor time to put all entries at once (checked and made), and of one look-up, half of them of what is in the
 * list. `node bench/lists.ts [--entries N] [--json]`.
 */
import { type ListKind, ListStore } from '@lapwing/memory';
import { report } from './harness/figures.ts';

const ENTRIES = process.argv.includes('--entries')
  ? Number(process.argv[process.argv.indexOf('--entries') + 1])
  : 1_000_000;
const LOOKUPS = 2_000;

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

measure('64-bit image hashes within 8 bits', 'images', 8, () => hex(16).join(''));
measure('256-bit image hashes within 31 bits', 'images', 31, () => hex(64).join(''));
measure('exact hashes', 'hashes', 0, () => hex(32).join(''));
measure('IP addresses', 'cidrs', 0, () => `${1 + draw(223)}.${draw(256)}.${draw(256)}.${draw(256)}`);
measure('entities', 'entities', 0, (index) => `User/u${index}`);
report(figures);
