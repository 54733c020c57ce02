/** The console's pure parts: lossless JSON, conditions in the rule language, ranges, series, completion, palette, formats. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, writeJson } from '../src/api/json.ts';
import { Problem, problemOf } from '../src/api/problem.ts';
import { findCommands } from '../src/app/palette/commands.ts';
import { bucketRange, topSeries } from '../src/kit/chart/series.ts';
import { formatDuration, formatId, formatShare, formatTime } from '../src/lib/format.ts';
import { parseSearch, resolveRange, stringifySearch } from '../src/lib/search.ts';
import { both, condition, idLiteral, literal, membership } from '../src/lib/sml.ts';
import { inForce, statusText } from '../src/pages/entity/labels.ts';
import { completions, diagnosticText } from '../src/pages/events/queryText.ts';
import { compileQuery } from './mock/query.ts';
import { features } from './mock/ruleset.ts';

describe('lossless JSON', () => {
  it('keeps every integer digit by digit', () => {
    fc.assert(
      fc.property(fc.bigInt(), (id) => {
        const text = `{"id":${id},"list":[${id}]}`;
        expect(writeJson(parseJson(text))).toBe(text);
      }),
    );
  });

  it('gives plain numbers where they are exact', () => {
    expect(parseJson('[1, -2.5, 1e3, 9007199254740991, 9007199254740993]')).toEqual([
      1,
      -2.5,
      1000,
      9007199254740991,
      9007199254740993n,
    ]);
  });
});

describe('conditions in the rule language', () => {
  it('quotes any text so that the same text is compared', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[\n\r]/.test(text)),
        (text) => {
          const predicate = compileQuery(condition('UserHandle', text) ?? '');
          if (typeof predicate !== 'function') throw new Error(JSON.stringify(predicate));
          expect(predicate({ UserHandle: text }, [])).toBe(true);
          expect(predicate({ UserHandle: `${text}x` }, [])).toBe(false);
        },
      ),
    );
  });

  it('writes each kind of value, and refuses what has no literal', () => {
    expect([literal('a'), literal(2n ** 60n), literal(true), literal(null), literal([1]), literal({})]).toEqual([
      "'a'",
      '1152921504606846976',
      'True',
      'None',
      null,
      null,
    ]);
    expect(condition('A', 'x', true)).toBe("A != 'x'");
    expect(membership('Tags', "it's")).toBe("'it\\'s' in Tags");
    expect([idLiteral('42', 'int'), idLiteral('42', 'str'), idLiteral('did:x', 'int')]).toEqual([
      '42',
      "'42'",
      "'did:x'",
    ]);
  });

  it('adds a condition once, and puts an `or` in parentheses first', () => {
    expect(both('', 'A')).toBe('A');
    expect(both('A', 'B')).toBe('A and B');
    expect(both('A and B', 'B')).toBe('A and B');
    expect(both('A or B', 'C')).toBe('(A or B) and C');
    expect(both('(A or B) and D', 'C')).toBe('(A or B) and D and C');
    expect(both("A == ' or '", 'C')).toBe("A == ' or ' and C");
  });
});

describe('the URL', () => {
  it('carries any text unchanged', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (q) => {
        expect(parseSearch(stringifySearch({ q, empty: '' }))).toEqual({ q });
      }),
    );
  });

  it('ends a range at the newest event, steadily', () => {
    expect(resolveRange({ range: '1h' }, '2026-03-14T12:00:41.000Z')).toEqual({
      from: '2026-03-14T11:00:00.000Z',
      to: '',
    });
    expect(resolveRange({ range: '1h' }, null)).toEqual({ from: '', to: '' });
    expect(resolveRange({ range: 'toString' }, '2026-03-14T12:00:41.000Z')).toEqual({ from: '', to: '' });
    expect(resolveRange({ range: '1h', from: 'a' }, null)).toEqual({ from: 'a', to: '' });
  });
});

describe('series', () => {
  const data = {
    intervalSeconds: 60,
    buckets: ['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z'],
    series: [
      { name: 'small', counts: [1, 0] },
      { name: 'big', counts: [5, 5] },
      { name: 'tiny', counts: [0, 1] },
    ],
  };

  it('keeps the largest and sums the rest', () => {
    expect(topSeries(data, 1).map(({ name, counts, rest }) => ({ name, counts, rest }))).toEqual([
      { name: 'big', counts: [5, 5], rest: false },
      { name: '2 more', counts: [1, 1], rest: true },
    ]);
  });

  it('turns buckets into a range that includes the last one', () => {
    expect(bucketRange(data, 1, 0)).toEqual({ from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T00:02:00.000Z' });
    expect(bucketRange(data, 0, 7)).toBeNull();
  });
});

describe('problems', () => {
  it('reads diagnostics with line and column, and survives any other body', async () => {
    const body = JSON.stringify({
      title: 'Bad',
      errors: [{ message: 'unknown identifier', line: 1, column: 4, hint: 'here' }],
    });
    const problem = await problemOf(new Response(body, { status: 400 }));
    expect(diagnosticText(problem, 'A + Bx')).toBe('unknown identifier\n  A + Bx\n      ^ here');
    const other = await problemOf(new Response('<html>', { status: 502, statusText: 'Bad Gateway' }));
    expect([other.message, other.status, other.findings]).toEqual(['Bad Gateway', 502, []]);
    expect(diagnosticText(new Problem(400, 'Bad', 'why', []), '')).toBe('why');
  });
});

describe('completion and palette', () => {
  const known = new Map(features.map((feature) => [feature.name, feature]));

  it('completes the name at the caret, and nothing inside of a string', () => {
    expect(completions('HasLink and post', 16, known).features.map((feature) => feature.name)).toEqual([
      'PostId',
      'PostLength',
      'PostsLastHour',
      'PostText',
    ]);
    expect(completions("UserHandle == 'post", 19, known).features).toEqual([]);
    expect(completions('HasLink', 7, known).features).toEqual([]);
  });

  it('takes typed ids, addresses, expressions and names with a value', () => {
    const find = (text: string) => findCommands(text, { rules: [], features, origin: 'http://h' })[0]?.target;
    expect(find('user/12')).toEqual({ kind: 'entity', type: 'User', id: '12' });
    expect(find('http://h/events?q=A')).toEqual({ kind: 'address', href: '/events?q=A' });
    expect(find('HasLink and PostLength > 3')).toEqual({ kind: 'query', q: 'HasLink and PostLength > 3' });
    expect(find('country DE')).toEqual({ kind: 'query', q: "Country == 'DE'" });
    expect(find('evt-1')).toEqual({ kind: 'event', eventId: 'evt-1' });
  });
});

describe('words and figures', () => {
  it('formats', () => {
    expect([0, 59, 60, 3600, 90_000].map(formatDuration)).toEqual(['0 s', '59 s', '1 min', '1 h', '1 d']);
    expect([formatShare(1, 3), formatShare(0, 0)]).toEqual(['33.3 %', '0.0 %']);
    expect([formatId('1760000871090001431'), formatId('short')]).toEqual(['1760…001431', 'short']);
    expect(formatTime('nonsense')).toBe('nonsense');
  });

  it('knows when a label is in force', () => {
    const label = {
      label: 'x',
      status: 'added',
      connotation: null,
      description: null,
      since: '',
      expiresAt: '2026-01-02T00:00:00Z',
      manual: false,
      reasons: [],
    };
    expect(inForce(label, '2026-01-01T00:00:00Z')).toBe(true);
    expect(statusText(label, '2026-01-03T00:00:00Z')).toBe('expired');
    expect(statusText({ ...label, status: 'manually_removed', manual: true }, null)).toBe('removed by a person');
  });
});
