/** Collects the diagnostics of one validator. A validator that reported an error has failed: those that build on it do not run. */
import type { Span } from '../ast/span.ts';
import type { AdditionalSpans, Diagnostic } from '../diagnostics/diagnostic.ts';

export interface SpanHint {
  readonly span: Span;
  readonly hint?: string;
}

export class Report {
  readonly diagnostics: Diagnostic[] = [];
  failed = false;

  error(message: string, span: Span, hint?: string, additional?: AdditionalSpans): void {
    this.failed = true;
    this.diagnostics.push({
      severity: 'error',
      message,
      span,
      ...(hint === undefined || hint === '' ? {} : { hint }),
      ...(additional === undefined || additional.spans.length === 0 ? {} : { additional: [additional] }),
    });
  }

  warning(code: string, message: string, span: Span, hint?: string, fix?: Diagnostic['fix']): void {
    this.diagnostics.push({
      severity: 'warning',
      code,
      message,
      span,
      ...(hint === undefined ? {} : { hint }),
      ...(fix === undefined ? {} : { fix }),
    });
  }
}

/** Spans without a line of text before them. */
export const alongside = (...spans: SpanHint[]): AdditionalSpans => ({ message: '', spans });

/** The reference's order: path, line, column, message. Errors come before warnings. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...diagnostics].sort(
    (a, b) =>
      compare(a.severity, b.severity) ||
      compare(a.span.source.path, b.span.source.path) ||
      compare(a.span.line, b.span.line) ||
      compare(a.span.column, b.span.column) ||
      compare(a.message, b.message),
  );
}
