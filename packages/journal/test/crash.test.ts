/** Adversarial: killed processes, cut power, failing disks. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openJournal } from '../src/index.ts';
import { nodeIo } from '../src/segments/io.ts';
import { freshDirectory, readAll } from './contract.ts';
import { payloadOf } from './support/payload.ts';
import { ForgetfulDisk } from './support/power-loss.ts';

const directory = freshDirectory();
const ROUNDS = Number(process.env['LAPWING_KILL_ROUNDS'] ?? 5);

async function checkHeld(path: string, atLeast: number): Promise<number> {
  const journal = await openJournal(path);
  const held = await readAll(journal);
  expect(held.length).toBe(journal.nextPosition);
  expect(journal.nextPosition).toBeGreaterThanOrEqual(atLeast);
  for (const [i, entry] of held.entries()) {
    expect(entry.position).toBe(i);
    if (!payloadOf(i).equals(entry.payload)) throw new Error(`entry ${i} is not what was appended`);
  }
  await journal.close();
  return held.length;
}

describe('kill -9', () => {
  test(`E1, J3: ${ROUNDS} rounds of killing a process while it appends lose nothing that it reported durable`, async () => {
    const script = fileURLToPath(new URL('support/appender.ts', import.meta.url));
    let reported = -1;
    let held = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const child = spawn(process.execPath, [script, directory.path], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exited = once(child, 'exit');
      const lines = createInterface({ input: child.stdout });
      const [opened] = await once(lines, 'line');
      expect(opened).toBe(`open ${held}`);
      lines.on('line', (line) => {
        reported = Math.max(reported, Number(line));
      });
      await expect(openJournal(directory.path)).rejects.toThrow(new RegExp(`in use by process ${child.pid}`));
      const enough = reported + 50 + Math.random() * 3000;
      while (reported < enough) await new Promise((resolve) => setTimeout(resolve, 1));
      child.kill('SIGKILL');
      await Promise.all([exited, once(lines, 'close')]);
      held = await checkHeld(directory.path, reported + 1);
    }
    expect(reported).toBeGreaterThan(100);
    // Starting a process takes seconds on a machine that is busy with other things.
  }, 60_000);
});

/** Returns the position below which everything was reported durable. */
async function appendUntilThePowerFails(path: string, io: ForgetfulDisk, random: () => number): Promise<number> {
  const journal = await openJournal(path, { io, segmentBytes: 3000 }).catch(() => null);
  if (journal === null) return 0;
  try {
    for (;;) {
      const size = 1 + Math.floor(random() * 12);
      for (let i = 0; i < size; i++) journal.append('event', payloadOf(journal.nextPosition), 1);
      if (random() < 0.7) await journal.durable(journal.nextPosition - 1);
      else await new Promise((resolve) => setImmediate(resolve));
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'failed' });
    return journal.durablePosition;
  } finally {
    await journal.close().catch(() => {});
  }
}

/** Mulberry32: values evenly spread over [0, 1), which fast-check's own are not. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('a power cut', () => {
  test('J2, J3: whatever part of the unsynced bytes survives, the durable entries do, and a prefix of the rest', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = randomFrom(seed);
        const path = join(directory.path, `${round++}`);
        let durable = 0;
        for (let life = 0; life < 3; life++) {
          // Opening a journal takes one or two syncs; a life may also end during that.
          const disk = new ForgetfulDisk(random, Math.floor(random() * 7));
          const acknowledged = await appendUntilThePowerFails(path, disk, random);
          durable = Math.max(durable, acknowledged);
          await checkHeld(path, durable);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('a failing disk', () => {
  const failures = [
    [
      'ENOSPC while writing',
      { write: async () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })) },
    ],
    ['EIO while syncing', { datasync: async () => Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })) }],
    ['a file system that writes nothing', { write: async () => 0 }],
  ] as const;

  test.each(failures)('%s: waiters and later appends are refused, nothing is acknowledged', async (_, broken) => {
    let on = false;
    const io = {
      ...nodeIo,
      ...Object.fromEntries(Object.entries(broken).map(([name, fail]) => [name, switched(name, fail)])),
    };
    function switched(name: string, fail: () => Promise<unknown>): (...args: unknown[]) => Promise<unknown> {
      const works = Reflect.get(nodeIo, name);
      return (...args) => (on ? fail() : works(...args));
    }
    const journal = await openJournal(directory.path, { io });
    await journal.durable(journal.append('event', Buffer.from('good'), 1));
    on = true;
    const waits = [1, 2, 3].map((i) => journal.durable(journal.append('event', Buffer.from(`bad${i}`), 1)));
    const results = await Promise.allSettled(waits);
    expect(results.map((r) => r.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(() => journal.append('event', Buffer.from('later'), 1)).toThrow(/could not be made durable/);
    await expect(journal.durable(1)).rejects.toMatchObject({ code: 'failed', position: 1 });
    await expect(journal.whenWritable()).rejects.toMatchObject({ code: 'failed' });
    expect(journal.durablePosition).toBe(1);
    expect((await readAll(journal)).length).toBe(1);
    on = false;
    expect(() => journal.append('event', Buffer.from('still'), 1)).toThrow(/could not be made durable/);
    await expect(journal.close()).rejects.toMatchObject({ code: 'failed' });
    const again = await openJournal(directory.path);
    expect(again.nextPosition).toBeGreaterThanOrEqual(1);
    await again.close();
  });

  test('back-pressure: what waits for a slow disk is bounded, and writers go on when there is room', async () => {
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const datasync = (fd: number) => gate.then(() => nodeIo.datasync(fd));
    const opened = await openJournal(directory.path);
    await opened.close();
    let slow = false;
    const io = { ...nodeIo, datasync: (fd: number) => (slow ? datasync(fd) : nodeIo.datasync(fd)) };
    const journal = await openJournal(directory.path, { io, unsyncedBytes: 10_000 });
    slow = true;
    let appended = 0;
    expect(() => {
      for (; appended < 100; appended++) journal.append('event', Buffer.alloc(474), 1);
    }).toThrow(/wait for whenWritable/);
    expect(appended).toBe(20);
    expect(journal.pressure).toBe(1);
    let writable = false;
    const waiting = journal.whenWritable().then(() => {
      writable = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(writable).toBe(false);
    release();
    await waiting;
    expect(journal.pressure).toBeLessThan(0.5);
    journal.append('event', Buffer.alloc(474), 1);
    await journal.close();
  });
});
