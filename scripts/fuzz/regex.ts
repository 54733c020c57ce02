/** The regular expression engine on hostile patterns and texts: bounded time, and V8's answer where the two agree on the syntax. */
import {
  checkRuleset,
  compileRuleset,
  createRegistry,
  engineFunctions,
  jsonFunctions,
  type Ruleset,
  rulesetSources,
  standardFunctions,
} from '../../packages/sml/src/index.ts';
import { type Campaign, check } from './campaign.ts';
import { nativeTest } from './native-regexp.ts';
import type { Random } from './random.ts';
import { anyText } from './texts.ts';

const registry = createRegistry(engineFunctions(), jsonFunctions(), standardFunctions());

/** A match may take the processor this long: the aim is 50 ms, and caches are shared. By the clock a busy machine takes seconds. */
const MATCH_CPU_MILLIS_MAX = 250;

const ATOMS = ['a', 'b', 'c', 'x', '0', '.', '[ab]', '[^a]', '[a-c]', '\\d', '\\w', '\\s', '\\b', '^', '$'];
const WILD = [
  '(?i)',
  '(?P<n>a)',
  '(?P=n)',
  '\\1',
  '(?=a)',
  '(?!a)',
  '(?<=a)',
  'é',
  '😀',
  '\\Z',
  '\\A',
  '{2,5}',
  '{,3}',
  '(?:',
  ')',
  '[',
  ']',
  '|',
  '\\N{BULLET}',
  '(?>a+)',
  'a++',
  '\\x',
  '\\u00e9',
  '(?x) #',
];

function pattern(random: Random, depth: number): string {
  const piece = (): string => {
    const atom =
      depth > 0 && random.chance(3)
        ? `(${random.chance(2) ? '?:' : ''}${pattern(random, depth - 1)})`
        : random.pick(ATOMS);
    return ['^', '$', '\\b'].includes(atom) || !random.chance(3)
      ? atom
      : atom + random.pick(['*', '+', '?', '{2}', '{1,3}', '*?', '+?']);
  };
  const branch = (): string => Array.from({ length: 1 + random.below(4) }, piece).join('');
  return Array.from({ length: 1 + random.below(depth > 0 ? 3 : 1) }, branch).join('|');
}

export const regex: Campaign = {
  name: 'regex',
  generate(random) {
    const wild = random.chance(3);
    const text = random.chance(4)
      ? anyText(random)
      : Array.from({ length: random.below(16) }, () => random.pick([...'aabbcx0 _'])).join('');
    const long = random.chance(12) ? text.padEnd(3, 'ab').repeat(Math.ceil(100_000 / Math.max(3, text.length))) : text;
    return {
      pattern: wild ? [...Array(3)].map(() => random.pick([pattern(random, 2), ...WILD])).join('') : pattern(random, 3),
      text: long,
      comparable: wild || long !== text || /[^ -~]/.test(text) ? '' : 'yes',
    };
  },
  run({ pattern: source = '', text = '', comparable = '' }) {
    const ruleset = compile(source);
    if (ruleset === null) {
      check(comparable === '', `\`${source}\` is refused`);
      return;
    }
    const action = {
      id: '1',
      actionId: 1,
      name: 'act',
      timeMillis: 0,
      data: { s: text.toWellFormed() },
      secretData: null,
    };
    const started = process.threadCpuUsage();
    const decision = ruleset.evaluate(action, NO_SERVICES, { position: 1 });
    const millis = process.threadCpuUsage(started).user / 1000;
    check(millis < MATCH_CPU_MILLIS_MAX, `a match in ${text.length} characters took ${Math.round(millis)} ms`);
    if (comparable === '') return;
    const feature = ruleset.features.findIndex(({ name }) => name === 'Matched');
    const expected = nativeTest(source, text);
    check(
      expected === null || decision.values[feature] === expected,
      `\`${source}\` in ${JSON.stringify(text)}: ${String(decision.values[feature])}, V8 says ${expected}`,
    );
  },
};

const NO_SERVICES = {
  service: (key: { readonly name: string }): never => {
    throw new Error(`no service ${key.name}`);
  },
};

function compile(source: string): Ruleset | null {
  const literal = `"${source.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;
  const text = `S: str = JsonData(path='$.s')\nMatched = RegexMatch(target=S, pattern=${literal})\n`;
  const { program } = checkRuleset(rulesetSources({ 'main.sml': text }), registry);
  return program === null ? null : compileRuleset(program);
}
