/**
 * The language server without a transport: texts go in, answers come out. One workspace is one ruleset; the caller reads files,
 * keeps buffers and speaks the protocol.
 *
 * - W1 Nothing is worked out before somebody asks, and nothing twice for the same texts.
 * - W2 Every question is answered for every text, however broken; there are no exceptions for what is in the files.
 */
import type { Dialect } from '../check/dialect.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Registry } from '../evaluate/ruleset.ts';
import { formatSource } from '../print/format.ts';
import { actionsIn } from './actions.ts';
import { type Analysis, analyse } from './analysis.ts';
import { completionsAt, kindOf } from './completion.ts';
import { type RecentValues, typeText } from './describe.ts';
import { hoverAt } from './hover.ts';
import { definitionAt, referencesAt, renameAt, renameRange } from './navigation.ts';
import { LineIndex, locationOf, rangeOf } from './positions.ts';
import type {
  CodeAction,
  CompletionItem,
  DocumentSymbol,
  Edit,
  EditorDiagnostic,
  Hover,
  Location,
  Position,
  Range,
  RenameResult,
} from './protocol.ts';

export interface WorkspaceOptions {
  readonly dialect?: Dialect;
  /** Recent values of features, shown when the pointer rests on them. */
  readonly recentValues?: RecentValues;
}

export class Workspace {
  readonly #registry: Registry;
  readonly #dialect: Dialect;
  readonly #recentValues: RecentValues;
  readonly #texts = new Map<string, string>();
  #analysis: Analysis | null = null;
  #last: Analysis | null = null;

  constructor(registry: Registry, options: WorkspaceOptions = {}) {
    this.#registry = registry;
    this.#dialect = options.dialect ?? 'compat';
    this.#recentValues = options.recentValues ?? (() => []);
  }

  /** The text of a file from now on; null where it is gone. */
  setText(path: string, text: string | null): void {
    if (text === (this.#texts.get(path) ?? null)) return;
    if (text === null) this.#texts.delete(path);
    else this.#texts.set(path, text);
    this.#analysis = null;
  }

  /** Paths of all files. */
  get paths(): readonly string[] {
    return [...this.#texts.keys()];
  }

  /** Diagnostics by path; files without any have an empty list. */
  diagnostics(): ReadonlyMap<string, readonly EditorDiagnostic[]> {
    const byPath = new Map<string, EditorDiagnostic[]>(this.paths.map((path) => [path, []]));
    for (const diagnostic of this.#current().diagnostics) {
      const { path } = diagnostic.span.source;
      byPath.set(path, [...(byPath.get(path) ?? []), forEditors(diagnostic)]);
    }
    return byPath;
  }

  hover(path: string, position: Position): Hover | null {
    return hoverAt(this.#current(), path, this.#offset(path, position), this.#recentValues);
  }

  completions(path: string, position: Position): CompletionItem[] {
    return completionsAt(this.#current(), path, this.#offset(path, position), this.#recentValues);
  }

  definition(path: string, position: Position): Location | null {
    return definitionAt(this.#current(), path, this.#offset(path, position));
  }

  references(path: string, position: Position, withDefinition: boolean): Location[] {
    return referencesAt(this.#current(), path, this.#offset(path, position), withDefinition);
  }

  renameRange(path: string, position: Position): Range | null {
    return renameRange(this.#current(), path, this.#offset(path, position));
  }

  rename(path: string, position: Position, newName: string): RenameResult {
    return renameAt(this.#current(), path, this.#offset(path, position), newName);
  }

  /** The edit that brings a file into the canonical form; null where it has syntax errors or is in it. */
  format(path: string): Edit | null {
    const text = this.#texts.get(path);
    if (text === undefined) return null;
    const formatted = formatSource({ path, text }).text;
    if (formatted === null || formatted === text) return null;
    return { range: new LineIndex(text).range(0, text.length), newText: formatted };
  }

  codeActions(path: string, range: Range): CodeAction[] {
    return actionsIn(this.#current(), path, this.#offset(path, range.start), this.#offset(path, range.end));
  }

  /** What a file defines, in its order. */
  symbols(path: string): DocumentSymbol[] {
    const analysis = this.#current();
    return (analysis.files.get(path)?.module.statements ?? []).flatMap((statement) => {
      if (statement.kind !== 'assign') return [];
      const { name, span } = statement.target;
      const key = name.startsWith('_') ? `${path}:${name}` : name;
      const detail = typeText(analysis, key, statement);
      const kind = kindOf(analysis, key, statement);
      return [{ name, kind, detail, range: rangeOf(statement.span), selectionRange: rangeOf(span) }];
    });
  }

  #current(): Analysis {
    if (this.#analysis === null) {
      this.#analysis = analyse(this.#texts, this.#registry, this.#dialect, this.#last?.program ?? null);
      this.#last = this.#analysis;
    }
    return this.#analysis;
  }

  #offset(path: string, position: Position): number {
    return new LineIndex(this.#texts.get(path) ?? '').offset(position);
  }
}

function forEditors({ severity, code, message, span, hint, additional = [] }: Diagnostic): EditorDiagnostic {
  return {
    severity,
    code: code ?? null,
    message: hint === undefined || hint === '' ? message : `${message}\n${hint}`,
    range: rangeOf(span),
    related: additional.flatMap((group) =>
      group.spans.map(({ span: place, hint: about }) => ({
        location: locationOf(place),
        message: about ?? group.message,
      })),
    ),
  };
}
