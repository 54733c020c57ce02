/** Tokens of the language, which are Python's. */

export const END = 0;
export const NEWLINE = 1;
export const INDENT = 2;
export const DEDENT = 3;
export const NAME = 4;
export const KEYWORD = 5;
export const NUMBER = 6;
export const STRING = 7;
export const OPERATOR = 8;
/** Text that is no token; the lexer has reported why. */
export const BROKEN = 9;

export type TokenType =
  | typeof END
  | typeof NEWLINE
  | typeof INDENT
  | typeof DEDENT
  | typeof NAME
  | typeof KEYWORD
  | typeof NUMBER
  | typeof STRING
  | typeof OPERATOR
  | typeof BROKEN;

export interface Token {
  readonly type: TokenType;
  /** The characters of a name, keyword or operator; empty for other tokens. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** 1-based line and 0-based column in UTF-8 bytes of the start. */
  readonly line: number;
  readonly column: number;
  /** Brackets open after this token. */
  readonly level: number;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Whether a name as written is a keyword. `match`, `case` and `_` are not: they are names outside of their statement. */
export function isKeyword(text: string): boolean {
  return text.length <= 8 && KEYWORDS.has(text);
}

const OPERATORS: ReadonlySet<string> = new Set(
  (
    '( ) [ ] { } , : ; . + - * / % @ & | ^ ~ < > = ! $ ? ` ' +
    '!= == <= >= <> -> := += -= *= /= %= &= |= ^= @= ** // << >> **= //= <<= >>= ...'
  )
    .split(' ')
    .sort((a, b) => b.length - a.length),
);

/** Operators by their first character, longest first. */
const BY_FIRST: ReadonlyMap<number, readonly string[]> = Map.groupBy(OPERATORS, (operator) => operator.charCodeAt(0));

/** The operator at `position`, or an empty string. */
export function operatorAt(text: string, position: number): string {
  const candidates = BY_FIRST.get(text.charCodeAt(position));
  if (candidates === undefined) return '';
  for (const candidate of candidates) {
    if (candidate.length === 1 || text.startsWith(candidate, position)) return candidate;
  }
  return '';
}
