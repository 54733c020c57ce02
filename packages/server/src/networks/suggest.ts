/** A suggested rule within the rules in force: in a file of its own, imported wherever its features are. */
import { NetworksError, type SuggestionBasis, suggestRule } from '@lapwing/networks';
import type { Definition, Program, SmlType } from '@lapwing/sml';

export interface SuggestedRule {
  /** Its file, and what else changes: path → text. */
  readonly path: string;
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

export interface SuggestionRequest {
  /** Features of the ruleset. */
  readonly actor: string;
  readonly object: string;
  readonly windowMillis: number;
  readonly minRepetition: number;
}

/** Throws a NetworksError where the ruleset has no such features, or they are none that somebody shares. */
export function suggestForRuleset(
  cluster: SuggestionBasis,
  number: number,
  program: Program,
  texts: Readonly<Record<string, string>>,
  { actor, object, ...how }: SuggestionRequest,
): SuggestedRule {
  const [who, what] = [definitionOf(program, actor), definitionOf(program, object)];
  const isEntity = mainType(who.type).kind === 'entity';
  // Where the feature is known, what is shared is known: files that import it for one kind of event import the rule for that kind.
  const importers = [...program.imports].filter(([, imports]) => imports.includes(what.path)).map(([file]) => file);
  const besides = importers.length > 0 ? [who.path, what.path] : [who.path].filter((path) => path !== what.path);
  const imports = [...new Set(besides)].sort().map((path) => `'${path}'`);
  const text = suggestRule(cluster, number, {
    ...how,
    actor: isEntity ? actor : `Entity(type='Actor', id=${actor})`,
    object,
    isList: mainType(what.type).kind === 'list',
    preamble: imports.length === 0 ? [] : [`Import(rules=[${imports.join(', ')}])`],
  });
  if (importers.length === 0) {
    return { path: what.path, text, files: { [what.path]: `${(texts[what.path] ?? '').trimEnd()}\n\n${text}` } };
  }
  const path = `suggested/ring_${number}.sml`;
  const files: Record<string, string> = { [path]: text };
  for (const file of importers) files[file] = `${(texts[file] ?? '').trimEnd()}\nImport(rules=['${path}'])\n`;
  return { path, text, files };
}

function definitionOf(program: Program, name: string): Definition {
  const definition = program.definitions.get(name);
  if (definition !== undefined) return definition;
  throw new NetworksError(`the rules in force have no feature ${JSON.stringify(name)}`);
}

/** The type but for None. */
function mainType(type: SmlType): SmlType {
  if (type.kind !== 'union') return type;
  return type.members.find(({ kind }) => kind !== 'none') ?? type;
}
