/** Random event sequences of a few keys, in and out of order, and a memory that forgets nothing by itself. */
import fc from 'fast-check';
import { Memory } from '../../src/memory.ts';

export interface TestEvent {
  readonly position: number;
  readonly key: string;
  readonly timeMillis: number;
  readonly value: number;
}

/** Times go mostly forward in steps of up to `span`, and sometimes back by more. */
export function eventsOver(span: number, maxLength = 100): fc.Arbitrary<readonly TestEvent[]> {
  const step = fc.record({
    key: fc.constantFrom('a', 'b'),
    step: fc.integer({ min: Math.round(-1.5 * span), max: Math.round(1.2 * span) }),
    value: fc.integer({ min: -3, max: 6 }),
  });
  return fc.array(step, { maxLength }).map((steps) => {
    let now = 1_000_000_000;
    return steps.map(({ key, step, value }, position) => {
      // Every third step is small, so that windows fill.
      now += position % 3 === 0 ? step : Math.round(step / 20);
      return { position, key, timeMillis: now, value };
    });
  });
}

/** Calls with each event, on a memory whose watermark stands still: no key dies but by what the function itself says. */
export function onEach(events: readonly TestEvent[], check: (memory: Memory, event: TestEvent) => void): Memory {
  const memory = new Memory({ seed: 7 });
  for (const event of events) {
    memory.begin(event.position, 0, 0);
    check(memory, event);
  }
  return memory;
}

/** One log per key, of which nothing is thrown away. */
export class Logs<T> {
  readonly #logs = new Map<string, T[]>();

  of(key: string): T[] {
    const log = this.#logs.get(key) ?? [];
    this.#logs.set(key, log);
    return log;
  }

  replace(key: string, log: T[]): T[] {
    this.#logs.set(key, log);
    return log;
  }
}
