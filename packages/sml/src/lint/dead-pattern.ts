/** Decides whether a regular expression can match at all, as far as that shows in its structure. In doubt it can. */
import { concat, type RegexNode, widthOf } from '../regex/ast.ts';
import { setHas, smallMembers } from '../regex/char-set.ts';

/** The case that all letters of the text are in. */
export type LetterCase = 'lower' | 'upper' | 'any';

/** What a match must have taken before a node, and must still take after it. */
interface Surroundings {
  readonly before: number;
  readonly after: number;
  /** Something after the node can be a newline, so `$` may stand before it. */
  readonly newlineAfter: boolean;
  readonly letters: LetterCase;
}

const NO_GROUPS = new Map<number, never>();
const NEWLINE = 10;
/** Sets with more members than this are not looked through for a letter of the right case. */
const SMALL_SET = 64;

/** Why a pattern cannot match, or null where it may. */
export function whyDead(node: RegexNode, letters: LetterCase): string | null {
  return dead(node, { before: 0, after: 0, newlineAfter: false, letters });
}

/** The top-level alternatives of a pattern. */
export const alternatives = (node: RegexNode): readonly RegexNode[] =>
  node.kind === 'alternate' ? node.items : [node];

function dead(node: RegexNode, around: Surroundings): string | null {
  switch (node.kind) {
    case 'set': {
      const members = around.letters === 'any' ? null : smallMembers(node.set, SMALL_SET);
      const wrong =
        members !== null && members.length > 0 && members.every((code) => isWrongCase(code, around.letters));
      return wrong
        ? `the text is in ${around.letters} case, and the pattern requires \`${String.fromCodePoint(members[0] ?? 0)}\``
        : null;
    }
    case 'concat':
      return firstOf(node.items, (item, index) => {
        const rest = node.items.slice(index + 1);
        return dead(item, {
          ...around,
          before: around.before + widthOf(concat(node.items.slice(0, index)), NO_GROUPS).min,
          after: around.after + widthOf(concat(rest), NO_GROUPS).min,
          newlineAfter: around.newlineAfter || rest.some(mayTakeNewline),
        });
      });
    case 'alternate': {
      const reasons = node.items.map((item) => dead(item, around));
      return reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
    }
    case 'repeat':
      return node.min === 0 ? null : dead(node.item, around);
    case 'group':
    case 'atomic':
      return dead(node.item, around);
    case 'assert':
      if (node.at === 'text-start' && around.before > 0)
        return 'the beginning of the text is required after something else';
      if (node.at === 'text-end' && around.after > 0) return END;
      if (node.at === 'text-end-newline' && (around.after > 1 || (around.after === 1 && !around.newlineAfter)))
        return END;
      return null;
    default:
      return null;
  }
}

const END = 'the end of the text is required before something else';

function firstOf(items: readonly RegexNode[], test: (item: RegexNode, index: number) => string | null): string | null {
  for (const [index, item] of items.entries()) {
    const reason = test(item, index);
    if (reason !== null) return reason;
  }
  return null;
}

function mayTakeNewline(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
      return setHas(node.set, NEWLINE);
    case 'concat':
    case 'alternate':
      return node.items.some(mayTakeNewline);
    case 'repeat':
    case 'group':
    case 'atomic':
      return mayTakeNewline(node.item);
    case 'empty':
    case 'assert':
    case 'look':
      return false;
    case 'backreference':
    case 'conditional':
      return true;
  }
}

/** Only letters whose other case is a single character: the rest may survive a change of case. */
function isWrongCase(code: number, letters: LetterCase): boolean {
  const letter = String.fromCodePoint(code);
  const folded = letters === 'lower' ? letter.toLowerCase() : letter.toUpperCase();
  return folded !== letter && folded.length === letter.length;
}
