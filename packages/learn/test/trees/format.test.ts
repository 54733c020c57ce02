/** Models as bytes: what goes in comes out, and nothing else does. */

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LearnError } from '../../src/core/errors.ts';
import { decodeTrees, encodeTrees, type TreeModel, TreeScorer, trainTrees } from '../../src/core/trees/index.ts';
import { mixedTable } from './make.ts';

const { table, targets } = mixedTable(1, 400);

async function someModel(): Promise<TreeModel> {
  return (await trainTrees({ table, targets }, { objective: 'logistic', rounds: 6, maxLeaves: 8, monotone: { a: 1 } }))
    .model;
}

/** The bytes with something else in them, and the right hash at their end. */
function forged(bytes: Uint8Array, change: (view: DataView, bytes: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  change(new DataView(copy.buffer), copy);
  const end = copy.length - 32;
  copy.set(createHash('sha256').update(copy.subarray(0, end)).digest(), end);
  return copy;
}

test('a model comes back as it was', async () => {
  const model = await someModel();
  const bytes = encodeTrees(model);
  const back = decodeTrees(bytes);
  expect(back).toEqual(model);
  expect(encodeTrees(back)).toEqual(bytes);
  expect(new TreeScorer(back).marginsOf(table)).toEqual(new TreeScorer(model).marginsOf(table));
});

test('it comes back from the middle of other bytes', async () => {
  const model = await someModel();
  const bytes = encodeTrees(model);
  const around = new Uint8Array(bytes.length + 10);
  around.set(bytes, 3);
  expect(decodeTrees(around.subarray(3, 3 + bytes.length))).toEqual(model);
});

test('a changed bit anywhere is refused', async () => {
  const bytes = encodeTrees(await someModel());
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), (bit) => {
      const copy = bytes.slice();
      copy[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => decodeTrees(copy)).toThrow(/not the bytes of a model/);
    }),
  );
});

test('what is cut off, or longer, is refused', async () => {
  const bytes = encodeTrees(await someModel());
  for (const length of [0, 1, 8, 12, 16, 47, 48, 100, bytes.length - 33, bytes.length - 1]) {
    expect(() => decodeTrees(bytes.subarray(0, length))).toThrow(/not the bytes of a model/);
  }
  const longer = new Uint8Array(bytes.length + 8);
  longer.set(bytes);
  expect(() => decodeTrees(longer)).toThrow(/changed or cut off/);
  expect(() => decodeTrees(forged(longer, () => {}))).toThrow(/not the bytes of a model/);
});

test('a later version is named', async () => {
  const bytes = forged(encodeTrees(await someModel()), (_, all) => all.set([0x32], 7));
  expect(() => decodeTrees(bytes)).toThrow('their version is 2');
});

test('trees that are none are refused, whatever their hash', async () => {
  const model = await someModel();
  const broken: readonly [RegExp, Partial<TreeModel>][] = [
    [/tree 0 is none/, { nodes: with32(model.nodes, 2, 0) }],
    [/tree 0 is none/, { nodes: with32(model.nodes, 2, 1_000_000) }],
    [/tree 0 is none/, { nodes: with32(model.nodes, 3, -1_000_000) }],
    [/tree 0 is none/, { nodes: with32(model.nodes, 0, 77) }],
    [/tree 0 is none/, { nodes: with32(model.nodes, 0, model.nodes[0]! | (1 << 20)) }],
    [/do not fit/, { roots: model.roots.subarray(1) }],
    [/do not fit/, { values: model.values.subarray(1) }],
    [/no number/, { values: model.values.map((value, i) => (i === 3 ? Number.NaN : value)) }],
    [/no weight/, { covers: model.covers.map((cover, i) => (i === 3 ? 0 : cover)) }],
    [/do not fit/, { start: Float64Array.of(0, 0) }],
    [/one name/, { inputs: model.inputs.map((input) => ({ ...input, name: 'a' })) }],
    [/no list/, { inputs: [] }],
  ];
  for (const [reason, change] of broken)
    expect(() => decodeTrees(encodeTrees({ ...model, ...change }))).toThrow(reason);
});

test('any bytes under a right hash are refused or score', async () => {
  const bytes = encodeTrees(await someModel());
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const other = forged(bytes, (_, all) => {
          for (const [at, byte] of changes) all[8 + (at % (all.length - 40))] = byte;
        });
        let model: TreeModel;
        try {
          model = decodeTrees(other);
        } catch (error) {
          expect(error).toBeInstanceOf(LearnError);
          return;
        }
        const margins = new TreeScorer(model).margins(Float32Array.of(1, Number.NaN, 3, 0, 5, 6));
        expect(margins.length).toBe(model.outputs);
      },
    ),
    { numRuns: 400 },
  );
});

function with32(values: Int32Array, at: number, value: number): Int32Array {
  const copy = values.slice();
  copy[at] = value;
  return copy;
}
