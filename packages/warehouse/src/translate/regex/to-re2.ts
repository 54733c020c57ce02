/**
 * Rewrites a pattern of Python's `re` for RE2, the engine inside DuckDB, so that a search succeeds on the same texts. Where
 * that cannot be had, the result matches more texts, never fewer.
 *
 * RE2's `\b` knows only ASCII, so word boundaries are rewritten: at the start of the pattern `\bx` becomes "start or no word
 * character, then x"; between two known characters they are decided here. Likewise `$`, which in Python also matches before
 * a last line break, becomes an optional line break and the end.
 */
import { ForeignPattern, type RegexFlags, type RegexNode } from './nodes.ts';
import { parsePattern } from './parse.ts';
import { NOT_WORD, setToRe2, WORD } from './sets.ts';

export interface Re2Pattern {
  readonly re2: string;
  /** Null where both match the same texts; else why this one may match more. */
  readonly inexact: string | null;
}

/** RE2 refuses counted repetitions that expand beyond 1000, and programs that are too large. */
const MAX_EXPANSION = 1000;

/** The pattern for RE2. A pattern of which nothing can be said becomes the empty one, which matches everything. */
export function toRe2(source: string, ignoreCase: boolean): Re2Pattern {
  try {
    const { node, flags } = parsePattern(source, ignoreCase);
    if (expansion(node) > MAX_EXPANSION) throw new ForeignPattern('a large repetition');
    const emitter = new Emitter(flags);
    const re2 = emitter.emit(node, { head: true, tail: true });
    return { re2, inexact: emitter.inexact };
  } catch (error) {
    if (error instanceof ForeignPattern) return { re2: '', inexact: error.message };
    throw error;
  }
}

/** Nothing can come before (head) or after (tail) within the match. */
interface Position {
  readonly head: boolean;
  readonly tail: boolean;
}

const INSIDE: Position = { head: false, tail: false };

class Emitter {
  inexact: string | null = null;
  private readonly flags: RegexFlags;

  constructor(flags: RegexFlags) {
    this.flags = flags;
  }

  emit(node: RegexNode, position: Position): string {
    switch (node.kind) {
      case 'set':
        return setToRe2(node.set, this.flags.ignoreCase);
      case 'group':
        return grouped(this.emit(node.node, position));
      case 'alternatives':
        return `(?:${node.branches.map((branch) => this.emit(branch, position)).join('|')})`;
      case 'sequence':
        return this.sequence(node.items, position);
      case 'repeat':
        return repeated(grouped(this.emit(node.node, INSIDE)), node.min, node.max);
      case 'foreign':
        this.inexact ??= node.reason;
        return grouped(this.emit(node.superset, INSIDE));
      case 'assertion':
        return this.assertion(node.name, null, null, position);
      default:
        return node satisfies never;
    }
  }

  private sequence(items: readonly RegexNode[], position: Position): string {
    return items
      .map((item, i) => {
        const place = { head: position.head && i === 0, tail: position.tail && i === items.length - 1 };
        if (item.kind !== 'assertion') return this.emit(item, place);
        return this.assertion(item.name, items[i - 1] ?? null, items[i + 1] ?? null, place);
      })
      .join('');
  }

  private assertion(
    name: '^' | '$' | 'A' | 'Z' | 'b' | 'B',
    before: RegexNode | null,
    after: RegexNode | null,
    position: Position,
  ): string {
    switch (name) {
      case '^':
        return this.flags.multiLine ? '(?m:^)' : String.raw`\A`;
      case 'A':
        return String.raw`\A`;
      case 'Z':
        return String.raw`\z`;
      case '$':
        if (this.flags.multiLine) return '(?m:$)';
        if (position.tail) return String.raw`\n?\z`;
        return this.leaveOut('a $ that is not at the end');
      case 'b':
        return this.boundary(before, after, position);
      case 'B':
        return this.leaveOut(String.raw`\B`);
      default:
        return name satisfies never;
    }
  }

  private boundary(before: RegexNode | null, after: RegexNode | null, position: Position): string {
    const left = before === null ? null : edge(before, 'last');
    const right = after === null ? null : edge(after, 'first');
    if (left !== null && right !== null) return left === right ? this.never() : '';
    if (position.head && right === 'word') return String.raw`(?:\A|${NOT_WORD})`;
    if (position.head && right === 'other') return WORD;
    if (position.tail && left === 'word') return String.raw`(?:${NOT_WORD}|\z)`;
    if (position.tail && left === 'other') return WORD;
    return this.leaveOut(String.raw`a \b whose neighbours are not known`);
  }

  /** To leave out an assertion can only let more texts match. */
  private leaveOut(reason: string): string {
    this.inexact ??= reason;
    return '';
  }

  private never(): string {
    return String.raw`[^\x{0}-\x{10ffff}]`;
  }
}

/** Nothing stays nothing: DuckDB 1.5 takes an empty group before a text for the start of the subject. */
const grouped = (re2: string): string => (re2 === '' ? '' : `(?:${re2})`);

function repeated(re2: string, min: number, max: number): string {
  return re2 === '' ? '' : re2 + quantifier(min, max);
}

function quantifier(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return `{${min},${max}}`;
}

/** Whether the first or last character of everything that a node matches is a word character, if that is known. */
function edge(node: RegexNode, side: 'first' | 'last'): 'word' | 'other' | null {
  switch (node.kind) {
    case 'set':
      return edgeOfSet(node.set);
    case 'group':
      return edge(node.node, side);
    case 'alternatives': {
      const edges = node.branches.map((branch) => edge(branch, side));
      return edges.every((one) => one === edges[0]) ? (edges[0] ?? null) : null;
    }
    case 'sequence': {
      const item = side === 'first' ? node.items[0] : node.items.at(-1);
      return item === undefined ? null : edge(item, side);
    }
    case 'repeat':
      return node.min > 0 ? edge(node.node, side) : null;
    case 'assertion':
    case 'foreign':
      return null;
    default:
      return node satisfies never;
  }
}

const WORD_CHARACTER = /[\p{L}\p{N}_]/u;
/** Longer ranges are not looked through. */
const MAX_EDGE_RANGE = 2000;

function edgeOfSet(set: Extract<RegexNode, { kind: 'set' }>['set']): 'word' | 'other' | null {
  if (set.negated) return null;
  const found = new Set<'word' | 'other'>();
  for (const name of set.classes) {
    if (name === 'd' || name === 'w') found.add('word');
    else if (name === 's' || name === 'W') found.add('other');
    else return null;
  }
  for (const [low, high] of set.ranges) {
    if (high - low > MAX_EDGE_RANGE) return null;
    for (let code = low; code <= high; code++) {
      found.add(WORD_CHARACTER.test(String.fromCodePoint(code)) ? 'word' : 'other');
    }
  }
  return found.size === 1 ? [...found][0]! : null;
}

/** How many copies of its parts RE2 would make of a node. */
function expansion(node: RegexNode): number {
  switch (node.kind) {
    case 'set':
    case 'assertion':
      return 1;
    case 'group':
      return expansion(node.node);
    case 'alternatives':
      return sum(node.branches);
    case 'sequence':
      return sum(node.items);
    case 'foreign':
      return expansion(node.superset);
    case 'repeat': {
      const times = node.max === Number.POSITIVE_INFINITY ? Math.max(node.min, 1) : Math.max(node.max, 1);
      const inner = expansion(node.node);
      // Plain text may be long; only what is counted is multiplied.
      return times === 1 ? inner : Math.max(times, times * inner);
    }
    default:
      return node satisfies never;
  }
}

function sum(nodes: readonly RegexNode[]): number {
  return nodes.reduce((total, node) => total + (node.kind === 'set' ? 0 : expansion(node)), 1);
}
