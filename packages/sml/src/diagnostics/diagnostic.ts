import type { Span } from '../ast/span.ts';

/** One finding about a ruleset, rendered by `renderDiagnostic` in the reference's format. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable code of a lint or compatibility warning (`SML101`); absent for the reference's own errors. */
  readonly code?: string;
  readonly message: string;
  readonly span: Span;
  /** May have several lines. */
  readonly hint?: string;
  readonly additional?: readonly AdditionalSpans[];
  /** A safe replacement, where there is one. */
  readonly fix?: { readonly title: string; readonly edits: readonly TextEdit[] };
}

/** Spans introduced by `~~~ message`; an empty message prints the spans alone. */
export interface AdditionalSpans {
  readonly message: string;
  readonly spans: readonly { readonly span: Span; readonly hint?: string }[];
}

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}
