/** Rulesets of one file with the atproto functions, checked, compiled and run. */
import {
  type Action,
  checkRuleset,
  compileRuleset,
  createRegistry,
  engineFunctions,
  exportFeatures,
  type FunctionDeclaration,
  type JsonObject,
  jsonFunctions,
  parseJson,
  type Ruleset,
  renderDiagnostics,
  rulesetSources,
  standardFunctions,
  stringifyJson,
} from '@lapwing/sml';
import { atprotoFunctions } from '../src/index.ts';

export const registry = (...extra: FunctionDeclaration[]) =>
  createRegistry(engineFunctions(), jsonFunctions(), standardFunctions(), atprotoFunctions(), extra);

const functions = registry();

export function compile(files: Readonly<Record<string, string>>): { ruleset: Ruleset; warnings: string[] } {
  const { program, diagnostics } = checkRuleset(rulesetSources(files), functions);
  if (program === null) throw new Error(renderDiagnostics(diagnostics));
  const warnings = diagnostics.map(({ code, message, hint }) => `${code ?? ''} ${message}: ${hint ?? ''}`);
  return { ruleset: compileRuleset(program), warnings };
}

export function eventOf(data: unknown, name = 'operation#create'): Action {
  const json: JsonObject = parseJson(JSON.stringify(data));
  return { id: '1', actionId: 1, name, timeMillis: Date.UTC(2026, 0, 2), data: json, secretData: null };
}

/** Features and errors of one event. */
export function run(ruleset: Ruleset, data: unknown = {}): { features: Record<string, unknown>; errors: string[] } {
  const host = {
    service: () => {
      throw new Error('these functions need no service');
    },
  };
  const decision = ruleset.evaluate(eventOf(data), host, { position: 1 });
  const { __error_count: _, ...features } = exportFeatures(ruleset, decision);
  return { features: JSON.parse(stringifyJson(features)), errors: decision.errors.map(({ kind }) => kind) };
}

/** One call's value. */
export function evaluate(call: string, files: Readonly<Record<string, string>> = {}): unknown {
  return run(compile({ 'main.sml': `A = ${call}\n`, ...files }).ruleset).features['A'];
}

/** A string literal of SML. */
export const literal = (text: string): string =>
  `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t')}'`;
