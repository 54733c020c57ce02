/** Ratings as columns, 22 bytes each, sorted by note and then rater: the canonical order in which every sum runs. */
import { NotesError } from '../../errors.ts';
import { limits } from '../../limits.ts';

/** `helpful` of a rating that says nothing: neither form was filled in. */
export const NO_LABEL = 3;

export interface Ratings {
  readonly count: number;
  readonly note: Int32Array;
  readonly rater: Int32Array;
  /** Epoch milliseconds. */
  readonly createdAt: Float64Array;
  /** Twice the label of the model: 0 not helpful, 1 somewhat, 2 helpful. */
  readonly helpful: Uint8Array;
  /** One bit per helpful tag, in the order of the files. */
  readonly helpfulTags: Uint16Array;
  readonly notHelpfulTags: Uint16Array;
  /** 1 for ratings that were asked of a random sample of raters. */
  readonly sampled: Uint8Array;
  /** Ratings of note `n` are rows `noteStart[n]` to `noteStart[n + 1]`. */
  readonly noteStart: Int32Array;
}

interface Columns {
  note: Int32Array;
  rater: Int32Array;
  createdAt: Float64Array;
  helpful: Uint8Array;
  helpfulTags: Uint16Array;
  notHelpfulTags: Uint16Array;
  sampled: Uint8Array;
}

export class RatingsBuilder {
  #columns = columns(1 << 12);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(
    note: number,
    rater: number,
    createdAt: number,
    helpful: number,
    helpfulTags: number,
    notHelpfulTags: number,
    sampled: number,
  ): void {
    const row = this.#count++;
    if (row === limits.ratings) throw new NotesError('limit', `more than ${limits.ratings} ratings`);
    if (row === this.#columns.note.length) this.#columns = grown(this.#columns, row * 2);
    const to = this.#columns;
    to.note[row] = note;
    to.rater[row] = rater;
    to.createdAt[row] = createdAt;
    to.helpful[row] = helpful;
    to.helpfulTags[row] = helpfulTags;
    to.notHelpfulTags[row] = notHelpfulTags;
    to.sampled[row] = sampled;
  }

  /**
   * The ratings in canonical order with notes and raters renumbered by rank. Identical rows count once and rows without a label not at
   * all. `describe` names a rating in the error for two that differ.
   */
  build(noteRanks: Int32Array, raterRanks: Int32Array, describe: (note: number, rater: number) => string): Ratings {
    const from = this.#columns;
    const count = this.#count;
    for (let row = 0; row < count; row++) {
      from.note[row] = noteRanks[from.note[row]!]!;
      from.rater[row] = raterRanks[from.rater[row]!]!;
    }
    const byRater = sortedBy(from.rater, raterRanks.length, identity(count));
    const order = sortedBy(from.note, noteRanks.length, byRater);
    const kept = withoutRepeats(from, order, describe);
    const to = columns(kept, shared);
    for (let row = 0; row < kept; row++) copyRow(from, order[row]!, to, row);
    const noteStart = new Int32Array(noteRanks.length + 1);
    for (let row = 0; row < kept; row++) noteStart[to.note[row]! + 1]!++;
    for (let note = 0; note < noteRanks.length; note++) noteStart[note + 1]! += noteStart[note]!;
    this.#columns = columns(1);
    this.#count = 0;
    return { ...to, count: kept, noteStart };
  }
}

/** Shorten `order` to the rows to keep, in place; returns how many. */
function withoutRepeats(from: Columns, order: Int32Array, describe: (note: number, rater: number) => string): number {
  let kept = 0;
  let last = -1;
  for (let index = 0; index < order.length; index++) {
    const row = order[index]!;
    if (last !== -1 && from.note[row] === from.note[last] && from.rater[row] === from.rater[last]) {
      const same =
        from.createdAt[row] === from.createdAt[last] &&
        from.helpful[row] === from.helpful[last] &&
        from.helpfulTags[row] === from.helpfulTags[last] &&
        from.notHelpfulTags[row] === from.notHelpfulTags[last] &&
        from.sampled[row] === from.sampled[last];
      if (same) continue;
      throw new NotesError('contradiction', `two different ratings of ${describe(from.note[row]!, from.rater[row]!)}`);
    }
    last = row;
    if (from.helpful[row] !== NO_LABEL) order[kept++] = row;
  }
  return kept;
}

/** Rows in the order of a key below `keys`, rows of the same key in the order given: one pass of a radix sort. */
export function sortedBy(key: Int32Array, keys: number, order: Int32Array): Int32Array {
  const next = new Int32Array(keys + 1);
  for (let index = 0; index < order.length; index++) next[key[order[index]!]! + 1]!++;
  for (let value = 0; value < keys; value++) next[value + 1]! += next[value]!;
  const sorted = new Int32Array(order.length);
  for (let index = 0; index < order.length; index++) {
    const row = order[index]!;
    sorted[next[key[row]!]!++] = row;
  }
  return sorted;
}

function identity(count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

const own = (bytes: number) => new ArrayBuffer(bytes);
/** Memory that other threads see without a copy. */
const shared = (bytes: number) => new SharedArrayBuffer(bytes);

function columns(length: number, memory: (bytes: number) => ArrayBufferLike = own): Columns {
  return {
    note: new Int32Array(memory(4 * length)),
    rater: new Int32Array(memory(4 * length)),
    createdAt: new Float64Array(memory(8 * length)),
    helpful: new Uint8Array(memory(length)),
    helpfulTags: new Uint16Array(memory(2 * length)),
    notHelpfulTags: new Uint16Array(memory(2 * length)),
    sampled: new Uint8Array(memory(length)),
  };
}

function grown(from: Columns, length: number): Columns {
  const to = columns(length);
  to.note.set(from.note);
  to.rater.set(from.rater);
  to.createdAt.set(from.createdAt);
  to.helpful.set(from.helpful);
  to.helpfulTags.set(from.helpfulTags);
  to.notHelpfulTags.set(from.notHelpfulTags);
  to.sampled.set(from.sampled);
  return to;
}

function copyRow(from: Columns, row: number, to: Columns, place: number): void {
  to.note[place] = from.note[row]!;
  to.rater[place] = from.rater[row]!;
  to.createdAt[place] = from.createdAt[row]!;
  to.helpful[place] = from.helpful[row]!;
  to.helpfulTags[place] = from.helpfulTags[row]!;
  to.notHelpfulTags[place] = from.notHelpfulTags[row]!;
  to.sampled[place] = from.sampled[row]!;
}
