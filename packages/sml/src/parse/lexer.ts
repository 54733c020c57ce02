/**
 * The tokenizer, as CPython 3.11's: same tokens, same positions, same messages. It reads on demand, reports what is wrong with
 * a token itself and goes on: after a malformed number with a number, after anything else with a BROKEN token.
 *
 * - L1 Every character is looked at a bounded number of times.
 * - L2 Columns of tokens count UTF-8 bytes; columns of errors count code points. Both are CPython's.
 */
import type { Comment } from '../ast/nodes.ts';
import type { Source, Span } from '../ast/span.ts';
import {
  codePointLabel,
  codePoints,
  continuesName,
  extraBytes,
  isDigit,
  isLineBreak,
  lineStartOf,
  startsName,
} from './characters.ts';
import { type Indentation, newIndentation, readIndentation } from './indentation.ts';
import { MAX_BRACKET_DEPTH } from './limits.ts';
import { readWideName } from './names.ts';
import { scanNumber } from './numbers.ts';
import type { Reporter } from './reporter.ts';
import { scanString, stringPrefixLength } from './string-tokens.ts';
import type { Token, TokenType } from './tokens.ts';
import * as T from './tokens.ts';

export interface OpenBracket {
  readonly text: string;
  readonly token: Token;
}

/** Where a lexer starts: a whole file, or an expression inside of a format string. */
export interface LexerRange {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  /** Inside of a format string's braces: line breaks are no tokens there. */
  readonly embedded: boolean;
}

const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

export class Lexer {
  readonly source: Source;
  readonly text: string;
  readonly reporter: Reporter;
  readonly comments: Comment[] = [];
  /** Innermost last. */
  brackets: OpenBracket[] = [];
  position: number;
  line: number;
  end: number;
  atLineStart: boolean;
  /** The end of the last line that held anything. */
  lastNewline: Token | null = null;
  indentation: Indentation = newIndentation();
  private readonly embedded: boolean;
  private readonly origin: number;
  private lineStart: number;
  private readonly ascii: boolean;
  /** Bytes beyond one per UTF-16 unit, counted from the start of the line to `measured`. */
  private extra: number;
  private measured: number;
  /** A token of this line was read: the line's end is a NEWLINE. */
  private inLine = false;

  constructor(source: Source, reporter: Reporter, ascii: boolean, range: LexerRange) {
    this.source = source;
    this.text = source.text;
    this.reporter = reporter;
    this.ascii = ascii;
    this.position = range.start;
    this.end = range.end;
    this.line = range.line;
    this.lineStart = range.start;
    this.extra = range.column;
    this.measured = range.start;
    // CPython reads `{expression}` as if it were `(expression)` in a file of its own.
    this.origin = range.embedded ? range.start - 1 : 0;
    this.embedded = range.embedded;
    this.atLineStart = !range.embedded;
  }

  /** Continue at the start of another line, outside of all brackets and blocks. */
  restart(position: number, line: number): void {
    this.position = position;
    this.line = line;
    this.brackets = [];
    this.indentation = newIndentation();
    this.startLine(position);
    this.atLineStart = true;
    this.inLine = false;
  }

  next(): Token {
    if (this.atLineStart) {
      this.atLineStart = false;
      const indent = readIndentation(this);
      if (indent !== null) return indent;
    } else if (this.indentation.pending !== 0) {
      const indent = readIndentation(this);
      if (indent !== null) return indent;
    }
    for (;;) {
      if (this.position >= this.end) return this.endOfText();
      const code = this.text.charCodeAt(this.position);
      if (code === 32 || code === 9 || code === 12) {
        this.position++;
      } else if (code === 10 || code === 13) {
        if (!this.embedded && this.brackets.length === 0) return this.newline(this.position);
        this.breakLine();
      } else if (code === 35) {
        const start = this.position;
        this.comment();
        const ended = this.position < this.end;
        if (ended && !this.embedded && this.brackets.length === 0) return this.newline(start);
      } else if (code === 92) {
        const broken = this.continuation();
        if (broken !== null) return broken;
      } else {
        this.inLine = true;
        return this.significant(code);
      }
    }
  }

  /** Step over one line break. */
  breakLine(): void {
    this.position +=
      this.text.charCodeAt(this.position) === 13 && this.text.charCodeAt(this.position + 1) === 10 ? 2 : 1;
    this.line++;
    this.startLine(this.position);
  }

  /** Read a comment up to its line's end. */
  comment(): void {
    const start = this.position;
    let end = start;
    while (end < this.end && !isLineBreak(this.text.charCodeAt(end))) end++;
    const last = this.comments.at(-1);
    // A line that is read again after an error has its comments already.
    if (last === undefined || last.span.start < start) {
      const span = { source: this.source, line: this.line, column: this.columnAt(start), start, end };
      this.comments.push({ span, text: this.text.slice(start, end) });
    }
    this.position = end;
  }

  /** A backslash joins lines: step over it and the line break, or report. */
  continuation(): Token | null {
    const start = this.position;
    const next = start + 1;
    this.position = next;
    if (next < this.end && !isLineBreak(this.text.charCodeAt(next))) {
      return this.fail('unexpected character after line continuation character', next, start);
    }
    const { line } = this;
    if (next < this.end) this.breakLine();
    // Nothing follows. Where brackets are open, that is the error.
    if (this.position < this.end || this.brackets.length > 0) return null;
    this.reporter.error('unexpected EOF while parsing', this.errorSpan(next, next, line));
    return this.token(T.BROKEN, '', this.position, this.position);
  }

  token(type: TokenType, text: string, start: number, end: number): Token {
    return { type, text, start, end, line: this.line, column: this.columnAt(start), level: this.brackets.length };
  }

  /** Report an error at an offset of the current line, and make the BROKEN token that begins at `start`. */
  fail(message: string, at: number, start: number): Token {
    const end = Math.max(this.position, start);
    this.reporter.error(message, this.errorSpan(at, end, this.line));
    return this.token(T.BROKEN, '', start, end);
  }

  /** The place of an error: its column counts code points (L2). */
  errorSpan(start: number, end: number, line: number): Span {
    // Of an error that will not be shown the column is not worth a walk along the line (L1).
    const from = this.reporter.full ? start : lineStartOf(this.text, start, this.origin);
    return { source: this.source, line, column: codePoints(this.text, from, start), start, end: Math.max(start, end) };
  }

  private significant(code: number): Token {
    const start = this.position;
    if (startsName(code) || code >= 128) {
      let end = start + 1;
      while (end < this.end && continuesName(this.text.charCodeAt(end))) end++;
      const next = end < this.end ? this.text.charCodeAt(end) : 0;
      if ((next === 34 || next === 39) && stringPrefixLength(this.text, start, end) > 0) return this.string(start, end);
      if (next >= 128 || code >= 128) return readWideName(this, start);
      this.position = end;
      const text = this.text.slice(start, end);
      return this.token(T.isKeyword(text) ? T.KEYWORD : T.NAME, text, start, end);
    }
    if (isDigit(code) || (code === 46 && isDigit(this.text.charCodeAt(start + 1)))) return this.number(start);
    if (code === 34 || code === 39) return this.string(start, start);
    return this.operator(start);
  }

  private number(start: number): Token {
    const { end, error } = scanNumber(this.text, start);
    this.position = end;
    if (error !== undefined) {
      this.reporter.error(error.message, this.errorSpan(error.at, end, this.line));
    }
    return this.token(T.NUMBER, error === undefined ? '' : '!', start, end);
  }

  /** The prefix is between `start` and `quote`. */
  private string(start: number, quote: number): Token {
    const token = this.token(T.STRING, '', start, start);
    const scanned = scanString(this.text, quote, this.end);
    this.position = scanned.end;
    if (!scanned.closed) {
      const kind = scanned.triple ? 'unterminated triple-quoted string literal' : 'unterminated string literal';
      const broken = this.fail(`${kind} (detected at line ${this.line + scanned.lines})`, start, start);
      this.skipLines(start, scanned.lines);
      return broken;
    }
    this.skipLines(start, scanned.lines);
    return { ...token, end: scanned.end };
  }

  /** A token that began at `start` reached over line breaks up to the current position. */
  private skipLines(start: number, lines: number): void {
    if (lines === 0) return;
    this.line += lines;
    let lineStart = this.position;
    while (lineStart > start && !isLineBreak(this.text.charCodeAt(lineStart - 1))) lineStart--;
    this.startLine(lineStart);
  }

  private operator(start: number): Token {
    const text = T.operatorAt(this.text, start);
    if (text === '') {
      this.position = start + 1;
      const label = codePointLabel(this.text.charCodeAt(start));
      return this.fail(`invalid non-printable character ${label}`, start, start);
    }
    this.position = start + text.length;
    const opener = CLOSING[text];
    if (opener !== undefined) {
      const open = this.brackets.pop();
      if (open === undefined) return this.fail(`unmatched '${text}'`, start, start);
      if (open.text !== opener) {
        const where = open.token.line === this.line ? '' : ` on line ${open.token.line}`;
        const message = `closing parenthesis '${text}' does not match opening parenthesis '${open.text}'${where}`;
        return this.fail(message, start, start);
      }
    } else if (text === '(' || text === '[' || text === '{') {
      if (this.brackets.length >= MAX_BRACKET_DEPTH) return this.fail('too many nested parentheses', start, start);
      const token: Token = { ...this.token(T.OPERATOR, text, start, start + 1), level: this.brackets.length + 1 };
      this.brackets.push({ text, token });
      return token;
    }
    return this.token(T.OPERATOR, text, start, this.position);
  }

  private newline(start: number): Token {
    const token = this.token(T.NEWLINE, '', start, this.position);
    this.lastNewline = token;
    this.breakLine();
    this.atLineStart = true;
    this.inLine = false;
    return token;
  }

  private endOfText(): Token {
    if (this.inLine && !this.embedded && this.brackets.length === 0) {
      this.inLine = false;
      this.atLineStart = true;
      this.lastNewline = this.token(T.NEWLINE, '', this.position, this.position);
      return this.lastNewline;
    }
    return this.token(T.END, '', this.end, this.end);
  }

  private startLine(position: number): void {
    this.lineStart = position;
    this.measured = position;
    this.extra = 0;
  }

  /** Column in bytes of an offset on the current line, at or after the last one asked for. */
  private columnAt(offset: number): number {
    if (!this.ascii) {
      while (this.measured < offset) this.extra += extraBytes(this.text.charCodeAt(this.measured++));
    }
    return offset - this.lineStart + this.extra;
  }
}
