/**
 * Diagnostics as text, in the reference's format: message, `--> path:line:column`, the source line, a caret with the hint, then
 * further places. Not for editors: they use the spans themselves.
 *
 * - D1 The caret stands `column` characters into the line, where the column counts UTF-8 bytes, as the reference prints it:
 *   on a line with other than ASCII before the place, the caret is right of it by the surplus bytes.
 * - D2 The gutter is as wide as the largest line number shown in the diagnostic, and at least three digits.
 */
import type { Span } from '../ast/span.ts';
import type { Diagnostic } from './diagnostic.ts';

const MIN_GUTTER_DIGITS = 3;

/** Render one diagnostic; no newline at the end. */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const additional = diagnostic.additional ?? [];
  let lastLine = diagnostic.span.line;
  for (const group of additional) for (const { span } of group.spans) lastLine = Math.max(lastLine, span.line);
  const digits = Math.max(String(lastLine).length, MIN_GUTTER_DIGITS);

  const code = diagnostic.code === undefined ? '' : `[${diagnostic.code}]`;
  const out = [`${diagnostic.severity}${code}: ${diagnostic.message}`];
  renderPlace(out, digits, '', diagnostic.span, diagnostic.hint);
  let number = 0;
  for (const group of additional) {
    if (group.spans.length > 0 && group.message !== '') out.push(`~~~ ${group.message}`);
    for (const { span, hint } of group.spans) renderPlace(out, digits, `(${++number}) `, span, hint);
  }
  return out.join('\n');
}

/**
 * Render a ruleset's diagnostics: errors first, then warnings, each sorted by (path, line, column, message), numbered
 * `[1/N]` under a header where there are several of a kind. Empty for none.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const parts: string[] = [];
  for (const severity of ['error', 'warning'] as const) {
    const some = diagnostics.filter((diagnostic) => diagnostic.severity === severity).sort(compareDiagnostics);
    if (some.length === 0) continue;
    if (some.length > 1) parts.push(`${some.length} ${severity}s occurred while validating:`);
    for (const [index, diagnostic] of some.entries()) {
      parts.push(`${some.length > 1 ? `[${index + 1}/${some.length}] ` : ''}${renderDiagnostic(diagnostic)}`);
    }
  }
  return parts.join('\n');
}

/** The order in which diagnostics are shown: path, line, column, message. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.span.source.path, b.span.source.path) ||
    a.span.line - b.span.line ||
    a.span.column - b.span.column ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function renderPlace(out: string[], digits: number, number: string, span: Span, hint: string | undefined): void {
  const empty = ' '.repeat(digits + 2);
  const indent = ' '.repeat(span.column + 1);
  out.push(
    `--> ${number}${span.source.path}:${span.line}:${span.column}`,
    `${empty}|`,
    ` ${String(span.line).padStart(digits)} | ${sourceLine(span.source.text, span.line)}`,
  );
  if (hint === undefined || hint === '') {
    out.push(`${empty}|${indent}^`);
    return;
  }
  for (const [index, line] of hint.replace(/\n$/, '').split('\n').entries()) {
    out.push(index === 0 ? `${empty}|${indent}^ ${line}` : `${empty} ${indent}| ${line}`);
  }
}

/** The text of a 1-based line without its line break; empty past the end (errors at the end of a file). */
function sourceLine(text: string, line: number): string {
  const breaks = /\r\n|\r|\n/g;
  let start = 0;
  for (let current = 1; ; current++) {
    const found = breaks.exec(text);
    if (current === line) return text.slice(start, found === null ? undefined : found.index);
    if (found === null) return '';
    start = breaks.lastIndex;
  }
}
