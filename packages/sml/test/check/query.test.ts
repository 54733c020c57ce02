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
    'not R and Age > 5',
    "U == 'bob' or 'x' in Tags",
    'Age + 1 > 3 * 2',
    'Old > 3600.0',
    'Age == None',
    "RegexMatch(target=Text, pattern='^a')",
    "DidAddLabel(entity_type='User', label_name='spam') and DidDeclareVerdict(verdict='no')",
    '(\n  R\n  and Age > 1\n)',
  ])('%s', (text) => {
    const { query, diagnostics } = checkQuery(text, program, registry);
    expect(diagnostics).toEqual([]);
    expect(query && displayType(query.typeOf(query.expression))).toBe('bool');
  });

  test('types are those after a decision', () => {
    const { query } = checkQuery("U == 'bob'", program, registry);
    if (query?.expression.kind !== 'comparison') throw new Error('expected a comparison');
    expect(displayType(query.typeOf(query.expression.left))).toBe('str');
    expect(checkQuery("DidDeclareVerdict(verdict='no')", program, registry).query?.calls.size).toBe(1);
  });
});

describe('refused', () => {
  test.each([
    ['U', '1:0 a query must be true or false'],
    ['1 == 1', '1:0 cannot compare a literal to another literal'],
    ["f'{U}' == 'x'", '1:0 unexpected node type: `FormatString`'],
    ['Aged > 3', '1:0 unknown identifier'],
    ['Limit == 5', '1:0 this name is not stored with events'],
    ["Hidden == 'x'", '1:0 this name is not stored with events'],
    ["U > 'x'", '1:0 unsupported operand types for `>`'],
    ['StringLength(s=Text) > 3', '1:0 unknown function: `StringLength`'],
    ["RegexMatch(target=Text, pattern='(')", '1:32 invalid regex pattern'],
    ['A = 3', '1:2 invalid syntax'],
    ['U.x == 3', "1:0 attributes aren't supported yet"],
    ['', '1:0 invalid syntax'],
  ])('%s', (text, said) => {
    expect(check(text)[0]).toBe(said);
    expect(checkQuery(text, program, registry).query).toBeNull();
  });
});
