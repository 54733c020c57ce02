/** Every kind of list against a plain search through its entries. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListKind } from '../../src/lists/list.ts';
import { createMatcher } from '../../src/lists/match/create.ts';

/** Adds some values, takes some away again, and asks. */
function matchAll(kind: ListKind, added: readonly string[], gone: readonly string[], input: string, maxDistance = 0) {
  const matcher = createMatcher(kind, maxDistance);
  const live = new Set<string>();
  const normal = (value: string) => {
    const result = matcher.normalize(value);
    if (typeof result !== 'string') throw new Error(`${value} ${result.problem}`);
    return result;
  };
  for (const value of added.map(normal)) {
    if (live.has(value)) continue;
    live.add(value);
    matcher.add(value);
    matcher.settle();
  }
  for (const value of gone.map(normal)) {
    if (live.delete(value)) matcher.delete(value);
  }
  matcher.settle();
  return { found: matcher.match(input, (value) => live.has(value)), live };
}

describe('words', () => {
  const word = fc
    .array(fc.constantFrom('a', 'b', 'é', '$', ' ', '😀'), { minLength: 1, maxLength: 4 })
    .map((s) => s.join(''));
  const usable = word.filter((w) => w.trim() !== '');

  it('are found whole, whatever their case, and the smallest is given', () => {
    fc.assert(
      fc.property(
        fc.array(usable, { maxLength: 8 }),
        fc.array(usable, { maxLength: 3 }),
        fc.array(word, { maxLength: 8 }),
        (added, gone, parts) => {
          const text = parts.join('').toUpperCase();
          const { found, live } = matchAll('words', added, gone, text);
          const lower = text.toLowerCase();
          const isLetter = (c: string | undefined) => c !== undefined && /[\p{L}\p{N}_]/u.test(c);
          const occurs = (value: string) => {
            for (let at = lower.indexOf(value); at >= 0; at = lower.indexOf(value, at + 1)) {
              const before = [...lower.slice(0, at)].at(-1);
              const after = [...lower.slice(at + value.length)][0];
              const [first, last] = [[...value][0], [...value].at(-1)];
              if (!(isLetter(before) && isLetter(first)) && !(isLetter(last) && isLetter(after))) return true;
            }
            return false;
          };
          const expected = [...live].filter(occurs).sort((a, b) => (a < b ? -1 : 1))[0] ?? null;
          expect(found).toBe(expected);
        },
      ),
    );
  });

  it('are found after many were added one by one, and none that was removed', () => {
    const many = Array.from({ length: 600 }, (_, i) => `word${i}`);
    expect(matchAll('words', many, ['word1'], 'x word1 word599 y').found).toBe('word599');
    expect(matchAll('words', many, ['word599'], 'word599').found).toBeNull();
    // One that comes back is found again.
    expect(matchAll('words', [...many, 'word1'], [], 'word1').found).toBe('word1');
  });
});

describe('patterns', () => {
  it('are found where they match, with and without a literal to look for', () => {
    const patterns = ['fr[e3]{2}\\s+coins', '^\\d{4,}$', '(?:cash|c[a4]sh)\\s*app', 'émoji'];
    const find = (text: string) => matchAll('regexes', patterns, [], text).found;
    expect(find('get FR3E coins')).toBe('fr[e3]{2}\\s+coins');
    expect(find('12345')).toBe('^\\d{4,}$');
    expect(find('C4SHAPP now')).toBe('(?:cash|c[a4]sh)\\s*app');
    expect(find('ÉMOJI')).toBe('émoji');
    expect(find('nothing here')).toBeNull();
    expect(matchAll('regexes', patterns, ['^\\d{4,}$'], '12345').found).toBeNull();
  });

  it('are refused where they are wrong or may take for ever', () => {
    const matcher = createMatcher('regexes', 0);
    expect(matcher.normalize('(')).toMatchObject({ problem: expect.stringContaining('is no pattern') });
    expect(matcher.normalize('(a)\\1')).toMatchObject({ problem: expect.stringContaining('back-references') });
  });

  it('take linear time on hostile text', () => {
    const started = performance.now();
    expect(matchAll('regexes', ['(?:a+)+b', '(?:x|x)*y'], [], 'ax'.repeat(50_000)).found).toBeNull();
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('domains', () => {
  it('match themselves, what lies under them, and URLs and addresses there', () => {
    const find = (text: string) => matchAll('domains', ['Evil.example', '*.bücher.example', 'co.uk'], [], text).found;
    expect(find('evil.example')).toBe('evil.example');
    expect(find('https://a.b.EVIL.example:8080/x?y=other.example#z')).toBe('evil.example');
    expect(find('someone@mail.evil.example')).toBe('evil.example');
    expect(find('https://user:secret@evil.example/')).toBe('evil.example');
    expect(find('ftp://evil.example/x')).toBe('evil.example');
    expect(find('evil.example.')).toBe('evil.example');
    expect(find('www.BÜCHER.example')).toBe('xn--bcher-kva.example');
    expect(find('xn--bcher-kva.example')).toBe('xn--bcher-kva.example');
    expect(find('x.co.uk')).toBe('co.uk');
    for (const other of [
      'notevil.example',
      'evil.example.org',
      'https://good.example/evil.example',
      '',
      ' ',
      '.',
      'a b',
    ]) {
      expect(find(other)).toBeNull();
    }
    expect(find(`${'a.'.repeat(100_000)}evil.example`)).toBeNull();
  });
});

describe('IP ranges', () => {
  const octet = fc.constantFrom(0, 1, 10, 127, 128, 255);
  const ipv4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
  const group = fc.constantFrom('0', '1', 'ffff', '8000', 'abcd');
  const ipv6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':'));
  const range = fc.oneof(
    fc.tuple(ipv4, fc.nat(32)).map(([address, bits]) => `${address}/${bits}`),
    fc.tuple(ipv6, fc.nat(128)).map(([address, bits]) => `${address}/${bits}`),
  );
  const bitsOf = (address: string) =>
    address.includes(':')
      ? address
          .split(':')
          .map((g) => Number.parseInt(g, 16).toString(2).padStart(16, '0'))
          .join('')
      : address
          .split('.')
          .map((o) => Number(o).toString(2).padStart(8, '0'))
          .join('');

  it('match by the narrowest', () => {
    fc.assert(
      fc.property(
        fc.array(range, { maxLength: 10 }),
        fc.array(range, { maxLength: 2 }),
        fc.oneof(ipv4, ipv6),
        (added, gone, address) => {
          const { found, live } = matchAll('cidrs', added, gone, address);
          const bits = bitsOf(address);
          const holds = (value: string) => {
            const [start = '', length = ''] = value.split('/');
            return (
              start.includes(':') === address.includes(':') && bits.startsWith(bitsOf(start).slice(0, Number(length)))
            );
          };
          const lengths = [...live].filter(holds).map((value) => Number(value.split('/')[1]));
          expect(found === null ? -1 : Number(found.split('/')[1])).toBe(Math.max(-1, ...lengths));
          if (found !== null) expect(holds(found)).toBe(true);
        },
      ),
    );
  });

  it('are understood in all their forms', () => {
    const find = (value: string, address: string) => matchAll('cidrs', [value], [], address).found;
    expect(find('10.1.2.3/8', '10.200.0.1')).toBe('10.0.0.0/8');
    expect(find('192.0.2.1', '192.0.2.1')).toBe('192.0.2.1/32');
    expect(find('::ffff:10.0.0.0/104', '10.9.9.9')).toBe('10.0.0.0/8');
    expect(find('10.0.0.0/8', '::ffff:10.9.9.9')).toBe('10.0.0.0/8');
    expect(find('2001:db8::/32', '2001:db8:1::5')).toBe('2001:db8:0:0:0:0:0:0/32');
    expect(find('0.0.0.0/0', '8.8.8.8')).toBe('0.0.0.0/0');
    expect(find('10.0.0.0/8', 'not an address')).toBeNull();
    const matcher = createMatcher('cidrs', 0);
    for (const wrong of ['10.0.0.0/33', '10.0.0', '10.0.0.0/8/8', '::/129', '10.0.0.0/', '']) {
      expect(matcher.normalize(wrong)).toMatchObject({ problem: expect.any(String) });
    }
  });
});

describe.each([
  { digits: 16, maxDistance: 10 },
  { digits: 16, maxDistance: 25 },
  { digits: 64, maxDistance: 31 },
])('perceptual hashes of $digits digits within $maxDistance bits', ({ digits, maxDistance }) => {
  const bits = digits * 4;
  const base = BigInt(`0x${'9e3779b97f4a7c15'.repeat(4).slice(0, digits)}`);
  const hex = (value: bigint) => value.toString(16).padStart(digits, '0');
  const near = fc
    .array(fc.nat(bits - 1), { maxLength: maxDistance + 6 })
    .map((flips) => hex(flips.reduce((h, bit) => h ^ (1n << BigInt(bit)), base)));
  const apart = (a: string, b: string) => (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll('0', '').length;

  it('are found: the nearest, then the smallest', () => {
    fc.assert(
      fc.property(fc.array(near, { maxLength: 8 }), fc.array(near, { maxLength: 2 }), near, (added, gone, input) => {
        const { found, live } = matchAll('images', added, gone, input.toUpperCase(), maxDistance);
        const expected = [...live]
          .filter((value) => apart(value, input) <= maxDistance)
          .sort((a, b) => apart(a, input) - apart(b, input) || (a < b ? -1 : 1))[0];
        expect(found).toBe(expected ?? null);
      }),
    );
  });
});

describe.each([
  { digits: 16, maxDistance: 2 },
  { digits: 16, maxDistance: 8 },
  { digits: 20, maxDistance: 14 },
  { digits: 64, maxDistance: 31 },
])('many perceptual hashes of $digits digits within $maxDistance bits', ({ digits, maxDistance }) => {
  let state = 1;
  const draw = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const randomHash = () => Array.from({ length: digits }, () => draw(16).toString(16)).join('');
  /** With some digits changed by a bit each. */
  const nearTo = (hash: string, bits: number) => {
    const parts = [...hash].map((digit) => Number.parseInt(digit, 16));
    for (let i = 0; i < bits; i++) parts[draw(digits)]! ^= 1 << draw(4);
    return parts.map((part) => part.toString(16)).join('');
  };
  const apart = (a: string, b: string) => {
    let bits = 0;
    for (let i = 0; i < digits; i++) {
      const difference = Number.parseInt(a[i] ?? '', 16) ^ Number.parseInt(b[i] ?? '', 16);
      bits += (difference & 1) + ((difference >> 1) & 1) + ((difference >> 2) & 1) + (difference >> 3);
    }
    return bits;
  };
  // Groups of near ones, and plain images, of which most chunks are equal.
  const plain = '0'.repeat(digits);
  const centres = Array.from({ length: 50 }, randomHash);
  const all = new Set<string>();
  while (all.size < 6_000) {
    const kind = all.size % 10;
    if (kind === 0) all.add(nearTo(plain, 4));
    else all.add(kind < 4 ? nearTo(centres[draw(50)] ?? plain, draw(maxDistance + 8)) : randomHash());
  }
  const values = [...all];

  it('are found as by comparing each, also after most are gone', () => {
    const matcher = createMatcher('images', maxDistance);
    const live = new Set(values);
    for (const value of values.slice(0, 5_000)) matcher.add(value);
    matcher.settle();
    for (const value of values.slice(5_000)) matcher.add(value);
    matcher.settle();
    const compare = () => {
      const inputs = [plain, ...centres.slice(0, 6), ...centres.slice(0, 12).map((one) => nearTo(one, maxDistance))];
      for (const input of inputs) {
        const nearest = [...live]
          .map((value) => ({ value, bits: apart(value, input) }))
          .filter(({ bits }) => bits <= maxDistance)
          .sort((a, b) => a.bits - b.bits || (a.value < b.value ? -1 : 1))[0];
        expect([input, matcher.match(input, (value) => live.has(value))]).toEqual([input, nearest?.value ?? null]);
      }
    };
    compare();
    const change = (from: number, to: number, back: boolean) => {
      for (const value of values.slice(from, to)) {
        if (back) live.add(value);
        else live.delete(value);
        if (back) matcher.add(value);
        else matcher.delete(value);
      }
      matcher.settle();
      compare();
    };
    change(0, 2_000, false);
    change(0, 1_000, true);
    change(500, 4_000, false);
    change(0, 600, true);
  });
});

describe('image hashes while their table is made anew', () => {
  const hash = (n: number) => n.toString(16).padStart(16, '0');

  it('are those that were added and not deleted since, whatever comes in between', () => {
    const matcher = createMatcher('images', 0);
    const live = new Set<number>();
    const add = (n: number) => {
      if (live.has(n)) return;
      live.add(n);
      matcher.add(hash(n));
    };
    const remove = (n: number) => {
      if (live.delete(n)) matcher.delete(hash(n));
    };
    for (let n = 0; n < 20_000; n++) add(n);
    matcher.settle();
    for (let n = 0; n < 20_000; n++) if (n % 3 !== 0) remove(n);
    // Each of these moves a part; on the way some come back, go again, or are new.
    let state = 5;
    const draw = (limit: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    for (let step = 0; step < 30; step++) {
      matcher.settle();
      for (let i = 0; i < 200; i++) {
        const n = draw(21_000);
        if (draw(2) === 0) add(n);
        else remove(n);
      }
    }
    for (const _ of matcher.settling());
    for (let n = 0; n < 21_000; n += 7) {
      const found = matcher.match(hash(n), (value) => live.has(Number.parseInt(value, 16)));
      expect([n, found]).toEqual([n, live.has(n) ? hash(n) : null]);
    }
  });

  it('are looked up within another distance at once', () => {
    const matcher = createMatcher('images', 0);
    for (let n = 0; n < 6_000; n++) matcher.add(hash(n * 16));
    matcher.settle();
    const found = () => matcher.match(hash(0x103), () => true);
    expect(found()).toBeNull();
    matcher.describe(2);
    expect(found()).toBe(hash(0x100));
    matcher.describe(20);
    expect(found()).toBe(hash(0x100));
    matcher.describe(1);
    expect(found()).toBeNull();
  });
});

describe('words while their automaton is made anew', () => {
  it('are found from the change on that brings them, and not after the one that takes them', () => {
    const matcher = createMatcher('words', 0);
    const live = new Set<string>();
    const find = (word: string) => matcher.match(`so ${word} it is`, (value) => live.has(value));
    const add = (word: string) => {
      live.add(word);
      matcher.add(word);
    };
    for (let i = 0; i < 30_000; i++) add(`first${i}`);
    matcher.settle();
    for (let change = 0; change < 60; change++) {
      for (let i = 0; i < 100; i++) add(`later${change}x${i}`);
      const gone = `later${change - 3}x7`;
      if (live.delete(gone)) matcher.delete(gone);
      matcher.settle();
      expect(find(`later${change}x99`)).toBe(`later${change}x99`);
      expect(find(`first${change * 31}`)).toBe(`first${change * 31}`);
      expect(find(gone)).toBeNull();
    }
    // One that was deleted comes back.
    add('later3x7');
    matcher.settle();
    for (let change = 0; change < 60; change++) {
      const word = `later${change}x7`;
      expect([word, find(word)]).toEqual([word, live.has(word) ? word : null]);
    }
  });
});

describe('exact texts and entities', () => {
  it('match as they are', () => {
    expect(matchAll('hashes', ['ABC '], [], ' abc').found).toBe('abc');
    expect(matchAll('hashes', ['abc'], ['ABC'], 'abc').found).toBeNull();
    expect(matchAll('entities', ['User/A'], [], 'User/A').found).toBe('User/A');
    expect(matchAll('entities', ['User/A'], [], 'User/a').found).toBeNull();
    expect(createMatcher('images', 0).normalize('12345')).toMatchObject({
      problem: expect.stringContaining('20 bits'),
    });
  });
});
