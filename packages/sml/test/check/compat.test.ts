/** What `compat` accepts beyond the reference, what it warns of, and what `strict` makes of that. */
import { describe, expect, test } from 'vitest';
import { displayType } from '../../src/types/display.ts';
import { brief, programOf } from './fixtures.ts';

const typeOf = (source: string, name: string): string => {
  const definition = programOf(source).definitions.get(name);
  return definition === undefined ? 'undefined' : displayType(definition.type);
};

describe('accepted extensions', () => {
  test.each([
    ['list[str]', 'list[str]'],
    ['List[List[int]]', 'list[list[int]]'],
    ['List[Optional[str]]', 'list[str | None]'],
    ['str | int | None', 'str | int | None'],
    ['Optional[List[str]]', 'list[str] | None'],
    ['List[str] | None', 'list[str] | None'],
    ['Secret[str] | None', 'str | None'],
  ])('A: %s', (annotation, type) => {
    expect(typeOf(`A: ${annotation} = JsonData(path='$.a')\n`, 'A')).toBe(type);
  });

  test('an optional entity is compared and narrowed like an entity', () => {
    const source = `
U: Optional[Entity[str]] = EntityJson(type='User', path='$.u')
A = U == 'bob'
B = U != None and StringLength(s=U) > 2
C = U in ['bob']
`;
    expect(brief(source)).toEqual([]);
    const program = programOf(source);
    const comparison = program.definitions.get('A')?.statement.value;
    if (comparison?.kind !== 'comparison') throw new Error('expected a comparison');
    expect(program.unwrapped.has(comparison.left)).toBe(true);
  });

  test('a secret anywhere in an annotation makes the whole a secret', () => {
    expect(programOf("A: Secret[str] | None = JsonData(path='$.a')\n").definitions.get('A')).toMatchObject({
      secret: true,
      extracted: false,
    });
  });

  test.each([
    "A: List[Entity[str]] = JsonData(path='$.a')\n",
    "A: Optional[wut] = JsonData(path='$.a')\n",
    "A: str | str | None = JsonData(path='$.a')\n",
    "A: Secret[ExtractSecret[str]] | None | int | wut = JsonData(path='$.a')\n",
  ])('still refused: %s', (source) => {
    expect(brief(source)).toHaveLength(1);
  });

  test('rules in lists of conditions stand for their values', () => {
    const source = `
N: int = JsonData(path='$.n')
Big = Rule(when_all=[N > 5], description='big')
Mixed = Rule(when_all=[Big, N != 7, not Big], description='mixed')
Alone = Rule(when_all=[Big], description='alone')
Conditions: List[bool] = [Big]
WhenRules(rules_any=[Mixed, Alone], then=[])
`;
    expect(brief(source)).toEqual([]);
    expect(brief(source, 'reference')).toHaveLength(3);
    const program = programOf(source);
    for (const name of ['Mixed', 'Alone']) {
      const call = program.definitions.get(name)?.statement.value;
      const list = call?.kind === 'call' ? call.arguments[0]?.value : undefined;
      if (list?.kind !== 'list' || list.items[0] === undefined) throw new Error('expected a list');
      expect(displayType(program.typeOf(list))).toBe('list[bool]');
      expect(program.unwrapped.has(list.items[0])).toBe(true);
    }
  });

  test('a list of rules by itself stays one, so that WhenRules takes it', () => {
    expect(typeOf("R = Rule(when_all=[1 == 2], description='r')\nL = [R]\n", 'L')).toBe('list[RuleT]');
  });

  test('effects of different functions share a list', () => {
    const source = `
U: Entity[str] = EntityJson(type='User', path='$.u')
R = Rule(when_all=[U == 'bob'], description='r')
WhenRules(rules_any=[R], then=[DeclareVerdict(verdict='no'), LabelAdd(entity=U, label='spam')])
`;
    expect(brief({ 'main.sml': source, 'config.yaml': 'labels: {spam: {valid_for: [User]}}\n' })).toEqual([]);
  });
});

/** Source, then what compat says; strict says the same as errors. */
const quirks: readonly (readonly [name: string, source: string, said: readonly string[]])[] = [
  [
    'a description that silences its rule',
    "A: str = JsonData(path='$.a')\nR = Rule(when_all=[1 == 2], description=f'{A}')\n",
    ['SML101 main.sml:2:43 this rule cannot fire when `A` is missing'],
  ],
  [
    'a description through other features',
    "A: str = JsonData(path='$.a')\nB = StringToLower(s=A)\nR = Rule(when_all=[1 == 2], description=f'{B}')\n",
    ['SML101 main.sml:3:43 this rule cannot fire when `B` is missing'],
  ],
  [
    'no warning where the conditions fail with the description',
    "A: str = JsonData(path='$.a')\n_L = StringLength(s=A)\nR = Rule(when_all=[_L > 3], description=f'{A}')\n",
    [],
  ],
  [
    'no warning for a name with a default',
    "A: Optional[str] = JsonData(path='$.a')\nB = ResolveOptional(optional_value=A, default_value='?')\nR = Rule(when_all=[A == 'x'], description=f'{B}')\n",
    [],
  ],
  [
    'an optional without default',
    "A: Optional[str] = JsonData(path='$.a')\nB = ResolveOptional(optional_value=A)\nR = Rule(when_all=[A == 'x'], description=f'{B}')\n",
    ['SML101 main.sml:3:45 this rule cannot fire when `B` is missing'],
  ],
  [
    'WhenRules with a name',
    "R = Rule(when_all=[1 == 2], description='r')\nL = [R]\nWhenRules(rules_any=L, then=[])\n",
    ['SML102 main.sml:3:20 `rules_any` of `WhenRules` is not a list written out here'],
  ],
  [
    'a secret through arithmetic',
    "S: Secret[str] = JsonData(path='$.s')\n_L = S + 'x'\nM = StringToLower(s=_L)\nOk = S + 'x' == 'y'\nSeen: ExtractSecret[str] = S + 'x'\n",
    ['SML103 main.sml:3:0 `M` exports a secret'],
  ],
  [
    'an entity through ResolveOptional',
    "U: Entity[str] = EntityJson(type='User', path='$.u')\nR: str = ResolveOptional(optional_value=U)\n",
    ['SML104 main.sml:2:40 an entity is resolved as if it were its id'],
  ],
  [
    'an item of a set by its index',
    "T: str = JsonData(path='$.t')\nU = StringExtractURLs(s=T)\nA = ListRead(list=U)\nB = ListLength(list=U)\n",
    ['SML105 main.sml:3:18 `StringExtractURLs` returns its items in no particular order'],
  ],
  [
    'an IPv6 network',
    "I: str = JsonData(path='$.i')\nA = IpNetwork(ip=I)\nB = IpNetwork(ip='1.2.3.4')\n",
    ['SML106 main.sml:2:4 no network is taken of an IPv6 address'],
  ],
  [
    'the offset of a timestamp',
    "T: str = JsonData(path='$.t')\nA = TimeSince(timestamp=T)\n",
    ["SML107 main.sml:2:4 the timestamp's offset from UTC is not taken into account"],
  ],
  [
    'an effect in a variable',
    "V = DeclareVerdict(verdict='no')\n",
    ['SML108 main.sml:1:0 an effect is stored in a variable'],
  ],
  [
    'unpacked arguments',
    "A = StringLength(s='a', **B)\n",
    ['SML001 main.sml:1:24 unpacked keyword arguments have no effect'],
  ],
  [
    'a backspace in a pattern',
    "T: str = JsonData(path='$.t')\nA = RegexMatch(target=T, pattern='\\bx')\nB = RegexMatch(target=T, pattern=r'\\bx')\n",
    ['SML401 main.sml:2:33 regex pattern contains a backspace character'],
  ],
];

describe('foot-guns', () => {
  test.each(quirks)('%s', (_name, source, said) => {
    expect(brief(source)).toEqual(said);
    expect(brief(source, 'reference')).toEqual([]);
    expect(brief(source, 'strict')).toEqual(said.map((line) => line.replace(/^SML\d+/, 'error')));
  });

  test('a label on an entity made in place', () => {
    const files = {
      'main.sml': `
R = Rule(when_all=[1 == 2], description='r')
WhenRules(rules_any=[R], then=[
  LabelAdd(entity=Entity(type='Ip', id='1'), label='spam'),
  LabelAdd(entity=Entity(type='User', id='1'), label='spm'),
])
`,
      'config.yaml': 'labels:\n  spam: {valid_for: [User]}\n',
    };
    expect(brief(files)).toEqual([
      'SML109 main.sml:4:18 label is not valid for this entity type',
      'SML109 main.sml:5:53 unknown label',
    ]);
    expect(brief(files, 'reference')).toEqual([]);
  });

  test('warnings leave the program valid; strict refuses it', () => {
    expect(programOf("V = DeclareVerdict(verdict='no')\n").warnings).toHaveLength(1);
    expect(brief("V = DeclareVerdict(verdict='no')\n", 'strict')[0]).toMatch(/^error/);
  });

  test('in strict, resolving an entity yields its id', () => {
    const source = "U: Entity[str] = EntityJson(type='User', path='$.u')\nR: str = ResolveOptional(optional_value=U)\n";
    const call = programOf(source).definitions.get('R')?.statement.value;
    const value = call?.kind === 'call' ? call.arguments[0]?.value : undefined;
    if (value === undefined) throw new Error('expected an argument');
    expect(programOf(source).unwrapped.has(value)).toBe(false);
  });
});
