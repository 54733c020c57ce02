/** A pattern that matches wherever another does, and that an automaton can decide: a quick "no" for the backtracking engine. */
import { EMPTY, type RegexNode } from './ast.ts';
import { dotSet } from './char-set.ts';

const ANYTHING: RegexNode = {
  kind: 'repeat',
  item: { kind: 'set', set: dotSet(true) },
  min: 0,
  max: Number.POSITIVE_INFINITY,
  mode: 'greedy',
};

/** The pattern with look-around left out, and with back-references and conditions standing for anything they could match. */
export function relax(node: RegexNode): RegexNode {
  switch (node.kind) {
    case 'look':
      return EMPTY;
    case 'backreference':
      return ANYTHING;
    case 'atomic':
      return relax(node.item);
    case 'group':
      return { ...node, item: relax(node.item) };
    case 'repeat':
      return { ...node, item: relax(node.item), mode: 'greedy' };
    case 'concat':
    case 'alternate':
      return { ...node, items: node.items.map(relax) };
    case 'conditional':
      return { kind: 'alternate', items: [relax(node.yes), relax(node.no)] };
    default:
      return node;
  }
}
