/** Groups of perceptual hashes that lie close to each other. */
import { DisjointSets } from '../core/disjoint-sets.ts';
import { NetworksError } from '../core/errors.ts';

const HEX = /^(?:0x)?([0-9a-f]+)$/i;

/**
 * Group of each hash: hashes of equal length, written in hexadecimal digits, belong together where a chain of hashes joins them, each
 * at most `distance` bits from the next. Throws a NetworksError for what is no hash.
 */
export function hammingGroups(hashes: readonly string[], distance: number): { of: Uint32Array; groups: number } {
  if (!Number.isInteger(distance) || distance < 0)
    throw new NetworksError('the distance must be a whole number from 0 on');
  const digits = hashes.map((hash) => {
    const found = HEX.exec(hash.trim())?.[1];
    if (found === undefined) throw new NetworksError(`${JSON.stringify(hash)} is no hash in hexadecimal digits`);
    return found.toLowerCase();
  });
  const sets = new DisjointSets(hashes.length);
  const byLength = new Map<number, number[]>();
  for (const [number, { length }] of digits.entries()) {
    const same = byLength.get(length);
    if (same === undefined) byLength.set(length, [number]);
    else same.push(number);
  }
  for (const [length, numbers] of byLength) joinClose(digits, numbers, length, distance, sets);
  const { of, sets: groups } = sets.numbers();
  return { of, groups };
}

/** Of two hashes at most `distance` apart, one of `distance + 1` parts is the same in both: only those are compared. */
function joinClose(
  digits: readonly string[],
  numbers: readonly number[],
  length: number,
  distance: number,
  sets: DisjointSets,
) {
  const words = Math.ceil(length / 8);
  const bits = new Uint32Array(numbers.length * words);
  for (const [i, number] of numbers.entries()) {
    for (let word = 0; word < words; word++) {
      bits[i * words + word] = Number.parseInt(digits[number]!.slice(word * 8, word * 8 + 8), 16);
    }
  }
  const isClose = (a: number, b: number) => {
    let apart = 0;
    for (let word = 0; word < words; word++) apart += bitCount(bits[a * words + word]! ^ bits[b * words + word]!);
    return apart <= distance;
  };
  // Parts are made of whole digits. With more bits allowed to differ than there are digits no part is sure to agree.
  const parts = distance + 1;
  for (let part = 0; part < (parts > length ? 1 : parts); part++) {
    const from = Math.floor((part * length) / parts);
    const to = Math.floor(((part + 1) * length) / parts);
    const same = new Map<string, number[]>();
    for (const [i, number] of numbers.entries()) {
      const key = parts > length ? '' : digits[number]!.slice(from, to);
      const others = same.get(key);
      if (others === undefined) {
        same.set(key, [i]);
        continue;
      }
      for (const other of others) {
        if (sets.find(numbers[other]!) !== sets.find(number) && isClose(i, other)) sets.join(numbers[other]!, number);
      }
      others.push(i);
    }
  }
}

function bitCount(value: number): number {
  let bits = value - ((value >>> 1) & 0x55_55_55_55);
  bits = (bits & 0x33_33_33_33) + ((bits >>> 2) & 0x33_33_33_33);
  return Math.imul((bits + (bits >>> 4)) & 0x0f_0f_0f_0f, 0x01_01_01_01) >>> 24;
}
