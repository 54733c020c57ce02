/** Keys from one memory into another of the same seed: how a back-fill brings what it has counted. */
import { SHARDS } from '../limits.ts';
import { DEFINITION_MASK, HASH1, HASH2, HASH3, PLACE, SLOT_SHIFT } from '../table/slots.ts';
import type { KeyedState } from './state.ts';

/** Which keys were changed while somebody took note, told apart by who changed them. */
export class KeyNotes {
  /** By 53 bits of their hash: of ten million keys, two would be taken for one another once in two hundred times. */
  readonly #keys = new Set<number>();
  readonly #others = new Set<number>();
  /** The same of states that other rooms attach, by their definitions' identities. */
  readonly #states = new Set<string>();
  readonly #otherStates = new Set<string>();
  /** Whether keys that change now are those that are wanted. */
  wanted = false;

  note(h1: number, h2: number, definition: number): void {
    if (this.wanted) this.#keys.add(packed(h1, h2));
    else this.#others.add(definition);
  }

  noteState(identity: string): void {
    if (this.wanted) this.#states.add(identity);
    else this.#otherStates.add(identity);
  }

  hasState(identity: string): boolean {
    return this.#states.has(identity);
  }

  /** Whether an attached state was also changed while it was not wanted. */
  isSharedState(identity: string): boolean {
    return this.#otherStates.has(identity);
  }

  get size(): number {
    return this.#keys.size;
  }

  has(h1: number, h2: number): boolean {
    return this.#keys.has(packed(h1, h2));
  }

  /** Whether keys of a definition, by its number, were also changed while they were not wanted. */
  isShared(definition: number): boolean {
    return this.#others.has(definition);
  }
}

/** A key on its way, named by its hashes. */
export interface MovingKey {
  readonly h1: number;
  readonly h2: number;
  readonly h3: number;
  /** Its definition's number in the memory that it comes from. */
  readonly definition: number;
}

/** Copy the keys that are chosen, in place of those that are there. Returns how many. */
export function transferKeys(from: KeyedState, to: KeyedState, isChosen: (key: MovingKey) => boolean): number {
  const { slots } = from.table;
  const numbers = from.table.accounts.identities.map((identity) => to.table.accounts.numberOf(identity));
  let transferred = 0;
  for (let shard = 0; shard < SHARDS; shard++) {
    const capacity = slots.capacity(shard);
    const integers = slots.integers(shard);
    for (let slot = shard * capacity; slot < (shard + 1) * capacity; slot++) {
      const at = slot << SLOT_SHIFT;
      if (integers[at + PLACE] === 0) continue;
      const first = integers[at + HASH1]!;
      const definition = first & DEFINITION_MASK;
      const h1 = (first & ~DEFINITION_MASK) | shard;
      const key = { h1, h2: integers[at + HASH2]!, h3: integers[at + HASH3]!, definition };
      if (!isChosen(key)) continue;
      copyKey(from, slot, shard, to, key, numbers[definition] ?? 0);
      transferred++;
    }
  }
  return transferred;
}

export function holdsKey({ table }: KeyedState, { h1, h2, h3 }: MovingKey): boolean {
  return table.slots.find(h1, h2, h3) >= 0;
}

function copyKey(
  from: KeyedState,
  slot: number,
  shard: number,
  to: KeyedState,
  { h1, h2, h3 }: MovingKey,
  definition: number,
): void {
  to.saver.keep(shard);
  const before = to.table.slots.find(h1, h2, h3);
  if (before >= 0) to.table.remove(shard, before);
  const words = from.table.blockWords(shard, slot);
  const expiry = from.table.expiry(shard, slot);
  const target = to.table.insert(h1, h2, h3, definition, words, expiry, to.watermarkMillis);
  const [source, place] = [from.table.placeOf(shard, slot), to.table.placeOf(shard, target)];
  const start = from.table.firstWord(slot, source);
  const block = from.table.wordsOf(shard, source).subarray(start, start + words);
  to.table.wordsOf(shard, place).set(block, to.table.firstWord(target, place));
}

function packed(h1: number, h2: number): number {
  return (h2 >>> 0) * 2 ** 21 + (h1 >>> 11);
}
