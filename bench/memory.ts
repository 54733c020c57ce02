/**
 * What rules remember, measured: counter operations per second on one core, bytes for 5 M live keys, and how long a decision
 * waits at most while a checkpoint of them is written. `node bench/memory.ts [--keys N] [--json]`; operations are timed by the
 * time of the process, not that of the clock, so that a busy machine shows the same figure.
 */

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCheckpoint, Memory, snapshot } from '@lapwing/memory';
import {
  addDecayed,
  addToWindow,
  countValue,
  define,
  distinctWindow,
  incrementWindow,
  nearDuplicateActors,
  takeTokens,
} from '@lapwing/memory/keyed';
import { report } from './harness/figures.ts';

const option = (name: string) => process.argv[process.argv.indexOf(name) + 1];
const KEYS = process.argv.includes('--keys') ? Number(option('--keys')) : 5_000_000;
const OPERATIONS = 2_000_000;
const HOT_KEYS = 100_000;
const CALLS_PER_DECISION = 11;
const START = 1_767_270_000_000;

const megabytes = (bytes: number) => Math.round(bytes / 1e6);
let random = 1;
/** A number below `limit`, the same in every run. */
function draw(limit: number): number {
  random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((random / 2 ** 32) * limit);
}

let position = 0;
let now = START;
/** Operations per second of processor time; each is an event of its own, a millisecond after the last. */
function rate(
  memory: Memory,
  operations: number,
  operate: (key: string, time: number) => void,
  keys: string[],
): number {
  const before = process.cpuUsage();
  for (let i = 0; i < operations; i++) {
    now++;
    memory.begin(position++, now, now);
    operate(keys[i % keys.length]!, now);
  }
  const { user, system } = process.cpuUsage(before);
  return Math.round(operations / ((user + system) / 1e6));
}

/** Keys as a rule's f-string makes them, in random order. */
const keysBelow = (limit: number, count: number, window = '1h') =>
  Array.from({ length: count }, () => Buffer.from(`posts-${window}-u${draw(limit)}`).toString());

/** As a platform's users are: the few do most. Every key of an equal share of the logarithm of its rank. */
const zipfBelow = (limit: number, count: number, prefix: string) =>
  Array.from({ length: count }, () => {
    const rank = Math.floor(limit ** (draw(1e9) / 1e9));
    // Neighbours in rank are no neighbours in time or space.
    return Buffer.from(`${prefix}${(rank * 7_919) % limit}`).toString();
  });

const count = define('count', { windowMillis: 60_000 });
const hourly = define('count', { windowMillis: 3_600_000 });
const hot = keysBelow(HOT_KEYS, 1_000_000);
const small = new Memory({ seed: 1 });
const { keyed } = small;
const increment = (memory: Memory) => (key: string, time: number) => incrementWindow(memory.keyed, count, key, time);
rate(small, 500_000, increment(small), hot);

const values = define('values', { windowMillis: 60_000 });
const distinct = define('distinct', { windowMillis: 600_000 });
const decayed = define('decayed', { halfLifeMillis: 60_000 });
const tokens = define('tokens', { tokens: 5, refillMillis: 60_000 });
const top = define('top', { halfLifeMillis: 60_000 });
const near = {
  texts: define('near-texts', { windowMillis: 600_000, distance: 3 }),
  actors: define('near-actors', { windowMillis: 600_000 }),
};
const operationsPerSecond: Record<string, number> = {
  'IncrementWindow, 1 minute': rate(small, OPERATIONS, increment(small), hot),
  'IncrementWindow, 1 minute, skewed': rate(
    small,
    OPERATIONS,
    increment(small),
    zipfBelow(HOT_KEYS, 1e6, 'posts-1h-u'),
  ),
  'IncrementWindow, 1 hour': rate(small, OPERATIONS, (key, time) => incrementWindow(keyed, hourly, key, time), hot),
  SumWindow: rate(small, OPERATIONS / 4, (key, time) => addToWindow(keyed, values, key, 1.5, time), hot),
  DistinctWindow: rate(
    small,
    OPERATIONS / 4,
    (key, time) => distinctWindow(keyed, distinct, key, `v${time % 50}`, time),
    hot,
  ),
  DecayedCount: rate(small, OPERATIONS / 4, (key, time) => addDecayed(keyed, decayed, key, 1, time), hot),
  RateLimited: rate(small, OPERATIONS / 4, (key, time) => takeTokens(keyed, tokens, key, 1, time), hot),
  TopValueRank: rate(
    small,
    OPERATIONS / 10,
    (key, time) => countValue(keyed, top, key, `v${time % 50}`, time),
    hot.slice(0, 1000),
  ),
  NearDuplicateActors: rate(
    small,
    OPERATIONS / 40,
    (key, time) =>
      nearDuplicateActors(keyed, near, '', `win ${key} a brand new phone in our spring lottery, join us`, key, time),
    hot,
  ),
};

const baseline = process.memoryUsage().rss;
const large = new Memory({ seed: 1 });
const day = define('count', { windowMillis: 86_400_000 });
for (let i = 0; i < KEYS; i++) {
  large.begin(position++, now, now);
  incrementWindow(large.keyed, day, `posts-1d-u${i}`, now);
}
const spread = keysBelow(KEYS, 1_000_000, '1d');
const touchLarge = (key: string, time: number) => incrementWindow(large.keyed, day, key, time);
operationsPerSecond[`IncrementWindow, ${KEYS} live keys`] = rate(large, OPERATIONS, touchLarge, spread);
const skewed = zipfBelow(KEYS, 1_000_000, 'posts-1d-u');
operationsPerSecond[`IncrementWindow, ${KEYS} live keys, skewed`] = rate(large, OPERATIONS, touchLarge, skewed);
const filled = large.metrics();
const filledRss = process.memoryUsage().rss;

const cpuMillis = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
/** Longest times of decisions, by the clock and by the processor: only the latter leaves out what else runs on the machine. */
class Longest {
  wall = 0;
  cpu = 0;
  /** One decision: some calls under random keys. */
  decide(): void {
    const [wall, cpu] = [performance.now(), cpuMillis()];
    now++;
    large.begin(position++, now, now);
    for (let call = 0; call < CALLS_PER_DECISION; call++) touchLarge(spread[draw(spread.length)]!, now);
    this.cpu = Math.max(this.cpu, cpuMillis() - cpu);
    this.wall = Math.max(this.wall, performance.now() - wall);
  }
}
const undisturbed = new Longest();
for (let i = 0; i < 20_000; i++) undisturbed.decide();

const directory = await mkdtemp(join(tmpdir(), 'lapwing-bench-'));
const path = join(directory, 'memory');
const fixing = performance.now();
const fixed = snapshot(large, position);
const fixMillis = performance.now() - fixing;
let writing = true;
const writingStarted = performance.now();
const written = fixed.writeTo(path).then(() => {
  writing = false;
});
let decisions = 0;
const disturbed = new Longest();
let longestTurnCpu = 0;
let peakRss = 0;
// Decisions go on in between, as they do under load; a turn is all that happens between two of them.
while (writing) {
  const started = cpuMillis();
  disturbed.decide();
  decisions++;
  await new Promise((resolve) => setImmediate(resolve));
  longestTurnCpu = Math.max(longestTurnCpu, cpuMillis() - started);
  if (decisions % 100 === 1) peakRss = Math.max(peakRss, process.memoryUsage().rss);
}
await written;
const writeSeconds = (performance.now() - writingStarted) / 1000;
const fileBytes = (await stat(path)).size;
const loading = performance.now();
const { memory: restored } = await loadCheckpoint(path, {});
const loadSeconds = (performance.now() - loading) / 1000;
await rm(directory, { recursive: true });

report({
  ...Object.fromEntries(
    Object.entries(operationsPerSecond).map(([name, perSecond]) => [`${name}, operations/CPU-s`, perSecond]),
  ),
  'keys held, count': filled.keys,
  'bytes per key, bytes': filled.bytes / filled.keys,
  'checkpoint written in, s': writeSeconds,
  'checkpoint loaded in, s': loadSeconds,
  'checkpoint size, MB': megabytes(fileBytes),
  'longest decision meanwhile (CPU), ms': disturbed.cpu,
  'longest decision meanwhile (clock), ms': disturbed.wall,
  'longest decision without one (clock), ms': undisturbed.wall,
  'event loop held to fix the moment, ms': fixMillis,
  'keys restored, count': restored.metrics().keys,
  'RSS before keys, MB': baseline / 1_000_000,
  'RSS with them, MB': megabytes(filledRss),
  'peak RSS, MB': megabytes(peakRss),
});
