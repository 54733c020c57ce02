/** Random well-typed programs and events for property tests. */
import fc from 'fast-check';
import type { JsonValue } from '../../src/functions/declaration.ts';
import { IntegralFloat } from '../../src/values/values.ts';

type TypeName = 'int' | 'float' | 'str' | 'bool' | 'optInt' | 'optStr' | 'strs' | 'rule' | 'entity';

interface Binding {
  readonly name: string;
  readonly type: TypeName;
}

export interface GeneratedProgram {
  readonly files: Record<string, string>;
}

/** Draws from a fixed sequence, so that fast-check shrinks to shorter programs. */
class Draw {
  readonly #numbers: readonly number[];
  #at = 0;
  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }
  below(limit: number): number {
    return (this.#numbers[this.#at++ % this.#numbers.length] ?? 0) % limit;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

const KEYS = ['a', 'b', 'c', 'd', 'constructor', '$type'];
const STRINGS = ['', 'a', 'b', 'héllo', '😀x', '12', ' 7 ', '3.5', 'True', '__proto__', "it's"];
const INTS = ['0', '1', '2', '-3', '7', '9007199254740993', '100'];
const FLOATS = ['0.5', '2.0', '1e20', '-1.5', '1e-7'];

export const programs: fc.Arbitrary<GeneratedProgram> = fc
  .array(fc.nat(10_000), { minLength: 40, maxLength: 400 })
  .map((numbers) => generate(new Draw(numbers)));

const scalars: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom(...STRINGS),
  fc.constantFrom<JsonValue>(0, 1, -3, 7, 0.5, 9007199254740993n, new IntegralFloat(5), new IntegralFloat(-0)),
  fc.boolean(),
  fc.constant(null),
);

/** Events whose shape half fits what programs read. */
export const events: fc.Arbitrary<Record<string, JsonValue>> = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.oneof(
    { weight: 4, arbitrary: scalars },
    fc.array(scalars, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), scalars, { maxKeys: 3 }),
  ),
  { maxKeys: 6 },
);

function generate(draw: Draw): GeneratedProgram {
  const shared: Binding[] = [];
  const model = statements(draw, shared, 4, 'M');
  const main: string[] = ["Import(rules=['model.sml'])", 'ActionName = GetActionName()'];
  const inMain = [...shared];
  main.push(...statements(draw, inMain, 6, 'F'), ...ruleStatements(draw, inMain, 'R', 3));
  main.push(`Require(rule='extra.sml', require_if=${expression(draw, inMain, 'bool', 2)})`);
  main.push("Require(rule=f'actions/{ActionName}.sml')");
  const inExtra = [...shared];
  const extra = [
    "Import(rules=['model.sml'])",
    ...statements(draw, inExtra, 4, 'X'),
    ...ruleStatements(draw, inExtra, 'S', 2),
  ];
  const act = ["Import(rules=['model.sml'])", ...statements(draw, [...shared], 3, 'A')];
  const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
  return {
    files: { 'main.sml': text(main), 'model.sml': text(model), 'extra.sml': text(extra), 'actions/act.sml': text(act) },
  };
}

function statements(draw: Draw, scope: Binding[], count: number, prefix: string): string[] {
  const lines: string[] = [];
  for (let index = 0; index < count; index++) {
    const name = `${prefix}${index}`;
    const { type, text } = statement(draw, scope, name);
    lines.push(text);
    scope.push({ name, type });
  }
  return lines;
}

function statement(draw: Draw, scope: readonly Binding[], name: string): { type: TypeName; text: string } {
  if (draw.below(3) === 0) return jsonStatement(draw, name);
  const type = draw.pick(['int', 'float', 'str', 'bool', 'bool', 'strs'] as const);
  const annotation = type === 'strs' ? ': List[str]' : '';
  // A bare literal is not exported and may not be a bare list without items.
  return { type, text: `${name}${annotation} = ${expression(draw, scope, type, 3)}` };
}

function jsonStatement(draw: Draw, name: string): { type: TypeName; text: string } {
  const types = {
    int: 'int',
    float: 'float',
    str: 'str',
    bool: 'bool',
    optInt: 'Optional[int]',
    optStr: 'Optional[str]',
  };
  const options = draw.pick(['', ', required=False', ', coerce_type=False', '']);
  const key = draw.pick(KEYS);
  const path = draw.pick([`$.${quoted(key)}`, `$.a.${quoted(key)}`, `$.${quoted(key)}[0]`, `$..${quoted(key)}`]);
  const call = (kind: string, more = ''): string => `${kind}(${more}path="${path}"${options})`;
  switch (draw.below(8)) {
    case 0:
      return { type: 'entity', text: `${name}: Entity[str] = ${call('EntityJson', "type='User', ")}` };
    case 1:
      return { type: 'strs', text: `${name}: List[str] = ${call('JsonData')}` };
    default: {
      const type = draw.pick(['int', 'float', 'str', 'bool', 'optInt', 'optStr'] as const);
      return { type, text: `${name}: ${types[type]} = ${call('JsonData')}` };
    }
  }
}

function quoted(key: string): string {
  return key.startsWith('$') ? `['${key}']` : key;
}

function ruleStatements(draw: Draw, scope: Binding[], prefix: string, count: number): string[] {
  const lines: string[] = [];
  const names: string[] = [];
  for (let index = 0; index < count; index++) {
    const name = `${prefix}${index}`;
    const conditions = Array.from({ length: draw.below(4) }, () => expression(draw, scope, 'bool', 2));
    const described = scope.filter(({ type }) => type === 'str' || type === 'int');
    const description = described.length > 0 && draw.below(3) === 0 ? `f'see {${draw.pick(described).name}}'` : "'d'";
    lines.push(`${name} = Rule(when_all=[${conditions.join(', ')}], description=${description})`);
    names.push(name);
    scope.push({ name, type: 'rule' });
  }
  lines.push(
    `WhenRules(rules_any=[${names.join(', ')}], then=[DeclareVerdict(verdict=${expression(draw, scope, 'str', 1)})])`,
  );
  lines.push(`WhenRules(rules_any=[${names[0]}], then=[DeclareVerdict(verdict='${prefix}')])`);
  return lines;
}

function expression(draw: Draw, scope: readonly Binding[], type: TypeName, depth: number): string {
  const sub = (inner: TypeName): string => expression(draw, scope, inner, depth - 1);
  const names = scope.filter((binding) => binding.type === type);
  if (names.length > 0 && (depth <= 0 || draw.below(3) === 0)) return draw.pick(names).name;
  switch (type) {
    case 'int':
      if (depth <= 0) return draw.pick(INTS);
      return draw.pick([
        () => `(${sub('int')} ${draw.pick(['+', '-', '*', '//', '%', '|', '&', '^'])} ${sub('int')})`,
        () => `(${sub('int')} << ${draw.pick(['1', '3', '-1'])})`,
        () => `StringLength(s=${sub('str')})`,
        () => `ListLength(list=${sub('strs')})`,
        () => `-${sub('int')}`,
        () => 'Boom()',
        () => draw.pick(INTS),
      ])();
    case 'float':
      if (depth <= 0) return draw.pick(FLOATS);
      return draw.pick([
        () => `(${sub('int')} / ${sub('int')})`,
        () => `(${sub('float')} ${draw.pick(['+', '-', '*', '//', '%'])} ${sub('float')})`,
        () => draw.pick(FLOATS),
      ])();
    case 'str':
      if (depth <= 0) return quote(draw.pick(STRINGS));
      return draw.pick([
        () => `(${sub('str')} + ${sub('str')})`,
        () => formatString(draw, scope),
        () => `StringToUpper(s=${sub('str')})`,
        () => `StringReplace(s=${sub('str')}, old='a', new=${sub('str')})`,
        () => `ListRead(list=${sub('strs')}, index=${sub('int')})`,
        () => 'FailingStr()',
        () => quote(draw.pick(STRINGS)),
      ])();
    case 'strs':
      return `[${sub('str')}, ${sub('str')}]`;
    case 'bool':
      if (depth <= 0) return draw.pick(['True', 'False', 'Failing()']);
      return boolean(draw, scope, sub);
    default:
      return draw.pick(INTS);
  }
}

function boolean(draw: Draw, scope: readonly Binding[], sub: (type: TypeName) => string): string {
  const optional = scope.filter(({ type }) => type === 'optInt' || type === 'optStr');
  const optionalInt = scope.filter(({ type }) => type === 'optInt');
  const rules = scope.filter(({ type }) => type === 'rule');
  const entities = scope.filter(({ type }) => type === 'entity');
  const choices: (() => string)[] = [
    () => `(${sub('bool')} and ${sub('bool')})`,
    () => `(${sub('bool')} or ${sub('bool')} or ${sub('bool')})`,
    () => `(not ${sub('bool')})`,
    () => `(${sub('int')} ${draw.pick(['<', '<=', '>', '>='])} ${sub('float')})`,
    () => `(${sub('int')} ${draw.pick(['==', '!='])} ${sub('int')})`,
    () => `(${sub('float')} ${draw.pick(['==', '!='])} ${sub('float')})`,
    () => `(${sub('str')} ${draw.pick(['==', '!=', 'in', 'not in'])} ${sub('str')})`,
    () => `(${sub('str')} ${draw.pick(['in', 'not in'])} ${sub('strs')})`,
    () => `(${sub('str')} ${draw.pick(['in', 'not in'])} ['a', 'b', '12'])`,
    () => `(${sub('int')} in [1, 2, 7])`,
    () => `RegexMatch(target=${sub('str')}, pattern='[a-h]')`,
    () => 'Failing()',
  ];
  if (optional.length > 0) {
    choices.push(() => `(${draw.pick(optional).name} ${draw.pick(['==', '!='])} None)`);
    choices.push(() => `(${draw.pick(optional.filter(Boolean)).name} == None or ${sub('bool')})`);
  }
  if (optionalInt.length > 0) {
    choices.push(() => {
      const { name } = draw.pick(optionalInt);
      return `(${name} != None and ${name} >= ${sub('int')})`;
    });
    choices.push(() => `(${draw.pick(optionalInt).name} in [1, 7])`);
  }
  if (rules.length > 0) choices.push(() => `(${draw.pick(rules).name} or ${sub('bool')})`);
  if (entities.length > 0) {
    choices.push(() => `(${draw.pick(entities).name} == ${sub('str')})`);
    choices.push(() => `(${draw.pick(entities).name} == ${draw.pick(entities).name})`);
  }
  return draw.pick(choices)();
}

function formatString(draw: Draw, scope: readonly Binding[]): string {
  const printable = scope.filter(({ type }) => ['int', 'float', 'str', 'bool', 'entity', 'rule'].includes(type));
  if (printable.length === 0) return "'none'";
  return `f'${draw.pick(['', 'x ', '{{'])}{${draw.pick(printable).name}}{${draw.pick(printable).name}}'`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
