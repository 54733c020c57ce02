/**
 * Rewrites that keep the answer to "does it match somewhere?" and nothing else of a pattern: what may be left out at its two
 * ends is left out. `\d+` becomes `\d`, and `.{0,500}x` becomes `x`. Only for patterns without back-references.
 */
import { EMPTY, type RegexNode } from './ast.ts';

/** The shortest pattern found that matches in the same texts. */
export function simplifyForSearch(node: RegexNode): RegexNode {
  return trim(trim(node, 'start'), 'end');
}

type End = 'start' | 'end';

function trim(node: RegexNode, end: End): RegexNode {
  switch (node.kind) {
    case 'repeat':
      return trimRepeat(node, end);
    case 'group':
      return trim(node.item, end);
    case 'alternate':
      return { kind: 'alternate', items: node.items.map((item) => trim(item, end)) };
    case 'concat':
      return trimConcat(node.items, end);
    default:
      return node;
  }
}

/** X{m,n} matches somewhere next to the pattern's end exactly where X{m} does. */
function trimRepeat(node: Extract<RegexNode, { kind: 'repeat' }>, end: End): RegexNode {
  if (node.mode === 'possessive') return node;
  if (node.min === 0) return EMPTY;
  if (node.min === 1) return trim(node.item, end);
  return { ...node, max: node.min };
}

function trimConcat(given: readonly RegexNode[], end: End): RegexNode {
  const items = [...given];
  for (;;) {
    const at = end === 'start' ? 0 : items.length - 1;
    const outer = items[at];
    if (outer === undefined) return EMPTY;
    const trimmed = trim(outer, end);
    items[at] = trimmed;
    if (trimmed.kind !== 'empty') break;
    items.splice(at, 1);
  }
  return { kind: 'concat', items };
}
