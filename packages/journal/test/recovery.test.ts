/** What opening makes of a directory that a crash, or a bad disk, has left. */
import { cp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openJournal, repairJournal } from '../src/index.ts';
import { freshDirectory, readAll, text } from './contract.ts';

const directory = freshDirectory();

/** Each group of payloads is one write, made durable before the next. */
async function written(path: string, groups: readonly (readonly string[])[], segmentBytes = 1 << 20): Promise<void> {
  const journal = await openJournal(path, { segmentBytes });
  for (const group of groups) {
    const positions = group.map((payload) => journal.append('event', Buffer.from(payload), 7));
    await journal.durable(positions.at(-1)!);
  }
  await journal.close();
}

async function segmentFiles(path: string): Promise<string[]> {
  return (await readdir(path)).filter((name) => name.endsWith('.seg')).sort();
}

async function flip(file: string, offset: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[offset]! ^= 0x10;
  await writeFile(file, bytes);
}

describe('a torn tail', () => {
  test('J3: cut at every byte, the journal opens with all whole entries before the cut', async () => {
    const payloads = ['one', 'twotwo', '', 'four'];
    await written(join(directory.path, 'whole'), [payloads.slice(0, 2), payloads.slice(2)]);
    const [name] = await segmentFiles(join(directory.path, 'whole'));
    const size = (await readFile(join(directory.path, 'whole', name!))).length;
    const ends: number[] = [32];
    for (const payload of payloads) ends.push(ends.at(-1)! + 26 + payload.length);
    expect(ends.at(-1)).toBe(size);
    for (let cut = 0; cut <= size; cut++) {
      const path = join(directory.path, `cut${cut}`);
      await cp(join(directory.path, 'whole'), path, { recursive: true });
      await truncate(join(path, name!), cut);
      const journal = await openJournal(path);
      const whole = Math.max(0, ends.filter((end) => end <= cut).length - 1);
      expect((await readAll(journal)).map((e) => text(e.payload))).toEqual(payloads.slice(0, whole));
      const position = journal.append('event', Buffer.from('after'), 8);
      expect(position).toBe(whole);
      await journal.durable(position);
      await journal.close();
      const again = await openJournal(path);
      expect(text((await readAll(again)).at(-1)!.payload)).toBe('after');
      await again.close();
    }
  });

  test('J3: a hole within the last write is a torn write, although entries of it follow', async () => {
    await written(directory.path, [
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
    const [name] = await segmentFiles(directory.path);
    await flip(join(directory.path, name!), 32 + 27 * 3 + 26);
    const journal = await openJournal(directory.path);
    expect((await readAll(journal)).map((e) => text(e.payload))).toEqual(['a', 'b', 'c']);
    await journal.close();
  });

  test('a segment whose creation was cut short is created again', async () => {
    await written(directory.path, [['a'.repeat(100)], ['b'.repeat(100)]], 150);
    const names = await segmentFiles(directory.path);
    expect(names.length).toBe(2);
    await truncate(join(directory.path, names[1]!), 10);
    const journal = await openJournal(directory.path);
    expect([journal.nextPosition, (await readAll(journal)).length]).toEqual([1, 1]);
    expect(journal.append('event', Buffer.from('b'), 1)).toBe(1);
    await journal.close();
  });
});

describe('damage to what had been durable', () => {
  test('J4: any flipped bit is an error that names its place, or cuts the last write; never another entry', async () => {
    const groups = [['alpha', 'beta'], ['gamma'], ['delta', 'epsilon']];
    const payloads = groups.flat();
    const whole = join(directory.path, 'whole');
    await written(whole, groups);
    const [name] = await segmentFiles(whole);
    const size = (await readFile(join(whole, name!))).length;
    let errors = 0;
    for (let offset = 0; offset < size; offset += 3) {
      const path = join(directory.path, `flip${offset}`);
      await cp(whole, path, { recursive: true });
      await flip(join(path, name!), offset);
      try {
        const journal = await openJournal(path);
        const held = (await readAll(journal)).map((e) => text(e.payload));
        await journal.close();
        expect(held).toEqual(payloads.slice(0, held.length));
        expect(held.length).toBeGreaterThanOrEqual(3);
      } catch (error) {
        expect(error).toMatchObject({ name: 'JournalError', code: 'corrupt', file: join(path, name!) });
        errors++;
      }
    }
    expect(errors).toBeGreaterThan(30);
  });

  test('the error says file, offset and position, and the directory can be opened by repair', async () => {
    await written(directory.path, [['a'], ['b'], ['c']]);
    const [name] = await segmentFiles(directory.path);
    const file = join(directory.path, name!);
    await flip(file, 32 + 27 + 26);
    const place = { code: 'corrupt', file, offset: 32 + 27, position: 1 };
    await expect(openJournal(directory.path)).rejects.toMatchObject(place);
    const dry = await repairJournal(directory.path, { dryRun: true });
    expect(dry).toMatchObject({
      segments: 1,
      lostPositions: 1,
      damages: [{ file, offset: 59, from: 1, to: 2, savedAs: null }],
    });
    const done = await repairJournal(directory.path);
    expect(done.damages[0]?.savedAs).toMatch(/damaged/);
    const journal = await openJournal(directory.path);
    expect((await readAll(journal)).map((e) => [e.position, text(e.payload)])).toEqual([
      [0, 'a'],
      [2, 'c'],
    ]);
    expect(await journal.get(1)).toBeNull();
    expect(text((await journal.get(2))!.payload)).toBe('c');
    expect(journal.nextPosition).toBe(3);
    await journal.close();
    expect(await repairJournal(directory.path)).toMatchObject({ damages: [], lostPositions: 0 });
  });

  test('an older segment: reading fails at the damage after giving what is before it', async () => {
    const payloads = Array.from({ length: 10 }, (_, i) => `payload number ${i}`);
    await written(
      directory.path,
      payloads.map((p) => [p]),
      160,
    );
    const names = await segmentFiles(directory.path);
    expect(names.length).toBeGreaterThan(3);
    const file = join(directory.path, names[1]!);
    await flip(file, 32 + 26 + 2);
    const journal = await openJournal(directory.path);
    const before: number[] = [];
    const reading = (async () => {
      for await (const batch of journal.read(0)) before.push(...batch.map((e) => e.position));
    })();
    await expect(reading).rejects.toMatchObject({ code: 'corrupt', file, position: Number.parseInt(names[1]!, 10) });
    expect(before).toEqual(Array.from({ length: Number.parseInt(names[1]!, 10) }, (_, i) => i));
    expect((await readAll(journal, 9)).length).toBe(1);
    await journal.close();
  });

  test('a segment that lost its end, or is gone, is noticed and can be repaired', async () => {
    await written(
      directory.path,
      Array.from({ length: 8 }, (_, i) => [`payload ${i} ${'x'.repeat(60)}`]),
      300,
    );
    const names = await segmentFiles(directory.path);
    await truncate(join(directory.path, names[1]!), 40);
    const journal = await openJournal(directory.path);
    await expect(readAll(journal)).rejects.toMatchObject({ code: 'corrupt' });
    await expect(journal.get(Number.parseInt(names[1]!, 10))).rejects.toMatchObject({ code: 'corrupt' });
    await journal.close();
    const report = await repairJournal(directory.path);
    const [from, to] = [Number.parseInt(names[1]!, 10), Number.parseInt(names[2]!, 10)];
    expect(report.damages).toMatchObject([{ from, to }]);
    const again = await openJournal(directory.path);
    const expected = [0, 1, 2, 3, 4, 5, 6, 7].filter((p) => p < from || p >= to);
    expect((await readAll(again)).map((e) => e.position)).toEqual(expected);
    await again.close();
  });

  test('a file of another program or version is refused, not cut', async () => {
    await writeFile(
      join(directory.path, '0000000000000000.seg'),
      'somebody else wrote this file, and it is long enough',
    );
    await expect(openJournal(directory.path)).rejects.toThrow(/not a journal segment/);
  });

  test('repair keeps every entry that damage did not touch', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 4 }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 3 }),
        async (groups, wounds) => {
          const path = join(directory.path, `${round++}`);
          await written(path, groups, 250);
          const names = await segmentFiles(path);
          const hurt = new Set<number>();
          const starts = await recordStarts(path, names);
          for (const wound of wounds) {
            const index = Math.floor(wound * starts.length);
            if (hurt.has(index)) continue;
            hurt.add(index);
            await flip(starts[index]!.file, starts[index]!.offset + 5);
          }
          await repairJournal(path);
          const journal = await openJournal(path);
          const held = new Map((await readAll(journal)).map((e) => [e.position, text(e.payload)]));
          groups.flat().forEach((payload, position) => {
            expect(held.get(position)).toBe(hurt.has(position) ? undefined : payload);
          });
          await journal.close();
        },
      ),
      { numRuns: 40 },
    );
  });
});

async function recordStarts(path: string, names: readonly string[]): Promise<{ file: string; offset: number }[]> {
  const starts: { file: string; offset: number }[] = [];
  for (const name of names) {
    const bytes = await readFile(join(path, name));
    for (let offset = 32; offset < bytes.length; offset += 26 + bytes.readUInt32LE(offset + 4)) {
      starts.push({ file: join(path, name), offset });
    }
  }
  return starts;
}
