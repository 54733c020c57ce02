/**
 * What two actors would share together by chance.
 *
 * The null hypothesis: within each block of time (an hour, unless told otherwise) who made which of the block's shares is a
 * matter of chance. That keeps what coordination must be told apart from: every actor's number of shares in every block, thus its
 * activity, its daily rhythm and its bursts, and every object's shares with their times, thus its popularity.
 *
 * For actors a and b with `n_a` and `n_b` of the `N` shares of a block, a pair of shares of an object within that block is one of
 * each of them with probability `2 n_a n_b / (N (N - 1))`; a pair across blocks B and C with
 * `(n_aB n_bC + n_bB n_aC) / (N_B N_C)`. An object with S such pairs joins them with probability at most `min(1, S p)` (Markov).
 * The sum over blocks and objects is an upper bound of the expected number of objects that join them.
 */
import { type Blocks, blocksOf } from './blocks.ts';
import { NetworksError } from './errors.ts';
import { type Ordered, orderShares } from './order.ts';
import { PairCounts } from './pair-counts.ts';
import type { Shares } from './shares.ts';

/** An hour: short enough for daily rhythm and bursts, long enough to hold shares of many. */
export const NULL_BLOCK_MILLIS = 3_600_000;

export class CoactionNull {
  /** Blocks in which each actor has shares, ascending, and how many: `[start[a], start[a + 1])`. */
  readonly #start: Uint32Array;
  readonly #block: Uint32Array;
  readonly #shares: Uint32Array;
  /** Shares by block. */
  readonly #total: Uint32Array;
  readonly #within: PairCounts;
  /** Pairs of a block and the one before. */
  readonly #across: PairCounts;

  /** Throws a NetworksError where blocks are shorter than the window: a pair would lie across more than two. */
  constructor(shares: Shares, windowMillis: number, blockMillis: number = NULL_BLOCK_MILLIS) {
    if (!(blockMillis >= windowMillis))
      throw new NetworksError('blocks of the null model must be as long as the window');
    const blocks = blocksOf(shares.timeMillis, blockMillis);
    const of = Uint32Array.from(shares.timeMillis, blocks.of);
    this.#total = new Uint32Array(blocks.count);
    for (const block of of) this.#total[block]!++;
    ({ start: this.#start, block: this.#block, shares: this.#shares } = countByActor(shares, of, blocks.count));
    const { within, across } = countPairs(orderShares(shares, windowMillis), windowMillis, blocks);
    this.#within = new PairCounts(blocks.count, within);
    this.#across = new PairCounts(blocks.count, across);
  }

  /** Upper bound of the expected number of objects that join two different actors. */
  expectedObjects(a: number, b: number): number {
    const [aEnd, bEnd] = [this.#start[a + 1]!, this.#start[b + 1]!];
    let i = this.#start[a]!;
    let j = this.#start[b]!;
    let expected = 0;
    // Blocks that either has shares in, in order; of the block before, the shares of each are at hand.
    let last = -2;
    let [aBefore, bBefore] = [0, 0];
    while (i < aEnd || j < bEnd) {
      const block = Math.min(i < aEnd ? this.#block[i]! : Infinity, j < bEnd ? this.#block[j]! : Infinity);
      const aHere = i < aEnd && this.#block[i] === block ? this.#shares[i++]! : 0;
      const bHere = j < bEnd && this.#block[j] === block ? this.#shares[j++]! : 0;
      const total = this.#total[block]!;
      if (total > 1) expected += this.#within.expected(block, (2 * aHere * bHere) / (total * (total - 1)));
      if (last === block - 1) {
        const across = (aBefore * bHere + bBefore * aHere) / (this.#total[last]! * total);
        expected += this.#across.expected(block, across);
      }
      [last, aBefore, bBefore] = [block, aHere, bHere];
    }
    return expected;
  }
}

/** Each actor's shares by block. */
function countByActor({ actor, actors }: Shares, of: Uint32Array, blocks: number) {
  // Rows in order of blocks, then of actors: stable counting sorts.
  const byBlock = sortedBy(of, blocks, null);
  const rows = sortedBy(actor, actors, byBlock);
  const start = new Uint32Array(actors + 1);
  const block = new Uint32Array(rows.length);
  const shares = new Uint32Array(rows.length);
  let entries = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const before = i === 0 ? -1 : rows[i - 1]!;
    if (before < 0 || actor[before] !== actor[row] || of[before] !== of[row]) block[entries++] = of[row]!;
    shares[entries - 1]!++;
    start[actor[row]! + 1] = entries;
  }
  for (let a = 0; a < actors; a++) if (start[a + 1] === 0) start[a + 1] = start[a]!;
  return { start, block: block.slice(0, entries), shares: shares.slice(0, entries) };
}

function sortedBy(keys: Uint32Array, count: number, from: Uint32Array | null): Uint32Array {
  const next = new Uint32Array(count + 1);
  for (const key of keys) next[key + 1]!++;
  for (let key = 0; key < count; key++) next[key + 1]! += next[key]!;
  const order = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const row = from === null ? i : from[i]!;
    order[next[keys[row]!]!++] = row;
  }
  return order;
}

/** Each object's pairs of shares within the window, by block: of the later share, and whether the earlier one lies in it too. */
function countPairs({ objectStart, timeMillis }: Ordered, windowMillis: number, blocks: Blocks) {
  const within = { block: [] as number[], pairs: [] as number[] };
  const across = { block: [] as number[], pairs: [] as number[] };
  const add = (to: typeof within, block: number, pairs: number) => {
    if (pairs === 0) return;
    to.block.push(block);
    to.pairs.push(pairs);
  };
  for (let object = 0; object + 1 < objectStart.length; object++) {
    const [begin, end] = [objectStart[object]!, objectStart[object + 1]!];
    let first = begin;
    let blockStart = begin;
    let block = -1;
    let [inside, outside] = [0, 0];
    for (let place = begin; place < end; place++) {
      const time = timeMillis[place]!;
      while (time - timeMillis[first]! > windowMillis) first++;
      const here = blocks.of(time);
      if (here !== block) {
        add(within, block, inside);
        add(across, block, outside);
        [block, blockStart, inside, outside] = [here, place, 0, 0];
      }
      inside += place - Math.max(first, blockStart);
      outside += Math.max(0, blockStart - first);
    }
    add(within, block, inside);
    add(across, block, outside);
  }
  return { within, across };
}
