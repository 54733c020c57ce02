/** One thread's part in a training: every kind of work, over the shared memory. */

import { boundsOf } from '../bins/bounds.ts';
import { type Candidate, type Histogram, noCandidate, writeCandidate } from '../grow/candidate.ts';
import { splitCategories } from '../grow/categorical.ts';
import { splitNumbers } from '../grow/numeric.ts';
import { CHUNK_ROWS, TILE_ROWS } from '../limits.ts';
import { gradients, lossOf, type Margins, STATISTICS } from '../objective.ts';
import { countShiftOf, quantise } from '../quantise.ts';
import { BLOCK, HISTOGRAM_BYTES, instantiateKernels, type Kernels } from '../wasm/kernels.ts';
import type { ThreadStart } from './crew.ts';
import { BOUNDS_BYTES, CANDIDATE_BYTES, CONTROL_WORDS, type Layout, NUMBER_WORDS } from './layout.ts';
import { KIND, NUMBER, type Plan, WORD } from './plan.ts';

export class Work {
  readonly layout: Layout;
  /** The shared memory as bytes, 32-bit numbers, floats and doubles. */
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
  readonly control: Int32Array;
  readonly numbers: Float64Array;
  readonly margins: Margins;
  readonly #plan: Plan;
  readonly #thread: number;
  readonly #kernels: Kernels;
  readonly #countShift: number;
  readonly #candidate: Candidate = noCandidate();
  readonly #decoded: Histogram;

  constructor({ memory, module, layout, plan, thread }: ThreadStart) {
    const { buffer } = memory;
    this.layout = layout;
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.floats = new Float32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.control = new Int32Array(buffer, layout.control, CONTROL_WORDS);
    this.numbers = new Float64Array(buffer, layout.numbers, NUMBER_WORDS);
    const { rows, outputs } = layout;
    this.margins = {
      rows,
      outputs,
      margins: new Float64Array(buffer, layout.margins, rows * outputs),
      targets: new Float64Array(buffer, layout.targets, rows),
      weights: layout.weighted ? new Float64Array(buffer, layout.weights, rows) : null,
    };
    this.#plan = plan;
    this.#thread = thread;
    this.#kernels = instantiateKernels(module, memory);
    this.#countShift = countShiftOf(layout.trainRows);
    const part = (index: number) => new Float64Array(buffer, layout.decoded + (thread * 3 + index) * 2048, 256);
    this.#decoded = { gradient: part(0), hessian: part(1), count: part(2) };
  }

  perform(kind: number, item: number): void {
    if (kind === KIND.bin) this.#bin(item);
    else if (kind === KIND.gradients) this.#gradients(item);
    else if (kind === KIND.quantise) this.#quantise(item);
    else if (kind === KIND.count) this.#count(item);
    else if (kind === KIND.split) this.#split(item);
    else if (kind === KIND.sides) this.#sides(item);
    else if (kind === KIND.scatter) this.#scatter(item);
    else if (kind === KIND.update) this.#update(item);
    else if (kind === KIND.route) this.#route(item);
    else if (kind === KIND.loss) this.#loss(item);
    else throw new Error(`there is no work of kind ${kind}`);
  }

  /** How many bins a column has, bin 0 for missing values aside. */
  binsOf(column: number): number {
    return this.words[(this.layout.bounds + column * BOUNDS_BYTES) >>> 2]!;
  }

  setBins(column: number, bins: number): void {
    this.words[(this.layout.bounds + column * BOUNDS_BYTES) >>> 2] = bins;
  }

  /** Upper bounds of a column's bins but the last. */
  boundsOf(column: number): Float32Array {
    const at = (this.layout.bounds + column * BOUNDS_BYTES + 16) >>> 2;
    return this.floats.subarray(at, at + Math.max(0, this.binsOf(column) - 1));
  }

  #bin(slot: number): void {
    const { layout, floats } = this;
    const column = this.control[WORD.columns + slot]!;
    const from = layout.pairs + slot * layout.rows * 4;
    const values = floats.subarray(from >>> 2, (from >>> 2) + layout.rows);
    const sampled = this.words.subarray(layout.sample >>> 2, (layout.sample >>> 2) + layout.sampleRows);
    const sample = new Float32Array(layout.sampleRows);
    let present = 0;
    for (const row of sampled) {
      const value = values[row]!;
      if (!Number.isNaN(value)) sample[present++] = value;
    }
    const bounds = boundsOf(sample.subarray(0, present).sort(), this.#plan.maxBins);
    this.setBins(column, bounds.length + 1);
    const at = (layout.bounds + column * BOUNDS_BYTES + 16) >>> 2;
    floats.fill(Infinity, at, at + 255);
    floats.set(bounds, at);
    this.#kernels.binNumbers(from, from + layout.rows * 4, at * 4, layout.bins + column, layout.stride);
  }

  #gradients(chunk: number): void {
    const { rows, trainRows, outputs, pairs, statistics } = this.layout;
    const from = chunk * CHUNK_ROWS;
    const at = (statistics >>> 3) + chunk * outputs * STATISTICS;
    gradients(
      this.#plan.objective,
      this.margins,
      from,
      Math.min(trainRows, from + CHUNK_ROWS),
      this.floats.subarray(pairs >>> 2, (pairs >>> 2) + rows * outputs * 2),
      this.doubles.subarray(at, at + outputs * STATISTICS),
    );
  }

  #quantise(chunk: number): void {
    const { rows, trainRows, pairs } = this.layout;
    const first = (pairs >>> 2) + this.control[WORD.output]! * rows * 2;
    const from = chunk * CHUNK_ROWS;
    const to = Math.min(trainRows, from + CHUNK_ROWS);
    quantise(this.floats, this.words, first + from * 2, first + to * 2, {
      gradient: this.numbers[NUMBER.gradientScale]!,
      hessian: this.numbers[NUMBER.hessianScale]!,
    });
  }

  #count(chunk: number): void {
    const { control, layout } = this;
    const serial = control[WORD.serial]!;
    let histogram: number;
    if (serial === 0) {
      histogram = layout.kept + control[WORD.slot]! * layout.histogramBytes;
      if (chunk === 0) this.#kernels.clear(histogram, layout.histogramBytes);
    } else {
      histogram = layout.own + this.#thread * layout.histogramBytes;
      if (control[WORD.touched + this.#thread] !== serial) {
        this.#kernels.clear(histogram, layout.histogramBytes);
        control[WORD.touched + this.#thread] = serial;
      }
    }
    const list = layout.lists[control[WORD.list]! as 0 | 1] + control[WORD.begin]! * 4;
    const pairs = layout.pairs + control[WORD.output]! * layout.rows * 8;
    const end = Math.min(control[WORD.count]!, (chunk + 1) * CHUNK_ROWS);
    for (let tile = chunk * CHUNK_ROWS; tile < end; tile += TILE_ROWS) {
      const to = Math.min(end, tile + TILE_ROWS);
      for (let block = 0; block < layout.blocks; block++) {
        this.#kernels.addRows(
          list + tile * 4,
          list + to * 4,
          layout.bins + block * BLOCK,
          layout.stride,
          pairs,
          histogram + block * BLOCK * HISTOGRAM_BYTES,
          this.#countShift,
        );
      }
    }
  }

  #split(block: number): void {
    const { control, layout, bytes } = this;
    const size = BLOCK * HISTOGRAM_BYTES;
    const counted = layout.kept + control[WORD.slot]! * layout.histogramBytes + block * size;
    const serial = control[WORD.serial]!;
    if (serial !== 0) {
      let first = true;
      for (let thread = 0; thread < layout.threads; thread++) {
        if (control[WORD.touched + thread] !== serial) continue;
        const own = layout.own + thread * layout.histogramBytes + block * size;
        if (first) this.#kernels.copy(counted, own, size);
        else this.#kernels.add(counted, own, size);
        first = false;
      }
    }
    const parentSlot = control[WORD.parentSlot]!;
    const other = layout.kept + parentSlot * layout.histogramBytes + block * size;
    if (parentSlot >= 0) this.#kernels.subtract(other, counted, size);
    const columns = Math.min(BLOCK, layout.columns - block * BLOCK);
    for (let index = 0; index < columns; index++) {
      const column = block * BLOCK + index;
      if (bytes[layout.used + column] === 0) continue;
      const offset = index * HISTOGRAM_BYTES;
      if (control[WORD.splitCounted] === 1) this.#best(column, counted + offset, NUMBER.counted, 0);
      if (control[WORD.splitOther] === 1) this.#best(column, other + offset, NUMBER.other, 1);
    }
  }

  /** The best split of one child by one column, to where the candidates are. */
  #best(column: number, histogram: number, sums: number, child: 0 | 1): void {
    const { layout, numbers, doubles } = this;
    const bins = this.binsOf(column);
    this.#kernels.decode(histogram, bins + 1, layout.decoded + this.#thread * 3 * 2048, this.#countShift);
    const node = {
      gradient: numbers[sums]!,
      hessian: numbers[sums + 1]!,
      count: numbers[sums + 2]!,
      lower: numbers[sums + 3]!,
      upper: numbers[sums + 4]!,
    };
    const plan = this.#plan;
    const unit = numbers[NUMBER.hessianScale]!;
    const rules = {
      l2: plan.l2 * unit,
      minRows: plan.minRows,
      minChildWeight: plan.minChildWeight * unit,
      categorySmoothing: plan.categorySmoothing * unit,
      categoryL2: plan.categoryL2 * unit,
      maxCategories: plan.maxCategories,
      minCategoryRows: plan.minCategoryRows,
    };
    const { kind, monotone } = plan.columns[column]!;
    if (kind === 'category') splitCategories(this.#decoded, bins, node, rules, this.#candidate);
    else splitNumbers(this.#decoded, bins, node, rules, monotone, this.control[WORD.bounded] === 1, this.#candidate);
    writeCandidate(
      this.#candidate,
      doubles,
      this.words,
      (layout.candidates + (column * 2 + child) * CANDIDATE_BYTES) >>> 3,
    );
  }

  #sides(chunk: number): void {
    const { control, layout } = this;
    const list = layout.lists[control[WORD.list]! as 0 | 1] + control[WORD.begin]! * 4;
    const from = chunk * CHUNK_ROWS;
    const to = Math.min(control[WORD.count]!, from + CHUNK_ROWS);
    this.words[(layout.counts >>> 2) + chunk] = this.#kernels.sides(
      list + from * 4,
      list + to * 4,
      layout.bins + control[WORD.column]!,
      layout.stride,
      layout.tables + control[WORD.node]! * 256,
      layout.sides + from,
    );
  }

  #scatter(chunk: number): void {
    const { control, layout } = this;
    const list = control[WORD.list]! as 0 | 1;
    const begin = control[WORD.begin]!;
    const from = chunk * CHUNK_ROWS;
    const to = Math.min(control[WORD.count]!, from + CHUNK_ROWS);
    const chunks = Math.ceil(control[WORD.count]! / CHUNK_ROWS);
    let [before, all] = [0, 0];
    for (let c = 0; c < chunks; c++) {
      const left = this.words[(layout.counts >>> 2) + c]!;
      if (c < chunk) before += left;
      all += left;
    }
    const out = layout.lists[list === 0 ? 1 : 0] + begin * 4;
    this.#kernels.scatter(
      layout.lists[list] + (begin + from) * 4,
      layout.lists[list] + (begin + to) * 4,
      layout.sides + from,
      out + before * 4,
      out + (all + from - before) * 4,
    );
  }

  #update(leaf: number): void {
    const { layout, words } = this;
    const at = (layout.leaves >>> 2) + leaf * 4;
    const first = (layout.lists[words[at]! as 0 | 1] >>> 2) + words[at + 1]!;
    const value = this.doubles[(layout.leafValues >>> 3) + leaf]!;
    const { margins } = this.margins;
    const output = this.control[WORD.output]! * layout.rows;
    for (let i = first; i < first + words[at + 2]!; i++) margins[output + words[i]!]! += value;
  }

  #route(chunk: number): void {
    const { layout, words, bytes } = this;
    const from = this.control[WORD.begin]! + chunk * CHUNK_ROWS;
    const to = Math.min(this.control[WORD.begin]! + this.control[WORD.count]!, from + CHUNK_ROWS);
    const { margins } = this.margins;
    const output = this.control[WORD.output]! * layout.rows;
    const nodes = layout.nodes >>> 2;
    for (let row = from; row < to; row++) {
      const bins = layout.bins + row * layout.stride;
      let node = 0;
      // A leaf is the complement of its number.
      while (node >= 0) {
        const left = bytes[layout.tables + node * 256 + bytes[bins + words[nodes + node * 4]!]!]!;
        node = words[nodes + node * 4 + 2 - left]!;
      }
      margins[output + row]! += this.doubles[(layout.leafValues >>> 3) + ~node]!;
    }
  }

  #loss(chunk: number): void {
    const { layout } = this;
    const from = layout.trainRows + chunk * CHUNK_ROWS;
    const to = Math.min(layout.rows, from + CHUNK_ROWS);
    this.doubles[(layout.statistics >>> 3) + chunk] = lossOf(this.#plan.objective, this.margins, from, to);
  }
}
