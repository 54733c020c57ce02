/**
 * What each column contributes to a row's margin: Shapley values of the path-dependent game of TreeSHAP (Lundberg et al. 2018), in
 * which a row goes down both branches where the column is not known, by the weights of their training rows.
 *
 * A leaf is a player's game of its own: with the columns S known it pays its value times `one[j]` of the columns on its path that are
 * in S and `zero[j]` of those that are not. The Shapley weights are integrals, s!(m-s-1)!/m! = ∫ tˢ(1-t)^(m-1-s) dt, so that the
 * contribution of column i is value · (one[i] - zero[i]) · ∫ ∏_{j≠i} (zero[j]·(1-t) + one[j]·t) dt: a polynomial, whose integral Gauss
 * and Legendre's rule gives exactly. All factors are positive, so nothing cancels, and what the leaves under an edge have in common is
 * summed up on the way back (as in Linear TreeSHAP, Yu et al. 2022): edges times half the depth for a tree.
 */
import { gaussLegendre, type Quadrature } from './quadrature.ts';
import { COLUMN_MASK, NODE_WORDS, type TreeModel, treesOf } from './trees.ts';
import { goesLeft } from './walk.ts';

/** Attributes rows by a model. Sums up the weights of its nodes once: keep it as long as the model. */
export class Attributor {
  readonly model: TreeModel;
  /** Margins where nothing is known of a row; with the contributions they add up to the row's. */
  readonly expected: Float64Array;
  readonly #thresholds: Float32Array;
  /** The weight of the training rows at each inner node. */
  readonly #covers: Float64Array;
  readonly #rule: Quadrature;
  /** For each edge of the path: its column's shares of rows if that is not known and if it is, and the factor at each point. */
  readonly #zero: Float64Array;
  readonly #one: Float64Array;
  readonly #factors: Float64Array;
  /** For each node of the path: the product of its columns' factors, and the sum of that of the leaves below times their values. */
  readonly #products: Float64Array;
  readonly #sums: Float64Array;
  /** The last edge of the path by each column, or -1. */
  readonly #lastEdge: Int32Array;

  constructor(model: TreeModel) {
    this.model = model;
    this.#thresholds = new Float32Array(model.nodes.buffer, model.nodes.byteOffset, model.nodes.length);
    this.#covers = new Float64Array(model.nodes.length / NODE_WORDS);
    this.expected = Float64Array.from(model.start);
    let deepest = 1;
    for (let tree = 0; tree < treesOf(model); tree++) {
      const { cover, sum, depth } = this.#measure(tree, this.#rootOf(tree));
      this.expected[tree % model.outputs]! += sum / cover;
      deepest = Math.max(deepest, depth);
    }
    this.#rule = gaussLegendre(Math.ceil(deepest / 2));
    const points = this.#rule.points.length;
    this.#zero = new Float64Array(deepest + 1);
    this.#one = new Float64Array(deepest + 1);
    this.#factors = new Float64Array((deepest + 1) * points);
    this.#products = new Float64Array((deepest + 1) * points);
    this.#sums = new Float64Array((deepest + 1) * points);
    this.#lastEdge = new Int32Array(model.inputs.length).fill(-1);
  }

  /**
   * Contributions of a row of inputs to the margin of one output: one for each column, added to what `into` has. With `expected` of
   * that output they sum up to the margin, but for rounding.
   */
  contributions(inputs: Float32Array, output = 0, at = 0, into?: Float64Array): Float64Array {
    const contributions = into ?? new Float64Array(this.model.inputs.length);
    for (let tree = output; tree < treesOf(this.model); tree += this.model.outputs) {
      if (this.#rootOf(tree) < 0) continue;
      this.#products.fill(1, 0, this.#rule.points.length);
      this.#walk(tree, 0, 0, inputs, at, contributions);
    }
    return contributions;
  }

  #rootOf(tree: number): number {
    return this.model.roots[tree]! === this.model.roots[tree + 1]! ? -1 : 0;
  }

  #measure(tree: number, node: number): { readonly cover: number; readonly sum: number; readonly depth: number } {
    const { roots, nodes, values } = this.model;
    if (node < 0) {
      const cover = this.#coverOf(tree, node);
      return { cover, sum: cover * values[roots[tree]! + tree + ~node]!, depth: 0 };
    }
    const word = (roots[tree]! + node) * NODE_WORDS;
    const left = this.#measure(tree, nodes[word + 2]!);
    const right = this.#measure(tree, nodes[word + 3]!);
    const cover = left.cover + right.cover;
    this.#covers[roots[tree]! + node] = cover;
    return { cover, sum: left.sum + right.sum, depth: 1 + Math.max(left.depth, right.depth) };
  }

  #coverOf(tree: number, node: number): number {
    const root = this.model.roots[tree]!;
    return node < 0 ? this.model.covers[root + tree + ~node]! : this.#covers[root + node]!;
  }

  /** Leaves at `depth` of `#sums` the sum over the leaves under a node. */
  #walk(tree: number, node: number, depth: number, inputs: Float32Array, at: number, into: Float64Array): void {
    const { roots, nodes, sets, values } = this.model;
    const { points, weights } = this.#rule;
    const root = roots[tree]!;
    const here = depth * points.length;
    if (node < 0) {
      const value = values[root + tree + ~node]!;
      for (let q = 0; q < points.length; q++) this.#sums[here + q] = this.#products[here + q]! * value;
      return;
    }
    this.#sums.fill(0, here, here + points.length);
    const word = (root + node) * NODE_WORDS;
    const column = nodes[word]! & COLUMN_MASK;
    const known = goesLeft(nodes, this.#thresholds, sets, word, inputs, at) ? 2 : 3;
    const before = this.#lastEdge[column]!;
    const below = here + points.length;
    for (let side = 2; side <= 3; side++) {
      const child = nodes[word + side]!;
      // A column that the path has had already counts once, by the product of its edges' shares.
      const zero = (this.#coverOf(tree, child) / this.#covers[root + node]!) * (before < 0 ? 1 : this.#zero[before]!);
      const one = side === known ? (before < 0 ? 1 : this.#one[before]!) : 0;
      this.#zero[depth] = zero;
      this.#one[depth] = one;
      for (let q = 0; q < points.length; q++) {
        const factor = zero * (1 - points[q]!) + one * points[q]!;
        this.#factors[here + q] = factor;
        const old = before < 0 ? 1 : this.#factors[before * points.length + q]!;
        this.#products[below + q] = (this.#products[here + q]! / old) * factor;
      }
      this.#lastEdge[column] = depth;
      this.#walk(tree, child, depth + 1, inputs, at, into);
      let contribution = 0;
      for (let q = 0; q < points.length; q++) {
        const sum = this.#sums[below + q]!;
        let share = (one - zero) / this.#factors[here + q]!;
        // What the column's earlier edge counts for these leaves is replaced by this one's.
        if (before >= 0)
          share -= (this.#one[before]! - this.#zero[before]!) / this.#factors[before * points.length + q]!;
        contribution += weights[q]! * sum * share;
        this.#sums[here + q]! += sum;
      }
      into[column]! += contribution;
    }
    this.#lastEdge[column] = before;
  }
}
