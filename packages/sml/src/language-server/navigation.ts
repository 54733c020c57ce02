/** Going to definitions, finding references, renaming. */
import type { Name } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import { definitionKey, isLocal } from '../check/walk.ts';
import type { Analysis } from './analysis.ts';
import { type Found, findAt } from './find.ts';
import { locationOf, rangeOf } from './positions.ts';
import type { Edit, Location, Range, RenameResult } from './protocol.ts';

const IDENTIFIER = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u;
const RESERVED = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);

/** Where the thing at an offset is defined: a name's assignment, an imported file, a label in the configuration. */
export function definitionAt(analysis: Analysis, path: string, offset: number): Location | null {
  const found = findAt(analysis, path, offset);
  if (found === null) return null;
  if (found.kind === 'text') return ofText(analysis, found.text.value, found.argument);
  const key = keyOf(found, path);
  const statement = key === null ? undefined : analysis.definitions.get(key);
  return statement === undefined ? null : locationOf(statement.target.span);
}

function ofText(analysis: Analysis, text: string, argument: string): Location | null {
  const file = analysis.sources.rules.get(text);
  if (file !== undefined && (argument === 'rules' || argument === 'rule')) {
    return { path: text, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
  }
  if (argument !== 'label' || !analysis.labels.has(text)) return null;
  return locationOf(analysis.sources.config.spanOf(['labels', text], true));
}

/** Every place where the name at an offset is read and, if wanted, defined. */
export function referencesAt(analysis: Analysis, path: string, offset: number, withDefinition: boolean): Location[] {
  const found = findAt(analysis, path, offset);
  const key = found === null ? null : keyOf(found, path);
  return key === null ? [] : spansOf(analysis, key, withDefinition).map(locationOf);
}

/** The range of the name at an offset, if it can be renamed. */
export function renameRange(analysis: Analysis, path: string, offset: number): Range | null {
  const found = findAt(analysis, path, offset);
  const key = found === null ? null : keyOf(found, path);
  return found === null || key === null || !analysis.definitions.has(key) ? null : rangeOf(found.span);
}

/** Renames a feature, constant or local in all files. */
export function renameAt(analysis: Analysis, path: string, offset: number, newName: string): RenameResult {
  const found = findAt(analysis, path, offset);
  const key = found === null ? null : keyOf(found, path);
  const definition = key === null ? undefined : analysis.definitions.get(key);
  if (key === null || definition === undefined) return refuse('there is no name here that the rules define');
  if (analysis.ambiguous.has(key)) return refuse('it is defined more than once: which of them is meant is not clear');
  const home = definition.span.source.path;
  const spans = spansOf(analysis, key, true);
  if (!IDENTIFIER.test(newName) || RESERVED.has(newName)) return refuse(`\`${newName}\` cannot be a name`);
  if (analysis.registry.functions.has(newName)) return refuse(`\`${newName}\` is a function`);
  const taken = analysis.definitions.get(definitionKey(home, newName.normalize('NFKC')));
  if (taken !== undefined && taken !== definition) {
    return refuse(`\`${newName}\` is already defined in ${taken.span.source.path}:${taken.span.line}`);
  }
  const elsewhere = spans.find(({ source }) => source.path !== home);
  if (isLocal(newName) && elsewhere !== undefined) {
    return refuse(`\`${newName}\` would be local to ${home}, and ${elsewhere.source.path} reads it`);
  }
  const edits = new Map<string, Edit[]>();
  for (const span of spans) {
    const edit: Edit = { range: rangeOf(span), newText: newName };
    const ofFile = edits.get(span.source.path);
    if (ofFile === undefined) edits.set(span.source.path, [edit]);
    else ofFile.push(edit);
  }
  return { ok: true, edit: edits };
}

const refuse = (reason: string): RenameResult => ({ ok: false, reason });

function keyOf(found: Found, path: string): string | null {
  if (found.kind === 'definition') return definitionKey(path, found.statement.target.name);
  return found.kind === 'name' ? definitionKey(path, found.name.name) : null;
}

/** In the order of files and places; each place once. */
function spansOf(analysis: Analysis, key: string, withDefinition: boolean): Span[] {
  const definition = analysis.definitions.get(key);
  const names: readonly Name[] = analysis.references.get(key) ?? [];
  const spans = [
    ...(withDefinition && definition !== undefined ? [definition.target.span] : []),
    ...names.map(({ span }) => span),
  ];
  const order = (a: Span, b: Span): number =>
    a.source.path === b.source.path ? a.start - b.start : a.source.path < b.source.path ? -1 : 1;
  return spans.sort(order);
}
