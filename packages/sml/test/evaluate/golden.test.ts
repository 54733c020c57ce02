/** The reference's own answers: features, effects and errors of every case that it accepts. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileRuleset } from '../../src/compile/ruleset.ts';
import { exportEffects, exportFeatures } from '../../src/evaluate/export.ts';
import type { JsonObject } from '../../src/functions/declaration.ts';
import { parseJson } from '../../src/json/parse.ts';
import { stringifyJson } from '../../src/json/stringify.ts';
import { action, noHost, programOf } from '../support/evaluate.ts';

interface GoldenCase {
  readonly name: string;
  readonly sources: Record<string, string>;
  readonly data: JsonObject;
  readonly secret_data?: JsonObject;
  readonly outcome: 'ok' | 'invalid' | 'crash';
  readonly features: JsonObject;
  readonly errors: string[];
  readonly effects: JsonObject;
}

const file = resolve(process.env['LAPWING_SPECS'] ?? '../shared/specs', 'sml-golden.jsonl');
const present = existsSync(file);
const cases = present ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map(readCase) : [];

function readCase(line: string): GoldenCase {
  return parseJson(line) as unknown as GoldenCase;
}

/** Key order is the reference's order of execution, which is not part of the answer. */
function sorted(object: JsonObject): string {
  return stringifyJson(Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))));
}

describe.skipIf(!present)(present ? 'golden evaluations' : `golden evaluations (skipped: no ${file})`, () => {
  it('has cases', () => {
    expect(cases.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThan(40);
  });

  for (const golden of cases.filter(({ outcome }) => outcome === 'ok')) {
    it(golden.name, () => {
      const sources = Object.fromEntries(Object.entries(golden.sources).map(([path, text]) => [path, `${text}\n`]));
      const ruleset = compileRuleset(programOf(sources));
      const event = action(golden.data, 'act', golden.secret_data ?? null);
      const decision = ruleset.evaluate(event, noHost, { position: 1 });
      expect(sorted(exportFeatures(ruleset, decision))).toBe(sorted(golden.features));
      expect(exportEffects(ruleset, decision)).toEqual(golden.effects);
      expect(decision.errors.map(({ kind }) => kind).sort()).toEqual([...golden.errors].sort());
    });
  }
});
