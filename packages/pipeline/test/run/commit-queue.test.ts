/** The queue between decisions and sinks, with sinks and disks that are slow, fail, and stop at the worst moment. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMIT_BATCH_MAX, PENDING_BYTES_MAX, PENDING_DECISIONS_MAX } from '../../src/limits.ts';
import { CommitQueue } from '../../src/run/commit-queue.ts';
import type { CommitBatch, Sink } from '../../src/run/sink.ts';
import { HeldJournal } from '../support/held-journal.ts';
import { isPending, turns } from '../support/world.ts';

const MANUAL = {
  atMillis: 0,
  by: 'mo@example.org',
  reason: 'looked',
  change: 'add',
  entityType: 'User',
  entityId: 'ann',
  label: 'bad',
  expiresAtMillis: null,
  outcome: 'added',
} as const;

/** Notes the positions that it was given, and waits or fails as told. */
class NotingSink implements Sink {
  readonly name = 'noting';
  readonly committedPosition = -1;
  readonly taken: number[] = [];
  readonly through: number[] = [];
  before: (batch: CommitBatch) => Promise<void> = async () => {};

  async append(batch: CommitBatch): Promise<void> {
    await this.before(batch);
    this.taken.push(...batch.manual.map(({ position }) => position));
    this.through.push(batch.through);
  }

  async flush(): Promise<void> {}
}

function filled(length: number): HeldJournal {
  const journal = new HeldJournal();
  for (let i = 0; i < length; i++) journal.append('event', new Uint8Array(), 0);
  return journal;
}

const item = (position: number) => ({ position, manual: { ...MANUAL, position } });
const upTo = (end: number) => Array.from({ length: end }, (_, position) => position);

describe('the commit queue', () => {
  it('hands everything over once, in order, after it is durable, to sinks of any speed', async () => {
    const act = fc.oneof(
      {
        weight: 10,
        arbitrary: fc.record({ do: fc.constant('push' as const), count: fc.integer({ min: 1, max: 900 }) }),
      },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('turns' as const), count: fc.integer({ min: 0, max: 5 }) }) },
      {
        weight: 2,
        arbitrary: fc.record({ do: fc.constantFrom('hold' as const, 'sync', 'drain', 'reached'), count: fc.nat(3000) }),
      },
    );
    const run = fc.asyncProperty(
      fc.array(act, { maxLength: 30 }),
      fc.array(fc.nat(3), { maxLength: 8 }),
      async (acts, slowness) => {
        const journal = new HeldJournal();
        const sinks = [new NotingSink(), new NotingSink()];
        const slow = [...slowness];
        for (const sink of sinks) {
          sink.before = async ({ through }) => {
            expect(journal.durablePosition).toBeGreaterThan(through);
            await turns(slow.shift() ?? 0);
          };
        }
        const queue = new CommitQueue(journal, sinks);
        const waiting: Promise<unknown>[] = [];
        let next = 0;
        for (const { do: what, count } of acts) {
          if (what === 'push') {
            for (let i = 0; i < count; i++, next++) {
              journal.append('event', new Uint8Array(), 0);
              queue.push(item(next));
            }
          } else if (what === 'turns') await turns(count);
          else if (what === 'hold') journal.held = true;
          else if (what === 'sync') {
            journal.held = false;
            journal.sync();
          } else {
            const target = what === 'drain' ? next - 1 : Math.min(count, next - 1);
            const wait = what === 'drain' ? queue.drain() : queue.reached(count);
            waiting.push(
              wait.then(() => {
                for (const { taken } of sinks) expect(taken.at(-1) ?? -1).toBeGreaterThanOrEqual(target);
              }),
            );
          }
        }
        journal.held = false;
        journal.sync();
        await queue.drain();
        await Promise.all(waiting);
        for (const { taken } of sinks) expect(taken).toEqual(upTo(next));
        expect(queue.pending).toBe(0);
      },
    );
    await fc.assert(run, { numRuns: 60 });
  });

  it('drains what was there, although more keeps coming', async () => {
    const journal = filled(20_000);
    journal.sync();
    const sink = new NotingSink();
    const queue = new CommitQueue(journal, [sink]);
    let next = 0;
    queue.push(item(next++));
    let stop = false;
    const pushing = (async () => {
      while (!stop && next < 20_000) {
        queue.push(item(next++));
        await turns(1);
      }
    })();
    for (let i = 0; i < 5; i++) await queue.drain();
    expect(next).toBeLessThan(20_000);
    stop = true;
    await pushing;
    await queue.drain();
  });

  it('makes senders wait when sinks are behind, by count and by bytes', async () => {
    const journal = filled(PENDING_DECISIONS_MAX + 10);
    journal.sync();
    const sink = new NotingSink();
    let release = () => {};
    sink.before = () => new Promise<void>((resolve) => (release = resolve));
    const queue = new CommitQueue(journal, [sink]);
    await queue.ready();
    for (let i = 0; i < PENDING_DECISIONS_MAX; i++) queue.push(item(i));
    const ready = queue.ready();
    await turns();
    // What a sink has in its hands is held in memory too.
    expect(queue.pending).toBe(PENDING_DECISIONS_MAX);
    expect(await isPending(ready)).toBe(true);
    release();
    await ready;
    expect(queue.pending).toBe(PENDING_DECISIONS_MAX - COMMIT_BATCH_MAX);
    sink.before = async () => {};
    release();
    await queue.drain();

    sink.before = () => new Promise<void>((resolve) => (release = resolve));
    queue.push({ ...item(PENDING_DECISIONS_MAX), bytes: PENDING_BYTES_MAX });
    const large = queue.ready();
    expect(await isPending(large)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    await large;
  });

  it('stops for good when a sink fails: nothing behind the failure reaches any sink, and everyone who waits is told', async () => {
    const journal = filled(10_000);
    journal.sync();
    const [first, second] = [new NotingSink(), new NotingSink()];
    const queue = new CommitQueue(journal, [first, second]);
    second.before = async ({ through }) => {
      await turns(3);
      if (through >= 4000) throw new Error('disk full');
    };
    for (let i = 0; i < 7000; i++) queue.push(item(i));
    const outcomes = await Promise.allSettled([queue.drain(), queue.reached(5000), queue.ready(), queue.reached(10)]);
    expect(outcomes.map(({ status }) => status)).toContain('rejected');
    await expect(queue.drain()).rejects.toThrow('disk full');
    expect(queue.failure?.message).toBe('disk full');
    // Later pushes are dropped and later waits end at once: nobody waits for ever, and no loop spins.
    queue.push(item(7000));
    await expect(queue.drain()).rejects.toThrow('disk full');
    await expect(queue.reached(7000)).rejects.toThrow('disk full');
    await expect(queue.ready()).rejects.toThrow('disk full');
    expect(queue.pending).toBe(0);
    expect(second.taken).toEqual(upTo(4000));
    expect(first.taken).toEqual(upTo(6000));
  });

  it('stops when the disk fails under it', async () => {
    const journal = new HeldJournal();
    journal.held = true;
    const sink = new NotingSink();
    const queue = new CommitQueue(journal, [sink]);
    journal.append('event', new Uint8Array(), 0);
    queue.push(item(0));
    const drained = queue.drain();
    drained.catch(() => {});
    await turns();
    journal.fail();
    await expect(drained).rejects.toThrow('the disk failed');
    expect(sink.taken).toEqual([]);
  });

  it('waits for the later entry where an outcome rests on one', async () => {
    const journal = filled(1);
    await turns();
    journal.held = true;
    journal.append('observation', new Uint8Array(), 0);
    const sink = new NotingSink();
    const queue = new CommitQueue(journal, [sink]);
    queue.push({ ...item(0), durableAt: 1 });
    const drained = queue.drain();
    await turns();
    expect(sink.taken).toEqual([]);
    journal.sync();
    await drained;
    expect(sink.taken).toEqual([0]);
  });
});
