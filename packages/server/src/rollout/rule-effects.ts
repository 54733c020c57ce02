/** What each rule of a ruleset does when it acts, as its text says, and what of that cannot be taken back. */
import { describeEffect, type EffectKind, type IrreversibleEffects, reversibilityOf } from '@lapwing/enforcement';
import type { Program, Ruleset } from '@lapwing/sml';
import { ruleGraph } from '@lapwing/sml/graph';

export interface RuleEffects {
  /** In words. */
  readonly effects: readonly string[];
  /** Those among them that cannot be undone. */
  readonly irreversible: readonly string[];
}

/** By the rule's name. */
function effectsByRule(program: Program): ReadonlyMap<string, readonly EffectKind[]> {
  const graph = ruleGraph(program);
  const byRule = new Map<string, EffectKind[]>();
  for (const { from, to, kind, detail } of graph.edges) {
    const node = graph.nodes.get(to);
    if (kind !== 'fires' || node === undefined) continue;
    const rule = from.slice(from.indexOf(':') + 1);
    const effects = byRule.get(rule) ?? [];
    effects.push(effectOf(node.kind, node.name, detail));
    byRule.set(rule, effects);
  }
  return byRule;
}

function effectOf(kind: string, name: string, detail: string): EffectKind {
  if (kind === 'label') return { kind: 'label', change: detail === 'removes' ? 'remove' : 'add', label: name };
  if (kind === 'verdict') return { kind: 'verdict', verdict: name };
  // The name of the function, and after it what tells its calls apart.
  const called = name.split(' ')[0] ?? name;
  return called === 'DeclareVerdict' ? { kind: 'verdict', verdict: null } : { kind: 'plugin', name: called };
}

export function describeRules(ruleset: Ruleset, irreversible: IrreversibleEffects): ReadonlyMap<string, RuleEffects> {
  const byRule = effectsByRule(ruleset.program);
  return new Map(
    ruleset.rules.map(({ name }) => {
      const effects = byRule.get(name) ?? [];
      const final = effects.filter((effect) => reversibilityOf(effect, irreversible) === 'irreversible');
      return [name, { effects: effects.map(describeEffect), irreversible: final.map(describeEffect) }];
    }),
  );
}
