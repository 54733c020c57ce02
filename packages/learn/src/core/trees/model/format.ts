/**
 * Models as bytes, all numbers little-endian:
 *
 * | bytes | what |
 * |---|---|
 * | 8 | `LWTREES1` |
 * | 4 | length of the header, a multiple of 8 with spaces at its end |
 * | 4 | 0 |
 * | … | the header, JSON: objective, outputs, inputs, and how many numbers each of the parts has |
 * | … | the parts one after the other, each padded with zeros to a multiple of 8: start, values, covers (doubles), roots, nodes, sets (32-bit words), gains (floats) |
 * | 32 | SHA-256 of all before |
 *
 * The same model has the same bytes. Reading refuses bytes that were changed, cut off or made up: nothing that it returns can make
 * scoring leave its arrays or run for ever.
 */

import { createHash } from 'node:crypto';
import { LearnError } from '../../errors.ts';
import { MAX_BINS, MAX_CLASSES, MAX_COLUMNS, MAX_DEPTH, MAX_MODEL_BYTES, MAX_TREES } from '../limits.ts';
import { CATEGORY, COLUMN_MASK, MISSING_LEFT, NODE_WORDS, SET_WORDS, type TreeInput, type TreeModel } from './trees.ts';

const MAGIC = 'LWTREES1';
const PARTS = ['start', 'values', 'covers', 'roots', 'nodes', 'sets', 'gains'] as const;
const BYTES = { start: 8, values: 8, covers: 8, roots: 4, nodes: 4, sets: 4, gains: 4 } as const;
const HASH_BYTES = 32;

interface Header {
  readonly objective: TreeModel['objective'];
  readonly inputs: readonly TreeInput[];
  readonly lengths: Readonly<Record<(typeof PARTS)[number], number>>;
}

export function encodeTrees(model: TreeModel): Uint8Array {
  const { objective, inputs } = model;
  const lengths = Object.fromEntries(PARTS.map((part) => [part, model[part].length]));
  const json = JSON.stringify({ objective, inputs: inputs.map(plainInput), lengths });
  const text = new TextEncoder().encode(json);
  const header = new Uint8Array(padded(text.length)).fill(0x20);
  header.set(text);
  const body = PARTS.reduce((sum, part) => sum + padded(model[part].byteLength), 0);
  const bytes = new Uint8Array(16 + header.length + body + HASH_BYTES);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(8, header.length, true);
  bytes.set(header, 16);
  let at = 16 + header.length;
  for (const part of PARTS) {
    const { buffer, byteOffset, byteLength } = model[part];
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += padded(byteLength);
  }
  bytes.set(createHash('sha256').update(bytes.subarray(0, at)).digest(), at);
  return bytes;
}

/** Throws a LearnError that says what is wrong with the bytes. */
export function decodeTrees(bytes: Uint8Array): TreeModel {
  if (bytes.length > MAX_MODEL_BYTES) throw refusal(`${bytes.length} bytes are more than ${MAX_MODEL_BYTES}`);
  const magic = new TextDecoder().decode(bytes.subarray(0, 8));
  if (magic !== MAGIC)
    throw refusal(magic.startsWith('LWTREES') ? `their version is ${magic.slice(7)}` : 'they begin otherwise');
  if (bytes.length < 16 + HASH_BYTES) throw refusal('they are cut off');
  const end = bytes.length - HASH_BYTES;
  const hash = createHash('sha256').update(bytes.subarray(0, end)).digest();
  if (!hash.equals(bytes.subarray(end)))
    throw refusal('they were changed or cut off: the hash at their end is not theirs');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
  if (length % 8 !== 0 || 16 + length > end) throw refusal('the header is longer than they are');
  const header = parseHeader(new TextDecoder().decode(bytes.subarray(16, 16 + length)));
  let at = 16 + length;
  const take = (part: (typeof PARTS)[number]): ArrayBuffer => {
    const size = header.lengths[part] * BYTES[part];
    if (at + padded(size) > end) throw refusal(`there are fewer ${part} than the header says`);
    // A copy, since the parts need not be aligned in what was read.
    const copy = bytes.slice(at, at + size).buffer;
    at += padded(size);
    return copy;
  };
  const start = new Float64Array(take('start'));
  const model: TreeModel = {
    objective: header.objective,
    outputs: start.length,
    inputs: header.inputs,
    start,
    values: new Float64Array(take('values')),
    covers: new Float64Array(take('covers')),
    roots: new Uint32Array(take('roots')),
    nodes: new Int32Array(take('nodes')),
    sets: new Uint32Array(take('sets')),
    gains: new Float32Array(take('gains')),
  };
  if (at !== end) throw refusal('there is something after the last part');
  checkModel(model);
  return model;
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

function refusal(why: string): LearnError {
  return new LearnError(`these are not the bytes of a model of trees: ${why}`);
}

/** Its fields in one order, whatever order the object has them in. */
function plainInput(input: TreeInput): TreeInput {
  const { name } = input;
  if (input.kind === 'number') return { name, kind: 'number', monotone: input.monotone };
  return { name, kind: 'category', names: input.names, other: input.other };
}

function parseHeader(text: string): Header {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refusal('the header is no JSON');
  }
  if (!isRecord(value)) throw refusal('the header is no object');
  const { objective, inputs, lengths } = value;
  if (objective !== 'logistic' && objective !== 'softmax' && objective !== 'squared')
    throw refusal('the objective is unknown');
  if (!Array.isArray(inputs) || inputs.length === 0 || inputs.length > MAX_COLUMNS)
    throw refusal('the inputs are no list');
  if (!isRecord(lengths)) throw refusal('the lengths are missing');
  const counted = PARTS.map((part) => {
    const length = lengths[part];
    if (typeof length !== 'number' || !Number.isInteger(length) || length < 0 || length > MAX_MODEL_BYTES) {
      throw refusal(`the header does not say how many ${part} there are`);
    }
    return [part, length] as const;
  });
  // All parts are there: the list above is made from their names.
  return { objective, inputs: inputs.map(parseInput), lengths: Object.fromEntries(counted) as Header['lengths'] };
}

function parseInput(input: unknown): TreeInput {
  if (!isRecord(input) || typeof input['name'] !== 'string') throw refusal('an input has no name');
  const { name, kind, monotone, names, other } = input;
  if (kind === 'number' && (monotone === 0 || monotone === 1 || monotone === -1)) return { name, kind, monotone };
  if (kind !== 'category' || typeof other !== 'boolean' || !Array.isArray(names) || names.length > MAX_BINS) {
    throw refusal(`the input ${name} is neither of numbers nor of categories`);
  }
  const texts = names.filter((one) => typeof one === 'string');
  if (texts.length !== names.length || new Set(texts).size !== texts.length)
    throw refusal(`the categories of ${name} are wrong`);
  return { name, kind, names: texts, other };
}

function isRecord(value: unknown): value is Record<string, unknown> & { readonly name: string } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every tree is one: each node and each leaf is reached once, from its root, in no more than `MAX_DEPTH` steps. */
function checkModel(model: TreeModel): void {
  const { outputs, objective, start, roots, nodes, sets, gains, values, covers, inputs } = model;
  const trees = roots.length - 1;
  const count = nodes.length / NODE_WORDS;
  const fit =
    trees >= 0 &&
    trees <= MAX_TREES &&
    trees % outputs === 0 &&
    (objective === 'softmax' ? outputs >= 2 && outputs <= MAX_CLASSES : outputs === 1) &&
    roots[0] === 0 &&
    roots[trees] === count &&
    gains.length === count &&
    values.length === count + trees &&
    covers.length === values.length &&
    sets.length % SET_WORDS === 0;
  if (!fit) throw refusal('the parts do not fit each other');
  if (!start.every(Number.isFinite) || !values.every(Number.isFinite)) throw refusal('a value is no number');
  if (!covers.every((cover) => cover > 0 && cover < Infinity)) throw refusal('a leaf has no weight');
  for (let tree = 0; tree < trees; tree++) {
    const own = roots[tree + 1]! - roots[tree]!;
    if (roots[tree + 1]! < roots[tree]! || own > count) throw refusal(`tree ${tree} ends before it begins`);
    if (own > 0) checkTree(model, tree, own);
  }
  if (new Set(inputs.map(({ name }) => name)).size !== inputs.length) throw refusal('two inputs have one name');
}

function checkTree({ nodes, roots, sets, inputs }: TreeModel, tree: number, count: number): void {
  const wrong = () => refusal(`tree ${tree} is none`);
  const depth = new Int32Array(count).fill(-1);
  const leaves = new Uint8Array(count + 1);
  const thresholds = new Float32Array(nodes.buffer);
  depth[0] = 0;
  for (let node = 0; node < count; node++) {
    const word = (roots[tree]! + node) * NODE_WORDS;
    const head = nodes[word]!;
    const input = inputs[head & COLUMN_MASK];
    // Nodes are numbered after their parents, so each has been reached when its turn comes.
    if (depth[node]! < 0 || depth[node]! >= MAX_DEPTH || input === undefined) throw wrong();
    if ((head & ~(COLUMN_MASK | MISSING_LEFT | CATEGORY)) !== 0) throw wrong();
    if (((head & CATEGORY) !== 0) !== (input.kind === 'category')) throw wrong();
    const set = nodes[word + 1]!;
    if (input.kind === 'category' && (set < 0 || set % SET_WORDS !== 0 || set + SET_WORDS > sets.length)) throw wrong();
    if (input.kind === 'number' && Number.isNaN(thresholds[word + 1])) throw wrong();
    for (const child of [nodes[word + 2]!, nodes[word + 3]!]) {
      if (child >= 0) {
        if (child <= node || child >= count || depth[child] !== -1) throw wrong();
        depth[child] = depth[node]! + 1;
      } else {
        if (~child > count || leaves[~child] === 1) throw wrong();
        leaves[~child] = 1;
      }
    }
  }
}
