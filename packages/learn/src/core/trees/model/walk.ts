/** Which way a row goes at a node. */
import { CATEGORY, COLUMN_MASK, MISSING_LEFT } from './trees.ts';

/** Whether the row of inputs at `at` goes left at the node whose words begin at `word`. `thresholds` are the nodes as floats. */
export function goesLeft(
  nodes: Int32Array,
  thresholds: Float32Array,
  sets: Uint32Array,
  word: number,
  inputs: Float32Array,
  at: number,
): boolean {
  const head = nodes[word]!;
  const value = inputs[at + (head & COLUMN_MASK)]!;
  if ((head & CATEGORY) !== 0) {
    const bin = value >= 0 && value < 256 ? value | 0 : 0;
    return ((sets[nodes[word + 1]! + (bin >> 5)]! >>> (bin & 31)) & 1) === 1;
  }
  if (Number.isNaN(value)) return (head & MISSING_LEFT) !== 0;
  return value <= thresholds[word + 1]!;
}
