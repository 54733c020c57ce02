/** What values of a column are to each kind of co-action. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KINDS, type Kind, type KindOptions, kindOf, type NamedShares, sharesOfKind } from '../src/index.ts';

/** One actor each, a second apart. */
function named(values: readonly string[], times = values.map((_, i) => i)): NamedShares {
  const objectNames = [...new Set(values)];
  return {
    shares: {
      actors: values.length,
      objects: objectNames.length,
      actor: Uint32Array.from(values.keys()),
      object: Uint32Array.from(values, (value) => objectNames.indexOf(value)),
      timeMillis: Float64Array.from(times, (time) => time * 1000),
    },
    actorNames: values.map((_, i) => `actor ${i}`),
    objectNames,
    rows: values.length,
    empty: 0,
  };
}

/** What each row shares. */
function objects(kind: Kind, values: readonly string[], options: KindOptions = {}, times?: number[]): string[][] {
  const { shares, objectNames } = sharesOfKind(named(values, times), kind, options);
  return values.map((_, row) =>
    [...shares.actor.keys()].filter((at) => shares.actor[at] === row).map((at) => objectNames[shares.object[at]!]!),
  );
}

const same = (kind: Kind, a: string, b: string, options: KindOptions = {}) => {
  const [left = [], right = []] = objects(kind, [a, b], options);
  return left.length > 0 && left.some((object) => right.includes(object));
};

describe('links', () => {
  it('are what they lead to', () => {
    for (const [a, b] of [
      ['https://www.Example.org/a/', 'http://example.org/a?utm_source=x#part'],
      ['https://example.org/?b=1&fbclid=9', 'https://example.org/?b=1'],
      ['read this: https://example.org/a.', 'https://example.org/a'],
      ['https://bücher.example/a', 'https://xn--bcher-kva.example/a'],
      ['https://example.org:443/', 'https://example.org'],
    ] as const) {
      expect(same('co-link', a, b), `${a} ${b}`).toBe(true);
    }
    expect(same('co-link', 'https://example.org/a', 'https://example.org/A')).toBe(false);
    expect(same('co-link', 'https://example.org/?a=1', 'https://example.org/?a=2')).toBe(false);
    expect(same('co-link', 'https://example.org:8080/', 'https://example.org/')).toBe(false);
  });

  it('come in texts, lists and JSON, and texts without one share nothing', () => {
    expect(objects('co-link', ['see https://a.example/x and http://b.example', 'nothing', 'nothing'])).toEqual([
      ['a.example/x', 'b.example'],
      [],
      [],
    ]);
    expect(objects('co-link', ['a.example/x, b.example', '["b.example","c.example"]'])).toEqual([
      ['a.example/x', 'b.example'],
      ['b.example', 'c.example'],
    ]);
    expect(objects('co-link', ['8f3a', '8f3a'])).toEqual([['8f3a'], ['8f3a']]);
    expect(sharesOfKind(named(['https://a.example', 'none']), 'co-link').nameless).toBe(1);
  });

  it('of one message are one message', () => {
    const { shares } = sharesOfKind(named(['https://a.example https://b.example', 'https://a.example']), 'co-link');
    expect([...(shares.message ?? [])]).toEqual([0, 0, 1]);
  });

  it('have registrable domains', () => {
    expect(objects('co-domain', ['https://news.a.co.uk/1 https://www.a.co.uk', 'http://10.0.0.1/x'])).toEqual([
      ['a.co.uk'],
      ['10.0.0.1'],
    ]);
    expect(same('co-domain', 'https://one.blogspot.com', 'https://two.blogspot.com')).toBe(false);
  });
});

describe('hashtags', () => {
  it('are without sign and case; numbers and parts of links are none', () => {
    expect(
      objects('co-hashtag', ['Go #Team and #team! #1 https://a.example/#part', 'none', 'ＦＵＬＬ #ＦＵＬＬ']),
    ).toEqual([['team'], [], ['full']]);
    expect(objects('co-hashtag', ['One, two', '["Two","three"]'])).toEqual([
      ['one', 'two'],
      ['two', 'three'],
    ]);
  });
});

describe('image hashes', () => {
  it('are equal, or close where a distance is named', () => {
    expect(same('co-image-hash', 'FF00', 'ff00')).toBe(true);
    expect(same('co-image-hash', 'ff00', 'ff01')).toBe(false);
    expect(same('co-image-hash', 'ff00', 'ff01', { distance: 1 })).toBe(true);
    expect(same('co-image-hash', 'ff00', 'ff03', { distance: 1 })).toBe(false);
    expect(same('co-image-hash', 'ff00', 'ff0000', { distance: 8 })).toBe(false);
    expect(() => same('co-image-hash', 'ff00', 'cat.png', { distance: 1 })).toThrow('"cat.png" is no hash');
  });

  it('are grouped as comparing all of them would', () => {
    const hash = fc
      .array(fc.constantFrom('0', '1', '3', 'f'), { minLength: 10, maxLength: 10 })
      .map((digits) => digits.join(''));
    fc.assert(
      fc.property(fc.uniqueArray(hash, { minLength: 2, maxLength: 25 }), fc.nat(14), (hashes, distance) => {
        const apart = (a: string, b: string) =>
          [...a].reduce(
            (sum, digit, i) =>
              sum +
              [...(Number.parseInt(digit, 16) ^ Number.parseInt(b[i]!, 16)).toString(2)].filter((bit) => bit === '1')
                .length,
            0,
          );
        const group = hashes.map((_, i) => i);
        for (let round = 0; round < hashes.length; round++) {
          for (const [i, a] of hashes.entries()) {
            for (const [j, b] of hashes.entries())
              if (apart(a, b) <= distance) group[i] = Math.min(group[i]!, group[j]!);
          }
        }
        const found = objects('co-image-hash', hashes, { distance }).map(([name]) => name);
        for (const i of hashes.keys())
          for (const j of hashes.keys()) expect(found[i] === found[j]).toBe(group[i] === group[j]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('texts', () => {
  it('are near-duplicates, named by the most shared of them', () => {
    const text = 'breaking news from the capital of the country this very morning';
    const values = [
      `${text} https://t.example/1`,
      `@a ${text}!`,
      text,
      text,
      'an entirely different thing to say about it',
    ];
    const [first, second, third, , other] = objects('co-text', values);
    expect(new Set([first?.[0], second?.[0], third?.[0]]).size).toBe(1);
    expect(other).toEqual(['an entirely different thing to say about it']);
  });

  it('too short to compare are only the same as equal ones', () => {
    expect(same('co-text', 'so true', 'so false')).toBe(false);
    expect(same('co-text', 'So true ', 'so true')).toBe(true);
  });

  it('of the toolkit are the same but for case, mentions and whitespace', () => {
    expect(same('co-tweet', '@ann  Hello\tthere', 'hello THERE @bo')).toBe(true);
    expect(same('co-tweet', 'hello there', 'hello there!')).toBe(false);
  });
});

describe('times and addresses', () => {
  it('minutes are those of the clock; any post is any post', () => {
    expect(objects('same-minute', ['a', 'b', 'c'], {}, [59, 60, 119])).toEqual([
      ['1970-01-01T00:00Z'],
      ['1970-01-01T00:01Z'],
      ['1970-01-01T00:01Z'],
    ]);
    expect(new Set(objects('co-post', ['a', 'b']).flat()).size).toBe(1);
  });

  it('addresses are one however they are written; of IPv6 the network of a subscriber', () => {
    expect(same('shared-ip', '::ffff:192.0.2.1', '192.0.2.1')).toBe(true);
    expect(same('shared-ip', '2001:DB8::1', '2001:db8:0:0:ffff::2')).toBe(true);
    expect(same('shared-ip', '2001:db8::1', '2001:db8:0:1::1')).toBe(false);
    expect(same('shared-ip', '192.0.2.1', '192.0.2.2')).toBe(false);
  });
});

it('values of every kind may be anything', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...KINDS),
      fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 8 }),
      (kind, values) => {
        const { shares, objectNames, nameless } = sharesOfKind(named(values), kind);
        expect(shares.object.every((object) => object < objectNames.length)).toBe(true);
        expect(nameless).toBeLessThanOrEqual(values.length);
      },
    ),
    { numRuns: 100 },
  );
});

it('a kind that is none is refused with those that there are', () => {
  expect(() => kindOf('co-wink')).toThrow('co-wink is no kind of co-action; there are co-retweet, co-link');
});
