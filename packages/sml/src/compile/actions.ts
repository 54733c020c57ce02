/** The action names that rules mention, and so may treat differently from all others. */
import type { Expression } from '../ast/nodes.ts';
import type { Program } from '../program/program.ts';
import { argumentOf } from './describe.ts';
import { childrenOf } from './syntax.ts';

/** Every string literal, and what the gaps of each `Require(rule=f'…{ActionName}…')` were in the files that it matches. */
export function knownActions(program: Program): ReadonlySet<string> {
  const known = new Set<string>();
  const visit = (expression: Expression): void => {
    if (expression.kind === 'string') known.add(expression.value);
    for (const child of childrenOf(expression)) visit(child);
  };
  for (const module of program.modules.values()) {
    for (const statement of module.statements) {
      visit(statement.kind === 'assign' ? statement.value : statement.call);
    }
  }
  for (const [call, paths] of program.requires) {
    const rule = argumentOf(call, 'rule');
    if (rule?.kind !== 'format-string') continue;
    const parts = rule.parts.map((part) => (typeof part === 'string' ? literalPattern(part) : '(.*)'));
    const pattern = new RegExp(`^${parts.join('')}$`, 's');
    for (const path of paths) for (const gap of pattern.exec(path)?.slice(1) ?? []) known.add(gap);
  }
  return known;
}

function literalPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
