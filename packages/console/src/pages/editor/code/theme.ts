/**
 * The editor in the console's tokens: they change with the theme, so one theme serves both. The editor's own pictures are data
 * addresses, which the content security policy forbids; marks are drawn with text and lines in their place.
 */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags as t } from '@lezer/highlight';

const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: 'var(--size)' },
  // The frame around shows the focus: an outline in here would lie under the gutter.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--text)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--text)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 26%, transparent)',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--surface-2) 60%, transparent)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--text-3)', border: 'none' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--surface-2)', color: 'var(--text)' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 10px 0 4px', minWidth: '34px' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--accent-soft)',
    outline: '1px solid var(--accent)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--amber-soft)' },
  '.cm-searchMatch': { backgroundColor: 'var(--amber-soft)', outline: '1px solid var(--amber)' },
  '.cm-searchMatch.cm-searchMatch-selected': { backgroundColor: 'var(--accent-soft)', outlineColor: 'var(--accent)' },
  '.cm-lintRange': {
    backgroundImage: 'none',
    textDecorationLine: 'underline',
    textDecorationStyle: 'wavy',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecorationColor: 'var(--red)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecorationColor: 'var(--amber)' },
  '.cm-lintRange-active': { backgroundColor: 'var(--amber-soft)' },
  '.cm-gutter-lint': { width: '18px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0 3px' },
  '.cm-lint-marker': { content: 'normal', width: 'auto', height: 'auto', fontSize: '10px', textAlign: 'center' },
  '.cm-lint-marker-error, .cm-lint-marker-warning': { content: 'normal' },
  '.cm-lint-marker-error::before': { content: '"●"', color: 'var(--red)' },
  '.cm-lint-marker-warning::before': { content: '"▲"', color: 'var(--amber)' },
  '.cm-tooltip': {
    border: '1px solid var(--border)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    boxShadow: 'var(--shadow-pop)',
    fontFamily: 'var(--font)',
    fontSize: 'var(--size-s)',
  },
  '.cm-tooltip-lint': { padding: '0', maxWidth: '560px' },
  '.cm-diagnostic': { padding: '6px 10px', borderLeft: '3px solid transparent', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--red)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--amber)' },
  '.cm-diagnosticAction': {
    marginLeft: '8px',
    padding: '2px 8px',
    border: '1px solid var(--border-strong)',
    borderRadius: '4px',
    backgroundColor: 'var(--surface-2)',
    color: 'var(--text)',
    font: 'inherit',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '236px', minWidth: '280px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px', lineHeight: '1.5' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--text)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700', color: 'var(--accent)' },
  '.cm-completionDetail': { color: 'var(--text-2)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-completionIcon': { color: 'var(--text-3)', opacity: '1', width: '1.2em' },
  '.cm-completionInfo': { padding: '8px 10px', maxWidth: '420px', maxHeight: '300px', overflow: 'auto' },
  '.cm-snippetField': { backgroundColor: 'var(--accent-soft)' },
  '.cm-snippetFieldPosition': { borderLeftColor: 'var(--accent)' },
  '.cm-panels': { backgroundColor: 'var(--surface-2)', color: 'var(--text)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--border)' },
  '.cm-panel.cm-search': { padding: '6px 10px', fontFamily: 'var(--font)', fontSize: 'var(--size-s)' },
  '.cm-panel.cm-search label': { fontSize: 'var(--size-s)' },
  '.cm-textfield': {
    border: '1px solid var(--border-strong)',
    borderRadius: '4px',
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    fontSize: 'inherit',
  },
  '.cm-button': {
    border: '1px solid var(--border-strong)',
    borderRadius: '4px',
    backgroundImage: 'none',
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    fontSize: 'inherit',
  },
  '.cm-panel.cm-search [name=close]': { color: 'var(--text-2)', fontSize: '16px' },
  '.doc': { padding: '8px 12px', maxWidth: '560px', maxHeight: '320px', overflow: 'auto', lineHeight: '1.5' },
  '.cm-completionInfo .doc': { padding: '0', maxHeight: 'none' },
  '.doc p, .doc ul': { margin: '0 0 6px' },
  '.doc > :last-child': { marginBottom: '0' },
  '.doc ul': { paddingLeft: '16px' },
  '.doc pre': {
    margin: '0 0 6px',
    padding: '6px 8px',
    borderRadius: '4px',
    backgroundColor: 'var(--surface-2)',
    fontFamily: 'var(--mono)',
    whiteSpace: 'pre-wrap',
  },
  '.doc code': { fontFamily: 'var(--mono)' },
});

const highlight = HighlightStyle.define([
  { tag: t.comment, color: 'var(--text-3)', fontStyle: 'italic' },
  { tag: t.string, color: 'var(--green)' },
  { tag: [t.number, t.atom], color: 'var(--blue)' },
  { tag: t.keyword, color: 'var(--violet)', fontWeight: '600' },
  { tag: t.function(t.variableName), color: 'var(--accent)' },
  { tag: t.definition(t.variableName), color: 'var(--text)', fontWeight: '700' },
  { tag: t.typeName, color: 'var(--amber)' },
  { tag: t.propertyName, color: 'var(--text-2)' },
  { tag: [t.operator, t.punctuation], color: 'var(--text-2)' },
]);

export const editorTheme: Extension = [theme, syntaxHighlighting(highlight)];
