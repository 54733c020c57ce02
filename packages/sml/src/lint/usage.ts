/** Lints about what nothing uses: rules, features, imports, files. */
import type { Call, Expression, StringLiteral } from '../ast/nodes.ts';
import { isLocal } from '../check/walk.ts';
import type { Diagnostic, TextEdit } from '../diagnostics/diagnostic.ts';
import { startOf } from '../sources/place.ts';
import { argumentOf, finding, type ProgramView, reachableFiles, rulesOf } from './view.ts';

/** SML201: a rule that no WhenRules, rule or other expression names. */
export function unusedRules(view: ProgramView): Diagnostic[] {
  return [...rulesOf(view)]
    .filter(({ statement }) => !view.uses.has(statement.target.name))
    .map(({ statement }) =>
      finding(
        'SML201',
        `the rule \`${statement.target.name}\` is never used`,
        statement.target.span,
        'nothing happens when it fires; name it in a `WhenRules(rules_any=[...])`, or delete it',
      ),
    );
}

/** SML202 and SML203: globals that no expression reads. */
export function unusedFeatures(view: ProgramView): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [key, { name, span, type, extracted }] of view.program.definitions) {
    if (isLocal(name) || view.uses.has(key) || type.kind === 'rule' || type.kind === 'effect') continue;
    found.push(
      extracted
        ? finding(
            'SML203',
            `the feature \`${name}\` is exported, and no rule reads it`,
            span,
            'fine if people query it; else delete it',
          )
        : finding(
            'SML202',
            `the constant \`${name}\` is never used`,
            span,
            'constants are not exported, so it has no effect',
          ),
    );
  }
  return found;
}

/**
 * SML204: an import of which no name is used. An import also makes a file run, so only those are reported whose file runs anyway.
 */
export function unusedImports(view: ProgramView): Diagnostic[] {
  const found: Diagnostic[] = [];
  const defining = definingFiles(view);
  for (const call of view.calls) {
    const list = importList(view, call);
    if (list === null) continue;
    const from = call.span.source.path;
    const used = defining.get(from);
    for (const item of list.items) {
      if (used?.has(item.value) || !view.program.modules.has(item.value)) continue;
      const without = { from, to: item.value };
      if (!reachableFiles(view, { unconditionally: true, without }).has(item.value)) continue;
      found.push(
        finding(
          'SML204',
          `nothing of \`${item.value}\` is used here`,
          item.span,
          'the file runs without this import as well',
          {
            fix: { title: `Remove the import of ${item.value}`, edits: [withoutItem(list.list, list.items, item)] },
          },
        ),
      );
    }
  }
  return found;
}

function importList(view: ProgramView, call: Call): { list: Expression; items: StringLiteral[] } | null {
  if (view.program.calls.get(call)?.declaration.name !== 'Import') return null;
  const list = argumentOf(call, 'rules');
  if (list?.kind !== 'list') return null;
  return { list, items: list.items.filter((item) => item.kind === 'string') };
}

/** For each file, the files that define the names which it reads. */
function definingFiles(view: ProgramView): Map<string, Set<string>> {
  const files = new Map<string, Set<string>>();
  for (const [key, names] of view.uses) {
    const home = view.program.definitions.get(key)?.path;
    if (home === undefined) continue;
    for (const { span } of names) {
      const path = span.source.path;
      const known = files.get(path);
      if (known) known.add(home);
      else files.set(path, new Set([home]));
    }
  }
  return files;
}

function withoutItem(list: Expression, items: readonly StringLiteral[], removed: StringLiteral): TextEdit {
  const text = list.span.source.text;
  const kept = items.filter((item) => item !== removed).map((item) => text.slice(item.span.start, item.span.end));
  return { span: list.span, text: `[${kept.join(', ')}]` };
}

/** SML205: a file that no import or require leads to. */
export function unreachableFiles(view: ProgramView): Diagnostic[] {
  const reached = reachableFiles(view);
  return [...view.program.modules]
    .filter(([path, module]) => !reached.has(path) && module.statements.length > 0)
    .map(([, module]) =>
      finding(
        'SML205',
        'this file never runs',
        module.statements[0]?.span ?? startOf(module.source),
        'no `Import` or `Require` that starts at `main.sml` leads here',
      ),
    );
}
