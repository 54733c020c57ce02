/** Lints about what people need to know of a rule: why it fired, and whom to ask. */
import type { Module } from '../ast/nodes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
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

const OWNER = /^#\s*owners?\s*:\s*\S/i;

/** SML210: a rule without an owner. One finding per file, at its first rule that has none. */
export function missingOwners(view: ProgramView): Diagnostic[] {
  const found: Diagnostic[] = [];
  const reported = new Set<string>();
  for (const { statement } of rulesOf(view)) {
    const module = view.program.modules.get(statement.span.source.path);
    if (module === undefined || reported.has(module.source.path) || hasOwner(module, statement.span.line)) continue;
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

/** An owner stands in a comment before the first statement, or in the lines of comments right above the rule. */
function hasOwner(module: Module, line: number): boolean {
  const first = module.statements[0]?.span.line ?? 0;
  const owners = module.comments.filter((comment) => OWNER.test(comment.text)).map((comment) => comment.span.line);
  if (owners.some((owner) => owner < first)) return true;
  const comments = new Set(module.comments.map((comment) => comment.span.line));
  for (let above = line - 1; comments.has(above); above--) if (owners.includes(above)) return true;
  return false;
}
