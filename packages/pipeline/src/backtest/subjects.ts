/**
 * Whom a rule's hit is about: the entities that its effects name; for a rule whose effects name none (a verdict, or none at all)
 * the entities that it reads; for one that reads none either, all of the event.
 */
import { type Decision, EntityValue, FAILED, type FiredEffect, type Ruleset } from '@lapwing/sml';
import { reach, ruleGraph } from '@lapwing/sml/graph';
import { entityKey } from './outcomes.ts';

interface EntityFeature {
  readonly index: number;
  readonly type: string;
}

export class Subjects {
  /** By rule: the entity features that stand for it, or null where it changes labels, which name their entities. */
  readonly #reads: readonly (readonly EntityFeature[] | null)[];

  constructor(ruleset: Ruleset) {
    const graph = ruleGraph(ruleset.program);
    const labelling = new Set(
      graph.edges
        .filter(({ kind, to }) => kind === 'fires' && graph.nodes.get(to)?.kind === 'label')
        .map(({ from }) => from),
    );
    const entities = ruleset.features.flatMap(({ index, name, entityType }) =>
      entityType === null ? [] : [{ index, name, type: entityType }],
    );
    this.#reads = ruleset.rules.map((rule) => {
      const id = `rule:${rule.name}`;
      if (labelling.has(id)) return null;
      const read = reach(graph, [id], 'upstream', ['reads']);
      const those = entities.filter(({ name }) => read.has(`feature:${name}`));
      return those.length > 0 ? those : entities;
    });
  }

  /** Keys of the entities of one hit, each once. */
  of(rule: number, decision: Decision): readonly string[] {
    const keys: string[] = [];
    for (const fired of decision.effects) {
      if (fired.applies && fired.rules.includes(rule)) addNamed(keys, fired);
    }
    const reads = this.#reads[rule] ?? null;
    if (keys.length > 0 || reads === null) return keys;
    for (const { index, type } of reads) {
      const value = decision.values[index];
      if (value === undefined || value === null || value === FAILED || typeof value === 'object') continue;
      add(keys, type, String(value));
    }
    return keys;
  }
}

function addNamed(keys: string[], { effect }: FiredEffect): void {
  for (const field of Object.values(effect)) {
    if (field instanceof EntityValue) add(keys, field.type, String(field.id));
  }
}

function add(keys: string[], type: string, id: string): void {
  // An entity without an id is nobody.
  if (id === '') return;
  const key = entityKey(type, id);
  if (!keys.includes(key)) keys.push(key);
}
