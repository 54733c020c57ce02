/** Reading beside the process that writes: R1 to R3 of read-only.ts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { type JournalReader, openJournal, openJournalReader } from '../src/index.ts';
import { nodeIo } from '../src/segments/io.ts';
import { freshDirectory, text } from './contract.ts';
import { payloadOf } from './support/payload.ts';

const directory = freshDirectory();

async function all(reader: JournalReader, from = reader.firstPosition, until?: number): Promise<string[]> {
  const found: string[] = [];
  for await (const entries of reader.read(from, until === undefined ? {} : { until })) {
    found.push(...entries.map((entry) => `${entry.position} ${text(entry.payload)}`));
  }
  return found;
}

/** Each group is one write; returns the journal, still open. */
async function writing(groups: readonly (readonly string[])[], segmentBytes = 1 << 20) {
  const journal = await openJournal(directory.path, { segmentBytes });
  const write = async (group: readonly string[]) => {
    const positions = group.map((payload) => journal.append('event', Buffer.from(payload), 7));
    await journal.durable(positions.at(-1)!);
  };
  for (const group of groups) await write(group);
  return { journal, write };
}

async function lastSegment(): Promise<string> {
  const names = (await readdir(directory.path)).filter((name) => name.endsWith('.seg')).sort();
  return join(directory.path, names.at(-1)!);
}

describe('a reader beside the writer', () => {
  test('sees what is there when it opens, and more after a refresh, across segments', async () => {
    const { journal, write } = await writing([['a', 'b'], ['c']], 100);
    const reader = await openJournalReader(directory.path);
    expect(await all(reader)).toEqual(['0 a', '1 b', '2 c']);
    await write(['d'.repeat(60)]);
    await write(['e']);
    expect(await all(reader)).toHaveLength(3);
    expect(await reader.refresh()).toBe(5);
    expect((await all(reader, 2)).map((line) => line.slice(0, 3))).toEqual(['2 c', '3 d', '4 e']);
    expect(await all(reader, 1, 3)).toEqual(['1 b', '2 c']);
    expect(text((await reader.get(4))!.payload)).toBe('e');
    expect(await reader.get(5)).toBeNull();
    await reader.close();
    await journal.close();
  });

  test('R1: does not keep the writer out, and changes no byte', async () => {
    const { journal } = await writing([['a']]);
    await journal.close();
    await truncate(await lastSegment(), (await readFile(await lastSegment())).length - 1);
    const before = await readFile(await lastSegment());
    const reader = await openJournalReader(directory.path);
    expect(await all(reader)).toEqual([]);
    expect(await readFile(await lastSegment())).toEqual(before);
    const again = await openJournal(directory.path);
    await again.close();
    await reader.close();
  });

  test('R2: the last segment is synced before its records are offered', async () => {
    const { journal } = await writing([['a', 'b']]);
    let synced = 0;
    const io = { ...nodeIo, datasync: async (fd: number) => nodeIo.datasync(fd).then(() => void synced++) };
    const reader = await openJournalReader(directory.path, io);
    expect(synced).toBe(1);
    const failing = { ...nodeIo, datasync: () => Promise.reject(new Error('the disk is gone')) };
    await expect(openJournalReader(directory.path, failing)).rejects.toThrow('the disk is gone');
    await reader.close();
    await journal.close();
  });

  test('R3: cut at every byte, whole records are read and the rest is left alone', async () => {
    const { journal } = await writing([['one', 'twotwo', '', 'four']]);
    await journal.close();
    const path = await lastSegment();
    const whole = await readFile(path);
    const ends = [32];
    for (const payload of ['one', 'twotwo', '', 'four']) ends.push(ends.at(-1)! + 26 + payload.length);
    for (let cut = 32; cut <= whole.length; cut++) {
      await writeFile(path, whole.subarray(0, cut));
      const reader = await openJournalReader(directory.path);
      expect(reader.durablePosition).toBe(ends.filter((end) => end <= cut).length - 1);
      await reader.close();
    }
  });

  test('R3: damage with durable entries behind it is an error that names the place', async () => {
    const { journal } = await writing([['a'], ['b'], ['c']]);
    await journal.close();
    const bytes = await readFile(await lastSegment());
    bytes[32 + 26]! ^= 1;
    await writeFile(await lastSegment(), bytes);
    await expect(openJournalReader(directory.path)).rejects.toMatchObject({ code: 'corrupt', position: 0, offset: 32 });
  });

  test('a segment whose header is still being written is not there yet', async () => {
    const { journal } = await writing([['a']]);
    await journal.close();
    await writeFile(join(directory.path, '0000000000000001.seg'), Buffer.alloc(10));
    const reader = await openJournalReader(directory.path);
    expect(await all(reader)).toEqual(['0 a']);
    await reader.close();
  });

  test('retention that drops a segment under the reader is told as such', async () => {
    const { journal } = await writing([['a'.repeat(80)], ['b'.repeat(80)], ['c'.repeat(80)]], 100);
    const reader = await openJournalReader(directory.path);
    await journal.retain({ maxBytes: 1 }, 2, 10);
    await expect(all(reader, 0)).rejects.toMatchObject({ code: 'not-held' });
    await reader.refresh();
    expect(reader.firstPosition).toBe(2);
    expect(await all(reader)).toHaveLength(1);
    await reader.close();
    await journal.close();
  });

  test('where there is no journal, the error says so', async () => {
    await expect(openJournalReader(join(directory.path, 'none'))).rejects.toMatchObject({ code: 'not-held' });
    await expect(openJournalReader(directory.path)).rejects.toThrow(`${directory.path} holds no journal`);
  });
});

describe('beside another process that appends without end', () => {
  let child: ChildProcess | null = null;
  afterEach(() => void child?.kill('SIGKILL'));

  test('R2, R3: every read is a prefix, and at least all that was reported durable before it', async () => {
    const appender = join(import.meta.dirname, 'support', 'appender.ts');
    child = spawn(process.execPath, [appender, directory.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let reported = -1;
    const lines = createInterface({ input: child.stdout! });
    lines.on('line', (line) => {
      if (!line.startsWith('open')) reported = Math.max(reported, Number(line));
    });
    while (reported < 100) await new Promise((resolve) => setTimeout(resolve, 20));
    const reader = await openJournalReader(directory.path);
    for (let round = 0; round < 15; round++) {
      const atLeast = reported;
      const durable = await reader.refresh();
      expect(durable).toBeGreaterThan(atLeast);
      let position = reader.firstPosition;
      for await (const entries of reader.read(position)) {
        for (const entry of entries) {
          if (entry.position !== position || !payloadOf(position).equals(entry.payload)) {
            throw new Error(`position ${entry.position} in place of ${position}, or not its payload`);
          }
          position++;
        }
      }
      expect(position).toBe(durable);
    }
    await reader.close();
  });
});
