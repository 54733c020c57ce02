/** Lints about what people need to know of a rule: why it fired, and whom to ask. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { ownerAt } from '../program/owner.ts';
import { argumentOf, finding, type ProgramView, rulesOf } from './view.ts';

/** SML209: a rule whose description says nothing. */
export function emptyDescriptions(view: ProgramView): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { statement, call } of rulesOf(view)) {
    const description = argumentOf(call, 'description');
    const empty =
      (description?.kind === 'string' && description.value.trim() === '') ||
      (description?.kind === 'format-string' &&
        description.parts.every((part) => typeof part === 'string' && part.trim() === ''));
    if (description === undefined || !empty) continue;
    found.push(
      finding(
        'SML209',
        `the rule \`${statement.target.name}\` has no description`,
        description.span,
        'say in a few words why it fires: moderators and the people concerned read it',
      ),
    );
  }
  return found;
}

/** SML210: a rule without an owner. One finding per file, at its first rule that has none. */
export function missingOwners(view: ProgramView): Diagnostic[] {
  const found: Diagnostic[] = [];
  const reported = new Set<string>();
  for (const { statement } of rulesOf(view)) {
    const module = view.program.modules.get(statement.span.source.path);
    if (module === undefined || reported.has(module.source.path) || ownerAt(module, statement.span.line) !== null)
      continue;
    reported.add(module.source.path);
    found.push(
      finding(
        'SML210',
        `the rule \`${statement.target.name}\` has no owner`,
        statement.target.span,
        'write `# owner: name` at the top of the file, or above the rule',
      ),
    );
  }
  return found;
}
