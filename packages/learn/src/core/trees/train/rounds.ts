/** The rounds of boosting, over what `load` brought in. */
import { bitsOf, shuffled } from '../../random/counter.ts';
import { Grower } from '../grow/grower.ts';
import { CHUNK_ROWS } from '../limits.ts';
import type { GrownTree, ModelBuilder } from '../model/builder.ts';
import { STATISTICS } from '../objective.ts';
import type { CheckedOptions } from '../options.ts';
import { type Scales, scalesOf } from '../quantise.ts';
import type { Crew } from '../team/crew.ts';
import { KIND, type Plan, WORD } from '../team/plan.ts';

const EMPTY: GrownTree = { splits: [], left: [], right: [], values: [0], covers: [0] };

export class Rounds {
  readonly #crew: Crew;
  readonly #options: CheckedOptions;
  readonly #grower: Grower;
  readonly #builder: ModelBuilder;

  constructor(crew: Crew, plan: Plan, options: CheckedOptions, builder: ModelBuilder) {
    this.#crew = crew;
    this.#options = options;
    this.#grower = new Grower(crew, plan, options);
    this.#builder = builder;
  }

  /** Grow the trees of a round. False where no output has anything to split and no later round can have. */
  next(round: number): boolean {
    const { layout } = this.#crew.work;
    const { columnFraction, rowFraction, seed } = this.#options;
    this.#crew.run(KIND.gradients, this.#chunks(layout.trainRows));
    const rows = this.#drawRows(round);
    const trees: GrownTree[] = [];
    for (let output = 0; output < layout.outputs; output++) {
      this.#drawColumns(bitsOf(seed, round * layout.outputs + output));
      const scales = this.#quantise(output);
      const tree = rows === 0 ? null : this.#grower.grow(output, rows, scales);
      if (tree !== null) this.#apply(output);
      trees.push(tree ?? { ...EMPTY, covers: [this.#weight()] });
    }
    const grown = trees.some(({ splits }) => splits.length > 0);
    if (grown) for (const tree of trees) this.#builder.add(tree);
    return grown || columnFraction < 1 || rowFraction < 1;
  }

  /** The mean loss of the validation rows. */
  loss(): number {
    const { layout, doubles, margins } = this.#crew.work;
    const chunks = this.#chunks(layout.rows - layout.trainRows);
    this.#crew.run(KIND.loss, chunks);
    let [sum, weight] = [0, 0];
    for (let chunk = 0; chunk < chunks; chunk++) sum += doubles[(layout.statistics >>> 3) + chunk]!;
    for (let row = layout.trainRows; row < layout.rows; row++) weight += margins.weights?.[row] ?? 1;
    return sum / weight;
  }

  #chunks(rows: number): number {
    return Math.ceil(rows / CHUNK_ROWS);
  }

  #weight(): number {
    const { layout, margins } = this.#crew.work;
    if (margins.weights === null) return layout.trainRows;
    let sum = 0;
    for (let row = 0; row < layout.trainRows; row++) sum += margins.weights[row]!;
    return sum;
  }

  /** The rows of a round into list 0, in their order; how many there are. */
  #drawRows(round: number): number {
    const { words, layout } = this.#crew.work;
    const { rowFraction, seed } = this.#options;
    const at = layout.lists[0] >>> 2;
    const most = rowFraction * 2 ** 32;
    const drawn = bitsOf(seed ^ 0x5bd1e995, round);
    let length = 0;
    for (let row = 0; row < layout.trainRows; row++) {
      if (rowFraction === 1 || bitsOf(drawn, row) < most) words[at + length++] = row;
    }
    return length;
  }

  #drawColumns(seed: number): void {
    const { bytes, layout } = this.#crew.work;
    const used = Math.max(1, Math.round(layout.columns * this.#options.columnFraction));
    if (used === layout.columns) {
      bytes.fill(1, layout.used, layout.used + layout.columns);
      return;
    }
    bytes.fill(0, layout.used, layout.used + layout.columns);
    for (const column of shuffled(layout.columns, seed).subarray(0, used)) bytes[layout.used + column] = 1;
  }

  /** The gradients of an output as whole numbers. */
  #quantise(output: number): Scales {
    const { layout, doubles, control, numbers } = this.#crew.work;
    const sums = [0, 0, 0, 0];
    const chunks = this.#chunks(layout.trainRows);
    for (let chunk = 0; chunk < chunks; chunk++) {
      const at = (layout.statistics >>> 3) + (chunk * layout.outputs + output) * STATISTICS;
      sums[0]! += doubles[at]!;
      sums[1] = Math.max(sums[1]!, doubles[at + 1]!);
      sums[2]! += doubles[at + 2]!;
      sums[3] = Math.max(sums[3]!, doubles[at + 3]!);
    }
    const scales = scalesOf(layout.trainRows, sums[0]!, sums[1]!, sums[2]!, sums[3]!);
    control[WORD.output] = output;
    numbers.set([scales.gradient, scales.hessian]);
    this.#crew.run(KIND.quantise, chunks);
    return scales;
  }

  /** Add the grown tree to the margins of all rows. */
  #apply(output: number): void {
    const { layout, control } = this.#crew.work;
    control[WORD.output] = output;
    const sampled = this.#options.rowFraction < 1;
    if (!sampled) this.#crew.run(KIND.update, this.#grower.leaves);
    const from = sampled ? 0 : layout.trainRows;
    control[WORD.begin] = from;
    control[WORD.count] = layout.rows - from;
    this.#crew.run(KIND.route, this.#chunks(layout.rows - from));
  }
}
