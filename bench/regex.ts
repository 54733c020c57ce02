/** Patterns that make a backtracking engine hang, on 100 kB of text made for them, through `RegexMatch` as rules call it. */
import { Memory } from '@lapwing/memory';
import { Decider } from '@lapwing/pipeline';
import { report } from './harness/figures.ts';
import { compileFiles } from './harness/rules.ts';

const SIZE = 100_000;
const a = 'a'.repeat(SIZE);

const CASES: readonly (readonly [name: string, pattern: string, text: string])[] = [
  ['(a+)+$', '(a+)+$', `${a}b`],
  ['^(a|aa)+$', '^(a|aa)+$', `${a}b`],
  ['(x+x+)+y', '(x+x+)+y', 'x'.repeat(SIZE)],
  ['(.*a){20}$', '(.*a){20}$', 'ab'.repeat(SIZE / 2)],
  ['(\\w+\\s?)+!', '(\\w+\\s?)+!', 'word '.repeat(SIZE / 5)],
  ['mail address', '([a-zA-Z0-9._-]+)@([a-z0-9]+\\.)+com', 'a.'.repeat(SIZE / 2)],
  ['(?i)words', '(?i)(\\b\\w+\\b\\s*){5,}z', 'héllo '.repeat(SIZE / 6)],
  ['back-reference', '(a+)+\\1$', `${a}b`],
  ['look-ahead', '(?=.*b)a', a],
];

const figures: Record<string, number> = {};
let slowestFirst = 0;
let slowestLater = 0;
for (const [name, pattern, data] of CASES) {
  const ruleset = compileFiles({
    'main.sml': `Text: str = JsonData(path='$.text')\nFoundRule = Rule(when_all=[RegexMatch(target=Text, pattern=r'${pattern}')], description='found')`,
  });
  const decider = new Decider(new Memory({ seed: 1 }));
  const decide = (position: number, text: string) => {
    const action = {
      id: `e${position}`,
      actionId: null,
      name: 'post',
      timeMillis: 0,
      data: { text },
      secretData: null,
    };
    const started = performance.now();
    decider.decide(ruleset, action, position, 0);
    return performance.now() - started;
  };
  decide(0, 'short');
  const first = decide(1, data);
  figures[`${name}, ms`] = first;
  slowestFirst = Math.max(slowestFirst, first);
  for (let position = 2; position < 5; position++) slowestLater = Math.max(slowestLater, decide(position, data));
}
report({ 'slowest first match, ms': slowestFirst, 'slowest later match, ms': slowestLater, ...figures });
