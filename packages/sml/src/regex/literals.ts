/** Literals that a pattern cannot match without: a filter that is tried on the text before the pattern is. */

import { foldText } from '../text/fold.ts';
import type { RegexNode } from './ast.ts';
import { smallMembers } from './char-set.ts';
import { MAX_CROSS_PRODUCT, MAX_LITERAL_LENGTH, MAX_LITERALS } from './limits.ts';

/** Members of a class that are written out as alternatives. */
const MAX_CLASS = 6;
/** One letter is in nearly every text. */
const MIN_LENGTH = 2;
/** Copies of a counted repeat that are written out. */
const MAX_COPIES = 4;

interface Facts {
  /** Every text that the node matches, where these are few; else null. */
  readonly exact: readonly string[] | null;
  /** Texts of which every match contains one; null where none are known. */
  readonly required: readonly string[] | null;
}

const NOTHING: Facts = { exact: null, required: null };

/**
 * Literals of which at least one occurs in every text that the pattern matches in, after {@link foldText} of the text; null
 * where no useful ones are known. They are folded themselves.
 */
export function requiredLiterals(node: RegexNode): readonly string[] | null {
  const facts = analyze(node);
  const literals = better(facts.exact, facts.required);
  return literals === null || score(literals) < MIN_LENGTH ? null : literals;
}

function analyze(node: RegexNode): Facts {
  switch (node.kind) {
    case 'set': {
      const members = smallMembers(node.set, MAX_CLASS);
      // Folding leaves letters outside of the BMP alone, so under a fold they are no literals.
      const astral = node.set.fold !== 'none' && members?.some((code) => code > 0xffff) === true;
      return members === null || astral
        ? NOTHING
        : exactly(members.map((code) => foldText(String.fromCodePoint(code))));
    }
    case 'empty':
    case 'assert':
    case 'look':
      return exactly(['']);
    case 'group':
    case 'atomic':
      return analyze(node.item);
    case 'concat':
      return sequence(node.items.map(analyze));
    case 'alternate':
      return choice(node.items.map(analyze));
    case 'repeat':
      return repeated(node.item, node.min, node.max);
    case 'conditional':
      return choice([analyze(node.yes), analyze(node.no)]);
    case 'backreference':
      return NOTHING;
  }
}

function exactly(texts: readonly string[]): Facts {
  const exact = [...new Set(texts)];
  return { exact, required: exact };
}

function repeated(item: RegexNode, min: number, max: number): Facts {
  if (max === 0) return exactly(['']);
  if (min === 0) return max === 1 ? choice([exactly(['']), analyze(item)]) : NOTHING;
  // Looked at once, however many copies: counts inside counts would take exponential time.
  const facts = analyze(item);
  if (min === max && min <= MAX_COPIES) return sequence(new Array<Facts>(min).fill(facts));
  return { exact: null, required: better(facts.exact, facts.required) };
}

function choice(branches: readonly Facts[]): Facts {
  const exact: string[] = [];
  const required: string[] = [];
  let allExact = true;
  let allRequired = true;
  for (const branch of branches) {
    if (branch.exact === null) allExact = false;
    else exact.push(...branch.exact);
    const literals = better(branch.exact, branch.required);
    if (literals === null) allRequired = false;
    else required.push(...literals);
    if (exact.length > MAX_LITERALS || required.length > MAX_LITERALS) return NOTHING;
  }
  return {
    exact: allExact ? [...new Set(exact)] : null,
    required: allRequired ? [...new Set(required)] : null,
  };
}

/** Runs of adjacent exact items are joined; the best run or required set of any item is required of the whole. */
function sequence(items: readonly Facts[]): Facts {
  let run: readonly string[] = [''];
  let required: readonly string[] | null = null;
  let whole = true;
  for (const facts of items) {
    const joined = facts.exact === null ? null : cross(run, facts.exact);
    if (joined !== null) {
      run = joined;
      continue;
    }
    whole = false;
    required = better(required, better(run, facts.required));
    run = facts.exact ?? [''];
  }
  return whole ? exactly(run) : { exact: null, required: better(required, run) };
}

function cross(left: readonly string[], right: readonly string[]): readonly string[] | null {
  const limit = left.length === 1 || right.length === 1 ? MAX_LITERALS : MAX_CROSS_PRODUCT;
  if (left.length * right.length > limit) return null;
  const joined = left.flatMap((head) => right.map((tail) => head + tail));
  return joined.every((text) => text.length <= MAX_LITERAL_LENGTH) ? joined : null;
}

/** The set whose shortest literal is longer; of equals the smaller. */
function better(a: readonly string[] | null, b: readonly string[] | null): readonly string[] | null {
  if (a === null || b === null) return a ?? b;
  const difference = score(a) - score(b);
  return difference > 0 || (difference === 0 && a.length <= b.length) ? a : b;
}

const score = (literals: readonly string[]): number =>
  literals.reduce((least, literal) => Math.min(least, literal.length), Number.POSITIVE_INFINITY);
