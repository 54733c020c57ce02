/**
 * What editors ask and are told: the shapes of the Language Server Protocol, with paths inside of the ruleset where the protocol has
 * URIs. Lines and characters are 0-based; characters count UTF-16 units.
 */

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Location {
  readonly path: string;
  readonly range: Range;
}

export interface Edit {
  readonly range: Range;
  readonly newText: string;
}

/** Edits by path. */
export type WorkspaceEdit = ReadonlyMap<string, readonly Edit[]>;

export interface EditorDiagnostic {
  readonly range: Range;
  readonly severity: 'error' | 'warning';
  readonly code: string | null;
  /** The message, and the hint on lines below. */
  readonly message: string;
  readonly related: readonly { readonly location: Location; readonly message: string }[];
}

export interface Hover {
  /** Markdown. */
  readonly contents: string;
  readonly range: Range;
}

export interface CompletionItem {
  readonly label: string;
  readonly kind:
    | 'function'
    | 'feature'
    | 'rule'
    | 'constant'
    | 'local'
    | 'argument'
    | 'label'
    | 'file'
    | 'keyword'
    | 'type';
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  readonly insertText: string;
  /** `insertText` has places to fill in, `$1`, `$2`, and `$0` at the end. */
  readonly isSnippet: boolean;
  /** Lower comes first. */
  readonly sortText: string;
  /** Further edits, such as the import that the name needs. */
  readonly additionalEdits: readonly Edit[];
}

export interface CodeAction {
  readonly title: string;
  readonly edit: WorkspaceEdit;
  /** The only sensible answer to its diagnostic. */
  readonly isPreferred: boolean;
}

export interface DocumentSymbol {
  readonly name: string;
  readonly kind: 'rule' | 'feature' | 'constant' | 'local';
  readonly detail: string;
  readonly range: Range;
  readonly selectionRange: Range;
}

export type RenameResult =
  | { readonly ok: true; readonly edit: WorkspaceEdit }
  | { readonly ok: false; readonly reason: string };
