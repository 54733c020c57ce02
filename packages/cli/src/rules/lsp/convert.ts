/** From the language server's core to the protocol: kinds as numbers, paths as URIs. */
import type {
  CodeAction as Action,
  DocumentSymbol as CoreSymbol,
  EditorDiagnostic,
  WorkspaceEdit as Edits,
  CompletionItem as Item,
  Location as Place,
} from '@lapwing/sml/language-server';
import {
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  InsertTextFormat,
  type Location,
  MarkupKind,
  SymbolKind,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';

type UriOf = (path: string) => string;

const COMPLETION_KINDS: Readonly<Record<Item['kind'], CompletionItemKind>> = {
  function: CompletionItemKind.Function,
  feature: CompletionItemKind.Variable,
  rule: CompletionItemKind.Event,
  constant: CompletionItemKind.Constant,
  local: CompletionItemKind.Variable,
  argument: CompletionItemKind.Property,
  label: CompletionItemKind.EnumMember,
  file: CompletionItemKind.File,
  keyword: CompletionItemKind.Keyword,
  type: CompletionItemKind.TypeParameter,
};

const SYMBOL_KINDS: Readonly<Record<CoreSymbol['kind'], SymbolKind>> = {
  rule: SymbolKind.Event,
  feature: SymbolKind.Variable,
  constant: SymbolKind.Constant,
  local: SymbolKind.Field,
};

export function toDiagnostic(diagnostic: EditorDiagnostic, uriOf: UriOf): Diagnostic {
  const { range, severity, code, message, related } = diagnostic;
  return {
    range,
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: 'lapwing',
    message,
    ...(code === null ? {} : { code }),
    relatedInformation: related.map((one) => ({ location: toLocation(one.location, uriOf), message: one.message })),
  };
}

export const toLocation = ({ path, range }: Place, uriOf: UriOf): Location => ({ uri: uriOf(path), range });

export function toCompletionItem(item: Item): CompletionItem {
  return {
    label: item.label,
    kind: COMPLETION_KINDS[item.kind],
    detail: item.detail,
    sortText: item.sortText,
    insertText: item.insertText,
    insertTextFormat: item.isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(item.documentation === '' ? {} : { documentation: { kind: MarkupKind.Markdown, value: item.documentation } }),
    ...(item.additionalEdits.length === 0 ? {} : { additionalTextEdits: [...item.additionalEdits] }),
  };
}

export const toWorkspaceEdit = (edits: Edits, uriOf: UriOf): WorkspaceEdit => ({
  changes: Object.fromEntries([...edits].map(([path, list]) => [uriOf(path), [...list]])),
});

export const toCodeAction = ({ title, edit, isPreferred }: Action, uriOf: UriOf): CodeAction => ({
  title,
  kind: CodeActionKind.QuickFix,
  isPreferred,
  edit: toWorkspaceEdit(edit, uriOf),
});

export const toSymbol = ({ name, kind, detail, range, selectionRange }: CoreSymbol): DocumentSymbol => ({
  name,
  kind: SYMBOL_KINDS[kind],
  detail,
  range,
  selectionRange,
});
