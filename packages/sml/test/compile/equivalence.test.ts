/** Compiled rulesets and the direct interpreter agree, on generated programs and events. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRuleset } from '../../src/compile/ruleset.ts';
import { renderDiagnostics } from '../../src/diagnostics/render.ts';
import { exportValue } from '../../src/evaluate/export.ts';
import type { Ruleset } from '../../src/evaluate/ruleset.ts';
import type { JsonObject } from '../../src/functions/declaration.ts';
import { stringifyJson } from '../../src/json/stringify.ts';
import { action, check, noHost } from '../support/evaluate.ts';
import { interpret } from '../support/interpreter.ts';
import { events, programs } from '../support/programs.ts';

const RUNS = Number(process.env['LAPWING_PROPERTY_RUNS'] ?? 60);

describe('compiled = interpreted', () => {
  it('on generated programs', () => {
    fc.assert(
      fc.property(programs, fc.array(events, { minLength: 2, maxLength: 4 }), ({ files }, data) => {
        const { program, diagnostics } = check(files);
        // The generator makes valid programs: an error here is a mistake of generator or checker.
        if (program === null) throw new Error(renderDiagnostics(diagnostics));
        const ruleset = compileRuleset(program);
        for (const event of data) {
          for (const name of ['act', 'other'])
            expect(compiled(ruleset, event, name)).toEqual(interpreted(ruleset, event, name));
        }
      }),
      { numRuns: RUNS },
    );
  });
});

interface Comparable {
  readonly features: Record<string, string>;
  readonly errors: readonly string[];
  readonly fired: readonly string[];
}

function compiled(ruleset: Ruleset, data: JsonObject, name: string): Comparable {
  const decision = ruleset.evaluate(action(data, name), noHost, { position: 1 });
  const features: Record<string, string> = {};
  ruleset.features.forEach((feature, index) => {
    const value = decision.values[index];
    if (value !== undefined) features[feature.name] = printed(value);
  });
  return {
    features,
    errors: decision.errors.map(({ kind, path, line, column }) => `${kind} ${path}:${line}:${column}`).sort(),
    fired: decision.effects
      .map(({ effect, rules }) => `${JSON.stringify(effect)} ${rules.map((rule) => ruleset.rules[rule]?.name)}`)
      .sort(),
  };
}

function interpreted(ruleset: Ruleset, data: JsonObject, name: string): Comparable {
  const { features, errors, fired } = interpret(ruleset.program, ruleset.rules, action(data, name));
  return {
    features: Object.fromEntries([...features].map(([feature, value]) => [feature, printed(value)])),
    errors,
    fired: fired.map(({ effect, rules }) => `${JSON.stringify(effect)} ${rules}`).sort(),
  };
}

function printed(value: Parameters<typeof exportValue>[0]): string {
  return typeof value === 'symbol' ? 'FAILED' : stringifyJson(exportValue(value, []));
}
