/**
 * Prefilters: calls that can only be true where a literal occurs in their text (`BoundCall.requiredLiterals`) share one scan of
 * that text, and most of them are then not made.
 */
import type { Node } from './ir.ts';
import { LiteralScanner } from './literal-scanner.ts';
import type { Plan } from './plan.ts';

export interface Prefilter {
  readonly text: Node;
  readonly scanner: LiteralScanner;
}

/** Where a call's answer is in the scan. */
export interface PrefilterBit {
  readonly prefilter: Prefilter;
  readonly word: number;
  readonly mask: number;
}

export function planPrefilters(plan: Plan): ReadonlyMap<Node, PrefilterBit> {
  const calls = new Map<Node, Node[]>();
  for (const node of plan.nodes) {
    const { operation, inputs } = node;
    const [text] = inputs;
    if (operation.op !== 'call' || operation.checked.bound.requiredLiterals === undefined) continue;
    if (node.kind !== 'bool' || node.observable !== (node.own === 'reported') || text === undefined) continue;
    if (text.kind !== 'str' || text.nullable || plan.placement(text) === 'inline') continue;
    const list = calls.get(text);
    if (list === undefined) calls.set(text, [node]);
    else list.push(node);
  }
  const bits = new Map<Node, PrefilterBit>();
  for (const [text, nodes] of calls) {
    // One call alone reads the text as fast as the scan would.
    if (nodes.length < 2) continue;
    const scanner = LiteralScanner.create(nodes.map(literalsOf));
    if (scanner === null) continue;
    const prefilter: Prefilter = { text, scanner };
    nodes.forEach((node, index) => {
      bits.set(node, { prefilter, word: index >> 5, mask: 1 << (index & 31) });
    });
  }
  return bits;
}

function literalsOf({ operation }: Node): readonly string[] {
  return operation.op === 'call' ? (operation.checked.bound.requiredLiterals ?? []) : [];
}
