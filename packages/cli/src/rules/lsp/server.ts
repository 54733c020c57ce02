/** The language server on a connection: requests to the core, diagnostics back when typing has paused. */
import type { Registry } from '@lapwing/sml';
import {
  type Connection,
  ErrorCodes,
  type InitializeResult,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { toCodeAction, toCompletionItem, toDiagnostic, toLocation, toSymbol, toWorkspaceEdit } from './convert.ts';
import { type OpenRuleset, OpenRulesets, type Place } from './rulesets.ts';

/** Diagnostics come when nobody has typed for this long. */
const DEBOUNCE_MILLIS = 150;

const CAPABILITIES: InitializeResult = {
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    hoverProvider: true,
    completionProvider: { triggerCharacters: ['(', "'", '"', '{', '/', ','] },
    definitionProvider: true,
    referencesProvider: true,
    renameProvider: { prepareProvider: true },
    documentFormattingProvider: true,
    documentSymbolProvider: true,
    codeActionProvider: { codeActionKinds: ['quickfix'] },
  },
  serverInfo: { name: 'lapwing' },
};

/** Serves until the connection ends. */
export function serveLanguage(connection: Connection, registry: Registry): void {
  const rulesets = new OpenRulesets(registry);
  const documents = new TextDocuments(TextDocument);
  const publisher = new Publisher(connection);

  connection.onInitialize(() => CAPABILITIES);
  const changed = async (document: TextDocument): Promise<void> => {
    const place = await rulesets.placeOf(document.uri);
    if (place === null) return;
    // Loading may have taken a while: the newest text counts.
    place.ruleset.setBuffer(place.path, (documents.get(document.uri) ?? document).getText());
    publisher.schedule(place.ruleset);
  };
  documents.onDidChangeContent(({ document }) => changed(document));
  documents.onDidClose(async ({ document }) => {
    const place = await rulesets.placeOf(document.uri);
    if (place === null) return;
    await place.ruleset.closeBuffer(place.path);
    publisher.schedule(place.ruleset);
  });
  connection.onDidChangeWatchedFiles(async () => {
    for (const ruleset of await rulesets.all()) {
      await ruleset.load();
      publisher.schedule(ruleset);
    }
  });

  /** The place of a document, its text as of now: requests may overtake the reading of the ruleset. */
  const at = async (uri: string): Promise<Place | null> => {
    const place = await rulesets.placeOf(uri);
    const document = documents.get(uri);
    if (place !== null && document !== undefined) place.ruleset.setBuffer(place.path, document.getText());
    return place;
  };
  connection.onHover(async ({ textDocument, position }) => {
    const place = await at(textDocument.uri);
    const hover = place?.ruleset.workspace.hover(place.path, position);
    return hover ? { contents: { kind: 'markdown', value: hover.contents }, range: hover.range } : null;
  });
  connection.onCompletion(async ({ textDocument, position }) => {
    const place = await at(textDocument.uri);
    return place?.ruleset.workspace.completions(place.path, position).map(toCompletionItem) ?? [];
  });
  connection.onDefinition(async ({ textDocument, position }) => {
    const place = await at(textDocument.uri);
    const location = place?.ruleset.workspace.definition(place.path, position);
    return place && location ? toLocation(location, (path) => place.ruleset.uriOf(path)) : null;
  });
  connection.onReferences(async ({ textDocument, position, context }) => {
    const place = await at(textDocument.uri);
    if (place === null) return [];
    const { ruleset, path } = place;
    return ruleset.workspace
      .references(path, position, context.includeDeclaration)
      .map((location) => toLocation(location, (file) => ruleset.uriOf(file)));
  });
  connection.onPrepareRename(async ({ textDocument, position }) => {
    const place = await at(textDocument.uri);
    return place?.ruleset.workspace.renameRange(place.path, position) ?? null;
  });
  connection.onRenameRequest(async ({ textDocument, position, newName }) => {
    const place = await at(textDocument.uri);
    if (place === null) return null;
    const result = place.ruleset.workspace.rename(place.path, position, newName);
    if (!result.ok) return new ResponseError(ErrorCodes.InvalidRequest, result.reason);
    return toWorkspaceEdit(result.edit, (path) => place.ruleset.uriOf(path));
  });
  connection.onDocumentFormatting(async ({ textDocument }) => {
    const place = await at(textDocument.uri);
    const edit = place?.ruleset.workspace.format(place.path);
    return edit ? [edit] : [];
  });
  connection.onDocumentSymbol(async ({ textDocument }) => {
    const place = await at(textDocument.uri);
    return place?.ruleset.workspace.symbols(place.path).map(toSymbol) ?? [];
  });
  connection.onCodeAction(async ({ textDocument, range }) => {
    const place = await at(textDocument.uri);
    if (place === null) return [];
    const { ruleset, path } = place;
    return ruleset.workspace
      .codeActions(path, range)
      .map((action) => toCodeAction(action, (file) => ruleset.uriOf(file)));
  });
  connection.onShutdown(() => publisher.stop());
  documents.listen(connection);
  connection.listen();
}

/** Sends a ruleset's diagnostics once typing has paused. A change in one file may break another, so all files are told. */
class Publisher {
  readonly #connection: Connection;
  readonly #timers = new Map<OpenRuleset, NodeJS.Timeout>();
  /** Files that were sent diagnostics: they are told when there are none any more. */
  readonly #told = new Set<string>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  schedule(ruleset: OpenRuleset): void {
    clearTimeout(this.#timers.get(ruleset));
    this.#timers.set(
      ruleset,
      setTimeout(() => this.#publish(ruleset), DEBOUNCE_MILLIS),
    );
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #publish(ruleset: OpenRuleset): void {
    const uriOf = (path: string) => ruleset.uriOf(path);
    for (const [path, diagnostics] of ruleset.workspace.diagnostics()) {
      const uri = uriOf(path);
      if (diagnostics.length === 0 && !this.#told.has(uri)) continue;
      this.#told.add(uri);
      void this.#connection.sendDiagnostics({ uri, diagnostics: diagnostics.map((one) => toDiagnostic(one, uriOf)) });
    }
  }
}
