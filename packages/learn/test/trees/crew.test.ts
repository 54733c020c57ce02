/** Threads and kernels: each piece of work is done once, whoever does it, and wherever in memory it is. */
import { afterEach, expect, test } from 'vitest';
import { CHUNK_ROWS } from '../../src/core/trees/limits.ts';
import { Crew } from '../../src/core/trees/team/crew.ts';
import { layOut, type Shape } from '../../src/core/trees/team/layout.ts';
import { KIND, type Plan, WORD } from '../../src/core/trees/team/plan.ts';
import { Work } from '../../src/core/trees/team/work.ts';
import { instantiateKernels, kernelBytes } from '../../src/core/trees/wasm/kernels.ts';
import { chance } from './make.ts';

const PLAN: Plan = {
  objective: 'squared',
  maxBins: 255,
  l2: 0,
  minRows: 1,
  minChildWeight: 0,
  categorySmoothing: 0,
  categoryL2: 0,
  maxCategories: 32,
  minCategoryRows: 1,
  columns: [{ kind: 'number', monotone: 0 }],
};

const SHAPE: Shape = {
  rows: 100,
  trainRows: 100,
  sampleRows: 100,
  columns: 1,
  outputs: 1,
  maxLeaves: 100,
  threads: 6,
  weighted: false,
  maxHistogramBytes: 2 ** 29,
};

const crews: Crew[] = [];
afterEach(async () => {
  for (const crew of crews.splice(0)) await crew.close();
});

function crewOf(shape: Partial<Shape> = {}): Crew {
  const crew = new Crew(layOut({ ...SHAPE, ...shape }), PLAN);
  crews.push(crew);
  return crew;
}

/** Leaves of one row each, which gain 1 whenever they are updated. */
function fill({ work }: Crew): void {
  const { layout, words, doubles } = work;
  for (let row = 0; row < layout.rows; row++) {
    words[(layout.lists[0] >>> 2) + row] = row;
    words.set([0, row, 1], (layout.leaves >>> 2) + row * 4);
    doubles[(layout.leafValues >>> 3) + row] = 1;
  }
}

test('every item is done exactly once, through thousands of pieces of work of changing sizes', async () => {
  const crew = crewOf();
  fill(crew);
  const expected = new Float64Array(100);
  const random = chance(1);
  // Until every thread is up, and some more.
  for (let piece = 0; piece < 8000; piece++) {
    const items = 1 + Math.floor(random() * 100);
    crew.run(KIND.update, items);
    for (let item = 0; item < items; item++) expected[item]!++;
    if (piece % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(crew.work.margins.margins).toEqual(expected);
});

test('other threads do take part', async () => {
  const crew = crewOf({ threads: 3 });
  const { control, layout } = crew.work;
  const seen = () => [1, 2].every((thread) => control[WORD.touched + thread]! > 0);
  control[WORD.count] = layout.rows;
  for (let serial = 1; !seen(); serial++) {
    control[WORD.serial] = serial;
    crew.run(KIND.count, 60);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(seen()).toBe(true);
});

test('histograms that several threads have counted parts of are those that one thread counts', () => {
  const rows = 3 * CHUNK_ROWS - 5;
  const shape = { ...SHAPE, rows, trainRows: rows, threads: 4, columns: 10, maxLeaves: 4 };
  const layout = layOut(shape);
  const pages = Math.ceil(layout.bytes / 65_536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const module = new WebAssembly.Module(kernelBytes());
  const plan: Plan = { ...PLAN, columns: Array.from({ length: 10 }, () => ({ kind: 'number', monotone: 0 })) };
  const threads = [0, 1, 2, 3].map((thread) => new Work({ memory, module, layout, plan, thread }));
  const { bytes, words, control } = threads[0]!;
  const random = chance(3);
  for (let row = 0; row < rows; row++) {
    words[(layout.lists[0] >>> 2) + row] = row;
    words.set([Math.floor(random() * 2e6) - 1e6, Math.floor(random() * 1000)], (layout.pairs >>> 2) + row * 2);
    for (let column = 0; column < 10; column++) {
      bytes[layout.bins + row * layout.stride + column] = Math.floor(random() * 256);
    }
  }
  control[WORD.count] = rows;
  control[WORD.parentSlot] = -1;
  const kept = (slot: number) =>
    bytes.slice(layout.kept + slot * layout.histogramBytes, layout.kept + (slot + 1) * layout.histogramBytes);
  control[WORD.slot] = 0;
  for (let chunk = 0; chunk < 3; chunk++) threads[0]!.perform(KIND.count, chunk);
  // What threads had counted before, for other leaves, must not be in it.
  for (const [serial, takers] of [
    [1, [0, 1, 2]],
    [2, [3, 3, 1]],
    [3, [2, 0, 2]],
  ] as const) {
    control[WORD.serial] = serial;
    control[WORD.slot] = 1;
    takers.forEach((thread, chunk) => {
      threads[thread]!.perform(KIND.count, chunk);
    });
    for (let block = 0; block < layout.blocks; block++) threads[1]!.perform(KIND.split, block);
    expect(kept(1)).toEqual(kept(0));
  }
});

test('what a thread fails with is thrown, and the crew can be closed', async () => {
  const crew = crewOf({ threads: 2 });
  expect(() => crew.run(999, 10)).toThrow(/failed|no work of kind 999/);
});

test('what does not fit 32-bit addresses is refused', () => {
  expect(() => layOut({ ...SHAPE, rows: 1e8, trainRows: 1e8, columns: 100 })).toThrow(
    /100000000 rows of 100 columns take .* GiB/,
  );
});

test('kernels reach memory over 2 GiB', () => {
  // Memory that is not touched is not taken.
  const pages = 49_000;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const kernels = instantiateKernels(new WebAssembly.Module(kernelBytes()), memory);
  const base = 2 ** 31 + 65_536;
  const at = { list: base, bins: base + 64, pairs: base + 128, histogram: base + 4096 };
  new Uint32Array(memory.buffer, at.list, 2).set([0, 1]);
  new Uint8Array(memory.buffer, at.bins, 16).set([3, 0, 0, 0, 0, 0, 0, 7, 3, 1, 0, 0, 0, 0, 0, 9]);
  new Int32Array(memory.buffer, at.pairs, 4).set([-5, 2, 8, 4]);
  kernels.addRows(at.list, at.list + 8, at.bins, 8, at.pairs, at.histogram, 40);
  const bin = (column: number, index: number) =>
    new BigInt64Array(memory.buffer, at.histogram + column * 4096 + index * 16, 2);
  expect([...bin(0, 3)]).toEqual([3n, (2n << 40n) + 6n]);
  expect([...bin(7, 7)]).toEqual([-5n, (1n << 40n) + 2n]);
  kernels.decode(at.histogram, 4, base + 2 ** 20, 40);
  const decoded = new Float64Array(memory.buffer, base + 2 ** 20, 768);
  expect([decoded[3], decoded[256 + 3], decoded[512 + 3]]).toEqual([3, 6, 2]);
});

test('bins are those of a search, for any bounds', () => {
  const memory = new WebAssembly.Memory({ initial: 4, maximum: 4, shared: true });
  const kernels = instantiateKernels(new WebAssembly.Module(kernelBytes()), memory);
  const random = chance(2);
  for (const count of [0, 1, 2, 100, 253, 254]) {
    const bounds = Float32Array.from({ length: count }, () => Math.fround(random() * 100)).sort();
    const values = Float32Array.from({ length: 1000 }, () => Math.fround(random() * 120 - 10));
    values.set([Number.NaN, Infinity, -Infinity, ...bounds.subarray(0, 300)]);
    new Float32Array(memory.buffer, 0, 256).fill(Infinity).set(bounds);
    new Float32Array(memory.buffer, 1024, 1000).set(values);
    kernels.binNumbers(1024, 1024 + 4000, 0, 8192, 3);
    const bins = new Uint8Array(memory.buffer, 8192, 3000);
    values.forEach((value, row) => {
      const expected = Number.isNaN(value) ? 0 : 1 + bounds.filter((bound) => value > bound).length;
      expect(bins[row * 3]).toBe(expected);
    });
  }
});
