/** The syntax tree of a regular expression. Flags are already applied: a node means the same wherever it stands. */
import type { CharSet } from './char-set.ts';

export type RegexNode =
  | { readonly kind: 'empty' }
  /** One code point of a set. */
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'concat'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'alternate'; readonly items: readonly RegexNode[] }
  | Repeat
  | { readonly kind: 'group'; readonly index: number; readonly item: RegexNode }
  | { readonly kind: 'assert'; readonly at: Anchor }
  | { readonly kind: 'look'; readonly behind: boolean; readonly negate: boolean; readonly item: RegexNode }
  | { readonly kind: 'atomic'; readonly item: RegexNode }
  | { readonly kind: 'backreference'; readonly group: number; readonly fold: Fold }
  | { readonly kind: 'conditional'; readonly group: number; readonly yes: RegexNode; readonly no: RegexNode };

export interface Repeat {
  readonly kind: 'repeat';
  readonly item: RegexNode;
  readonly min: number;
  /** Infinity where there is no upper bound. */
  readonly max: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

/** Places: `text-end-newline` is `$` without the multi-line flag. `word` is `\b`, by ASCII letters in the ascii forms. */
export type Anchor =
  | 'text-start'
  | 'line-start'
  | 'text-end'
  | 'text-end-newline'
  | 'line-end'
  | 'word'
  | 'not-word'
  | 'ascii-word'
  | 'ascii-not-word';

/** How case is ignored: not at all, by simple Unicode lower case, or for ASCII letters only. */
export type Fold = 'none' | 'unicode' | 'ascii';

export const EMPTY: RegexNode = { kind: 'empty' };

/** A sequence, flattened where it can be. */
export function concat(items: readonly RegexNode[]): RegexNode {
  const [first, ...rest] = items;
  if (first === undefined) return EMPTY;
  return rest.length === 0 ? first : { kind: 'concat', items };
}

/** Least and greatest number of code points that a node consumes; `groups` holds the widths of groups by index. */
export function widthOf(node: RegexNode, groups: ReadonlyMap<number, Width>): Width {
  switch (node.kind) {
    case 'set':
      return { min: 1, max: 1 };
    case 'empty':
    case 'assert':
    case 'look':
      return { min: 0, max: 0 };
    case 'concat':
      return node.items.map((item) => widthOf(item, groups)).reduce(add, { min: 0, max: 0 });
    case 'alternate':
      return node.items.map((item) => widthOf(item, groups)).reduce(either);
    case 'repeat': {
      const { min, max } = widthOf(node.item, groups);
      return { min: min * node.min, max: max === 0 ? 0 : max * node.max };
    }
    case 'group':
      // Groups inside groups are measured once.
      return groups.get(node.index) ?? widthOf(node.item, groups);
    case 'atomic':
      return widthOf(node.item, groups);
    case 'backreference':
      return groups.get(node.group) ?? { min: 0, max: 0 };
    case 'conditional':
      return either(widthOf(node.yes, groups), widthOf(node.no, groups));
  }
}

export interface Width {
  readonly min: number;
  readonly max: number;
}

const add = (a: Width, b: Width): Width => ({ min: a.min + b.min, max: a.max + b.max });
const either = (a: Width, b: Width): Width => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) });
