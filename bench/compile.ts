/**
 * Check and compile, to the first decided event: a diamond of depth 200 (each name used twice by the next, so that anything that
 * follows paths takes for ever), and 5,000 rules over 100 files.
 */
import { Memory } from '@lapwing/memory';
import { Decider } from '@lapwing/pipeline';
import type { Action } from '@lapwing/sml';
import { report } from './harness/figures.ts';
import { compileFiles } from './harness/rules.ts';

const DEPTH = 200;
const FILES = 100;
const RULES_PER_FILE = 50;

const action: Action = {
  id: 'e1',
  actionId: null,
  name: 'post',
  timeMillis: Date.UTC(2026, 0, 5),
  data: { n: 1, text: 'hello' },
  secretData: null,
};

function millisToFirstDecision(files: Readonly<Record<string, string>>): number {
  const started = performance.now();
  const ruleset = compileFiles(files);
  const { decision } = new Decider(new Memory({ seed: 1 })).decide(ruleset, action, 0, action.timeMillis);
  const millis = performance.now() - started;
  if (decision.errorCount > 0) throw new Error(decision.errors[0]?.message ?? 'an event failed');
  return millis;
}

const diamond = [
  "N0: int = JsonData(path='$.n')",
  ...Array.from({ length: DEPTH }, (_, i) => `N${i + 1} = (N${i} + N${i}) % 1000`),
  `DiamondRule = Rule(when_all=[N${DEPTH} > 5], description='deep')`,
].join('\n');

const files: Record<string, string> = {
  'models.sml': "Text: str = JsonData(path='$.text')\nNumber: int = JsonData(path='$.n')",
};
const paths = Array.from({ length: FILES }, (_, i) => `rules/part${String(i).padStart(3, '0')}.sml`);
for (const [part, path] of paths.entries()) {
  const lines = Array.from({ length: RULES_PER_FILE }, (_, i) => {
    const n = part * RULES_PER_FILE + i;
    return `Part${n}Rule = Rule(when_all=[Number > ${n}, Text != 'text ${n}' or StringLength(s=Text) > ${n % 50}], description='rule ${n}')`;
  });
  files[path] = ["Import(rules=['models.sml'])", ...lines].join('\n');
}
files['main.sml'] = `Import(rules=[${['models.sml', ...paths].map((path) => `'${path}'`).join(', ')}])`;

// The language's own code is compiled by V8 on the way: the first figure is that of a process that has just begun.
const cold = millisToFirstDecision({ 'main.sml': diamond });
report({
  'diamond of depth 200, cold, ms': cold,
  'diamond of depth 200, ms': millisToFirstDecision({ 'main.sml': diamond.replaceAll('1000', '1001') }),
  '5,000 rules, ms': millisToFirstDecision(files),
});
