/** Random queries as authors write them: typed as far as the language is, over every function that a query can call. */
import type { FunctionDeclaration, Parameter, SmlType } from '@lapwing/sml';
import * as fc from 'fast-check';
import { REGISTRY } from './program.ts';

type Kind = 'str' | 'int' | 'float' | 'bool' | 'strs' | 'ints' | 'floats' | 'entity' | 'delta' | 'optional';
type Grammar = Readonly<Record<Kind, fc.Arbitrary<string>>>;

const pick = (...from: readonly string[]) => fc.constantFrom(...from);
const text = (value: string): string => JSON.stringify(value).replace(/\\u([0-9a-f]{4})/g, '\\u$1');

const TEXTS = [
  '',
  'a',
  'ab',
  'b a',
  'é',
  '😀',
  '%',
  '_',
  'spam',
  'http',
  '5',
  ' ',
  'ΑΣ',
  'a\tb',
  'e\u0301',
  'None',
  'x',
  '.',
  'example.com',
];
const INTS = [
  '0',
  '1',
  '2',
  '3',
  '5',
  '-7',
  '2147483648',
  '9007199254740993',
  '-9223372036854775808',
  '18446744073709551617',
  '100',
];
const FLOATS = ['0.0', '0.5', '-7.25', '1e20', '9007199254740992.0', '2.5', '5.0', '0.1', '1e300'];
const PATTERNS = [
  'a+',
  '(?=a)',
  '[Aa]b$',
  '^.$',
  'a.b',
  'x|😀',
  '\\\\bspam\\\\b',
  '(?i)É',
  '\\\\w+@',
  '[^a]',
  '(a)\\\\1',
  '(?<!b)a',
  '\\\\d',
  '^\\\\s*$',
  'ß',
];

const LEAVES: Grammar = {
  str: fc.oneof(pick('S', 'T', 'When', 'Link', 'Word', 'GetActionName()'), pick(...TEXTS.map(text))),
  int: fc.oneof(pick('N', 'M', 'Limit'), pick(...INTS)),
  float: fc.oneof(pick('F', 'G', 'Age', 'Older'), pick(...FLOATS)),
  bool: pick('B', 'R', 'Q', 'True', 'False', 'B', 'R'),
  strs: pick('L', 'L', 'Words', "['a', S]", '[S, T]', 'Trial'),
  ints: pick('K', 'K', '[1, N]', '[N, M, 5]'),
  floats: pick('P', 'P', '[F, G]', '[F, 0.5]'),
  entity: pick('U', 'V', 'I', 'Alias', "Entity(type='User', id=S)", "Entity(type='Ip', id=N)"),
  delta: pick('Age', 'Older', 'TimeDelta(hours=1)', 'TimeDelta(days=2, seconds=5)'),
  optional: pick('O', 'X', 'H', 'Found', 'DidFromUri(uri=Link)', 'DidFromUri(uri=O)'),
};

/** Literals for constant parameters and for those that take only certain texts, by parameter name. */
const CONSTANTS: Readonly<Record<string, readonly string[]>> = {
  pattern: [...PATTERNS.map((pattern) => `'${pattern}'`), 'Pattern'],
  patterns: ["['a', 'b']", "['^a', 'é$', '(?=b)']", 'Words'],
  mode: ["'any'", "'all'"],
  type: ["'User'"],
  key: ["'sid'", "'theme'"],
  start: ['0', '1', '2'],
  end: ['2', '3', '9'],
  granularity_seconds: ['3600', '86400'],
  form: ["'NFC'", "'NFKC'"],
  list: ["'words'"],
  cache_name: ["'c'"],
  weeks: ['1'],
  days: ['2'],
  hours: ['3'],
  minutes: ['40'],
  seconds: ['5'],
  entity_type: ["'User'"],
  label_name: ["'spam'"],
  verdict: ["'reject'"],
  skip_regex: ["'b'", 'None'],
  sep: ["'a'", "' '", "''", 'None', "'_'"],
  maxsplit: ['-1', '0', '1'],
  index: ['0', '1', '-1', '-3', '2', 'N'],
};

const kindOf = (type: SmlType): Kind | null => {
  switch (type.kind) {
    case 'str':
    case 'int':
    case 'float':
    case 'bool':
    case 'entity':
      return type.kind;
    case 'timedelta':
      return 'delta';
    case 'list':
      return type.item.kind === 'int' ? 'ints' : type.item.kind === 'float' ? 'floats' : 'strs';
    case 'union':
      return 'optional';
    default:
      return null;
  }
};

/** Functions that a query can call with these arguments alone. */
const CALLABLE: readonly FunctionDeclaration[] = [...REGISTRY.functions.values()].filter(
  ({ purity, query, result, category, name }) =>
    (purity === 'pure' || query === 'row') &&
    result !== 'dynamic' &&
    !(category === 'engine' && ['Import', 'Require', 'Rule', 'WhenRules'].includes(name)) &&
    !['Experiment', 'ExperimentsBucketAssignment', 'ExperimentWhen', 'ListSort'].includes(name),
);

function argument(parameter: Parameter, declaration: FunctionDeclaration, of: Grammar): fc.Arbitrary<string> {
  const isListOfText = parameter.name === 'list' && parameter.type.kind === 'list';
  const constants = isListOfText ? undefined : CONSTANTS[parameter.name];
  if (
    constants !== undefined &&
    !(parameter.name === 'start' && declaration.name === 'StringStartsWith') &&
    !(parameter.name === 'end' && declaration.name === 'StringEndsWith')
  )
    return pick(...constants);
  if (parameter.constant === true || parameter.type.kind === 'bool') return pick('True', 'False');
  switch (parameter.name) {
    case 'lists':
      return fc.oneof(of.strs, of.strs).map((list) => `[${list}, ['z']]`);
    case 'optional_lists':
      return pick('[[O]]', '[[O, Found]]');
    case 'phrases':
      return pick('[O]', '[O, Found]', 'L', '[S]', 'Words', "['ab']");
    case 'chars':
      return pick("'a'", "'ab '", "'😀ß'", 'None', 'O');
    case 'old':
      return fc.oneof(pick("'a'", "'b a'", "'😀'", "'.'", "''"), of.str);
  }
  if (parameter.type.kind === 'variable') return fc.oneof(of.str, of.int);
  if (parameter.type.kind === 'list' && parameter.type.item.kind === 'any')
    return fc.oneof(of.strs, of.ints, of.floats);
  const kind = kindOf(parameter.type) ?? 'str';
  return kind === 'optional' ? fc.oneof(of.optional, of.str, pick('None')) : of[kind];
}

function callOf(declaration: FunctionDeclaration, of: Grammar): fc.Arbitrary<string> {
  const parts = declaration.parameters.map((parameter) => {
    const given = argument(parameter, declaration, of).map((value): string | null => `${parameter.name}=${value}`);
    return parameter.default === undefined ? given : fc.option(given, { nil: null, freq: 2 });
  });
  return fc.tuple(...parts).map((given) => `${declaration.name}(${given.filter((part) => part !== null).join(', ')})`);
}

function callsOf(kinds: readonly Kind[], of: Grammar): fc.Arbitrary<string> {
  const found = CALLABLE.filter(({ result }) => {
    const kind = result === 'dynamic' ? null : result.kind === 'variable' ? null : kindOf(result);
    return kind !== null && kinds.includes(kind);
  });
  return found.length === 0 ? of[kinds[0]!] : fc.oneof(...found.map((declaration) => callOf(declaration, of)));
}

function resolved(kind: 'str' | 'int' | 'float', of: Grammar): fc.Arbitrary<string> {
  const optional = { str: pick('O', 'Found', 'S', 'DidFromUri(uri=Link)'), int: pick('X', 'N'), float: pick('H', 'F') }[
    kind
  ];
  return fc.oneof(
    optional.map((value) => `ResolveOptional(optional_value=${value})`),
    fc
      .tuple(optional, of[kind])
      .map(([value, fallback]) => `ResolveOptional(optional_value=${value}, default_value=${fallback})`),
  );
}

function deeper(of: Grammar): Grammar {
  const number = fc.oneof(of.int, of.float);
  const infix = (a: fc.Arbitrary<string>, operators: readonly string[], b: fc.Arbitrary<string>) =>
    fc.tuple(a, pick(...operators), b).map(([left, operator, right]) => `(${left} ${operator} ${right})`);
  const many = (operator: 'and' | 'or') =>
    fc.array(of.bool, { minLength: 2, maxLength: 3 }).map((parts) => `(${parts.join(` ${operator} `)})`);
  const equality = ['==', '!='];
  const order = ['<', '<=', '>', '>='];
  const membership = ['in', 'not in'];
  const listOf = (item: fc.Arbitrary<string>) =>
    fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(', ')}]`);
  return {
    str: fc.oneof(
      { weight: 3, arbitrary: LEAVES.str },
      { weight: 6, arbitrary: callsOf(['str'], of) },
      infix(of.str, ['+'], of.str),
      infix(of.str, ['*'], pick('0', '2', 'N')),
      resolved('str', of),
      pick("f'x{S}'", "f'{N}-{B}'", "f'{U}/{Age}'", "f'{F}'", "f'{I}{W}'", "f'{Held}'", "f''", "f'{{{R}}}'"),
    ),
    int: fc.oneof(
      { weight: 3, arbitrary: LEAVES.int },
      { weight: 4, arbitrary: callsOf(['int'], of) },
      { weight: 2, arbitrary: infix(of.int, ['+', '-', '*', '//', '%'], of.int) },
      infix(of.int, ['&', '|', '^', '<<', '>>', '**'], pick('2', '3', 'Limit', 'N')),
      of.int.map((value) => `(-${value})`),
      resolved('int', of),
    ),
    float: fc.oneof(
      { weight: 3, arbitrary: LEAVES.float },
      infix(number, ['/'], number),
      { weight: 2, arbitrary: infix(of.float, ['+', '-', '*', '//', '%'], number) },
      infix(of.float, ['**'], pick('2', '0.5', 'N')),
      of.float.map((value) => `(-${value})`),
      resolved('float', of),
    ),
    bool: fc.oneof(
      LEAVES.bool,
      { weight: 3, arbitrary: infix(of.str, [...equality, ...membership], of.str) },
      { weight: 3, arbitrary: infix(number, [...equality, ...order], number) },
      infix(of.bool, equality, of.bool),
      infix(pick('R', 'Q', 'Rr'), equality, pick('R', 'Q', 'Rr', 'True', 'B')),
      infix(of.entity, equality, fc.oneof(of.entity, of.str)),
      infix(pick('U', 'Alias'), membership, fc.oneof(listOf(pick('V', 'Alias', 'U')), of.strs, of.str)),
      infix(
        fc.oneof(of.optional, pick('S', 'N', 'F', 'B', 'L', 'U', 'J', 'W', 'K', 'Held', 'Age', 'R')),
        equality,
        pick('None'),
      ),
      infix(of.optional, equality, fc.oneof(of.str, of.int, of.float, of.optional)),
      infix(pick('O', 'Found'), membership, fc.oneof(of.strs, pick("['a', 'ab']", '[O, Found]'))),
      infix(of.str, membership, pick('[O, Found]', '[O]')),
      pick(
        '(X != None and X > 2)',
        '(H == None or H < 3)',
        '(O != None and StringLength(s=O) > 1)',
        '(X != None and X + 1 > 3)',
      ),
      infix(
        pick('J', 'W'),
        equality,
        fc.oneof(pick(...TEXTS.map(text)), pick(...INTS), pick('J', 'W', '5.0', 'N', 'S')),
      ),
      infix(pick('Held'), [...equality, ...membership], fc.oneof(of.str, pick('U'))),
      infix(of.strs, equality, of.strs),
      infix(of.ints, equality, of.ints),
      infix(of.floats, equality, of.floats),
      infix(of.str, membership, of.strs),
      infix(of.int, membership, of.ints),
      infix(number, membership, of.floats),
      infix(of.delta, [...equality, ...order], fc.oneof(of.delta, number)),
      pick('ExperimentWhen(experiment=Trial, control=[B], t1=[R]) == [True]', 'Trial == Trial', "'User' in Trial"),
      { weight: 4, arbitrary: callsOf(['bool'], of) },
      { weight: 2, arbitrary: of.bool.map((value) => `(not ${value})`) },
      { weight: 2, arbitrary: many('and') },
      { weight: 2, arbitrary: many('or') },
    ),
    strs: fc.oneof(LEAVES.strs, LEAVES.strs, callsOf(['strs'], of), listOf(of.str)),
    ints: fc.oneof(LEAVES.ints, listOf(of.int)),
    floats: fc.oneof(LEAVES.floats, listOf(of.float)),
    entity: LEAVES.entity,
    delta: LEAVES.delta,
    optional: fc.oneof(LEAVES.optional, callsOf(['optional'], of)),
  };
}

/** Conditions of some depth. */
export const conditions: fc.Arbitrary<string> = deeper(deeper(LEAVES)).bool;

/** For every function that a query can call, a condition on what it yields. */
export const conditionsOnFunctions: readonly fc.Arbitrary<string>[] = CALLABLE.map((declaration) => {
  const call = callOf(declaration, deeper(LEAVES));
  const kind = declaration.result === 'dynamic' ? null : kindOf(declaration.result);
  switch (kind) {
    case 'bool':
      return call;
    case 'str':
    case 'optional':
      return fc.tuple(call, pick('==', '!='), pick('S', "'a'", 'O', "'example.com'")).map((parts) => parts.join(' '));
    case 'int':
    case 'float':
    case 'delta':
      return fc.tuple(call, pick('<', '>=', '=='), pick('0', '1', '86400', 'N')).map((parts) => parts.join(' '));
    case 'entity':
      return call.map((value) => `${value} == U`);
    case 'strs':
    case 'ints':
    case 'floats':
      return call.map((value) => `ListLength(list=${value}) > 0`);
    default:
      return call.map((value) => `${value} == S`);
  }
});

/** Names of the functions that the generator calls. */
export const CALLED: readonly string[] = CALLABLE.map(({ name }) => name);
