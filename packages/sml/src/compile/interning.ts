/**
 * Texts that are compared with many constants are looked up once per event in a table of those constants; each comparison is
 * then one of small numbers, not of texts.
 */
import { constantOf, type Node } from './ir.ts';
import type { Plan } from './plan.ts';

export interface Interned {
  /** Number of the variable that holds the constant's code, undefined for any other text. */
  readonly variable: number;
  readonly codes: ReadonlyMap<string, number>;
}

/** With fewer constants, the look-up costs more than it saves. */
const MIN_CONSTANTS = 4;
/** Constant lists up to this length are compared item by item, longer ones through a set. */
export const SHORT_LIST = 4;

/** The nodes to look up. Their codes' variables are numbered from `firstVariable`. */
export function planInterning(plan: Plan, firstVariable: number): ReadonlyMap<Node, Interned> {
  const constants = new Map<Node, Map<string, number>>();
  const note = (node: Node | undefined, value: unknown): void => {
    if (typeof value !== 'string' || node === undefined || plan.placement(node) !== 'variable') return;
    let codes = constants.get(node);
    if (codes === undefined) {
      codes = new Map();
      constants.set(node, codes);
    }
    if (!codes.has(value)) codes.set(value, codes.size);
  };
  for (const { operation, inputs } of plan.nodes) {
    const [left, right] = inputs;
    if (left === undefined || right === undefined) continue;
    if (operation.op === 'equal') {
      note(left, constantOf(right));
      note(right, constantOf(left));
    } else if (operation.op === 'in') {
      const list = constantOf(right);
      if (Array.isArray(list) && list.length <= SHORT_LIST && list.every((item) => typeof item === 'string')) {
        for (const item of list) note(left, item);
      }
    }
  }
  const interned = new Map<Node, Interned>();
  for (const [node, codes] of constants) {
    if (codes.size >= MIN_CONSTANTS) interned.set(node, { variable: firstVariable + interned.size, codes });
  }
  return interned;
}
