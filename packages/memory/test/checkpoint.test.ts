import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CheckpointError, loadCheckpoint, snapshot } from '../src/checkpoint/checkpoint.ts';
import { define } from '../src/keyed/definition.ts';
import { Memory } from '../src/memory.ts';
import { incrementWindow } from '../src/windows/count.ts';
import { distinctWindow } from '../src/windows/distinct.ts';

const counted = define('count', { windowMillis: 60_000 });
const distinct = define('distinct', { windowMillis: 60_000 });
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lapwing-memory-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function step(memory: Memory, position: number): number {
  const time = 1e9 + position * 7;
  memory.begin(position, time, time);
  const key = `key${(position * 7919) % 500}`;
  const count = incrementWindow(memory.keyed, counted, key, time);
  distinctWindow(memory.keyed, distinct, key, `v${position % 13}`, time);
  if (position % 10 === 0) {
    const reason = { source: 'Rule', description: 'd', features: {}, createdAtMillis: time, expiresAtMillis: null };
    memory.labels.change('User', key, 'spam', [{ status: 'added', reasons: [reason] }], time);
  }
  return count;
}

function run(memory: Memory, from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => step(memory, from + i));
}

describe('checkpoint', () => {
  it('is the state of one moment, though decisions go on while it is written', async () => {
    const memory = new Memory({ seed: 99 });
    run(memory, 0, 2000);
    const path = join(directory, 'memory');
    const fixed = snapshot(memory, 2000);
    const writing = fixed.writeTo(path);
    const live = run(memory, 2000, 4000);
    await writing;

    const { memory: restored, position } = await loadCheckpoint(path, {});
    expect(position).toBe(2000);
    expect(run(restored, 2000, 4000)).toEqual(live);
    expect(restored.metrics().keys).toBe(memory.metrics().keys);
    expect(restored.labels.ofEntity('User', 'key0')).toEqual(memory.labels.ofEntity('User', 'key0'));
  });

  it('can be taken again after one was written', async () => {
    const memory = new Memory({ seed: 99 });
    run(memory, 0, 100);
    await snapshot(memory, 100).writeTo(join(directory, 'one'));
    run(memory, 100, 200);
    await snapshot(memory, 200).writeTo(join(directory, 'two'));
    expect((await loadCheckpoint(join(directory, 'two'), {})).position).toBe(200);
  });

  it('refuses a file that was cut or changed, and says where', async () => {
    const memory = new Memory({ seed: 99 });
    run(memory, 0, 100);
    const path = join(directory, 'memory');
    await snapshot(memory, 100).writeTo(path);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 5));
    await expect(loadCheckpoint(path, {})).rejects.toThrow(CheckpointError);
    const changed = Buffer.from(bytes);
    changed[bytes.length >> 1]! ^= 1;
    await writeFile(path, changed);
    await expect(loadCheckpoint(path, {})).rejects.toThrow(/checksum of the section at \d+ is wrong/);
  });
});
