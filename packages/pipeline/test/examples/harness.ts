/** Example rulesets on events: which rules were true, and which labels came of it. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type ListSeed, Memory, plantLists, windowFunctions } from '@lapwing/memory';
import { networkFunctions } from '@lapwing/networks/rules';
import {
  checkRuleset,
  compileRuleset,
  createRegistry,
  engineFunctions,
  jsonFunctions,
  type Ruleset,
  renderDiagnostics,
  standardFunctions,
} from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import { atprotoFunctions } from '@lapwing/sml-atproto';
import { parse } from 'yaml';
import { Decider } from '../../src/decide/decide.ts';
import type { Event } from '../../src/envelope/event.ts';

export function exampleDirectory(name: string): string {
  return fileURLToPath(new URL(`../../../../examples/${name}`, import.meta.url));
}

export async function checkExample(name: string) {
  const sources = await loadRulesetDirectory(`${exampleDirectory(name)}/rules`);
  const registry = createRegistry(
    engineFunctions(),
    jsonFunctions(),
    standardFunctions(),
    windowFunctions(),
    networkFunctions(),
    atprotoFunctions(),
  );
  const { program, diagnostics } = checkRuleset(sources, registry);
  return { sources, program, rendered: renderDiagnostics(diagnostics) };
}

/** The lists that an example begins with. */
export async function listsOf(name: string): Promise<readonly ListSeed[]> {
  const { lists = [] } = parse(await readFile(`${exampleDirectory(name)}/lapwing.yaml`, 'utf8'));
  return lists.map((list: object) => ({ maxDistance: 0, ...list }));
}

export interface Outcomes {
  /** How often each rule was true. */
  readonly hits: Map<string, number>;
  /** `Type/label` → ids of the entities that got it. */
  readonly labels: Map<string, Set<string>>;
  /** Unexpected failures: kind, message and place. */
  readonly errors: string[];
}

const compiled = new Map<string, Promise<Ruleset>>();

function compile(name: string): Promise<Ruleset> {
  const ruleset = checkExample(name).then(({ program, rendered }) => {
    if (program === null) throw new Error(rendered);
    return compileRuleset(program);
  });
  compiled.set(name, ruleset);
  return ruleset;
}

/** The example with an empty memory. It is compiled once for all tests of a file. */
export async function openExample(name: string): Promise<{ decide: (event: Event) => void; outcomes: Outcomes }> {
  const ruleset = await (compiled.get(name) ?? compile(name));
  const memory = new Memory({ seed: 1 });
  plantLists(memory.lists, await listsOf(name));
  const decider = new Decider(memory);
  const outcomes: Outcomes = { hits: new Map(), labels: new Map(), errors: [] };
  let position = 0;
  return {
    outcomes,
    decide(event) {
      const { decision, hits, effects } = decider.decide(ruleset, event, position++, event.timeMillis);
      for (const { kind, message, path, line } of decision.errors) {
        outcomes.errors.push(`${kind}: ${message} (${path}:${line})`);
      }
      for (const index of hits) {
        const rule = ruleset.rules[index]?.name ?? '';
        outcomes.hits.set(rule, (outcomes.hits.get(rule) ?? 0) + 1);
      }
      for (const { effect } of effects) {
        const { body } = effect;
        if (body.kind !== 'label') continue;
        const key = `${body.entityType}/${body.label}`;
        outcomes.labels.set(key, (outcomes.labels.get(key) ?? new Set()).add(body.entityId));
      }
    },
  };
}
