/**
 * What keeps decisions waiting because memory is copied: the fork that a candidate begins with, and the joining of a back-fill's keys;
 * and what a list of a million entries takes. By processor time. `node bench/copies.ts [--keys N] [--json]`.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ListStore, Memory } from '@lapwing/memory';
import { define, incrementWindow, transferKeys } from '@lapwing/memory/keyed';
import { report } from './harness/figures.ts';

const option = (name: string) => process.argv[process.argv.indexOf(name) + 1];
const KEYS = process.argv.includes('--keys') ? Number(option('--keys')) : 4_000_000;
const START = 1_767_270_000_000;
const PER_KEY = 3;

function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const hourly = define('count', { windowMillis: 3_600_000 });
function filled(): Memory {
  const memory = new Memory({ seed: 1 });
  for (let i = 0; i < KEYS * PER_KEY; i++) {
    memory.begin(i, START + Math.floor(i / 1000), START + Math.floor(i / 1000));
    incrementWindow(memory.keyed, hourly, `posts-1h-u${i % KEYS}`, START + Math.floor(i / 1000));
  }
  return memory;
}

const memory = filled();
const { bytes, keys } = memory.metrics();
let copy: Memory | null = null;
const fork = cpuSeconds(() => {
  copy = memory.fork();
});
if (copy === null) throw new Error('no fork');
const present = new Memory({ seed: 1 });
const join = cpuSeconds(() => transferKeys(memory.keyed, present.keyed, () => true));
if (present.metrics().keys !== keys) throw new Error('keys got lost');

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const resident = () => {
  collect();
  return process.memoryUsage().rss;
};
const entries = Array.from({ length: 1_000_000 }, (_, i) => ({
  value: Buffer.from(`site-${i}.example.org`).toString(),
  expiresAtMillis: null,
  note: '',
}));
const before = resident();
const lists = new ListStore();
const about = { type: 'list', list: 'l', atMillis: 0, by: 'bench', reason: '' } as const;
lists.apply({ ...about, change: { operation: 'create', kind: 'domains', owner: '', description: '', maxDistance: 0 } });
lists.apply({ ...about, change: { operation: 'put', entries } });
const listBytes = resident() - before;
if (lists.match('l', 'https://site-7.example.org/x', 0) === null) throw new Error('the list is empty');

report({
  keys: keys,
  'MB of memory': bytes / 1e6,
  'fork, CPU-s': fork,
  'fork, CPU-s a GiB': fork / (bytes / 2 ** 30),
  'keys that join, CPU-s': join,
  'keys that join, CPU-s a million': join / (keys / 1e6),
  'a million domains in a list, MB': listBytes / 1e6,
});
