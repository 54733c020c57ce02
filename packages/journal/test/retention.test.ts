/** Retention drops whole segments, oldest first, and never what must be kept; one process holds the directory. */
import { describe, expect, test } from 'vitest';
import { openJournal } from '../src/index.ts';
import { freshDirectory, readAll } from './contract.ts';

const directory = freshDirectory();

/** Ten segments of two entries, each pair taken in 1000 ms after the one before. */
async function tenSegments() {
  const journal = await openJournal(directory.path, { segmentBytes: 300 });
  for (let i = 0; i < 20; i++) {
    await journal.durable(journal.append('event', Buffer.alloc(100, i), Math.floor(i / 2) * 1000));
  }
  expect(journal.metrics.segments).toBe(10);
  return journal;
}

describe('retention', () => {
  test('by bytes', async () => {
    const journal = await tenSegments();
    const { bytes } = journal.metrics;
    expect(await journal.retain({ maxBytes: bytes / 2 }, 20, 0)).toBe(10);
    expect(journal.metrics).toMatchObject({ segments: 5, bytes: bytes / 2, entries: 10 });
    expect((await readAll(journal)).map((e) => e.position)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(await journal.get(9)).toBeNull();
    await expect(readAll(journal, 9)).rejects.toThrow(/begins at 10/);
    await journal.close();
    const again = await openJournal(directory.path);
    expect([again.firstPosition, again.nextPosition]).toEqual([10, 20]);
    await again.close();
  });

  test('by age of ingestion, also when the segments have not been read since opening', async () => {
    await (await tenSegments()).close();
    const journal = await openJournal(directory.path);
    // The segment of 4000 ms ends before 5000 ms, which is past; the segment of 5000 ms may hold something from 5999 ms.
    expect(await journal.retain({ maxAgeMillis: 1500 }, 20, 7000)).toBe(10);
    await journal.close();
  });

  test('never beyond keepFrom, never the last segment, and nothing without a policy', async () => {
    const journal = await tenSegments();
    expect(await journal.retain({}, 20, 1e9)).toBe(0);
    expect(await journal.retain({ maxBytes: 0 }, 7, 1e9)).toBe(6);
    expect(await journal.retain({ maxAgeMillis: 0 }, 20, 1e9)).toBe(18);
    expect(journal.append('event', Buffer.from('x'), 1)).toBe(20);
    await journal.close();
  });

  test('a quiet platform closes its segment by age, so that it can be dropped', async () => {
    const journal = await openJournal(directory.path, { segmentAgeMillis: 1000 });
    await journal.durable(journal.append('event', Buffer.from('old'), 0));
    await journal.durable(journal.append('event', Buffer.from('new'), 5000));
    expect(journal.metrics.segments).toBe(2);
    expect(await journal.retain({ maxAgeMillis: 3000 }, 2, 9000)).toBe(1);
    await journal.close();
  });

  test('a reader that is under way keeps what it reads', async () => {
    const journal = await tenSegments();
    const reader = journal.read(0)[Symbol.asyncIterator]();
    expect((await reader.next()).value?.length).toBe(2);
    await journal.retain({ maxBytes: 0 }, 2, 0);
    const rest: number[] = [];
    for (let step = await reader.next(); !step.done; step = await reader.next()) {
      rest.push(...step.value.map((e) => e.position));
    }
    expect(rest.length).toBe(18);
    await journal.close();
  });
});

describe('the lock', () => {
  test('one journal at a time, and closing frees the directory', async () => {
    const journal = await openJournal(directory.path);
    await expect(openJournal(directory.path)).rejects.toMatchObject({ code: 'locked' });
    await journal.close();
    await (await openJournal(directory.path)).close();
  });
});
