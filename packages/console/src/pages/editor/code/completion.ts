/** Completion from the language server. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  snippet,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { CompletionItem } from '../../../api/authoring-types.ts';
import type { LanguageClient } from './client.ts';
import { renderMarkdown } from './markdown.ts';
import { changesOf, positionOf } from './positions.ts';

/** After one of these, what may follow is listed without being asked for. */
const triggers = /['"({,=]\s?$/;

export function smlCompletion(client: LanguageClient, path: string): Extension {
  return autocompletion({
    override: [(context) => complete(client, path, context)],
    icons: true,
    activateOnTyping: true,
    interactionDelay: 50,
  });
}

async function complete(
  client: LanguageClient,
  path: string,
  context: CompletionContext,
): Promise<CompletionResult | null> {
  const word = context.matchBefore(/[\p{L}\p{N}_]+/u);
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  if (!context.explicit && word === null && !triggers.test(before)) return null;
  const at = { path, position: positionOf(context.state.doc, context.pos) };
  const items = await client.ask('completion', at).catch(() => []);
  if (context.aborted || items.length === 0) return null;
  // Files and labels stand in strings and hold more than letters.
  const inText = items[0]?.kind === 'file' || items[0]?.kind === 'label';
  const from = inText ? context.pos - (/[^'"]*$/.exec(before)?.[0].length ?? 0) : (word?.from ?? context.pos);
  return {
    from,
    options: items.map((item) => option(client, item, at)),
    validFor: inText ? /^[^'"]*$/ : /^[\p{L}\p{N}_]*$/u,
  };
}

const types: Readonly<Record<string, string>> = {
  function: 'function',
  feature: 'variable',
  rule: 'class',
  constant: 'constant',
  local: 'variable',
  argument: 'property',
  label: 'enum',
  file: 'text',
  keyword: 'keyword',
  type: 'type',
};

function option(client: LanguageClient, item: CompletionItem, at: { path: string; position: unknown }): Completion {
  return {
    label: item.label,
    type: types[item.kind] ?? 'text',
    ...(item.detail === null ? {} : { detail: short(item.detail) }),
    sortText: item.sortText,
    // What is at hand comes before what would have to be imported.
    boost: 9 - Number(/^\d/.exec(item.sortText)?.[0] ?? 5),
    info: async () => {
      const params = { ...at, label: item.label, kind: item.kind };
      const { documentation } = await client.ask('resolve', params).catch(() => ({ documentation: '' }));
      return documentation === '' ? null : renderMarkdown(documentation);
    },
    apply: (view, completion, from, to) => apply(view, completion, item, from, to),
  };
}

function apply(view: EditorView, completion: Completion, item: CompletionItem, from: number, to: number): void {
  const extra = changesOf(view.state.doc, item.additionalEdits);
  if (item.isSnippet) {
    snippet(templateOf(item.insertText))(view, completion, from, to);
    // Imports stand above: their places do not move with what was inserted.
    if (extra.length > 0) view.dispatch({ changes: extra });
    return;
  }
  const changes = view.state.changes([...extra, { from, to, insert: item.insertText }]);
  view.dispatch({
    changes,
    selection: { anchor: changes.mapPos(to, 1) },
    userEvent: 'input.complete',
  });
}

/** `f(a=$1)$0` as the editor writes it. */
function templateOf(text: string): string {
  return text.replaceAll(/\$(\d)/g, (_, n: string) => (n === '0' ? `\${}` : `\${${n}}`));
}

function short(detail: string): string {
  return detail.length > 48 ? `${detail.slice(0, 47)}…` : detail;
}
