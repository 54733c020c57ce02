/**
 * Reads JSON paths. Operators bind, from loosest to tightest: a bracket behind a path, `..`, `.`, `|`, `&`, `where`; each is
 * left-associative. So `$..a.b` is every `a.b` below the root, and `$.a[0]` the first item of `a`.
 */
import type { JsonPath } from './path.ts';

interface Token {
  readonly type: 'ID' | 'NUMBER' | 'DOUBLEDOT' | 'WHERE' | 'NAMED_OPERATOR' | string;
  readonly text: string;
  readonly column: number;
}

/** A path that does not parse; the message is the reference's. */
export class PathSyntaxError extends Error {}

const TOKEN = /([a-zA-Z_@][a-zA-Z0-9_@-]*)|(-?[0-9]+)|(\.\.)|([*.[\]()$,:|&])|(['"`])|([ \t\n]+)/y;

const OPERATORS: Readonly<
  Record<string, { level: number; kind: 'child' | 'descendants' | 'union' | 'intersect' | 'where' }>
> = {
  DOUBLEDOT: { level: 1, kind: 'descendants' },
  '.': { level: 2, kind: 'child' },
  '|': { level: 3, kind: 'union' },
  '&': { level: 4, kind: 'intersect' },
  WHERE: { level: 5, kind: 'where' },
};

/** Nested parentheses and left-nested operators that a path may have; real ones have a handful. */
const MAX_TOKENS = 500;

/** Throws a PathSyntaxError. */
export function parseJsonPath(text: string): JsonPath {
  const tokens = tokenize(text);
  if (tokens.length > MAX_TOKENS) throw new PathSyntaxError(`a path of more than ${MAX_TOKENS} tokens`);
  const parser = new PathParser(tokens);
  const path = parser.expression(0);
  parser.end();
  return path;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) throw new PathSyntaxError(`Error on line 1, col ${at}: Unexpected character: ${text[at]} `);
    const [all, id, number, doubleDot, literal, quote] = match;
    if (quote !== undefined) {
      const end = closingQuote(text, at, quote);
      const value = text.slice(at + 1, end).replace(/\\([\s\S])/g, '$1');
      tokens.push({ type: quote === '`' ? 'NAMED_OPERATOR' : 'ID', text: value, column: end });
      at = end + 1;
      continue;
    }
    if (id !== undefined) tokens.push({ type: id === 'where' ? 'WHERE' : 'ID', text: id, column: at });
    else if (number !== undefined) tokens.push({ type: 'NUMBER', text: number, column: at });
    else if (doubleDot !== undefined) tokens.push({ type: 'DOUBLEDOT', text: '..', column: at });
    else if (literal !== undefined) tokens.push({ type: literal, text: literal, column: at });
    at += all.length;
  }
  return tokens;
}

function closingQuote(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  throw new PathSyntaxError('Unexpected EOF in string literal or identifier');
}

class PathParser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** A path whose operators all bind tighter than `level`; at level 0 brackets may follow too. */
  expression(level: number): JsonPath {
    let left = this.#primary();
    for (;;) {
      if (level === 0 && this.#peek() === '[') {
        left = { kind: 'child', left, right: this.#bracket() };
        continue;
      }
      const operator = OPERATORS[this.#peek() ?? ''];
      if (operator === undefined || operator.level <= level) return left;
      this.#next++;
      left = { kind: operator.kind, left, right: this.expression(operator.level) };
    }
  }

  end(): void {
    if (this.#next < this.#tokens.length) this.#unexpected();
  }

  #primary(): JsonPath {
    const token = this.#tokens[this.#next];
    switch (token?.type) {
      case '$':
        this.#next++;
        return { kind: 'root' };
      case '*':
        this.#next++;
        return { kind: 'fields', names: ['*'] };
      case 'ID':
        return this.#fields();
      case '[':
        return this.#bracket();
      case '(': {
        this.#next++;
        const inner = this.expression(0);
        this.#expect(')');
        return inner;
      }
      case 'NAMED_OPERATOR':
        this.#next++;
        if (token.text === 'this' || token.text === 'parent') return { kind: token.text };
        throw new PathSyntaxError(`Unknown named operator \`${token.text}\` at 1:${token.column}`);
      default:
        return this.#unexpected();
    }
  }

  #bracket(): JsonPath {
    this.#expect('[');
    const path = this.#inBracket();
    this.#expect(']');
    return path;
  }

  #inBracket(): JsonPath {
    if (this.#peek() === 'ID') return this.#fields();
    if (this.#peek() === '*') {
      this.#next++;
      return { kind: 'slice', start: null, end: null };
    }
    const start = this.#number();
    if (start !== null && this.#peek() !== ':') return { kind: 'index', index: start };
    this.#expect(':');
    return { kind: 'slice', start, end: this.#number() };
  }

  #fields(): JsonPath {
    const names = [this.#expect('ID')];
    while (this.#peek() === ',') {
      this.#next++;
      names.push(this.#expect('ID'));
    }
    return { kind: 'fields', names };
  }

  #number(): number | null {
    if (this.#peek() !== 'NUMBER') return null;
    return Number(this.#expect('NUMBER')) + 0;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next]?.type;
  }

  #expect(type: string): string {
    const token = this.#tokens[this.#next];
    if (token === undefined || token.type !== type) return this.#unexpected();
    this.#next++;
    return token.text;
  }

  #unexpected(): never {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw new PathSyntaxError('invalid json-path supplied');
    throw new PathSyntaxError(`Parse error at 1:${token.column} near token ${token.text} (${token.type})`);
  }
}
