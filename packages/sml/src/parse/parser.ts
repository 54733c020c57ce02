/**
 * The state of parsing one text: the tokens, where we are, and how to fail. The grammar is in the functions of `expressions.ts`,
 * `statements.ts` and their neighbours, which take it as their first argument.
 */
import type { Source, Span } from '../ast/span.ts';
import { Lexer, type LexerRange } from './lexer.ts';
import { MAX_EXPRESSION_DEPTH } from './limits.ts';
import { ParseFailure, type Reporter } from './reporter.ts';
import type { Token, TokenType } from './tokens.ts';
import * as T from './tokens.ts';

export class Parser {
  readonly source: Source;
  readonly text: string;
  readonly reporter: Reporter;
  readonly lexer: Lexer;
  /** The token that comes next. */
  token: Token;
  /** The token before it. */
  previous: Token;
  /** Levels of recursion, see MAX_EXPRESSION_DEPTH. */
  depth: number;
  /** Set while trying what may follow: the finer errors are not looked for then. */
  trying = false;
  private readonly ascii: boolean;
  private readonly embedded: boolean;
  /** Tokens of the current statement, kept so that the parser can go back. */
  private tokens: Token[] = [];
  private index = 0;
  /** The last token looked at in earnest: CPython's plain "invalid syntax" points there. */
  private furthest = 0;

  constructor(source: Source, reporter: Reporter, ascii: boolean, range: LexerRange, depth: number) {
    this.source = source;
    this.text = source.text;
    this.reporter = reporter;
    this.ascii = ascii;
    this.depth = depth;
    this.embedded = range.embedded;
    this.lexer = new Lexer(source, reporter, ascii, range);
    this.token = this.previous = this.lexer.next();
    this.tokens.push(this.token);
  }

  /** A parser for a part of the same text. */
  embed(range: LexerRange): Parser {
    return new Parser(this.source, this.reporter, this.ascii, range, this.depth);
  }

  /** Parse all of an embedded expression; null where it failed, which is then reported. */
  runEmbedded<N>(parse: () => N): N | null {
    try {
      const node = parse();
      if (this.token.type !== T.END) this.fail();
      return node;
    } catch (thrown) {
      if (!(thrown instanceof ParseFailure)) throw thrown;
      if (thrown.message !== undefined) this.reporter.error(`f-string: ${thrown.message}`, thrown.span);
      return null;
    }
  }

  advance(): Token {
    const token = this.token;
    this.previous = token;
    this.index++;
    if (this.index === this.tokens.length) this.tokens.push(this.lexer.next());
    this.token = this.tokens[this.index]!;
    if (this.index > this.furthest && !this.trying) this.furthest = this.index;
    return token;
  }

  /** The token after the next. */
  peek(): Token {
    if (this.index + 1 === this.tokens.length) this.tokens.push(this.lexer.next());
    if (this.index >= this.furthest && !this.trying) this.furthest = this.index + 1;
    return this.tokens[this.index + 1]!;
  }

  /** Begin a statement: there is no way back past here. */
  commit(): void {
    this.forget();
    this.depth = 0;
    this.trying = false;
  }

  /** Start again with a fresh token, after the lexer was moved. */
  reload(): void {
    this.tokens = [this.lexer.next()];
    this.index = 0;
    this.furthest = 0;
    this.token = this.tokens[0]!;
    this.depth = 0;
  }

  /** Keep only the next token, where there is no more going back to others. */
  forget(): void {
    if (this.index < this.tokens.length - 1) this.tokens = this.tokens.slice(this.index);
    else this.tokens = [this.token];
    this.index = 0;
    this.furthest = this.tokens.length - 1;
  }

  /** The last token that was looked at, for whatever reason. */
  lastSeen(): Token {
    return this.tokens.at(-1)!;
  }

  mark(): number {
    return this.index;
  }

  reset(mark: number): void {
    this.index = mark;
    this.token = this.tokens[mark]!;
    this.previous = this.tokens[Math.max(mark - 1, 0)]!;
  }

  /**
   * Try something that may fail; null, and back where we were, where it does. `inEarnest` where it is an alternative of the
   * grammar, and not a look at what an error might be.
   */
  attempt<N>(parse: () => N, inEarnest = false): N | null {
    const mark = this.mark();
    const { depth, trying } = this;
    if (!inEarnest) this.trying = true;
    try {
      return parse();
    } catch (thrown) {
      if (!(thrown instanceof ParseFailure)) throw thrown;
      this.reset(mark);
      this.depth = depth;
      return null;
    } finally {
      this.trying = trying;
    }
  }

  /** Whether the last token stands inside of brackets, a format string's braces included. */
  inBrackets(): boolean {
    return this.embedded || this.previous.level > 0;
  }

  /** Whether an operator or keyword comes next. */
  at(text: string): boolean {
    return this.token.text === text && this.token.type !== T.NAME;
  }

  /** Whether a token of a type comes next. */
  is(type: TokenType): boolean {
    return this.token.type === type;
  }

  take(text: string): boolean {
    if (!this.at(text)) return false;
    this.advance();
    return true;
  }

  expect(text: string, message?: string): Token {
    if (!this.at(text)) this.fail(message);
    return this.advance();
  }

  expectName(): Token {
    if (this.token.type !== T.NAME) this.fail();
    return this.advance();
  }

  /** Enter a level of recursion. Left by `leave`; a failure resets the count. */
  enter(weight = 1): void {
    this.depth += weight;
    if (this.depth > MAX_EXPRESSION_DEPTH) this.fail('expression is nested too deeply');
  }

  leave(weight = 1): void {
    this.depth -= weight;
  }

  /** The span from a token to the end of what was read last. */
  spanFrom(start: Token): Span {
    return { source: this.source, line: start.line, column: start.column, start: start.start, end: this.previous.end };
  }

  tokenSpan(token: Token): Span {
    return { source: this.source, line: token.line, column: token.column, start: token.start, end: token.end };
  }

  /** Leave the statement with a syntax error at a token, by default the next one; without a message in CPython's words. */
  fail(message?: string, at?: Token): never {
    const token = at ?? (message === undefined ? this.tokens[Math.max(this.furthest, this.index)]! : this.token);
    // What is broken was reported by the lexer.
    if (token.type === T.BROKEN) throw new ParseFailure(undefined, this.tokenSpan(token));
    throw new ParseFailure(message ?? genericMessage(token), this.errorSpan(token));
  }

  /** Leave the statement with a syntax error at the start of a node. */
  failAt(message: string, span: Span): never {
    throw new ParseFailure(message, this.lexer.errorSpan(span.start, span.end, span.line));
  }

  /** Report a syntax error at a token, by default the next one, and go on. */
  report(message: string, token: Token = this.token): void {
    this.reporter.error(message, this.errorSpan(token.type === T.BROKEN ? this.previous : token));
  }

  /** The place of a syntax error at a token. */
  errorSpan(at: Token): Span {
    // What lacks at the end of the file lacks behind its last line.
    const token = at.type === T.END ? (this.lexer.lastNewline ?? at) : at;
    const span = this.lexer.errorSpan(token.start, token.end, token.line);
    const block = token.type === T.INDENT || token.type === T.DEDENT;
    return block ? { ...span, column: Math.max(span.column - 1, 0) } : span;
  }
}

function genericMessage(token: Token): string {
  if (token.type === T.INDENT) return 'unexpected indent';
  return token.type === T.DEDENT ? 'unexpected unindent' : 'invalid syntax';
}
