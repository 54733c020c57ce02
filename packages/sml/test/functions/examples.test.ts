/** Every example of every standard function, through checking, compiling and evaluating: the documentation shows them. */
import { describe, expect, it } from 'vitest';
import { checkRuleset } from '../../src/check/check.ts';
import { compileRuleset } from '../../src/compile/ruleset.ts';
import { renderDiagnostics } from '../../src/diagnostics/render.ts';
import { exportFeatures } from '../../src/evaluate/export.ts';
import type { FunctionExample } from '../../src/functions/declaration.ts';
import { DNS, LABELS, RANDOMNESS } from '../../src/functions/services.ts';
import { standardFunctions } from '../../src/functions/standard.ts';
import { parseJson } from '../../src/json/parse.ts';
import { stringifyJson } from '../../src/json/stringify.ts';
import { rulesetSources } from '../../src/sources/sources.ts';
import { action, hostOf, registry } from '../support/evaluate.ts';

const host = hostOf(
  [LABELS, { get: () => null, hasAny: () => false }],
  [RANDOMNESS, { next: () => 0.25 }],
  [DNS, { fetchMailHost: async () => {}, mailHost: () => ({ kind: 'address', address: '192.0.2.1' }) }],
);

async function run(example: FunctionExample): Promise<unknown> {
  const files = { 'main.sml': `${example.source}\n`, ...example.files };
  const config = example.config === undefined ? {} : { 'config.yaml': example.config };
  const { program, diagnostics } = checkRuleset(rulesetSources({ ...files, ...config }), registry);
  if (program === null) throw new Error(renderDiagnostics(diagnostics));
  const ruleset = compileRuleset(program);
  const event = action(parseJson(JSON.stringify(example.data ?? {})));
  const decision = await ruleset.evaluateAsync(event, host, { position: 1 });
  const { __error_count: _, ...features } = exportFeatures(ruleset, decision);
  return JSON.parse(stringifyJson(features));
}

describe('examples', () => {
  for (const { name, examples = [] } of standardFunctions()) {
    it(name, async () => {
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect(await run(example)).toEqual(example.features);
    });
  }
});
