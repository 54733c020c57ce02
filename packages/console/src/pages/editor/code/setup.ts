/** Everything that makes an editor state for one file. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  type KeyBinding,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view';
import type { Position } from '../../../api/authoring-types.ts';
import type { LanguageClient } from './client.ts';
import { smlCompletion } from './completion.ts';
import { describeAtCursor, hideAtCursor, smlHover } from './hover.ts';
import { positionOf } from './positions.ts';
import { languageOf } from './sml.ts';
import { editorTheme } from './theme.ts';

/** What the keys of the editor do outside of its text. */
export interface EditorActions {
  readonly save: () => void;
  readonly format: () => void;
  readonly rename: (position: Position) => void;
  readonly definition: (position: Position) => void;
  readonly problem: (step: 1 | -1) => void;
  readonly fix: (position: Position) => void;
  readonly changed: (text: string) => void;
}

export function createState(path: string, text: string, client: LanguageClient, actions: EditorActions): EditorState {
  const language = languageOf(path);
  const isRule = path.endsWith('.sml');
  const extensions: Extension[] = [
    lineNumbers(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    rectangularSelection(),
    indentUnit.of('  '),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    search({ top: true }),
    lintGutter(),
    EditorView.contentAttributes.of({ 'aria-label': `Text of ${path}`, spellcheck: 'false', autocapitalize: 'off' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) actions.changed(update.state.doc.toString());
    }),
    editorTheme,
    // Before the editor's own keys, some of which are the same.
    keymap.of(ownKeys(actions, isRule ? describeAtCursor(client, path) : null)),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
  ];
  if (language !== null) extensions.push(language);
  if (isRule) extensions.push(smlCompletion(client, path), smlHover(client, path), followOnClick(actions));
  return EditorState.create({ doc: text, extensions });
}

function ownKeys(actions: EditorActions, describe: KeyBinding['run'] | null): KeyBinding[] {
  const at = (run: (position: Position) => void) => (view: EditorView) => {
    run(positionOf(view.state.doc, view.state.selection.main.head));
    return true;
  };
  const plain = (run: () => void) => () => {
    run();
    return true;
  };
  return [
    { key: 'Mod-s', run: plain(actions.save), preventDefault: true },
    { key: 'Mod-Shift-f', run: plain(actions.format), preventDefault: true },
    { key: 'Shift-Alt-f', run: plain(actions.format), preventDefault: true },
    { key: 'F2', run: at(actions.rename) },
    { key: 'F12', run: at(actions.definition), preventDefault: true },
    { key: 'F8', run: plain(() => actions.problem(1)), shift: plain(() => actions.problem(-1)) },
    { key: 'Mod-.', run: at(actions.fix) },
    ...(describe === null || describe === undefined ? [] : [{ key: 'Mod-i', run: describe, preventDefault: true }]),
    { key: 'Escape', run: hideAtCursor },
  ];
}

/** Ctrl-click, or Cmd-click, goes to the definition. */
function followOnClick(actions: EditorActions): Extension {
  return EditorView.domEventHandlers({
    mousedown(event, view) {
      if (event.button !== 0 || !(event.ctrlKey || event.metaKey)) return false;
      const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
      if (offset === null) return false;
      event.preventDefault();
      actions.definition(positionOf(view.state.doc, offset));
      return true;
    },
  });
}
