/** Reads a pattern of Python's `re`. Patterns come checked by the language's own compiler; what is not understood here is foreign. */
import { type CharacterSet, type ClassName, EMPTY, ForeignPattern, type RegexFlags, type RegexNode } from './nodes.ts';

export interface ParsedPattern {
  readonly node: RegexNode;
  readonly flags: RegexFlags;
}

/** Groups nested deeper than this are left to the language's own engine. */
const MAX_DEPTH = 50;

/** Parse a pattern. Throws a ForeignPattern where nothing useful can be said of it. */
export function parsePattern(source: string, ignoreCase: boolean): ParsedPattern {
  const global = /^\(\?([aiLmsux]+)\)/.exec(source);
  const letters = global?.[1] ?? '';
  if (/[aLx]/.test(letters)) throw new ForeignPattern(`the flags ${letters}`);
  const flags = {
    ignoreCase: ignoreCase || letters.includes('i'),
    dotAll: letters.includes('s'),
    multiLine: letters.includes('m'),
  };
  const parser = new Parser([...source.slice(global?.[0].length ?? 0)], flags);
  return { node: parser.parseAll(), flags };
}

class Parser {
  private readonly characters: readonly string[];
  private readonly flags: RegexFlags;
  private at = 0;
  private depth = 0;

  constructor(characters: readonly string[], flags: RegexFlags) {
    this.characters = characters;
    this.flags = flags;
  }

  parseAll(): RegexNode {
    const node = this.alternatives();
    if (this.at < this.characters.length) throw new ForeignPattern('an unbalanced parenthesis');
    return node;
  }

  private peek(offset = 0): string | undefined {
    return this.characters[this.at + offset];
  }

  private take(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.peek(i) !== text[i]) return false;
    this.at += text.length;
    return true;
  }

  private alternatives(): RegexNode {
    if (++this.depth > MAX_DEPTH) throw new ForeignPattern('deep nesting');
    const branches = [this.sequence()];
    while (this.take('|')) branches.push(this.sequence());
    this.depth--;
    return branches.length === 1 ? branches[0]! : { kind: 'alternatives', branches };
  }

  private sequence(): RegexNode {
    const items: RegexNode[] = [];
    for (let next = this.peek(); next !== undefined && next !== '|' && next !== ')'; next = this.peek()) {
      items.push(this.repeated(this.atom()));
    }
    return { kind: 'sequence', items };
  }

  private repeated(node: RegexNode): RegexNode {
    const bounds = this.quantifier();
    if (bounds === null) return node;
    const [min, max] = bounds;
    // Whether a search succeeds does not depend on greed; a possessive repetition may refuse what a greedy one finds.
    const possessive = !this.take('?') && this.take('+');
    const repeat: RegexNode = { kind: 'repeat', node, min, max };
    return possessive ? { kind: 'foreign', reason: 'a possessive repetition', superset: repeat } : repeat;
  }

  private quantifier(): readonly [number, number] | null {
    if (this.take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.take('?')) return [0, 1];
    if (this.peek() !== '{') return null;
    const rest = this.characters.slice(this.at, this.at + 24).join('');
    const match = /^\{(\d*)(,?)(\d*)\}/.exec(rest);
    if (match === null || (match[1] === '' && match[2] === '')) return null;
    if (match[1] === '' && match[3] === '') return null;
    this.at += match[0].length;
    const min = match[1] === '' ? 0 : Number(match[1]);
    const max = match[2] === '' ? min : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]);
    return [min, max];
  }

  private atom(): RegexNode {
    const character = this.peek()!;
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return this.characterClass();
      case '\\':
        return this.escape();
      case '^':
        this.at++;
        return { kind: 'assertion', name: '^' };
      case '$':
        this.at++;
        return { kind: 'assertion', name: '$' };
      case '.': {
        this.at++;
        const ranges = this.flags.dotAll ? [] : [[10, 10] as const];
        return { kind: 'set', set: { negated: true, ranges, classes: [] } };
      }
      case '*':
      case '+':
      case '?':
        throw new ForeignPattern('a repetition of nothing');
      default:
        this.at++;
        return literal(character);
    }
  }

  private group(): RegexNode {
    this.at++;
    if (!this.take('?')) return this.closeGroup((node) => ({ kind: 'group', node }));
    if (this.take(':')) return this.closeGroup((node) => ({ kind: 'group', node }));
    if (this.take('P<')) {
      while (this.peek() !== undefined && this.peek() !== '>') this.at++;
      this.at++;
      return this.closeGroup((node) => ({ kind: 'group', node }));
    }
    for (const start of ['=', '!', '<=', '<!']) {
      // To leave out an assertion can only let more texts match.
      if (this.take(start)) return this.closeGroup(() => ({ kind: 'foreign', reason: 'look-around', superset: EMPTY }));
    }
    if (this.take('>'))
      return this.closeGroup((node) => ({ kind: 'foreign', reason: 'an atomic group', superset: node }));
    if (this.take('#')) {
      while (this.peek() !== undefined && this.peek() !== ')') this.at++;
      this.at++;
      return EMPTY;
    }
    throw new ForeignPattern('a group that SQL does not know');
  }

  private closeGroup(make: (node: RegexNode) => RegexNode): RegexNode {
    const node = this.alternatives();
    if (!this.take(')')) throw new ForeignPattern('an unbalanced parenthesis');
    return make(node);
  }

  private escape(): RegexNode {
    const next = this.peek(1);
    switch (next) {
      case 'A':
      case 'Z':
      case 'b':
      case 'B':
        this.at += 2;
        return { kind: 'assertion', name: next };
      case 'd':
      case 'D':
      case 'w':
      case 'W':
      case 's':
      case 'S':
        this.at += 2;
        return { kind: 'set', set: { negated: false, ranges: [], classes: [next] } };
      default:
        if (next !== undefined && /[1-9]/.test(next)) throw new ForeignPattern('a back-reference');
        this.at++;
        return point(this.escapedPoint());
    }
  }

  /** The code point after a backslash, in or out of a class. */
  private escapedPoint(): number {
    const character = this.peek();
    if (character === undefined) throw new ForeignPattern('a backslash at the end');
    this.at++;
    const simple: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
    const value = simple[character];
    if (value !== undefined) return value;
    const digits = { x: 2, u: 4, U: 8 }[character];
    if (digits !== undefined) {
      const hex = this.characters.slice(this.at, this.at + digits).join('');
      if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length !== digits) throw new ForeignPattern('an escape');
      this.at += digits;
      return Number.parseInt(hex, 16);
    }
    if (/[0-9A-Za-z]/.test(character)) throw new ForeignPattern(`the escape \\${character}`);
    return character.codePointAt(0)!;
  }

  private characterClass(): RegexNode {
    this.at++;
    const negated = this.take('^');
    const ranges: (readonly [number, number])[] = [];
    const classes: ClassName[] = [];
    for (let first = true; first || this.peek() !== ']'; first = false) {
      const low = this.classItem();
      if (typeof low !== 'number') {
        classes.push(low);
        if (this.peek() === '-' && this.peek(1) !== ']') throw new ForeignPattern('a range of classes');
        continue;
      }
      if (this.peek() !== '-' || this.peek(1) === ']' || this.peek(1) === undefined) {
        ranges.push([low, low]);
        continue;
      }
      this.at++;
      const high = this.classItem();
      if (typeof high !== 'number' || high < low) throw new ForeignPattern('a bad range');
      ranges.push([low, high]);
    }
    this.at++;
    return { kind: 'set', set: { negated, ranges, classes } };
  }

  private classItem(): number | ClassName {
    const character = this.peek();
    if (character === undefined) throw new ForeignPattern('an open class');
    this.at++;
    if (character !== '\\') return character.codePointAt(0)!;
    const next = this.peek();
    if (next === 'd' || next === 'D' || next === 'w' || next === 'W' || next === 's' || next === 'S') {
      this.at++;
      return next;
    }
    if (next === 'b') {
      this.at++;
      return 8;
    }
    if (next !== undefined && /[0-9]/.test(next)) throw new ForeignPattern('an octal escape');
    return this.escapedPoint();
  }
}

const literal = (character: string): RegexNode => point(character.codePointAt(0)!);

function point(code: number): RegexNode {
  const set: CharacterSet = { negated: false, ranges: [[code, code]], classes: [] };
  return { kind: 'set', set };
}
