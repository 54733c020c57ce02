/** Queries as analysts write them, over the features of a real ruleset. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileRuleset } from '@lapwing/sml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWarehouse, type Progress, translateQuery, type Warehouse } from '../src/index.ts';
import { batch, row } from './make-rows.ts';
import { programOf, REGISTRY } from './query/program.ts';

const program = programOf(`
UserId: Entity[str] = EntityJson(type='User', path='$.user')
TargetId: Entity[str] = EntityJson(type='User', path='$.target', required=False)
PageId: Entity[str] = EntityJson(type='Page', path='$.page', required=False)
Author = UserId
Text: str = JsonData(path='$.text', required=False)
Likes: int = JsonData(path='$.likes', required=False)
Score: float = JsonData(path='$.score', required=False)
Tags: List[str] = JsonData(path='$.tags', required=False)
Mixed: str | int = JsonData(path='$.mixed', required=False)
Limit = 5
Maybe: Optional[int] = JsonData(path='$.maybe')
Hidden: Secret[str] = JsonData(path='$.h')
HasLink = 'http' in Text
Spam = Rule(when_all=[HasLink], description='spam')
Other = Rule(when_all=[HasLink], description='spam')
`);
const FEATURES = compileRuleset(program).features;

const EVENTS: readonly Readonly<Record<string, string | number | boolean | readonly string[]>>[] = [
  {
    UserId: 'x',
    Author: 'x',
    Text: 'see HTTP://a',
    Likes: 3,
    Score: 0.5,
    Tags: ['a', 'b'],
    HasLink: false,
    Spam: false,
  },
  { UserId: 'x', Author: 'x', TargetId: 'x', PageId: 'x', Text: 'http://b now', Likes: 9, HasLink: true, Spam: true },
  {
    UserId: 'y',
    Author: 'y',
    Text: "it's; DROP TABLE events --",
    Likes: 5,
    Score: 5,
    Tags: [],
    Mixed: 5,
    HasLink: false,
    Spam: false,
  },
  { UserId: "y'", Author: "y'", Mixed: '5' },
];

const path = mkdtempSync(join(tmpdir(), 'lapwing-warehouse-'));
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse(path);
  await warehouse.append(
    batch(
      FEATURES,
      EVENTS.map((event, i) =>
        row(
          i,
          FEATURES.map((feature) => event[feature.name]),
          {
            verdicts: i === 1 ? ['reject'] : [],
            labelMutations:
              i === 1 ? ['User/x/spam/1', 'User/a/b/ham/0'] : i === 2 ? ['SuperUser/x/spam/1', 'User/x/spam/0'] : [],
          },
        ),
      ),
    ),
  );
});

afterAll(async () => {
  await warehouse.close();
  rmSync(path, { recursive: true, force: true });
});

async function positions(text: string): Promise<number[]> {
  const translated = translateQuery(text, program, REGISTRY);
  if (!translated.ok) throw new Error(translated.diagnostics);
  const { rows } = await warehouse.select(translated.predicate, { columns: [] });
  return rows.map((cells) => Number(cells[3])).sort();
}

describe('what the reference translates wrongly means here what it means in rules', () => {
  const cases: Record<string, readonly number[]> = {
    "UserId == 'x' and HasLink": [1],
    'HasLink and not Spam': [],
    // In the last event it failed, and `not` of a failure is one.
    'not HasLink': [0, 2],
    'not (HasLink and Spam)': [0, 2, 3],
    "Text != 'x'": [0, 1, 2, 3],
    'Text == None': [3],
    "'http' in Text": [1],
    "Text in 'say http://b now'": [1],
    "'a' in Tags": [0],
    "'a' not in Tags": [2],
    "UserId in ['x', 'y']": [0, 1, 2],
    "UserId not in ['x', 'y']": [3],
    'Likes > 5': [1],
    '5 < Likes': [1],
    '5 >= Likes': [0, 2],
    'not (Likes > 5)': [0, 2],
    'Likes > Limit': [1],
    '1 == 1': [0, 1, 2, 3],
    "f'{UserId}/{Likes}' == 'x/3'": [0],
    'Likes * 2 ** 70 > 10000000000000000000000': [1],
    "StringToUpper(s=Text) == 'SEE HTTP://A'": [0],
    "GetActionName() == 'post' and Likes >= 5": [1, 2],
    "TimeSince(timestamp='2026-01-02T03:04:05Z') > 2": [2, 3],
    'GetActionId() > 0': [],
    'Spam == HasLink': [0, 1, 2, 3],
    'Spam == Other': [3],
    'Spam == Spam': [0, 1, 2, 3],
    '-Likes == -9': [1],
    'Likes == Score': [2, 3],
    'UserId == TargetId': [1],
    'UserId == PageId': [],
    'TargetId == PageId': [0, 2, 3],
    'Author == UserId': [0, 1, 2, 3],
    'Mixed == 5': [2],
    "Mixed == '5'": [3],
    "UserId == 'y\\''": [3],
    'Text == "it\'s; DROP TABLE events --"': [2],
    "RegexMatch(target=Text, pattern='http', case_insensitive=True)": [0, 1],
    "RegexMatch(target=Text, pattern=r'\\bnow$')": [1],
    "not RegexMatch(target=Text, pattern='http')": [0, 2],
    "DidAddLabel(entity_type='User', label_name='spam')": [1],
    "DidRemoveLabel(entity_type='User', label_name='spam')": [2],
    "DidRemoveLabel(entity_type='User', label_name='ham')": [1],
    "DidAddLabel(entity_type='User', label_name='sp_m')": [],
    "DidAddLabel(entity_type='%', label_name='%')": [],
    "DidDeclareVerdict(verdict='reject')": [1],
    "DidDeclareVerdict(verdict='rej') or Spam": [1],
  };
  for (const [text, expected] of Object.entries(cases)) {
    test(text, async () => {
      expect(await positions(text)).toEqual(expected);
    });
  }
});

test('what is wrong with a query is said as for rules', () => {
  for (const [text, message] of [
    ['UserIdd == 1', /UserIdd/],
    ['Likes >', /query:1/],
    ["Likes > 'x'", /error/],
    ["Hidden == 'x'", /secret/],
    ["IncrementWindow(key='x', window_seconds=60, when_all=[True]) > 3", /unknown function/],
    ['RandomBool(percentage=0.5)', /cannot be asked afterwards.*lapwing backtest/s],
    ["JsonData(path='$.x') == 5", /make it a feature/],
    ["Rule(when_all=[HasLink], description='x')", /is no condition/],
  ] as const) {
    const translated = translateQuery(text, program, REGISTRY);
    expect(translated.ok ? '' : translated.diagnostics).toMatch(message);
  }
});

test('a part that SQL cannot say is named, and evaluated on the rows that the rest selects', async () => {
  const translated = translateQuery("Likes > 2 and RegexMatch(target=Text, pattern='(?<=p)://b')", program, REGISTRY);
  if (!translated.ok) throw new Error(translated.diagnostics);
  expect(translated.predicate.residuals).toEqual([
    { source: "RegexMatch(target=Text, pattern='(?<=p)://b')", reason: 'look-around' },
  ]);
  const told: Progress[] = [];
  const { rows } = await warehouse.select(translated.predicate, {
    columns: [],
    onProgress: (progress) => told.push(progress),
  });
  expect(rows.map((cells) => cells[3])).toEqual([1]);
  // One event alone has likes and a text with `://b`.
  expect(told.at(-1)).toEqual({ evaluated: 1, matched: 1, missing: 0 });
});

test('what a rule would refuse is asked, and said', () => {
  const lenient = translateQuery('Maybe > 5', program, REGISTRY);
  expect(lenient.ok ? lenient.warnings : '').toMatch(/a rule refuses this: unsupported operand types for `>`/);
  const strict = translateQuery('Maybe != None and Maybe > 5', program, REGISTRY);
  expect(strict.ok ? strict.warnings : 'refused').toBe('');
});

test('rows hold what the query names, or what is asked for', async () => {
  const translated = translateQuery("UserId == 'x' and Score == None", program, REGISTRY);
  if (!translated.ok) throw new Error(translated.diagnostics);
  const named = await warehouse.select(translated.predicate);
  expect(named.columns.map((column) => column.name)).toEqual([
    '__time',
    '__action',
    '__event_id',
    '__position',
    'UserId',
    'Score',
  ]);
  expect(named.rows).toEqual([['2026-01-02T03:04:06.678Z', 'post', 'e1', 1, 'x', null]]);
  const asked = await warehouse.select(translated.predicate, { columns: ['Likes', '__hits'], limit: 1 });
  expect(asked.rows[0]?.slice(4)).toEqual([9, []]);
  await expect(warehouse.select(translated.predicate, { columns: ['Nope'] })).rejects.toMatchObject({
    kind: 'invalid',
  });
});

test('a feature that was stored with another type, or never, is converted or empty', async () => {
  const other = programOf(`
Text: int = JsonData(path='$.text')
Likes: str = JsonData(path='$.likes')
Score: int = JsonData(path='$.score')
Mixed: str = JsonData(path='$.mixed')
Fresh: int = JsonData(path='$.fresh')
userid: str = JsonData(path='$.other')
`);
  const ask = async (text: string) => {
    const translated = translateQuery(text, other, REGISTRY);
    if (!translated.ok) throw new Error(translated.diagnostics);
    return (await warehouse.select(translated.predicate, { columns: [] })).rows.map((cells) => cells[3]);
  };
  expect(await ask('Text > 0')).toEqual([]);
  expect(await ask("Likes == '9'")).toEqual([1]);
  expect(await ask('Score == 5')).toEqual([2]);
  expect(await ask('Score == None')).toEqual([3, 1, 0]);
  expect(await ask("Mixed == '5'")).toEqual([3, 2]);
  expect(await ask('Fresh == None')).toEqual([3, 2, 1, 0]);
  expect(await ask("userid == 'x'")).toEqual([]);
});
