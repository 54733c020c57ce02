/** Functions and helpers for tests of the checker. */
import { checkRuleset } from '../../src/check/check.ts';
import type { Dialect } from '../../src/check/dialect.ts';
import { renderDiagnostics } from '../../src/diagnostics/render.ts';
import type { Registry } from '../../src/evaluate/ruleset.ts';
import type { FunctionDeclaration, Parameter } from '../../src/functions/declaration.ts';
import { engineFunctions } from '../../src/functions/engine.ts';
import { standardFunctions } from '../../src/functions/standard.ts';
import { rulesetSources } from '../../src/sources/sources.ts';
import { BOOL, entityOf, INT, type SmlType, STR, variable } from '../../src/types/types.ts';

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

const json: Parameter[] = [
  { name: 'path', type: STR, constant: true, doc: 'A JSON path.' },
  { name: 'required', type: BOOL, default: true, doc: 'Fail with an error when missing.' },
  { name: 'coerce_type', type: BOOL, default: true, doc: 'Convert.' },
];

/** The engine's and the standard functions, the three of the golden cases, and stand-ins for what is not there yet. */
export function testRegistry(...extra: readonly FunctionDeclaration[]): Registry {
  const functions = new Map<string, FunctionDeclaration>();
  const fixtures = [
    fixture('Failing', [], BOOL),
    fixture('FailingStr', [], STR),
    fixture('Boom', [], INT),
    fixture('JsonData', json, 'dynamic'),
    fixture(
      'EntityJson',
      [{ name: 'type', type: STR, constant: true, doc: 'Its type.' }, ...json],
      entityOf(variable('T')),
    ),
  ];
  for (const declaration of [...fixtures, ...engineFunctions(), ...standardFunctions(), ...extra]) {
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
