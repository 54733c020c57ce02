/**
 * Parser of Python 3.11's regular expressions. It accepts what `re.compile` accepts for a str pattern and refuses the rest in the
 * same words with the same position, because rulesets' diagnostics quote them.
 */
import { concat, EMPTY, type RegexNode, type Width, widthOf } from './ast.ts';
import { categorySet, dotSet, literalSet } from './char-set.ts';
import { applyFlags, type Flags, foldOf } from './flags.ts';
import { MAX_NESTING } from './limits.ts';
import { parseClass } from './parse-class.ts';
import { parseEscape } from './parse-escape.ts';
import { type GroupHead, parseGroupHead } from './parse-group.ts';
import { parseRepeat } from './parse-repeat.ts';
import { PatternState } from './pattern-state.ts';
import { RegexSyntaxError, Tokenizer } from './tokenizer.ts';

export interface ParsedPattern {
  readonly node: RegexNode;
  /** Number of capturing groups. */
  readonly groups: number;
}

/** Parse a pattern; throws {@link RegexSyntaxError}. */
export function parsePattern(pattern: string, flags: Flags): ParsedPattern {
  return new Parser(pattern, flags).parse();
}

class Parser {
  readonly #source: Tokenizer;
  readonly #state = new PatternState();
  /** Flags of the whole pattern: `(?i)` at its start adds to them. */
  #global: Flags;

  constructor(pattern: string, flags: Flags) {
    this.#source = new Tokenizer(pattern);
    this.#global = flags;
  }

  parse(): ParsedPattern {
    const node = this.#alternation(this.#global, 0);
    if (this.#global.ascii && this.#global.unicode) {
      throw new RegexSyntaxError('ASCII and UNICODE flags are incompatible', 'ValueError');
    }
    if (this.#source.next !== null) throw this.#source.error('unbalanced parenthesis');
    this.#state.checkConditions(this.#source);
    return { node, groups: this.#state.count - 1 };
  }

  #alternation(flags: Flags, depth: number): RegexNode {
    if (depth > MAX_NESTING) throw this.#source.error('groups are nested too deeply');
    const items: RegexNode[] = [];
    do {
      items.push(this.#sequence(depth === 0 ? this.#global : flags, depth, depth === 0 && items.length === 0));
    } while (this.#source.match('|'));
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: 'alternate', items };
  }

  /** One branch. `first` is true at the start of the pattern, the only place for global flags. */
  #sequence(given: Flags, depth: number, first: boolean): RegexNode {
    const source = this.#source;
    const items: RegexNode[] = [];
    let flags = given;
    for (;;) {
      const next = source.next;
      if (next === null || next === '|' || next === ')') break;
      source.get();
      if (flags.verbose && this.#skipVerbose(next)) continue;
      if (next.startsWith('\\')) items.push(this.#escape(next, flags));
      else if (next === '[') items.push({ kind: 'set', set: parseClass(source, foldOf(flags), flags.ascii) });
      else if ('*+?{'.includes(next)) {
        const literal = parseRepeat(source, next, items);
        if (literal) items.push({ kind: 'set', set: literalSet(0x7b, 'none') });
      } else if (next === '.') items.push({ kind: 'set', set: dotSet(flags.dotAll) });
      else if (next === '(') {
        const head = parseGroupHead(source, this.#state, first && items.length === 0);
        if (head.kind === 'global-flags') {
          const { ascii, unicode } = this.#global;
          const applied = applyFlags(this.#global, head.flags);
          this.#global = { ...applied, ascii: ascii || applied.ascii, unicode: unicode || applied.unicode };
          flags = this.#global;
        } else {
          const node = this.#group(head, flags, depth);
          if (node !== null) items.push(node);
        }
      } else if (next === '^') items.push({ kind: 'assert', at: flags.multiLine ? 'line-start' : 'text-start' });
      else if (next === '$') items.push({ kind: 'assert', at: flags.multiLine ? 'line-end' : 'text-end-newline' });
      else items.push({ kind: 'set', set: literalSet(next.codePointAt(0) ?? 0, foldOf(flags)) });
    }
    return concat(items);
  }

  /** Whitespace and comments of the verbose form. */
  #skipVerbose(token: string): boolean {
    if (' \t\n\r\v\f'.includes(token)) return true;
    if (token !== '#') return false;
    for (let next = this.#source.get(); next !== null && next !== '\n'; ) next = this.#source.get();
    return true;
  }

  #escape(token: string, flags: Flags): RegexNode {
    const escaped = parseEscape(this.#source, token, flags.ascii, (group, text) =>
      this.#state.checkNumber(group, text, this.#source),
    );
    switch (escaped.kind) {
      case 'literal':
        return { kind: 'set', set: literalSet(escaped.code, foldOf(flags)) };
      case 'category':
        return { kind: 'set', set: categorySet(escaped.category) };
      case 'anchor':
        return { kind: 'assert', at: escaped.at };
      case 'group':
        return { kind: 'backreference', group: escaped.group, fold: foldOf(flags) };
    }
  }

  /** The rest of a group, after its head; null where it is a comment. */
  #group(head: Exclude<GroupHead, { kind: 'global-flags' }>, flags: Flags, depth: number): RegexNode | null {
    const source = this.#source;
    switch (head.kind) {
      case 'comment':
        return null;
      case 'backreference':
        return { kind: 'backreference', group: head.group, fold: foldOf(flags) };
      case 'look':
        return this.#look(head, flags, depth);
      case 'conditional': {
        const yes = this.#sequence(flags, depth + 1, false);
        let no: RegexNode = EMPTY;
        if (source.match('|')) {
          no = this.#sequence(flags, depth + 1, false);
          if (source.next === '|') throw source.error('conditional backref with more than two branches');
        }
        this.#close(head.start);
        return { kind: 'conditional', group: head.group, yes, no };
      }
      case 'atomic': {
        const item = this.#alternation(flags, depth + 1);
        this.#close(head.start);
        return { kind: 'atomic', item };
      }
      case 'plain': {
        const inner = head.flags === null ? flags : applyFlags(flags, head.flags);
        const item = this.#alternation(inner, depth + 1);
        this.#close(head.start);
        // Groups stay nodes of their own, so that a repeat after one repeats all of it and may follow another repeat.
        return { kind: 'group', index: 0, item };
      }
      case 'capture': {
        const item = this.#alternation(flags, depth + 1);
        this.#close(head.start);
        this.#state.closeGroup(head.index, this.#width(item));
        return { kind: 'group', index: head.index, item };
      }
    }
  }

  #look(head: Extract<GroupHead, { kind: 'look' }>, flags: Flags, depth: number): RegexNode {
    const outermost = head.behind && this.#state.enterLookBehind();
    const item = this.#alternation(flags, depth + 1);
    if (outermost) this.#state.leaveLookBehind();
    this.#close(head.start);
    if (head.behind) this.#state.lookBehinds.push(item);
    return { kind: 'look', behind: head.behind, negate: head.negate, item };
  }

  #close(start: number): void {
    const source = this.#source;
    if (source.match(')')) return;
    throw source.error('missing ), unterminated subpattern', source.tell() - start);
  }

  #width(node: RegexNode): Width {
    return widthOf(node, this.#state.widths);
  }
}
