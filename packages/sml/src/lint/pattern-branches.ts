/**
 * A rough reading of a Python regular expression: its top-level alternatives as sequences of parts, each with what a match requires of
 * it. It answers "must something be here" and is careful to say no when in doubt.
 */

export interface Branch {
  readonly text: string;
  readonly atoms: readonly Atom[];
}

export interface Atom {
  /** Not optional. */
  readonly required: boolean;
  /** A match takes at least one character here. */
  readonly consumes: boolean;
  /** A required literal letter or other character; null for anything else. */
  readonly letter: string | null;
  readonly anchor: 'start' | 'end' | null;
}

/** Null where the pattern uses what this reading does not cover: flags that change `^` and `$`, or verbose patterns. */
export function parseBranches(pattern: string): Branch[] | null {
  if (/\(\?[aLiu]*[msx]/.test(pattern) || /\(\?[aLu]*i/.test(pattern)) return null;
  const reader = new Reader([...pattern]);
  const branches = reader.branches();
  return reader.done ? branches : null;
}

const NOTHING: Atom = { required: true, consumes: false, letter: null, anchor: null };

class Reader {
  private readonly characters: readonly string[];
  private at = 0;

  constructor(characters: readonly string[]) {
    this.characters = characters;
  }

  get done(): boolean {
    return this.at >= this.characters.length;
  }

  /** Alternatives up to a closing parenthesis or the end. */
  branches(): Branch[] {
    const branches: Branch[] = [];
    let start = this.at;
    let atoms: Atom[] = [];
    for (;;) {
      const character = this.characters[this.at];
      if (character !== undefined && character !== ')' && character !== '|') {
        atoms.push(this.quantified(this.atom()));
        continue;
      }
      branches.push({ text: this.characters.slice(start, this.at).join(''), atoms });
      if (character !== '|') return branches;
      this.at++;
      start = this.at;
      atoms = [];
    }
  }

  private atom(): Atom {
    const character = this.characters[this.at++] ?? '';
    switch (character) {
      case '^':
        return { ...NOTHING, anchor: 'start' };
      case '$':
        return { ...NOTHING, anchor: 'end' };
      case '.':
        return { ...NOTHING, consumes: true };
      case '[':
        return this.characterClass();
      case '(':
        return this.group();
      case '\\':
        return this.escape();
      default:
        return { ...NOTHING, consumes: true, letter: character === '\n' ? null : character };
    }
  }

  private escape(): Atom {
    const character = this.characters[this.at++] ?? '';
    if (character === 'A') return { ...NOTHING, anchor: 'start' };
    if (character === 'Z') return { ...NOTHING, anchor: 'end' };
    if (character === 'b' || character === 'B') return NOTHING;
    // A back-reference may be to an empty group.
    if (/[0-9]/.test(character)) return NOTHING;
    const length = { x: 2, u: 4, U: 8 }[character];
    if (length !== undefined) this.at += length;
    if (character === 'N') this.skipTo('}');
    return { ...NOTHING, consumes: true, letter: /[a-zA-Z]/.test(character) ? null : character };
  }

  private characterClass(): Atom {
    if (this.characters[this.at] === '^') this.at++;
    if (this.characters[this.at] === ']') this.at++;
    while (!this.done && this.characters[this.at] !== ']') this.at += this.characters[this.at] === '\\' ? 2 : 1;
    this.at++;
    return { ...NOTHING, consumes: true };
  }

  private group(): Atom {
    const capturing = this.characters[this.at] !== '?';
    const head = this.characters.slice(this.at, this.at + 3).join('');
    if (head.startsWith('?P=') || head.startsWith('?#') || head.startsWith('?(')) {
      this.skipTo(')');
      return NOTHING;
    }
    const looks = /^\?(?:[=!]|<[=!])/.test(head);
    if (!capturing) this.skipHead(looks);
    const branches = this.branches();
    this.at++;
    if (looks) return NOTHING;
    return { ...NOTHING, consumes: branches.every(({ atoms }) => atoms.some((atom) => atom.consumes)) };
  }

  /** Past `?:`, `?P<name>`, `?=`, `?<!`, `?>`. */
  private skipHead(looks: boolean): void {
    if (this.characters[this.at + 1] === 'P') this.skipTo('>');
    else this.at += looks && this.characters[this.at + 1] === '<' ? 3 : 2;
  }

  private quantified(atom: Atom): Atom {
    const character = this.characters[this.at] ?? '';
    let optional = false;
    if (character === '*' || character === '?') optional = true;
    else if (character === '{') {
      const range = /^\{(\d*)(?:,\d*)?\}/.exec(this.characters.slice(this.at, this.at + 24).join(''));
      if (range === null) return atom;
      optional = Number(range[1] ?? 0) === 0;
      this.at += range[0].length - 1;
    } else if (character !== '+') return atom;
    this.at++;
    if (this.characters[this.at] === '?' || this.characters[this.at] === '+') this.at++;
    return optional ? { required: false, consumes: false, letter: null, anchor: atom.anchor } : atom;
  }

  private skipTo(end: string): void {
    while (!this.done && this.characters[this.at] !== end) this.at++;
    this.at++;
  }
}
