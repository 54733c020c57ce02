/** What a checked program says of its ruleset. */
import { describe, expect, test } from 'vitest';
import { displayType } from '../../src/types/display.ts';
import { INT } from '../../src/types/types.ts';
import { brief, fixture, programOf, say, testRegistry } from './fixtures.ts';

describe('definitions', () => {
  const program = programOf(
    `
A = 5
B = -5
C = [1, 2]
D = 1 + 1
E: ExtractLiteral[int] = 7
F = A
S: Secret[str] = JsonData(path='$.s')
X: ExtractSecret[str] = JsonData(path='$.s')
T: Secret[int] = StringLength(s=S)
U = S == 'x'
_L = D + 1
M = _L
N: List[str] = []
`,
  );

  test.each([
    ['A', 'int', false, false],
    ['B', 'int', true, false],
    ['C', 'list[int]', false, false],
    ['D', 'int', true, false],
    ['E', 'int', true, false],
    ['F', 'int', true, false],
    ['S', 'str', false, true],
    ['X', 'str', true, false],
    ['T', 'int', false, true],
    ['U', 'bool', true, false],
    ['main.sml:_L', 'int', false, false],
    ['M', 'int', true, false],
    ['N', 'list[str]', false, false],
  ])('%s: %s', (key, type, extracted, secret) => {
    const definition = program.definitions.get(key);
    expect(
      definition && { type: displayType(definition.type), extracted: definition.extracted, secret: definition.secret },
    ).toEqual({
      type,
      extracted,
      secret,
    });
  });
});

describe('files', () => {
  const files = {
    'main.sml':
      "Import(rules=['models/a.sml'])\nRequire(rule=f'rules/{Kind}.sml')\nRequire(rule='rules/x.sml', require_if=Kind == 'x')\n",
    'models/a.sml': "Kind: str = JsonData(path='$.k')\n",
    'rules/x.sml': "Import(rules=['models/a.sml'])\nX = Kind == 'x'\n",
    'rules/deep/y.sml': 'Y = 1 + 1\n',
  };

  test('imports and requires are resolved; a star also matches slashes', () => {
    const program = programOf(files);
    expect(program.imports.get('main.sml')).toEqual(['models/a.sml']);
    expect([...program.requires.values()]).toEqual([['rules/x.sml', 'rules/deep/y.sml'], ['rules/x.sml']]);
    expect([...program.definitions.keys()].indexOf('Kind')).toBeLessThan([...program.definitions.keys()].indexOf('X'));
  });

  test('the hash depends on every file, and not on their order', () => {
    const hash = programOf(files).hash;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(programOf(Object.fromEntries(Object.entries(files).reverse())).hash).toBe(hash);
    expect(programOf({ ...files, 'lists/words.yaml': '- a\n' }).hash).not.toBe(hash);
  });

  test('functions see the side files and the configuration', () => {
    let seen: unknown;
    const peek = fixture('Peek', [], INT, {
      bind(site) {
        seen = [
          site.ruleset.file('lists/words.yaml'),
          site.ruleset.file('lists/none.yaml'),
          site.ruleset.config['labels'],
        ];
        return { arguments: [], call: () => 1 };
      },
    });
    programOf(
      { 'main.sml': 'A = Peek()\n', 'lists/words.yaml': '- a\n', 'config.yaml': 'labels: {x: {}}\n' },
      testRegistry(peek),
    );
    expect(seen).toEqual(['- a\n', undefined, { x: {} }]);
  });

  test('import cycles that do not begin at the entry point', () => {
    const cycle = {
      'main.sml': "Import(rules=['c.sml'])\n",
      'a.sml': "Import(rules=['b.sml'])\n",
      'b.sml': "Import(rules=['a.sml'])\n",
      'c.sml': "Import(rules=['a.sml'])\n",
    };
    expect(brief(cycle)).toEqual(['error a.sml:1:14 import cycle detected here']);
  });

  test('requires may be cyclic', () => {
    expect(brief({ 'main.sml': "Require(rule='a.sml')\n", 'a.sml': "Require(rule='main.sml')\n" })).toEqual([]);
  });

  test('all syntax errors of all files are reported, and nothing else', () => {
    expect(brief({ 'main.sml': 'A = (\nB = Undefined\n', 'a.sml': 'if True:\n  X = 1\nC = {1: 2}\n' })).toEqual([
      'error a.sml:1:0 unexpected node type `If`',
      'error a.sml:3:4 unexpected node type `Dict`',
      "error main.sml:1:4 '(' was never closed",
    ]);
  });
});

describe('what crashes the reference is a diagnostic', () => {
  test('no entry point', () => {
    expect(say({ 'a.sml': 'A = 1\n' })).toMatchInlineSnapshot(`
      "error: a ruleset needs a file named \`main.sml\`
      --> main.sml:1:0
           |
         1 | 
           | ^ it is the entry point: the file that runs first, and imports or requires the others"
    `);
  });

  test('a function of a plugin that throws when bound', () => {
    const broken = fixture('Broken', [], INT, {
      bind() {
        throw new Error('no such table\nsecond line');
      },
    });
    expect(say('A = Broken()\n', 'compat', testRegistry(broken))).toContain('the function failed with: no such table');
  });

  test('an unknown label without any configuration', () => {
    const source = "U: Entity[str] = EntityJson(type='User', path='$.u')\nA = LabelAdd(entity=U, label='x')\n";
    expect(brief(source)).toContain('error main.sml:2:29 unknown label');
  });
});

describe('size', () => {
  test('a diamond of depth 200 has 200 types, not 2^200', () => {
    let source = "A0: int = JsonData(path='$.a')\n";
    for (let depth = 1; depth <= 200; depth++) source += `A${depth} = A${depth - 1} + A${depth - 1}\n`;
    expect(programOf(source).definitions.size).toBe(201);
  });

  test('long chains of imports and definitions need no stack', () => {
    const files: Record<string, string> = {
      'main.sml': "Import(rules=['f0.sml'])\nR = Rule(when_all=[D4000 > 1], description=f'{D4000}')\n",
    };
    for (let file = 0; file < 2000; file++)
      files[`f${file}.sml`] = file < 1999 ? `Import(rules=['f${file + 1}.sml'])\n` : '';
    let chain = "D0: int = JsonData(path='$.d')\n";
    for (let step = 1; step <= 4000; step++) chain += `D${step} = D${step - 1} + 1\n`;
    files['main.sml'] = chain + files['main.sml'];
    expect(brief(files)).toEqual([]);
  });
});
