/** Tells apart calls of one event under one key by a number that they pass. */
const FLOAT = new Float64Array(1);
const HALVES = new Int32Array(FLOAT.buffer);

export function numberSalt(value: number): number {
  FLOAT[0] = value;
  return Math.imul(HALVES[0]! ^ Math.imul(HALVES[1]!, 0x85ebca6b), 0x9e3779b1) | 1;
}
