/** Functions and helpers for tests of the checker. */
import { checkRuleset } from '../../src/check/check.ts';
import type { Dialect } from '../../src/check/dialect.ts';
import { renderDiagnostics } from '../../src/diagnostics/render.ts';
import type { Registry } from '../../src/evaluate/ruleset.ts';
import type { FunctionDeclaration, Parameter } from '../../src/functions/declaration.ts';
import { engineFunctions } from '../../src/functions/engine.ts';
import { jsonFunctions } from '../../src/functions/json-data.ts';
import { standardFunctions } from '../../src/functions/standard.ts';
import type { Program } from '../../src/program/program.ts';
import { rulesetSources } from '../../src/sources/sources.ts';
import { BOOL, INT, type SmlType, STR } from '../../src/types/types.ts';

const fixture = (
  name: string,
  parameters: readonly Parameter[],
  result: SmlType | 'dynamic',
  more: Partial<FunctionDeclaration> = {},
): FunctionDeclaration => ({
  name,
  category: 'test',
  doc: 'Only for tests.',
  parameters,
  result,
  purity: 'event',
  cost: 1,
  bind: () => ({
    arguments: parameters.filter(({ constant }) => !constant).map((parameter) => parameter.name),
    call: () => null,
  }),
  ...more,
});

/** The engine's and the standard functions, the three of the golden cases. */
export function testRegistry(...extra: readonly FunctionDeclaration[]): Registry {
  const functions = new Map<string, FunctionDeclaration>();
  const fixtures = [fixture('Failing', [], BOOL), fixture('FailingStr', [], STR), fixture('Boom', [], INT)];
  for (const declaration of [...fixtures, ...engineFunctions(), ...jsonFunctions(), ...standardFunctions(), ...extra]) {
    functions.set(declaration.name, declaration);
  }
  return { functions };
}

export const registry = testRegistry();
export { fixture };

/** What checking says of the files, rendered; '' where it says nothing. */
export function say(
  files: Record<string, string> | string,
  dialect: Dialect = 'compat',
  functions: Registry = registry,
): string {
  const sources = rulesetSources(typeof files === 'string' ? { 'main.sml': files } : files);
  return renderDiagnostics(checkRuleset(sources, functions, { dialect }).diagnostics);
}

/** One line per diagnostic: severity or code, place, message. */
export function brief(
  files: Record<string, string> | string,
  dialect: Dialect = 'compat',
  functions: Registry = registry,
): string[] {
  const sources = rulesetSources(typeof files === 'string' ? { 'main.sml': files } : files);
  return checkRuleset(sources, functions, { dialect }).diagnostics.map(
    ({ code, severity, span, message }) =>
      `${severity === 'error' ? 'error' : code} ${span.source.path}:${span.line}:${span.column} ${message}`,
  );
}

/** The program of a valid ruleset; throws with the diagnostics otherwise. */
export function programOf(files: Record<string, string> | string, functions: Registry = registry): Program {
  const sources = rulesetSources(typeof files === 'string' ? { 'main.sml': files } : files);
  const { program, diagnostics } = checkRuleset(sources, functions);
  if (program === null) throw new Error(renderDiagnostics(diagnostics));
  return program;
}
