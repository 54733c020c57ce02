/** A fork goes on by itself: what either does afterwards is not seen by the other, and each equals a memory that did it alone. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Memory } from '../src/index.ts';
import { addMember, define, distinctWindow, incrementWindow, setCached } from '../src/keyed/index.ts';

const START = Date.UTC(2026, 0, 1);
const count = define('count', { windowMillis: 60_000 });
const distinct = define('distinct', { windowMillis: 3_600_000 });
const cache = define('cache-Str', {});
const set = define('set', {});

interface Step {
  readonly key: number;
  readonly value: number;
  readonly seconds: number;
}

const steps = fc.array(fc.record({ key: fc.nat(300), value: fc.nat(5000), seconds: fc.nat(5) }), {
  minLength: 1,
  maxLength: 3000,
});

/** Makes the calls of one event after the other and returns what they answered. */
function play(memory: Memory, events: readonly Step[], from: number): unknown[] {
  return events.map(({ key, value, seconds }, index) => {
    const position = from + index;
    const time = START + position * 700 - seconds * 1000;
    memory.begin(position, time, START + position * 700);
    const { keyed } = memory;
    if (value % 9 === 0) {
      const change = { source: 'r', description: '', features: {}, createdAtMillis: time, expiresAtMillis: null };
      const status = value % 2 === 0 ? 'added' : 'removed';
      memory.labels.change('User', `u${key}`, 'bad', [{ status, reasons: [change] }], time);
    }
    return [
      incrementWindow(keyed, count, `c${key}`, time),
      // One key has so many values that its block moves through all sizes.
      distinctWindow(keyed, distinct, key % 3 === 0 ? 'all' : `d${key}`, `v${value}`, time),
      setCached(keyed, cache, `k${key}`, 'x'.repeat(value % 90), 60_000, time),
      addMember(keyed, set, 's', `m${value}`, 30_000, time),
      memory.labels.get('User', `u${key}`, 'bad', time)?.status ?? null,
    ];
  });
}

it('equals a memory of its own from the moment of the fork on, and so does the one that it came from', () => {
  fc.assert(
    fc.property(steps, steps, steps, (before, own, other) => {
      const options = { seed: 7, maxKeys: 100_000 };
      const memory = new Memory(options);
      play(memory, before, 0);
      const fork = memory.fork();
      const answers = [play(fork, own, before.length), play(memory, other, before.length)];
      const expected = [own, other].map((events) => {
        const alone = new Memory(options);
        play(alone, before, 0);
        return play(alone, events, before.length);
      });
      expect(answers).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

it('hands its keyed state back, while labels stay with the memory that they were made in', () => {
  const memory = new Memory({ seed: 7 });
  const fork = memory.fork();
  memory.begin(0, START, START);
  fork.begin(0, START, START);
  expect([1, 2, 3].map(() => incrementWindow(memory.keyed, count, 'a', START))).toEqual([1, 1, 1]);
  fork.begin(1, START + 1, START + 1);
  incrementWindow(fork.keyed, count, 'a', START + 1);
  fork.labels.change('User', 'u', 'bad', [{ status: 'added', reasons: [] }], START);
  memory.adoptKeyed(fork);
  memory.begin(2, START + 2, START + 2);
  expect(incrementWindow(memory.keyed, count, 'a', START + 2)).toBe(2);
  expect(memory.labels.entities).toBe(0);
  expect(() => memory.adoptKeyed(new Memory({ seed: 8 }))).toThrow('another seed');
});
