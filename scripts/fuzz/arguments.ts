/** Calls of functions with arguments to match, over the features that `functions` declares. */
import type { FunctionDeclaration, Parameter, SmlType } from '../../packages/sml/src/index.ts';
import type { Random } from './random.ts';
import { anyText, literal } from './texts.ts';

/** Lists of each kind, one that is a file of the ruleset, and one that is not there. */
export const LIST_NAMES = [
  'words',
  'regexes',
  'domains',
  'cidrs',
  'hashes',
  'images',
  'entities',
  'words',
  'missing',
  '__proto__',
];

/** A call of a function, with arguments of the right kind or nearly so. */
export function callOf(random: Random, { name, parameters }: FunctionDeclaration): string {
  const given = parameters.filter((parameter) => parameter.default === undefined || random.chance(2));
  return `${name}(${given.map((parameter) => `${parameter.name}=${argumentOf(random, parameter)}`).join(', ')})`;
}

function argumentOf(random: Random, { name, type, constant }: Parameter): string {
  const kind = kindOf(type);
  if (kind === 'str' && name === 'list') return literal(random.pick(LIST_NAMES));
  if (name.endsWith('_seconds') && random.chance(2))
    return random.pick(['60', '3600.0', '1', '0.001', '-5', '1e300', 'Int']);
  if (constant === true) {
    switch (kind) {
      case 'int':
        return random.pick(['0', '1', '7', '-1', '3600', '100000']);
      case 'float':
        return random.pick(['0.5', '0.0', '1', '99.99']);
      case 'bool':
        return random.pick(['True', 'False']);
      case 'list':
        return `[${random.list(3, () => literal(anyText(random).slice(0, 10))).join(', ')}]`;
      default:
        return literal(
          random.pick(['NFKC', 'NFD', 'any', 'added', 'a', '[a-z]+$', '(a|b)*c', anyText(random).slice(0, 20)]),
        );
    }
  }
  switch (kind) {
    case 'int':
      return random.pick(['Int', '3', '-1', 'Int * 99']);
    case 'float':
      return random.pick(['Float', '0.5', 'Float / 3']);
    case 'bool':
      return random.pick(['Bool', 'True', 'Int == 3']);
    case 'list':
      return listOf(random, type);
    case 'entity':
      return 'User';
    case 'timedelta':
      return 'Age';
    default:
      return random.pick([
        'Str',
        'Str',
        'Str',
        literal(anyText(random).slice(0, 30)),
        'StringReplace(s=Str, old=Str, new=Str)',
      ]);
  }
}

function listOf(random: Random, type: SmlType): string {
  const item = type.kind === 'list' ? kindOf(type.item) : 'any';
  switch (item) {
    case 'bool':
      return random.pick(['[]', '[Bool]', '[Bool, True]', '[Int == 3]']);
    case 'list':
      return random.pick(['[Strs]', "[Strs, ['a'], []]", '[]']);
    default:
      return random.pick(['Strs', 'Strs', 'Ints', "['a', 'b']", '[Str, Optional1]']);
  }
}

function kindOf(type: SmlType): SmlType['kind'] {
  return type.kind === 'union' ? (type.members.find(({ kind }) => kind !== 'none')?.kind ?? 'none') : type.kind;
}
