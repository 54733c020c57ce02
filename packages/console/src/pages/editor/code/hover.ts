/** What the language server says of a name: under the pointer, and at the cursor for those who use none. */
import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { type Command, type EditorView, hoverTooltip, showTooltip, type Tooltip } from '@codemirror/view';
import type { LanguageClient } from './client.ts';
import { renderMarkdown } from './markdown.ts';
import { offsetOf, positionOf } from './positions.ts';

const setTooltip = StateEffect.define<Tooltip | null>();

/** The tooltip at the cursor; it goes with the next move or edit. */
const atCursor = StateField.define<Tooltip | null>({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setTooltip)) return effect.value;
    return transaction.docChanged || transaction.selection !== undefined ? null : value;
  },
  provide: (field) => showTooltip.from(field),
});

export function smlHover(client: LanguageClient, path: string): Extension {
  return [hoverTooltip((view, pos) => tooltipAt(client, path, view, pos), { hoverTime: 350 }), atCursor];
}

/** Show, or hide, what is known of the name at the cursor. */
export function describeAtCursor(client: LanguageClient, path: string): Command {
  return (view) => {
    if (view.state.field(atCursor, false) != null) {
      view.dispatch({ effects: setTooltip.of(null) });
      return true;
    }
    const { head } = view.state.selection.main;
    void tooltipAt(client, path, view, head).then((tooltip) => {
      if (view.state.selection.main.head === head) view.dispatch({ effects: setTooltip.of(tooltip) });
    });
    return true;
  };
}

export const hideAtCursor: Command = (view) => {
  if (view.state.field(atCursor, false) == null) return false;
  view.dispatch({ effects: setTooltip.of(null) });
  return true;
};

async function tooltipAt(client: LanguageClient, path: string, view: EditorView, pos: number): Promise<Tooltip | null> {
  const { doc } = view.state;
  const hover = await client.ask('hover', { path, position: positionOf(doc, pos) }).catch(() => null);
  if (hover === null || view.state.doc !== doc) return null;
  return {
    pos: offsetOf(doc, hover.range.start),
    end: offsetOf(doc, hover.range.end),
    above: true,
    create: () => ({ dom: renderMarkdown(hover.contents) }),
  };
}
