/** Rules over networks, as a host evaluates them. */
import { MEMORY, Memory, windowFunctions } from '@lapwing/memory';
import {
  type Action,
  checkRuleset,
  compileRuleset,
  createRegistry,
  engineFunctions,
  exportFeatures,
  type Host,
  jsonFunctions,
  parseJson,
  type Ruleset,
  renderDiagnostics,
  rulesetSources,
  type ServiceKey,
  standardFunctions,
  stringifyJson,
} from '@lapwing/sml';
import { networkFunctions } from '../../src/rules/index.ts';

export const registry = createRegistry(
  engineFunctions(),
  jsonFunctions(),
  standardFunctions(),
  windowFunctions(),
  networkFunctions(),
);

/** Throws with the rendered diagnostics where the rules are not in order. */
export function compile(source: string): Ruleset {
  const { program, diagnostics } = checkRuleset(rulesetSources({ 'main.sml': `${source}\n` }), registry);
  if (program === null) throw new Error(renderDiagnostics(diagnostics));
  return compileRuleset(program);
}

export class Evaluator {
  memory: Memory;
  position: number;
  readonly #ruleset: Ruleset;

  constructor(ruleset: Ruleset, memory = new Memory({ seed: 1 }), position = 0) {
    this.#ruleset = ruleset;
    this.memory = memory;
    this.position = position;
  }

  /** The features of an event, after JSON. */
  evaluate(data: unknown, timeMillis: number): Readonly<Record<string, unknown>> {
    const position = this.position++;
    this.memory.begin(position, timeMillis, timeMillis);
    const services = new Map<ServiceKey<unknown>, unknown>([[MEMORY, this.memory]]);
    const host: Host = { service: <T>(key: ServiceKey<T>) => services.get(key) as T };
    const id = String(position);
    const event: Action = {
      id,
      actionId: position,
      name: 'post',
      timeMillis,
      data: parseJson(JSON.stringify(data)),
      secretData: null,
    };
    const decision = this.#ruleset.evaluate(event, host, { position });
    return JSON.parse(stringifyJson(exportFeatures(this.#ruleset, decision)));
  }
}
