/** Every lint: where it speaks, where it is silent, and what its fix does. */
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { diagnosticDocs } from '../../src/lint/docs.ts';
import { type LintOptions, lintProgram } from '../../src/lint/lint.ts';
import { BOOL, EFFECT, FLOAT, INT, listOf, optional, STR } from '../../src/types/types.ts';
import { fixture, programOf, testRegistry } from '../check/fixtures.ts';

const parameter = (name: string, type: typeof STR) => ({ name, type, doc: 'For tests.' });
const functions = testRegistry(
  fixture(
    'CountUp',
    [parameter('key', STR), parameter('window_seconds', FLOAT), parameter('when_all', listOf(BOOL))],
    INT,
    {
      purity: 'memory',
    },
  ),
  fixture('PluginLabel', [parameter('entity', STR), parameter('label', STR)], EFFECT, { purity: 'effect' }),
  fixture('CachedList', [parameter('cache_name', STR), parameter('list', listOf(STR))], optional(STR)),
);

const HEAD =
  "# owner: tests\nN: int = JsonData(path='$.n')\nF: float = JsonData(path='$.f')\nT: str = JsonData(path='$.t')\n";

function lint(files: Record<string, string> | string, options: LintOptions = {}): Diagnostic[] {
  const all = typeof files === 'string' ? { 'main.sml': HEAD + files } : files;
  return lintProgram(programOf(all, functions), options);
}

const brief = (found: readonly Diagnostic[]): string[] =>
  found.map(({ code, span, message }) => `${code} ${span.source.path}:${span.line} ${message}`);

describe('usage', () => {
  test('SML201: rules that nothing names', () => {
    const source = `
Used = Rule(when_all=[N > 1], description='u')
Part = Rule(when_all=[N > 2], description='p')
Unused = Rule(when_all=[Part, N > 3], description='n')
WhenRules(rules_any=[Used], then=[])
`;
    expect(brief(lint(source))).toEqual(['SML201 main.sml:8 the rule `Unused` is never used']);
  });

  test('SML202 and SML203: constants and features that nothing reads', () => {
    const source = 'Limit = 5\nUsed = 3\nBig = N > Used\n';
    expect(brief(lint(source))).toEqual(['SML202 main.sml:5 the constant `Limit` is never used']);
    const all = brief(lint(source, { enable: ['SML203'], disable: ['SML202'] }));
    expect(all).toContain('SML203 main.sml:7 the feature `Big` is exported, and no rule reads it');
    expect(all.some((line) => line.startsWith('SML202'))).toBe(false);
  });

  test('SML204: an import that changes nothing, with its fix', () => {
    const files = {
      'main.sml': "Import(rules=['a.sml', 'b.sml'])\nX = B + 1\n",
      'a.sml': "Import(rules=['b.sml'])\nA = B + 1\n",
      'b.sml': 'B = 1 + 1\n',
      'c.sml': '',
    };
    // a.sml runs because of its import; b.sml is used.
    expect(brief(lint(files))).toEqual([]);
    const found = lint({ ...files, 'main.sml': "Import(rules=['a.sml', 'b.sml'])\n" });
    expect(brief(found)).toEqual(['SML204 main.sml:1 nothing of `b.sml` is used here']);
    const edit = found[0]?.fix?.edits[0];
    const text = edit?.span.source.text ?? '';
    expect(edit && text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end)).toBe(
      "Import(rules=['a.sml'])\n",
    );
  });

  test('SML204 does not count on a file that runs only sometimes', () => {
    const files = {
      'main.sml': "Import(rules=['b.sml'])\nRequire(rule='a.sml', require_if=1 == 2)\n",
      'a.sml': "Import(rules=['b.sml'])\nA = B + 1\n",
      'b.sml': 'B = 1 + 1\n',
    };
    expect(brief(lint(files, { disable: ['SML206'] }))).toEqual([]);
  });

  test('SML205: files that nothing leads to', () => {
    const files = {
      'main.sml': "Kind: str = JsonData(path='$.k')\nRequire(rule=f'rules/{Kind}.sml')\n",
      'rules/x.sml': 'X = 1 + 1\n',
      'other.sml': '\nO = 1 + 1\n',
      'empty.sml': '# nothing\n',
    };
    expect(brief(lint(files))).toEqual(['SML205 other.sml:2 this file never runs']);
  });
});

describe('conditions', () => {
  const conditions = (...items: string[]): string[] =>
    brief(lint(`R = Rule(when_all=[${items.join(', ')}], description='r')\nWhenRules(rules_any=[R], then=[])\n`)).map(
      (line) => line.replace(' main.sml:5', ''),
    );

  test.each([
    ['1 == 1', 'SML206 this condition is always true'],
    ["'a' != 'a'", 'SML206 this condition is always false'],
    ["'a' in 'abc'", 'SML206 this condition is always true'],
    ['2 <= 1', 'SML206 this condition is always false'],
    ['N == N', 'SML206 this condition is always true'],
    ['N in []', 'SML206 this condition is always false'],
    ['True', 'SML206 this condition is always true'],
    ['N > 1 or False', 'SML206 this condition is always false'],
    ['', 'SML206 this condition is always true'],
  ])('constant: %s', (condition, said) => {
    expect(conditions(...(condition === '' ? [] : [condition]))).toEqual([said]);
  });

  test('a switch is no constant condition', () => {
    expect(
      brief(lint("On = False\nR = Rule(when_all=[On, N > 1], description='r')\nWhenRules(rules_any=[R], then=[])\n")),
    ).toEqual([]);
  });

  test.each([
    ['N > 5', 'N < 3'],
    ['N > 5', 'N < 6'],
    ['F >= 5', 'F < 5'],
    ['5 < N', '3 > N'],
    ["T == 'a'", "T == 'b'"],
    ["T in ['a', 'b']", "T == 'c'"],
    ["T == 'a'", "T not in ['a', 'b']"],
    ['N == 3', 'N > 5'],
    ['N == None', 'N > 5'],
    ['N > 5 and N < 3'],
    ['N > 5 and (N != 7 and N < 3)'],
    ['StringLength(s=T) > 5', 'StringLength(s=T) < 3'],
    ['N > -3', 'N < -5'],
  ])('contradictory: %s, %s', (...items) => {
    expect(conditions(...items)).toEqual(['SML207 these conditions cannot hold together']);
  });

  test.each([
    ['N > 3', 'N < 5'],
    ['F > 5', 'F < 6'],
    ['N >= 5', 'N <= 5'],
    ['N > 5 or N < 3'],
    ["T == 'a'", "T in ['a', 'b']"],
    ["T != 'a'", "T != 'b'"],
    ['N > 5', 'F < 3'],
    ["'a' in T", "'b' in T"],
    ['not (N > 5)', 'N > 6'],
  ])('possible: %s, %s', (...items) => {
    expect(conditions(...items)).toEqual([]);
  });
});

describe('SML208: patterns', () => {
  const patterns = (pattern: string, target = 'T', more = ''): string[] =>
    brief(lint(`A = RegexMatch(target=${target}, pattern=r'${pattern}'${more})\n`)).map((line) =>
      line.slice('SML208 main.sml:5 '.length),
    );

  test.each(['a^b', 'a$b', '(?:x)\\Ab', 'a\\Zb', 'x(?:^a|^b)', '(a$)b', '.+^', 'a$..'])('dead: %s', (pattern) => {
    expect(patterns(pattern)).toEqual(['this pattern cannot match']);
  });

  test.each([
    '^a',
    'a$',
    'x*^a',
    '(?m)a^b',
    'a$\\n',
    'a$\\s?',
    '(?:^|x)a',
    'a(?:$|b)',
    'a{0}^b',
    '(?=a)^b',
    '[^a]',
    '\\$a',
    'x(?:^a|b)',
  ])('alive: %s', (pattern) => {
    expect(patterns(pattern)).toEqual([]);
  });

  test('one alternative of several', () => {
    expect(patterns('abc|a^b|c')).toEqual(['alternative 2 of 3 of this pattern cannot match']);
  });

  test('capital letters in a text put into lower case', () => {
    expect(patterns('Free', 'StringToLower(s=T)')).toEqual(['this pattern cannot match']);
    expect(patterns('free|FREE', 'StringToLower(s=T)')).toEqual(['alternative 2 of 2 of this pattern cannot match']);
    expect(patterns('[Ff]ree', 'StringToLower(s=T)')).toEqual([]);
    expect(patterns('F?ree', 'StringToLower(s=T)')).toEqual([]);
    expect(patterns('Free', 'StringToLower(s=T)', ', case_insensitive=True')).toEqual([]);
    expect(patterns('free', 'StringToUpper(s=T)')).toEqual(['this pattern cannot match']);
    expect(patterns('Free')).toEqual([]);
  });
});

describe('people', () => {
  test('SML209: descriptions that say nothing', () => {
    const source = `
A = Rule(when_all=[N > 1], description='')
B = Rule(when_all=[N > 1], description=f' ')
C = Rule(when_all=[N > 1], description=f'{N}')
WhenRules(rules_any=[A, B, C], then=[])
`;
    expect(brief(lint(source)).map((line) => line.slice(0, 17))).toEqual(['SML209 main.sml:6', 'SML209 main.sml:7']);
  });

  test('SML210: owners at the top of a file or above a rule', () => {
    const rule = (name: string) => `${name} = Rule(when_all=[X > 1], description='x')\n`;
    const rest = 'WhenRules(rules_any=[A, B], then=[])\n';
    const start = "X: int = JsonData(path='$.x')\n";
    const owners = (text: string) => brief(lint({ 'main.sml': text }));
    expect(owners(start + rule('A') + rule('B') + rest)).toEqual(['SML210 main.sml:2 the rule `A` has no owner']);
    expect(owners(`# Owner: abuse team\n${start}${rule('A')}${rule('B')}${rest}`)).toEqual([]);
    expect(owners(`${start}# owner: ann\n# second line\n${rule('A')}${rule('B')}${rest}`)).toEqual([
      'SML210 main.sml:5 the rule `B` has no owner',
    ]);
  });
});

describe('calls', () => {
  test('SML211: the same window counted twice', () => {
    const source = `
Hour = 3600.0
A = CountUp(key=f'k-{N}', window_seconds=Hour, when_all=[])
B = CountUp(key=f'k-{N}', window_seconds=3600.0, when_all=[N > 1])
C = CountUp(key=f'k-{N}', window_seconds=60.0, when_all=[])
D = CountUp(key=f'other-{N}', window_seconds=Hour, when_all=[])
`;
    const found = lint(source);
    expect(brief(found)).toEqual(['SML211 main.sml:8 this window is already counted elsewhere']);
    expect(found[0]?.additional?.[0]?.spans[0]?.span.line).toBe(7);
  });

  test('SML212: labels of plugins that the config lacks', () => {
    const rule = "X: str = JsonData(path='$.x')\n# owner: me\nR = Rule(when_all=[X == 'a'], description='r')\n";
    const main = `${rule}WhenRules(rules_any=[R], then=[PluginLabel(entity=X, label='spam'), PluginLabel(entity=X, label='spm')])\n`;
    expect(brief(lint({ 'main.sml': main, 'config.yaml': 'labels: {spam: {}}\n' }))).toEqual([
      'SML212 main.sml:4 the label `spm` is not in the config',
    ]);
    // Without any labels in the config, they are kept elsewhere.
    expect(brief(lint({ 'main.sml': main }))).toEqual([]);
  });

  test('SML213: a cached list that differs between events', () => {
    const source = `
Words: List[str] = JsonData(path='$.w')
Fixed = ['a', 'b']
A = CachedList(cache_name='a', list=Words)
B = CachedList(cache_name='b', list=Fixed)
C = CachedList(cache_name='c', list=['a', T])
`;
    expect(brief(lint(source)).map((line) => line.slice(0, 17))).toEqual([
      'SML213 main.sml:8',
      'SML213 main.sml:10'.slice(0, 17),
    ]);
  });
});

test('every code is documented once', () => {
  const codes = diagnosticDocs.map((doc) => doc.code);
  expect(new Set(codes).size).toBe(codes.length);
  expect([...codes].sort()).toEqual(codes);
  for (const doc of diagnosticDocs) expect(doc.doc.length).toBeGreaterThan(20);
});
