/** Repairs that an editor can offer at a place. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { closestString } from '../text/closest.ts';
import type { Analysis } from './analysis.ts';
import { importEdit } from './imports.ts';
import { rangeOf } from './positions.ts';
import type { CodeAction, Edit } from './protocol.ts';

/**
 * For the diagnostics of a file that touch `[start, end]`: their own fixes, imports of names that are defined elsewhere, and the name that
 * was probably meant.
 */
export function actionsIn(analysis: Analysis, path: string, start: number, end: number): CodeAction[] {
  const touching = analysis.diagnostics.filter(
    ({ span }) => span.source.path === path && span.start <= end && start <= Math.max(span.end, span.start + 1),
  );
  return touching.flatMap((diagnostic) => [
    ...fixOf(diagnostic),
    ...importOf(analysis, path, diagnostic),
    ...similarOf(analysis, path, diagnostic),
  ]);
}

function fixOf({ fix }: Diagnostic): CodeAction[] {
  if (fix === undefined) return [];
  const edits = new Map<string, Edit[]>();
  for (const { span, text } of fix.edits) {
    const edit: Edit = { range: rangeOf(span), newText: text };
    edits.set(span.source.path, [...(edits.get(span.source.path) ?? []), edit]);
  }
  return [{ title: fix.title, edit: edits, isPreferred: true }];
}

function importOf(analysis: Analysis, path: string, { message, span }: Diagnostic): CodeAction[] {
  if (message !== 'unknown identifier') return [];
  const name = /^[\p{L}\p{N}_]+/u.exec(span.source.text.slice(span.start))?.[0] ?? '';
  const home = analysis.definitions.get(name)?.span.source.path;
  const edit = home === undefined ? null : importEdit(analysis, path, home);
  return edit === null ? [] : [{ title: `Import ${home}`, edit: new Map([[path, [edit]]]), isPreferred: true }];
}

const NAME = /^[\p{L}_][\p{L}\p{N}_]*/u;

/** A misspelt name: the diagnostic says which one is like it, in its hint or by its place; functions are told by their registry. */
function similarOf(
  analysis: Analysis,
  path: string,
  { message, span, hint = '', additional = [] }: Diagnostic,
): CodeAction[] {
  const isFunction = message.startsWith('unknown function');
  if (!isFunction && message !== 'unknown identifier') return [];
  const written = NAME.exec(span.source.text.slice(span.start))?.[0] ?? '';
  const [place] = additional.flatMap(({ spans }) => spans);
  const found = isFunction
    ? closestString(written, analysis.registry.functions.keys())
    : (/did you mean `([^`]+)`/.exec(hint)?.[1] ?? (place === undefined ? undefined : nameAt(place.span)));
  if (found === undefined || found === written) return [];
  const edit: Edit = { range: rangeOf({ ...span, end: span.start + written.length }), newText: found };
  return [{ title: `Change to ${found}`, edit: new Map([[path, [edit]]]), isPreferred: true }];
}

const nameAt = ({ source, start }: Diagnostic['span']): string | undefined => NAME.exec(source.text.slice(start))?.[0];
