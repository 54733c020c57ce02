/** What every journal does, whatever it stands on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Entry, EntryKind, Journal } from '../src/index.ts';

export type Opener = (directory: string) => Promise<Journal>;

export async function readAll(journal: Journal, from = journal.firstPosition, until?: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const batch of journal.read(from, until === undefined ? {} : { until })) entries.push(...batch);
  return entries;
}

export const text = (payload: Uint8Array) => Buffer.from(payload).toString();

/** A directory of its own for each test of the enclosing block. */
export function freshDirectory(): { readonly path: string } {
  const directory = { path: '' };
  beforeEach(async () => {
    directory.path = await mkdtemp(join(tmpdir(), 'lapwing-journal-'));
  });
  afterEach(() => rm(directory.path, { recursive: true, force: true }));
  return directory;
}

export function describeJournal(name: string, open: Opener): void {
  describe(`${name} as a journal`, () => {
    const directory = freshDirectory();

    test('J1: positions are dense from 0, also across opening again', async () => {
      const journal = await open(directory.path);
      expect([journal.firstPosition, journal.nextPosition, journal.durablePosition]).toEqual([0, 0, 0]);
      expect([0, 1, 2].map((i) => journal.append('event', Buffer.from(`e${i}`), 1000 + i))).toEqual([0, 1, 2]);
      await journal.close();
      const again = await open(directory.path);
      expect(again.nextPosition).toBe(3);
      expect(again.append('control', Buffer.from('e3'), 2000)).toBe(3);
      await again.durable(3);
      expect((await readAll(again)).map((e) => [e.position, e.kind, e.ingestedAtMillis, text(e.payload)])).toEqual([
        [0, 'event', 1000, 'e0'],
        [1, 'event', 1001, 'e1'],
        [2, 'event', 1002, 'e2'],
        [3, 'control', 2000, 'e3'],
      ]);
      await again.close();
    });

    test('J2, J5: what is durable can be read, and nothing else', async () => {
      const journal = await open(directory.path);
      const position = journal.append('event', Buffer.from('x'), 1);
      expect(journal.durablePosition).toBe(0);
      expect(await readAll(journal)).toEqual([]);
      await journal.durable(position);
      expect(journal.durablePosition).toBe(1);
      expect((await readAll(journal)).length).toBe(1);
      await journal.close();
    });

    test('one sync serves many writers', async () => {
      const journal = await open(directory.path);
      const waits = Array.from({ length: 500 }, (_, i) =>
        journal.durable(journal.append('event', Buffer.from(`${i}`), i)),
      );
      await Promise.all(waits);
      expect(journal.metrics.fsyncs).toBeLessThan(20);
      expect(journal.metrics.entries).toBe(500);
      await journal.close();
    });

    test('a position that was never appended cannot be waited for', async () => {
      const journal = await open(directory.path);
      await expect(journal.durable(0)).rejects.toMatchObject({ code: 'invalid' });
      await journal.close();
    });

    test('the payload is copied: its buffer may be reused at once', async () => {
      const journal = await open(directory.path);
      const payload = Buffer.from('first');
      journal.append('event', payload, 1);
      payload.write('other');
      await journal.durable(journal.append('event', payload, 1));
      expect((await readAll(journal)).map((e) => text(e.payload))).toEqual(['first', 'other']);
      await journal.close();
    });

    test('get finds every entry, waits for one on its way to disk, and null outside', async () => {
      const journal = await open(directory.path);
      for (let i = 0; i < 2000; i++) journal.append(i % 2 === 0 ? 'event' : 'observation', Buffer.alloc(100, i), i);
      expect((await journal.get(1999))?.kind).toBe('observation');
      for (const position of [0, 1, 777, 1998]) {
        const entry = await journal.get(position);
        expect(entry?.position).toBe(position);
        expect(Buffer.from(entry?.payload ?? []).equals(Buffer.alloc(100, position))).toBe(true);
      }
      expect(await journal.get(2000)).toBeNull();
      expect(await journal.get(-1)).toBeNull();
      await journal.close();
    });

    test('reading begins anywhere and ends before `until`', async () => {
      const journal = await open(directory.path);
      for (let i = 0; i < 50; i++) journal.append('event', Buffer.from(`${i}`), i);
      await journal.durable(49);
      expect((await readAll(journal, 10, 13)).map((e) => e.position)).toEqual([10, 11, 12]);
      expect((await readAll(journal, 48)).map((e) => e.position)).toEqual([48, 49]);
      expect(await readAll(journal, 50)).toEqual([]);
      await expect(readAll(journal, 51)).rejects.toMatchObject({ code: 'not-held' });
      await journal.close();
    });

    test('reading stops when told to', async () => {
      const journal = await open(directory.path);
      await journal.durable(journal.append('event', Buffer.from('x'), 1));
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(journal.read(0, { signal })[Symbol.asyncIterator]().next()).rejects.toThrow('enough');
      await journal.close();
    });

    test('bad input is refused with a reason', async () => {
      const journal = await open(directory.path);
      expect(() => journal.append('event', Buffer.alloc(17 * 1024 * 1024), 1)).toThrow(/over the limit/);
      expect(() => journal.append('event', Buffer.alloc(1), 1.5)).toThrow(/not a time/);
      expect(journal.nextPosition).toBe(0);
      await journal.close();
      expect(() => journal.append('event', Buffer.alloc(1), 1)).toThrow(/closed/);
      await expect(journal.whenWritable()).rejects.toMatchObject({ code: 'closed' });
    });

    test('what was appended before closing is there after it, without waiting', async () => {
      const journal = await open(directory.path);
      const last = Array.from({ length: 100 }, (_, i) => journal.append('event', Buffer.from(`${i}`), i)).at(-1)!;
      const waiting = journal.durable(last);
      await journal.close();
      await waiting;
      const again = await open(directory.path);
      expect(again.durablePosition).toBe(100);
      await again.close();
    });

    test('any mix of appending, waiting, reading and opening again reads back what went in', async () => {
      const kinds: EntryKind[] = ['event', 'control', 'observation'];
      const step = fc.oneof(
        {
          weight: 8,
          arbitrary: fc.record({
            do: fc.constant('append' as const),
            kind: fc.constantFrom(...kinds),
            bytes: fc.uint8Array({ maxLength: 300 }),
          }),
        },
        {
          weight: 1,
          arbitrary: fc.record({ do: fc.constant('large' as const), size: fc.integer({ min: 1, max: 100_000 }) }),
        },
        { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
      );
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
          const path = join(directory.path, `${round++}`);
          let journal = await open(path);
          const expected: [EntryKind, string][] = [];
          for (const s of steps) {
            switch (s.do) {
              case 'append':
              case 'large': {
                const payload = s.do === 'append' ? s.bytes : Buffer.alloc(s.size, expected.length);
                const kind = s.do === 'append' ? s.kind : 'event';
                expect(journal.append(kind, payload, expected.length)).toBe(expected.length);
                expected.push([kind, Buffer.from(payload).toString('hex')]);
                break;
              }
              case 'wait':
                if (expected.length > 0) await journal.durable(expected.length - 1);
                break;
              case 'reopen':
                await journal.close();
                journal = await open(path);
            }
          }
          if (expected.length > 0) await journal.durable(expected.length - 1);
          const held = await readAll(journal);
          expect(held.map((e) => [e.kind, Buffer.from(e.payload).toString('hex')])).toEqual(expected);
          expect(held.map((e) => [e.position, e.ingestedAtMillis])).toEqual(expected.map((_, i) => [i, i]));
          await journal.close();
        }),
        { numRuns: 25 },
      );
    });
  });
}
