/** Collects a file's diagnostics while it is read: each once, and no more errors than the limit. */
import type { Source, Span } from '../ast/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { MAX_ERRORS_PER_FILE } from './limits.ts';

/** Makes the parser leave the statement it is in. Not an Error: it carries no stack, and never leaves the parser. */
export class ParseFailure {
  /** Undefined where the reason has been reported already (by the lexer). */
  readonly message: string | undefined;
  readonly span: Span;
  constructor(message: string | undefined, span: Span) {
    this.message = message;
    this.span = span;
  }
}

export class Reporter {
  readonly source: Source;
  readonly diagnostics: Diagnostic[] = [];
  private readonly seen = new Set<string>();
  errors = 0;

  constructor(source: Source) {
    this.source = source;
  }

  get full(): boolean {
    return this.errors >= MAX_ERRORS_PER_FILE;
  }

  error(message: string, span: Span, hint?: string): void {
    if (this.full) return;
    this.add({ severity: 'error', message, span, ...(hint === undefined ? {} : { hint }) });
  }

  warning(code: string, message: string, span: Span, hint?: string): void {
    this.add({ severity: 'warning', code, message, span, ...(hint === undefined ? {} : { hint }) });
  }

  private add(diagnostic: Diagnostic): void {
    const key = `${diagnostic.span.line}:${diagnostic.span.column}:${diagnostic.message}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    if (diagnostic.severity === 'error') this.errors++;
    this.diagnostics.push(diagnostic);
  }
}
