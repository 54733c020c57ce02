/** Effect ids, signatures, sinks and backoff. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMillis } from '../src/delivery/backoff.ts';
import { signatureOf } from '../src/delivery/signature.ts';
import { checkSinks, type EffectBody, effectId, verifySignature } from '../src/index.ts';

describe('effect ids', () => {
  const label: EffectBody = {
    kind: 'label',
    change: 'add',
    entityType: 'User',
    entityId: '1',
    label: 'x',
    expiresAtMillis: null,
  };
  const rule = { name: 'R', version: 'v' };

  test('are 128 bits, the same for the same event, rules and effect, whatever their order', () => {
    const other = { name: 'S', version: 'w' };
    const id = effectId('e', [rule, other], label);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(effectId('e', [other, rule], label)).toBe(id);
    const fields = (body: EffectBody) => effectId('e', [rule], body);
    expect(fields({ kind: 'plugin', name: 'p', fields: { a: 1, b: { c: 2n, d: [3] } } })).toBe(
      fields({ kind: 'plugin', name: 'p', fields: { b: { d: [3], c: 2n }, a: 1 } }),
    );
  });

  test('differ when anything differs', () => {
    const bodies: EffectBody[] = [
      label,
      { ...label, change: 'remove' },
      { ...label, entityType: 'User1', entityId: '' },
      { ...label, label: 'y' },
      { kind: 'verdict', verdict: 'x' },
      { kind: 'plugin', name: 'p', fields: {} },
      { kind: 'plugin', name: 'p', fields: { a: [] } },
      { kind: 'plugin', name: 'p', fields: { a: {} } },
      { kind: 'plugin', name: 'p', fields: { a: 1 } },
      { kind: 'plugin', name: 'p', fields: { a: '1' } },
    ];
    const ids = [
      ...bodies.map((body) => effectId('e', [rule], body)),
      effectId('f', [rule], label),
      effectId('e', [{ name: 'R', version: 'v2' }], label),
      effectId('e', [{ name: 'R@v', version: '' }], label),
      effectId('e', [], label),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('signatures', () => {
  const secret = 'a secret of some length';
  const now = 1_700_000_000;
  const check = (signature: string | undefined, body: string, secrets = [secret], seconds = now) =>
    verifySignature({ signature, body, secrets, nowMillis: seconds * 1000 });

  test('are HMAC-SHA256 over time and body, in hex', () => {
    const expected = createHmac('sha256', secret).update(`${now}.{"a":"ü"}`).digest('hex');
    expect(signatureOf(secret, '{"a":"ü"}', now)).toBe(`t=${now},v1=${expected}`);
  });

  test('verify for the body, secret and time that they were made for, and no other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (body, other) => {
        const signature = signatureOf(secret, body, now);
        expect(check(signature, body)).toBe('valid');
        expect(check(signature, body, ['another secret, of any length', secret])).toBe('valid');
        expect(check(signature, body, ['another secret, of any length'])).toBe('wrong');
        expect(check(signature, body, [])).toBe('wrong');
        if (other !== body) expect(check(signature, other)).toBe('wrong');
        expect(check(signature, body, [secret], now + 300)).toBe('valid');
        expect(check(signature, body, [secret], now + 301)).toBe('too-old');
        expect(check(signature, body, [secret], now - 301)).toBe('too-old');
        expect(check(signature.replace(`t=${now}`, `t=${now + 1}`), body)).toBe('wrong');
      }),
    );
  });

  test('that are none are told apart', () => {
    expect(check(undefined, '')).toBe('missing');
    for (const text of ['', 't=1', `t=${now},v1=abc`, `t=x,v1=${'0'.repeat(64)}`, `v1=${'0'.repeat(64)}`]) {
      expect(check(text, '')).toBe('malformed');
    }
  });
});

describe('sinks', () => {
  const sink = { name: 's', url: 'https://example.org/hook', secret: 'sixteen bytes ok', on: ['label'] } as const;

  test.each([
    [{ url: 'nowhere' }, /not a URL/],
    [{ url: 'file:///etc/passwd' }, /file: is not http/],
    [{ url: 'https://me:pass@example.org/' }, /credentials/],
    [{ secret: 'short' }, /under 16 bytes/],
    [{ on: [] }, /no kind of effect/],
  ])('%j is refused', (change, message) => {
    expect(() => checkSinks([{ ...sink, ...change }])).toThrow(message);
  });

  test('have names of their own', () => {
    expect(() => checkSinks([sink, sink])).toThrow(/two of this name/);
    expect(() => checkSinks([sink, { ...sink, name: 't' }])).not.toThrow();
  });
});

test('backoff: within [0, min(cap, base · 2^(n-1))], and all of it', () => {
  const backoff = { baseMillis: 1000, capMillis: 60_000 };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const wait = backoffMillis(attempt, backoff, random);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThan(Math.min(60_000, 1000 * 2 ** (attempt - 1)));
      },
    ),
  );
  expect([1, 2, 3, 7, 99].map((attempt) => backoffMillis(attempt, backoff, 0.5))).toEqual([
    500, 1000, 2000, 30_000, 30_000,
  ]);
});
