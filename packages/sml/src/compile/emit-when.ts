/** The generated code of one WhenRules: which rules are true, and the effects where any is. `rank` orders the effects. */
import type { Expressions, References } from './expressions.ts';
import type { Node } from './ir.ts';
import type { When } from './lower-file.ts';

export function whenSource(when: When, rank: number, expressions: Expressions, references: References): string {
  const { rules, effects } = when;
  if (rules.length === 0 || effects.length === 0) return '';
  const fire = (hits: string, features: string): string =>
    effects
      .map(({ node, site }) => `state.fire(${expressions.outcome(node)}, ${site}, ${rank}, ${hits}, ${features});`)
      .join(' ');
  const [only] = rules;
  if (rules.length === 1 && only?.operation.op === 'rule-value') {
    const hits = references.constant([only.operation.rule]);
    const features = `[${expressions.ruleFeatures(only)}]`;
    return `if (${expressions.condition(only.inputs[0]!)}) { ${fire(hits, features)} }`;
  }
  const declared: string[] = [];
  const tests: string[] = [];
  const collect: string[] = [];
  rules.forEach((rule, index) => {
    const { test, push } = ruleSource(rule, `q${index}`, expressions, declared);
    tests.push(test);
    collect.push(`if (${test}) { ${push} }`);
  });
  return [
    '{',
    ...declared,
    `if (${tests.join(' || ')}) {`,
    'const hits = [], features = [];',
    ...collect,
    fire('hits', 'features'),
    '} }',
  ].join(' ');
}

function ruleSource(
  rule: Node,
  name: string,
  expressions: Expressions,
  declared: string[],
): { readonly test: string; readonly push: string } {
  const { operation, inputs } = rule;
  if (operation.op === 'rule-value') {
    return {
      test: expressions.condition(inputs[0]!),
      push: `hits.push(${operation.rule}); features.push(${expressions.ruleFeatures(rule)});`,
    };
  }
  // A rule that came out of a function: known only when it is there.
  declared.push(`const ${name} = ${expressions.valueOrNull(rule)};`);
  return {
    test: `${name} !== null && ${name}.value`,
    push: `hits.push(${name}.ruleIndex); features.push(${name}.features);`,
  };
}
