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

interface Measure {
  readonly cover: number;
  /** Values times covers. */
  readonly sum: number;
  readonly depth: number;
  readonly columns: number;
}

/** Attributes rows by a model. Sums up the weights of its nodes once: keep it as long as the model. */
export class TreeAttributor {
  readonly model: TreeModel;
  /** Margins where nothing is known of a row; with the contributions they add up to the row's. */
  readonly expected: Float64Array;
  readonly #thresholds: Float32Array;
  /** The weight of the training rows at each inner node. */
  readonly #covers: Float64Array;
  /** By the number of points. */
  readonly #rules: readonly Quadrature[];
  /** Points that each tree needs: half as many as columns on the longest of its paths. */
  readonly #pointsOf: Uint8Array;
  /** For each edge of the path: its column's shares of rows if that is not known and if it is, the factor at each point, and 1 over it. */
  readonly #zero: Float64Array;
  readonly #one: Float64Array;
  readonly #factors: Float64Array;
  readonly #inverse: Float64Array;
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
    this.#pointsOf = new Uint8Array(treesOf(model));
    const onPath = new Uint8Array(model.inputs.length);
    let deepest = 1;
    for (let tree = 0; tree < treesOf(model); tree++) {
      const { cover, sum, depth, columns } = this.#measure(tree, this.#rootOf(tree), onPath);
      this.expected[tree % model.outputs]! += sum / cover;
      this.#pointsOf[tree] = Math.max(1, Math.ceil(columns / 2));
      deepest = Math.max(deepest, depth);
    }
    const most = this.#pointsOf.reduce((points, one) => Math.max(points, one), 1);
    this.#rules = Array.from({ length: most + 1 }, (_, points) => gaussLegendre(points));
    this.#zero = new Float64Array(deepest + 1);
    this.#one = new Float64Array(deepest + 1);
    this.#factors = new Float64Array((deepest + 1) * most);
    this.#inverse = new Float64Array((deepest + 1) * most);
    this.#products = new Float64Array((deepest + 1) * most);
    this.#sums = new Float64Array((deepest + 1) * most);
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
      const rule = this.#rules[this.#pointsOf[tree]!]!;
      this.#products.fill(1, 0, rule.points.length);
      this.#walk(rule, tree, 0, 0, inputs, at, contributions);
    }
    return contributions;
  }

  #rootOf(tree: number): number {
    return this.model.roots[tree]! === this.model.roots[tree + 1]! ? -1 : 0;
  }

  /** What is below a node; `columns` counts those on the longest path from the root, `onPath` how often each is on the one to here. */
  #measure(tree: number, node: number, onPath: Uint8Array): Measure {
    const { roots, nodes, values } = this.model;
    if (node < 0) {
      const cover = this.#coverOf(tree, node);
      const columns = onPath.reduce((sum, edges) => sum + (edges > 0 ? 1 : 0), 0);
      return { cover, sum: cover * values[roots[tree]! + tree + ~node]!, depth: 0, columns };
    }
    const word = (roots[tree]! + node) * NODE_WORDS;
    const column = nodes[word]! & COLUMN_MASK;
    onPath[column]!++;
    const left = this.#measure(tree, nodes[word + 2]!, onPath);
    const right = this.#measure(tree, nodes[word + 3]!, onPath);
    onPath[column]!--;
    const cover = left.cover + right.cover;
    this.#covers[roots[tree]! + node] = cover;
    return {
      cover,
      sum: left.sum + right.sum,
      depth: 1 + Math.max(left.depth, right.depth),
      columns: Math.max(left.columns, right.columns),
    };
  }

  #coverOf(tree: number, node: number): number {
    const root = this.model.roots[tree]!;
    return node < 0 ? this.model.covers[root + tree + ~node]! : this.#covers[root + node]!;
  }

  /** Leaves at `depth` of `#sums` the sum over the leaves under a node. */
  #walk(
    rule: Quadrature,
    tree: number,
    node: number,
    depth: number,
    inputs: Float32Array,
    at: number,
    into: Float64Array,
  ): void {
    const { roots, nodes, sets, values } = this.model;
    const { points, weights } = rule;
    const factors = this.#factors;
    const inverse = this.#inverse;
    const products = this.#products;
    const sums = this.#sums;
    const count = points.length;
    const root = roots[tree]!;
    const here = depth * count;
    if (node < 0) {
      const value = values[root + tree + ~node]!;
      for (let q = 0; q < count; q++) sums[here + q] = products[here + q]! * value;
      return;
    }
    sums.fill(0, here, here + count);
    const word = (root + node) * NODE_WORDS;
    const column = nodes[word]! & COLUMN_MASK;
    const known = goesLeft(nodes, this.#thresholds, sets, word, inputs, at) ? 2 : 3;
    const before = this.#lastEdge[column]!;
    const earlier = before * count;
    const zeroBefore = before < 0 ? 1 : this.#zero[before]!;
    const oneBefore = before < 0 ? 1 : this.#one[before]!;
    const below = here + count;
    this.#lastEdge[column] = depth;
    for (let side = 2; side <= 3; side++) {
      const child = nodes[word + side]!;
      // A column that the path has had already counts once, by the product of its edges' shares.
      const zero = (this.#coverOf(tree, child) / this.#covers[root + node]!) * zeroBefore;
      const one = side === known ? oneBefore : 0;
      this.#zero[depth] = zero;
      this.#one[depth] = one;
      for (let q = 0; q < count; q++) {
        const factor = zero + (one - zero) * points[q]!;
        factors[here + q] = factor;
        inverse[here + q] = 1 / factor;
        const others = before < 0 ? products[here + q]! : products[here + q]! * inverse[earlier + q]!;
        products[below + q] = others * factor;
      }
      this.#walk(rule, tree, child, depth + 1, inputs, at, into);
      let contribution = 0;
      for (let q = 0; q < count; q++) {
        const sum = sums[below + q]!;
        let share = (one - zero) * inverse[here + q]!;
        // What the column's earlier edge counts for these leaves is replaced by this one's.
        if (before >= 0) share -= (oneBefore - zeroBefore) * inverse[earlier + q]!;
        contribution += weights[q]! * sum * share;
        sums[here + q]! += sum;
      }
      into[column]! += contribution;
    }
    this.#lastEdge[column] = before;
  }
}
