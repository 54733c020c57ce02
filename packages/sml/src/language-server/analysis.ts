/** What is known of a ruleset while it is being written: names and places from the syntax, and the checked program where there is one. */
import type { Assign, Call, Module, Name } from '../ast/nodes.ts';
import { checkRuleset } from '../check/check.ts';
import type { Dialect } from '../check/dialect.ts';
import { definitionKey, type FileIndex, indexFile } from '../check/walk.ts';
import { type LabelConfig, labelsOf } from '../config/validate.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Registry } from '../evaluate/ruleset.ts';
import { lintProgram } from '../lint/lint.ts';
import { parseModule } from '../parse/parse.ts';
import type { Program } from '../program/program.ts';
import { type RulesetSources, rulesetSources } from '../sources/sources.ts';

export interface Analysis {
  readonly registry: Registry;
  readonly sources: RulesetSources;
  /** Statements that have syntax errors are missing. */
  readonly files: ReadonlyMap<string, FileIndex>;
  /** Assignments by the key of their name: globals by name, locals by `path:_Name`. The first of several. */
  readonly definitions: ReadonlyMap<string, Assign>;
  /** Keys of names that are assigned more than once, which is an error. */
  readonly ambiguous: ReadonlySet<string>;
  /** Names read, by the same keys; functions that are called are not among them. */
  readonly references: ReadonlyMap<string, readonly Name[]>;
  readonly diagnostics: readonly Diagnostic[];
  /** The last version that had no errors, for the types of what is not being edited; null where there was none. */
  readonly program: Program | null;
  readonly labels: ReadonlyMap<string, LabelConfig>;
}

export function analyse(
  texts: ReadonlyMap<string, string>,
  registry: Registry,
  dialect: Dialect,
  lastProgram: Program | null,
): Analysis {
  const sources = rulesetSources(texts);
  const { program, diagnostics } = checkRuleset(sources, registry, { dialect });
  const files = new Map<string, FileIndex>();
  const definitions = new Map<string, Assign>();
  const ambiguous = new Set<string>();
  const references = new Map<string, Name[]>();
  for (const [path, source] of sources.rules) {
    const file = indexFile(program?.modules.get(path) ?? parseModule(source).module);
    files.set(path, file);
    for (const occurrence of file.occurrences) {
      if (occurrence.kind === 'assign') {
        const key = definitionKey(path, occurrence.statement.target.name);
        if (definitions.has(key)) ambiguous.add(key);
        else definitions.set(key, occurrence.statement);
      } else if (occurrence.kind === 'load' && !occurrence.called) {
        const key = definitionKey(path, occurrence.name.name);
        const names = references.get(key);
        if (names === undefined) references.set(key, [occurrence.name]);
        else names.push(occurrence.name);
      }
    }
  }
  return {
    registry,
    sources,
    files,
    definitions,
    ambiguous,
    references,
    diagnostics: program === null ? diagnostics : [...diagnostics, ...lintProgram(program)],
    program: program ?? lastProgram,
    labels: labelsOf(sources.config),
  };
}

/** Paths that a file imports, in the order written, with the call and list that name them. */
export function importsOf(module: Module): { readonly call: Call; readonly paths: readonly string[] }[] {
  return module.statements.flatMap((statement) => {
    if (statement.kind !== 'call-statement') return [];
    const { call } = statement;
    if (call.function.kind !== 'name' || call.function.name !== 'Import') return [];
    const list = call.arguments.find(({ name }) => name === 'rules')?.value;
    const paths =
      list?.kind === 'list' ? list.items.flatMap((item) => (item.kind === 'string' ? [item.value] : [])) : [];
    return [{ call, paths }];
  });
}
