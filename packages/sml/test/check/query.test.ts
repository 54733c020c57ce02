/** Queries over what a ruleset exports. */
import { describe, expect, test } from 'vitest';
import { checkQuery } from '../../src/check/query.ts';
import { displayType } from '../../src/types/display.ts';
import { programOf, registry } from './fixtures.ts';

const program = programOf(`
U: Entity[str] = EntityJson(type='User', path='$.u')
Age: Optional[int] = JsonData(path='$.age')
Text: str = JsonData(path='$.t')
Tags: List[str] = JsonData(path='$.tags')
Old = TimeSince(timestamp=Text)
R = Rule(when_all=[U == 'bob'], description='bob')
Limit = 5
Hidden: Secret[str] = JsonData(path='$.h')
`);

const check = (text: string): string[] =>
  checkQuery(text, program, registry).diagnostics.map(({ span, message }) => `${span.line}:${span.column} ${message}`);

describe('accepted', () => {
  test.each([
    'R',
    'not R and Age != None and Age > 5',
    "U == 'bob' or 'x' in Tags",
    'Age != None and Age + 1 > 3 * 2',
    'Limit == 5 and 1 == 1',
    "f'{U}' == 'x' and StringLength(s=Text) > 3",
    "U == Entity(type='User', id='bob')",
    'Old > 3600.0',
    'Age == None',
    "RegexMatch(target=Text, pattern='^a')",
    "DidAddLabel(entity_type='User', label_name='spam') and DidDeclareVerdict(verdict='no')",
    '(\n  R\n  and Age != None and Age > 1\n)',
  ])('%s', (text) => {
    const { query, diagnostics } = checkQuery(text, program, registry);
    expect(diagnostics).toEqual([]);
    expect(query && displayType(query.typeOf(query.expression))).toMatch(/^(bool|RuleT)$/);
  });

  test('types are those of rules', () => {
    const { query } = checkQuery("U == 'bob'", program, registry);
    if (query?.expression.kind !== 'comparison') throw new Error('expected a comparison');
    expect(displayType(query.typeOf(query.expression.left))).toBe('Entity[str]');
    expect(query.unwrapped.has(query.expression.left)).toBe(true);
    expect(checkQuery("DidDeclareVerdict(verdict='no')", program, registry).query?.calls.size).toBe(1);
  });
});

test('an optional value may be used unchecked, with the warning of what a rule says', () => {
  const { query, diagnostics } = checkQuery('Age > 5', program, registry);
  expect(query).not.toBeNull();
  expect(diagnostics.map(({ severity, code, message }) => [severity, code, message])).toEqual([
    ['warning', 'SML110', 'a rule refuses this: unsupported operand types for `>`'],
  ]);
});

describe('refused', () => {
  test.each([
    ['U', '1:0 a query must be true or false'],
    ['Aged > 3', '1:0 unknown identifier'],
    ["Hidden == 'x'", '1:0 this name cannot be asked for'],
    ['RandomBool(percentage=0.5)', '1:0 `RandomBool(...)` cannot be asked afterwards'],
    ["JsonData(path='$.x') == 5", '1:0 `JsonData(...)` has no type here'],
    ["Rule(when_all=[R], description='')", '1:0 `Rule(...)` is no condition'],
    ["DeclareVerdict(verdict='no') != None", '1:0 `DeclareVerdict(...)` is no condition'],
    ["U > 'x'", '1:0 unsupported operand types for `>`'],
    ['StringLengt(s=Text) > 3', '1:0 unknown function: `StringLengt`'],
    ["RegexMatch(target=Text, pattern='(')", '1:32 invalid regex pattern'],
    ['A = 3', '1:2 invalid syntax'],
    ['U.x == 3', "1:0 attributes aren't supported yet"],
    ['', '1:0 invalid syntax'],
  ])('%s', (text, said) => {
    expect(check(text)[0]).toBe(said);
    expect(checkQuery(text, program, registry).query).toBeNull();
  });
});
