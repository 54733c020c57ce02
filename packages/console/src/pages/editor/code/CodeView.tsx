/**
 * One editor over all files of a draft. It stands in a shadow root: there its style sheets are objects rather than `<style>`
 * elements, which the content security policy forbids.
 */
import { type Diagnostic as Mark, setDiagnostics } from '@codemirror/lint';
import type { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { Diagnostic, Position, WorkspaceEdit } from '../../../api/authoring-types.ts';
import type { DraftBuffer } from '../draft/buffer.ts';
import type { LanguageClient } from './client.ts';
import { offsetOf } from './positions.ts';
import { createState, type EditorActions } from './setup.ts';

export interface CodeHandle {
  focus(): void;
  /** Put the cursor there, in the file that is shown. */
  goTo(position: Position): void;
  cursor(): number;
}

interface CodeViewProps {
  readonly path: string;
  readonly buffer: DraftBuffer;
  readonly client: LanguageClient;
  readonly actions: EditorActions;
  readonly diagnostics: readonly Diagnostic[];
  readonly onFix: (edit: WorkspaceEdit) => void;
  readonly ref: Ref<CodeHandle>;
}

export function CodeView({ path, buffer, client, actions, diagnostics, onFix, ref }: CodeViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  /** Of the files that were shown: their undo history and cursor are kept. */
  const states = useRef(new Map<string, EditorState>());
  const shown = useRef<string | null>(null);
  const latest = useRef(actions);
  latest.current = actions;

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    const editor = new EditorView({ parent: root, root });
    view.current = editor;
    shown.current = null;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || shown.current === path) return;
    if (shown.current !== null) states.current.set(shown.current, editor.state);
    shown.current = path;
    const text = buffer.text(path) ?? '';
    const state = states.current.get(path) ?? createState(path, text, client, forwarded(latest, path, buffer));
    editor.setState(state);
    follow(editor, text);
  }, [path, buffer, client]);

  // What changed elsewhere, by a rename, say, is taken in; what was typed here is there already.
  useEffect(
    () =>
      buffer.subscribe(() => {
        const editor = view.current;
        if (editor !== null && shown.current !== null) follow(editor, buffer.text(shown.current) ?? '');
      }),
    [buffer],
  );

  useEffect(() => {
    const editor = view.current;
    if (editor === null || shown.current !== path) return;
    editor.dispatch(
      setDiagnostics(
        editor.state,
        diagnostics.map((one) => markOf(editor, one, onFix)),
      ),
    );
  }, [path, diagnostics, onFix]);

  useImperativeHandle(ref, () => ({
    focus: () => view.current?.focus(),
    goTo: (position) => {
      const editor = view.current;
      if (editor === null) return;
      const anchor = offsetOf(editor.state.doc, position);
      editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      editor.focus();
    },
    cursor: () => view.current?.state.selection.main.head ?? 0,
  }));

  return <div className="code-host" ref={host} data-path={path} />;
}

/** States outlive a render: their keys call what is current then. */
function forwarded(latest: { readonly current: EditorActions }, path: string, buffer: DraftBuffer): EditorActions {
  return {
    save: () => latest.current.save(),
    format: () => latest.current.format(),
    rename: (position) => latest.current.rename(position),
    definition: (position) => latest.current.definition(position),
    problem: (step) => latest.current.problem(step),
    fix: (position) => latest.current.fix(position),
    changed: (text) => buffer.set(path, text),
  };
}

/** Make the editor's text this one, changing only what differs, so that cursor and history stay. */
function follow(editor: EditorView, text: string): void {
  const now = editor.state.doc.toString();
  if (now === text) return;
  const most = Math.min(now.length, text.length);
  let start = 0;
  while (start < most && now[start] === text[start]) start++;
  let end = 0;
  while (end < most - start && now[now.length - 1 - end] === text[text.length - 1 - end]) end++;
  editor.dispatch({ changes: { from: start, to: now.length - end, insert: text.slice(start, text.length - end) } });
}

function markOf(editor: EditorView, diagnostic: Diagnostic, onFix: (edit: WorkspaceEdit) => void): Mark {
  const { doc } = editor.state;
  const from = offsetOf(doc, diagnostic.range.start);
  const to = Math.max(from, offsetOf(doc, diagnostic.range.end));
  return {
    from,
    to,
    severity: diagnostic.severity,
    message: diagnostic.code === null ? diagnostic.message : `${diagnostic.message} (${diagnostic.code})`,
    actions: diagnostic.fixes.map(({ title, edit }) => ({ name: title, apply: () => onFix(edit) })),
  };
}
