/** Whom to ask about a rule: `# owner: name` at the top of its file, or in the lines of comments right above it. */
import type { Module } from '../ast/nodes.ts';
import type { Program } from './program.ts';

/** What follows in a sentence of its own is no part of the name. */
const OWNER = /^#\s*owners?\s*:\s*(\S.*?)(?:\.(?:\s.*)?)?\s*$/i;

/** The owner that the program's files name for a rule, or null. The one above the rule goes before the one of the file. */
export function ruleOwner(program: Pick<Program, 'modules' | 'definitions'>, rule: string): string | null {
  const definition = program.definitions.get(rule);
  const module = definition === undefined ? undefined : program.modules.get(definition.path);
  return definition === undefined || module === undefined ? null : ownerAt(module, definition.statement.span.line);
}

/** The owner of a rule whose statement begins on this line. */
export function ownerAt(module: Module, line: number): string | null {
  const owners = new Map<number, string>();
  const comments = new Set<number>();
  for (const { span, text } of module.comments) {
    comments.add(span.line);
    const owner = OWNER.exec(text)?.[1];
    if (owner !== undefined) owners.set(span.line, owner);
  }
  for (let above = line - 1; comments.has(above); above--) {
    const owner = owners.get(above);
    if (owner !== undefined) return owner;
  }
  const first = module.statements[0]?.span.line ?? 0;
  for (const [at, owner] of owners) if (at < first) return owner;
  return null;
}
