/** Explanations: what every name was, and why something failed. */
import { describe, expect, it } from 'vitest';
import { type ConditionNode, explainEvent, type RuleExplanation } from '../../src/explain/explain.ts';
import type { FunctionDeclaration } from '../../src/functions/declaration.ts';
import { stringifyJson } from '../../src/json/stringify.ts';
import { INT, STR } from '../../src/types/types.ts';
import { action, compile, noHost } from '../support/evaluate.ts';
import { testRegistry } from '../support/functions.ts';

function explain(source: string, data: Parameters<typeof action>[0], name: string): RuleExplanation {
  const ruleset = compile(source);
  const [explanation] = explainEvent(ruleset, action(data), { rules: [name] });
  if (explanation === undefined) throw new Error('no such rule');
  return explanation;
}

/** `source = value` for every node, indented. */
function outline(nodes: readonly ConditionNode[], indent = ''): string[] {
  return nodes.flatMap((node) => {
    const shown = node.state === 'failed' ? `failed (${node.failure})` : stringifyJson(node.value);
    return [`${indent}${node.source} = ${shown}`, ...outline(node.children, `${indent}  `)];
  });
}

describe('explainEvent', () => {
  it('shows every condition and name of a rule that fired', () => {
    const source =
      "Amount: int = JsonData(path='$.amount')\nDouble = Amount * 2\n" +
      "R = Rule(when_all=[Double > 10, Amount in [3, 6]], description=f'spent {Amount}')\n";
    const explanation = explain(source, { amount: '6' }, 'R');
    expect(explanation).toMatchObject({
      name: 'R',
      fired: true,
      reached: true,
      line: 3,
      description: 'spent {Amount}',
    });
    expect(outline(explanation.conditions)).toEqual([
      'Double > 10 = true',
      '  Double = 12',
      '    Amount * 2 = 12',
      '      Amount = 6',
      "        JsonData(path='$.amount') = 6",
      'Amount in [3, 6] = true',
      '  Amount = 6',
      "    JsonData(path='$.amount') = 6",
    ]);
  });

  it('says why a rule did not fire, and why it failed', () => {
    const source =
      "A: int = JsonData(path='$.a')\nB: Optional[str] = JsonData(path='$.b')\n" +
      "NotFired = Rule(when_all=[B == 'x'], description='d')\n" +
      "Broken = Rule(when_all=[A > 1], description='d')\n" +
      "Silent = Rule(when_all=[True], description=f'{A}')\n";
    expect(outline(explain(source, {}, 'NotFired').conditions)).toEqual([
      "B == 'x' = false",
      '  B = null',
      "    JsonData(path='$.b') = null",
    ]);
    const broken = explain(source, {}, 'Broken');
    expect(broken.fired).toBeNull();
    expect(broken.conditions[0]?.failure).toBe('`A` failed: MissingJsonPath: Missing Json data at path `$.a`.');
    const silent = explain(source, {}, 'Silent');
    expect(silent.fired).toBeNull();
    expect(silent.conditions.map((node) => [node.source, node.state])).toEqual([
      ['True', 'true'],
      ["f'{A}'", 'failed'],
    ]);
  });

  it('measures arguments as the decision does', () => {
    const source =
      "T: str = JsonData(path='$.t')\nR = Rule(when_all=[RegexMatch(target=T + T, pattern='[a-h]')], description='r')\n";
    expect(explain(source, { t: 'a'.repeat(100_000) }, 'R')).toMatchObject({ fired: true });
    expect(explain(source, { t: 'a'.repeat(140_000) }, 'R')).toMatchObject({ fired: null });
  });

  it('agrees with the decision on every rule, and knows files that were not reached', () => {
    const files = {
      'main.sml':
        "Kind: str = JsonData(path='$.kind', required=False)\nRequire(rule='extra.sml', require_if=Kind == 'x')\n" +
        "R1 = Rule(when_all=[Kind == 'x'], description='d')\nR2 = Rule(when_all=[R1 or Kind != 'y'], description='d')\n",
      'extra.sml': "R3 = Rule(when_all=[], description='d')\n",
    };
    const ruleset = compile(files);
    for (const data of [{}, { kind: 'x' }, { kind: 'y' }]) {
      const decision = ruleset.evaluate(action(data), noHost, { position: 1 });
      for (const [index, explanation] of explainEvent(ruleset, action(data)).entries()) {
        const value = decision.values[ruleset.rules[index]?.featureIndex ?? -1];
        expect(explanation.reached).toBe(value !== undefined);
        expect(explanation.fired).toBe(typeof value === 'boolean' ? value : typeof value === 'symbol' ? null : false);
      }
    }
  });

  it('reads memory from the observations and never calls it', () => {
    let calls = 0;
    const counter: FunctionDeclaration = {
      name: 'Count',
      category: 'test',
      doc: 'Counts.',
      parameters: [{ name: 'key', type: STR, doc: '' }],
      result: INT,
      purity: 'memory',
      cost: 10,
      bind: () => ({ arguments: ['key'], call: () => ++calls }),
    };
    const ruleset = compile(
      "R = Rule(when_all=[Count(key='a') >= 1], description='d')\nB: bool = R and True\n",
      testRegistry(counter),
    );
    const decision = ruleset.evaluate(action(), noHost, { position: 1 });
    expect(calls).toBe(1);
    const [known] = explainEvent(ruleset, action(), { observations: decision.observations });
    expect(known).toMatchObject({ fired: true });
    const [unknown] = explainEvent(ruleset, action());
    expect(unknown?.fired).toBeNull();
    expect(unknown?.conditions[0]?.failure).toContain('not recorded');
    expect(calls).toBe(1);
  });

  it('ends on definitions that lead far', () => {
    const chain = Array.from({ length: 3_000 }, (_, index) => `A${index + 1} = A${index} + A${index}`);
    const source = `A0 = 1 + 1\n${chain.join('\n')}\nR = Rule(when_all=[A3000 > 0], description='d')\n`;
    const explanation = explain(source, {}, 'R');
    expect(explanation.fired).toBe(true);
    expect(outline(explanation.conditions).length).toBeLessThan(1_000);
  });
});
