/** Every example of every function, through checking, compiling and evaluating: the documentation shows them. */
import {
  type Action,
  checkRuleset,
  compileRuleset,
  createRegistry,
  engineFunctions,
  exportFeatures,
  type FunctionExample,
  type Host,
  jsonFunctions,
  parseJson,
  renderDiagnostics,
  rulesetSources,
  type ServiceKey,
  standardFunctions,
  stringifyJson,
} from '@lapwing/sml';
import { describe, expect, it } from 'vitest';
import { MEMORY, Memory, windowFunctions } from '../src/index.ts';

const registry = createRegistry(engineFunctions(), jsonFunctions(), standardFunctions(), windowFunctions());

function run(example: FunctionExample): unknown {
  const files = { 'main.sml': `${example.source}\n`, ...example.files };
  const { program, diagnostics } = checkRuleset(rulesetSources(files), registry);
  if (program === null) throw new Error(renderDiagnostics(diagnostics));
  const ruleset = compileRuleset(program);
  const memory = new Memory({ seed: 1 });
  const services = new Map<ServiceKey<unknown>, unknown>([[MEMORY, memory]]);
  const host: Host = { service: <T>(key: ServiceKey<T>) => services.get(key) as T };
  const data = parseJson(JSON.stringify(example.data ?? {}));
  const timeMillis = 1_767_270_000_000;
  const event: Action = { id: '1', actionId: 1, name: 'post', timeMillis, data, secretData: null };
  memory.begin(1, timeMillis, timeMillis);
  const decision = ruleset.evaluate(event, host, { position: 1 });
  const { __error_count: _, ...features } = exportFeatures(ruleset, decision);
  return JSON.parse(stringifyJson(features));
}

describe('examples', () => {
  for (const { name, examples = [] } of windowFunctions()) {
    it(name, () => {
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect(run(example)).toEqual(example.features);
    });
  }
});
