/** Which entities a canary acts on. */
import { murmur3 } from '@lapwing/sml';
import { BUCKETS } from './limits.ts';

/** Told apart from experiments of the rules, which hash with 42. */
const SEED = 0x1a9;

/** Whom something is about, as `Type` and id joined by a slash. */
export type Unit = string;

/**
 * Whether an entity is among the first `percent` of all. Sticky: for one salt an entity has one place for ever, so a larger share
 * keeps those inside; and canaries of different salts choose independently.
 */
export function isWithinShare(salt: string, unit: Unit, percent: number): boolean {
  return murmur3(`${salt}\u0000${unit}`, SEED) % BUCKETS < Math.round((percent * BUCKETS) / 100);
}
