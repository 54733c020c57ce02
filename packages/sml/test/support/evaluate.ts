/** Compiling and evaluating in one step, for tests. */
import { type CheckResult, checkRuleset } from '../../src/check/check.ts';
import { compileRuleset } from '../../src/compile/ruleset.ts';
import { renderDiagnostics } from '../../src/diagnostics/render.ts';
import { exportFeatures } from '../../src/evaluate/export.ts';
import type { Decision, Host, Registry, Ruleset } from '../../src/evaluate/ruleset.ts';
import type { Action, JsonObject, ServiceKey } from '../../src/functions/declaration.ts';
import type { Program } from '../../src/program/program.ts';
import { rulesetSources } from '../../src/sources/sources.ts';
import { testRegistry } from './functions.ts';

export const registry = testRegistry();

export const noHost: Host = {
  service: (key) => {
    throw new Error(`no service ${key.name}`);
  },
};

/** A host of the given services. */
export function hostOf(...services: readonly (readonly [ServiceKey<unknown>, unknown])[]): Host {
  const known = new Map(services);
  return {
    service<T>(key: ServiceKey<T>): T {
      if (!known.has(key)) throw new Error(`no service ${key.name}`);
      return known.get(key) as T;
    },
  };
}

export function action(data: JsonObject = {}, name = 'act', secretData: JsonObject | null = null): Action {
  return { id: '1', actionId: 1, name, timeMillis: Date.UTC(2026, 0, 2, 3, 4, 5), data, secretData };
}

export function check(files: Readonly<Record<string, string>> | string, functions: Registry = registry): CheckResult {
  return checkRuleset(rulesetSources(typeof files === 'string' ? { 'main.sml': files } : files), functions);
}

/** The program; the diagnostics are thrown where there is none. */
export function programOf(files: Readonly<Record<string, string>> | string, functions: Registry = registry): Program {
  const { program, diagnostics } = check(files, functions);
  if (program === null) throw new Error(renderDiagnostics(diagnostics));
  return program;
}

export function compile(files: Readonly<Record<string, string>> | string, functions: Registry = registry): Ruleset {
  return compileRuleset(programOf(files, functions));
}

export function decide(
  files: Readonly<Record<string, string>> | string,
  data: JsonObject = {},
  functions: Registry = registry,
): Decision {
  return compile(files, functions).evaluate(action(data), noHost, { position: 1 });
}

/** The exported features of one event. */
export function features(
  files: Readonly<Record<string, string>> | string,
  data: JsonObject = {},
  functions: Registry = registry,
): JsonObject {
  const ruleset = compile(files, functions);
  return exportFeatures(ruleset, ruleset.evaluate(action(data), noHost, { position: 1 }));
}
