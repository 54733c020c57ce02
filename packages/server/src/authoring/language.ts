/**
 * The language server's core over HTTP: requests named as in the Language Server Protocol, with paths inside of the ruleset where
 * the protocol has URIs.
 */
import type { Registry } from '@lapwing/sml';
import {
  type CodeAction,
  type EditorDiagnostic,
  type Position,
  type Range,
  type RenameResult,
  Workspace,
  type WorkspaceEdit,
} from '@lapwing/sml/language-server';
import { COMPLETIONS_SENT, DIAGNOSTICS_SENT, FIXES_SENT, WORKSPACES_KEPT } from './limits.ts';
import type { FilesByPath } from './overlay.ts';

interface At {
  readonly path: string;
  readonly position: Position;
}

export type LanguageRequest =
  | { readonly method: 'diagnostics' }
  | { readonly method: 'hover'; readonly params: At }
  | { readonly method: 'completion'; readonly params: At }
  /** The documentation of one of the items that `completion` listed at the same place. */
  | { readonly method: 'resolve'; readonly params: At & { readonly label: string; readonly kind: string } }
  | { readonly method: 'definition'; readonly params: At }
  | { readonly method: 'references'; readonly params: At & { readonly withDefinition?: boolean } }
  | { readonly method: 'prepareRename'; readonly params: At }
  | { readonly method: 'rename'; readonly params: At & { readonly newName: string } }
  | { readonly method: 'formatting'; readonly params: { readonly path: string } }
  | { readonly method: 'symbols'; readonly params: { readonly path: string } }
  | { readonly method: 'codeAction'; readonly params: { readonly path: string; readonly range: Range } };

type ValuesByFeature = Readonly<Record<string, readonly string[]>>;

/** Keeps a workspace for each editor: while somebody types, only what they changed is new. */
export class LanguageDesk {
  readonly #registry: Registry;
  readonly #workspaces = new Map<string, Workspace>();
  #recent: ValuesByFeature = {};
  #wanted = new Set<string>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** The answer, and the features whose recent values a hover would have liked to show. */
  answer(
    editor: string,
    files: FilesByPath,
    request: LanguageRequest,
    recent: ValuesByFeature,
  ): { readonly result: unknown; readonly wanted: readonly string[] } {
    const workspace = this.#workspaceOf(editor);
    for (const path of workspace.paths) if (files[path] === undefined) workspace.setText(path, null);
    for (const [path, text] of Object.entries(files)) workspace.setText(path, text);
    this.#recent = recent;
    this.#wanted = new Set();
    const result = answer(workspace, request);
    return { result, wanted: request.method === 'hover' ? [...this.#wanted] : [] };
  }

  #workspaceOf(editor: string): Workspace {
    const workspace = this.#workspaces.get(editor) ?? new Workspace(this.#registry, { recentValues: this.#values });
    this.#workspaces.delete(editor);
    this.#workspaces.set(editor, workspace);
    const [oldest] = this.#workspaces.keys();
    if (this.#workspaces.size > WORKSPACES_KEPT && oldest !== undefined) this.#workspaces.delete(oldest);
    return workspace;
  }

  readonly #values = (feature: string): readonly string[] => {
    this.#wanted.add(feature);
    return this.#recent[feature] ?? [];
  };
}

function answer(workspace: Workspace, request: LanguageRequest): unknown {
  switch (request.method) {
    case 'diagnostics':
      return diagnosticsOf(workspace);
    case 'hover':
      return workspace.hover(request.params.path, request.params.position);
    case 'completion':
      // Documentation is most of the bytes, and asked for one item at a time.
      return workspace
        .completions(request.params.path, request.params.position)
        .slice(0, COMPLETIONS_SENT)
        .map(({ documentation: _, ...item }) => item);
    case 'resolve': {
      const { path, position, label, kind } = request.params;
      const items = workspace.completions(path, position);
      const found = items.find((item) => item.label === label && item.kind === kind);
      return { documentation: found?.documentation ?? '' };
    }
    case 'definition':
      return workspace.definition(request.params.path, request.params.position);
    case 'references':
      return workspace.references(request.params.path, request.params.position, request.params.withDefinition ?? false);
    case 'prepareRename':
      return workspace.renameRange(request.params.path, request.params.position);
    case 'rename':
      return renamed(workspace.rename(request.params.path, request.params.position, request.params.newName));
    case 'formatting':
      return workspace.format(request.params.path);
    case 'symbols':
      return workspace.symbols(request.params.path);
    case 'codeAction':
      return workspace.codeActions(request.params.path, request.params.range).map(actionView);
  }
}

/** Files that have any, each diagnostic with its repairs. */
function diagnosticsOf(workspace: Workspace) {
  const files: Record<string, (EditorDiagnostic & { readonly fixes: ReturnType<typeof actionView>[] })[]> = {};
  let sent = 0;
  for (const [path, diagnostics] of workspace.diagnostics()) {
    const shown = diagnostics.slice(0, DIAGNOSTICS_SENT - sent);
    if (shown.length === 0) continue;
    files[path] = shown.map((diagnostic, index) => ({
      ...diagnostic,
      fixes: sent + index < FIXES_SENT ? fixesOf(workspace, path, diagnostic.range) : [],
    }));
    sent += shown.length;
  }
  return files;
}

/** Repairs at the very place: two diagnostics that touch would otherwise show each other's. */
const fixesOf = (workspace: Workspace, path: string, { start }: Range) =>
  workspace.codeActions(path, { start, end: start }).map(actionView);

const actionView = ({ title, edit, isPreferred }: CodeAction) => ({ title, isPreferred, edit: editView(edit) });

const renamed = (result: RenameResult) => (result.ok ? { ok: true, edit: editView(result.edit) } : result);

const editView = (edit: WorkspaceEdit) => Object.fromEntries(edit);
