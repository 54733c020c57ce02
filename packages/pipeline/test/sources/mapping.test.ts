import { IntegralFloat } from '@lapwing/sml';
import { describe, expect, test } from 'vitest';
import { convertField } from '../../src/sources/fields.ts';
import { parseMapping } from '../../src/sources/mapping.ts';
import { compileTimeFormat } from '../../src/sources/time-format.ts';
import { mappingOf } from './helpers.ts';

describe('mappings', () => {
  test('YAML and key=value say the same', () => {
    const yaml = `
      action: {const: tweet}
      id: tweet_id
      time: {column: created, format: epoch_millis}
      data: {user_id: author, text: content}
      types: {author: int, "a.b": str}
      delimiter: tab
    `;
    const pairs =
      'action=const:tweet,id=tweet_id,time=created,time.format=epoch_millis,data.user_id=author,data.text=content,types.author=int,types.a.b=str,delimiter=tab';
    expect(mappingOf(pairs)).toEqual(mappingOf(yaml));
    expect(mappingOf(yaml)).toEqual({
      action: { const: 'tweet' },
      id: 'tweet_id',
      time: { column: 'created', format: 'epoch_millis' },
      data: [
        { name: 'user_id', column: 'author' },
        { name: 'text', column: 'content' },
      ],
      types: { author: 'int', 'a.b': 'str' },
      delimiter: '\t',
    });
  });

  test('the least', () => {
    const least = {
      action: { column: 'kind' },
      id: null,
      time: { column: 'at', format: 'auto' },
      data: null,
      types: {},
      delimiter: null,
    };
    expect(mappingOf('action=kind,time=at')).toEqual(least);
    expect(mappingOf('{action: {column: kind}, time: at, data: "*"}')).toEqual(least);
  });

  test('selected columns keep their last name', () => {
    expect(mappingOf('action=k,time.format=iso,time=t,data=a+$.user.id+$.tags[0]').data).toEqual([
      { name: 'a', column: 'a' },
      { name: 'id', column: '$.user.id' },
      { name: 'tags', column: '$.tags[0]' },
    ]);
  });

  test.each<[string, string[]]>([
    ['', ['a mapping is a map with the keys action, time and optionally id, data, types, delimiter']],
    ['action=', ['"action=": expected key=value']],
    [
      'actoin=x,time=t',
      [
        'actoin: unknown key; the keys are action, id, time, data, types, delimiter',
        'action: missing; write {const: NAME} for one action, or the name of the column that holds it',
      ],
    ],
    [
      'action: {const: a, column: b}\ntime: t',
      ['action: expected {const: NAME}, {column: NAME} or the name of a column'],
    ],
    ['action: a', ['time: missing; write the name of a column, or {column: NAME, format: FORMAT}']],
    [
      'action=a,time=t,time.format=weekly',
      [
        'time.format: expected auto, iso, epoch_seconds, epoch_millis, epoch_micros or a pattern such as %Y-%m-%d %H:%M',
      ],
    ],
    ['action=a,time=t,types.n=integer', ['types.n: expected one of str, int, float, bool, json, time']],
    [
      'action: a\ntime: {column: t, zone: UTC}\ndata: 5',
      [
        'time.zone: unknown key; the keys are column, format',
        'data: expected a list of columns, or a map of names in the data to columns',
      ],
    ],
    [
      'action: a\ntime: t\nid: [1]\ndelimiter: ab',
      ['id: expected the name of a column', 'delimiter: expected one ASCII character other than a quote, or "tab"'],
    ],
  ])('%j is refused with every problem', (text, problems) => {
    expect(parseMapping(text)).toEqual({ ok: false, problems });
  });

  test('bad YAML', () => {
    const parsed = parseMapping('action: [');
    expect(parsed.ok ? '' : parsed.problems[0]).toMatch(/^the mapping is not YAML: /);
  });
});

test('declared types', () => {
  const cases = [
    ['int', '12', 12],
    ['int', ' -7 ', -7],
    ['int', '+5', 5],
    ['int', '-0', 0],
    ['int', '90071992547409931', 90071992547409931n],
    ['int', new IntegralFloat(3), 3],
    ['int', '1.5', undefined],
    ['int', 'x', undefined],
    ['int', '', null],
    ['int', true, undefined],
    ['float', '5', new IntegralFloat(5)],
    ['float', '.5', 0.5],
    ['float', '1e400', undefined],
    ['float', 2, new IntegralFloat(2)],
    ['float', 'nan', undefined],
    ['bool', 'Yes', true],
    ['bool', '0', false],
    ['bool', 1, true],
    ['bool', 'maybe', undefined],
    ['json', '{"a":[1]}', { a: [1] }],
    ['json', '{', undefined],
    ['json', '['.repeat(200), undefined],
    ['time', '2012-02-06 20:24', '2012-02-06T20:24:00.000Z'],
    ['time', '1328559840', '2012-02-06T20:24:00.000Z'],
    ['time', 'later', undefined],
    ['str', '', ''],
    ['str', 12n, '12'],
    ['str', new IntegralFloat(1), '1.0'],
    ['str', [1], undefined],
    ['str', null, null],
  ] as const;
  for (const [type, value, expected] of cases) {
    expect(
      convertField(type, Array.isArray(value) ? [...value] : (value as string)),
      `${type} of ${String(value)}`,
    ).toEqual(expected);
  }
});

describe('time formats', () => {
  test.each<[string, string | number, number | null]>([
    ['auto', '2012-02-06 20:24:00', Date.UTC(2012, 1, 6, 20, 24)],
    ['auto', '1700000000', 1_700_000_000_000],
    ['auto', '1700000000123', 1_700_000_000_123],
    ['auto', 1_700_000_000, 1_700_000_000_000],
    ['auto', '2012', 2_012_000],
    ['iso', 1_700_000_000, null],
    ['epoch_seconds', '1700000000.5', 1_700_000_000_500],
    ['epoch_millis', '5', 5],
    ['epoch_micros', 1_700_000_000_123_456, 1_700_000_000_123],
    ['epoch_millis', 'x', null],
    ['%m/%d/%Y %H:%M', '10/1/2017 19:58', Date.UTC(2017, 9, 1, 19, 58)],
    ['%d.%m.%Y %I:%M %p', '01.02.2020 12:05 am', Date.UTC(2020, 1, 1, 0, 5)],
    ['%d.%m.%Y %I:%M %p', '01.02.2020 12:05 PM', Date.UTC(2020, 1, 1, 12, 5)],
    ['%a %b %d %H:%M:%S %z %Y', 'Wed Oct 10 20:19:24 +0200 2018', Date.UTC(2018, 9, 10, 18, 19, 24)],
    ['%Y-%m-%dT%H:%M:%S.%fZ', '2020-01-01T00:00:00.1234Z', Date.UTC(2020, 0, 1) + 123],
    ['%m/%d/%Y', '13/1/2017', null],
    ['%m/%d/%Y', '2/30/2017', null],
    ['%Y%%%m%%%d', '2017%02%03', Date.UTC(2017, 1, 3)],
  ])('%s of %j', (format, value, expected) => {
    expect(compileTimeFormat(format)?.(value)).toBe(expected);
  });

  test.each(['weekly', '%Y', '%Y-%m-%Q', '%Y %Y %m %d'])('%j is no format', (format) => {
    expect(compileTimeFormat(format)).toBeNull();
  });
});
