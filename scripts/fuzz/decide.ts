/** What holds of every decision, whatever the program and the event. */
import { MEMORY, Memory } from '../../packages/memory/src/index.ts';
import { labelReader } from '../../packages/pipeline/src/decide/labels.ts';
import {
  type Action,
  checkRuleset,
  compileRuleset,
  explainEvent,
  exportEffects,
  exportFeatures,
  type Host,
  isJsonObject,
  JsonError,
  type JsonObject,
  LABELS,
  parseJson,
  RANDOMNESS,
  type Registry,
  type Ruleset,
  renderDiagnostics,
  rulesetSources,
  stringifyJson,
} from '../../packages/sml/src/index.ts';
import { Broken, check, type Input } from './campaign.ts';

const EVENT_MILLIS = Date.UTC(2026, 0, 2);

/** The services that functions ask for, over one memory. */
export function hostOf(memory: Memory, nowMillis: () => number): Host {
  const labels = labelReader(memory, nowMillis);
  return {
    service<T>(key: { readonly name: string }): T {
      if (key.name === RANDOMNESS.name) return { next: () => 0.5 } as T;
      if (key.name === MEMORY.name) return memory as T;
      if (key.name === LABELS.name) return labels as T;
      throw new Error(`no service ${key.name}`);
    },
  };
}

export interface DecidedInput {
  readonly ruleset: Ruleset;
  readonly action: Action;
  readonly failed: number;
}

/** Null where the program or the event is not valid: the generators do not only make what is. */
export function decideOnce(input: Input, registry: Registry, memory = new Memory({ seed: 7 })): DecidedInput | null {
  const files = Object.fromEntries(Object.entries(input).filter(([path]) => !path.startsWith(' ')));
  const { program, diagnostics } = checkRuleset(rulesetSources(files), registry);
  renderDiagnostics(diagnostics);
  const data = readEvent(input[' event'] ?? '{}');
  if (program === null || data === null) return null;
  const ruleset = compileRuleset(program);
  const action: Action = {
    id: '1',
    actionId: 1,
    name: input[' action'] ?? 'act',
    timeMillis: EVENT_MILLIS,
    data,
    secretData: null,
  };
  const host = hostOf(memory, () => EVENT_MILLIS);
  memory.begin(1, EVENT_MILLIS, EVENT_MILLIS);
  const decision = ruleset.evaluate(action, host, { position: 1 });
  const features = exportFeatures(ruleset, decision);
  const text = stringifyJson(features);
  check(stringifyJson(parseJson(text)) === text, 'exported features do not survive being written and read');
  check(text.isWellFormed(), 'exported features hold half a character');
  exportEffects(ruleset, decision);
  const { observations } = decision;
  for (const { name, fired, reached } of explainEvent(ruleset, action, { observations })) {
    const rule = ruleset.rules.find((one) => one.name === name);
    const value = rule === undefined ? undefined : decision.values[rule.featureIndex];
    const decided = typeof value === 'boolean' ? value : value === undefined ? false : null;
    if (fired !== decided)
      throw new Broken(`${name} was decided ${decided} and is explained ${fired}, reached ${reached}`);
  }
  check(Object.getPrototypeOf({}) === Object.prototype && !('polluted' in {}), 'a prototype was changed');
  const again = ruleset.evaluate(action, host, { position: 1, observations });
  check(stringifyJson(exportFeatures(ruleset, again)) === text, 'the same event is decided differently a second time');
  return { ruleset, action, failed: decision.errorCount };
}

/** Null where the text is no event's data. */
export function readEvent(text: string): JsonObject | null {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : null;
  } catch (error) {
    if (error instanceof JsonError) return null;
    throw error;
  }
}
