/** Windowed counters alone: keys as rules make them, most of them busy, times that advance. */
import { Memory } from '@lapwing/memory';
import { define } from '../packages/memory/src/keyed/definition.ts';
import { incrementWindow } from '../packages/memory/src/windows/count.ts';
import { distinctWindow } from '../packages/memory/src/windows/distinct.ts';
import { isShort } from './harness/data.ts';
import { perSecond, report } from './harness/figures.ts';

const KEYS = isShort() ? 20_000 : 200_000;
const OPERATIONS = isShort() ? 300_000 : 6_000_000;
const START = Date.UTC(2026, 0, 5);

// Through a buffer, so that the strings are flat, as those of parsed events are.
const keys = Array.from({ length: KEYS }, (_, i) =>
  Buffer.from(`posts-10m-did:plc:${i.toString(36).padStart(24, 'x')}`).toString(),
);
/** Every key comes, busy ones more often. */
const order = new Uint32Array(1 << 20);
let state = 7;
for (let i = 0; i < order.length; i++) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  order[i] = Math.floor((state / 2 ** 32) ** 3 * KEYS);
}

function measure(operation: (memory: Memory, key: string, index: number, timeMillis: number) => number) {
  const memory = new Memory({ seed: 1 });
  const run = (from: number, to: number) => {
    let sum = 0;
    for (let i = from; i < to; i++) {
      // Ten calls an event, as rules with several counters make them; 1,000 events a second of event time.
      const event = Math.floor(i / 10);
      if (i % 10 === 0) memory.begin(event, START + event, START + event);
      sum += operation(memory, keys[order[i & (order.length - 1)]!]!, i, START + event);
    }
    if (!(sum > 0)) throw new Error('nothing was counted');
  };
  const warmUp = OPERATIONS / 4;
  run(0, warmUp);
  const started = performance.now();
  run(warmUp, warmUp + OPERATIONS);
  return { rate: perSecond(OPERATIONS, started), metrics: memory.metrics() };
}

const counted = define('count', { windowMillis: 600_000 });
const told = define('distinct', { windowMillis: 600_000 });
const counts = measure((memory, key, _, timeMillis) => incrementWindow(memory.keyed, counted, key, timeMillis));
const distinct = measure((memory, key, i, timeMillis) =>
  distinctWindow(memory.keyed, told, key, `value ${i % 64}`, timeMillis),
);
report({
  'counts, operations/s': counts.rate,
  'distinct, operations/s': distinct.rate,
  'keys, count': counts.metrics.keys,
  'bytes per key, counts': counts.metrics.bytes / counts.metrics.keys,
});
