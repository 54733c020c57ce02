import { IntegralFloat, type JsonObject } from '@lapwing/sml';
import { describe, expect, test } from 'vitest';
import { decodePayload } from '../../src/envelope/event.ts';
import { ENVELOPE_LIMITS } from '../../src/envelope/limits.ts';
import { type ParseOptions, parseEventBytes, parseEventText } from '../../src/envelope/parse.ts';

const NOW = Date.UTC(2026, 0, 2);
const options: ParseOptions = { nowMillis: NOW };

function accepted(text: string, given: ParseOptions = options) {
  const parsed = parseEventText(text, given);
  if (!parsed.ok) throw new Error(`${parsed.refusal.code}: ${parsed.refusal.message}`);
  return parsed.event;
}

function refused(text: string, given: ParseOptions = options) {
  const parsed = parseEventText(text, given);
  if (parsed.ok) throw new Error('was accepted');
  return parsed.refusal;
}

describe('accepted envelopes', () => {
  test('the plain envelope', () => {
    const event = accepted(
      '{"id":"e1","action":"post","time":"2025-06-01T10:00:00Z","data":{"user":"a"},"secret_data":{"k":1}}',
    );
    expect(event).toMatchObject({ id: 'e1', actionId: null, name: 'post', data: { user: 'a' }, secretData: { k: 1 } });
    expect(event.timeMillis).toBe(Date.UTC(2025, 5, 1, 10));
  });

  test('the Osprey envelope, with nanoseconds and a numeric id in text', () => {
    const event = accepted(
      '{"send_time":"2025-01-01T00:00:00.123999999Z","data":{"action_id":"12345678901234567890","action_name":"create_post","data":{"x":1},"secret_data":{"s":2}}}',
    );
    expect(event).toMatchObject({
      id: '12345678901234567890',
      actionId: 12345678901234567890n,
      name: 'create_post',
      timeMillis: Date.UTC(2025, 0, 1) + 123,
      data: { x: 1 },
      secretData: { s: 2 },
    });
  });

  test('an integer action id, also beyond 2^53', () => {
    const event = accepted(
      '{"send_time":"2025-01-01T00:00:00Z","data":{"action_id":9007199254740993,"action_name":"a","data":{}}}',
    );
    expect(event.id).toBe('9007199254740993');
    expect(event.actionId).toBe(9007199254740993n);
    expect(accepted('{"id":7,"action":"a","time":1700000000,"data":{}}')).toMatchObject({ id: '7', actionId: 7 });
  });

  test('numbers keep their kind through the journal', () => {
    const event = accepted(
      '{"action":"a","time":1700000000,"data":{"big":9007199254740993,"neg":-123456789012345678901,"f":5.0,"g":0.5,"l":[1,2.0,1e3],"round":0.99999999999999999999}}',
    );
    expect(event.data['big']).toBe(9007199254740993n);
    expect(event.data['neg']).toBe(-123456789012345678901n);
    expect(event.data['f']).toEqual(new IntegralFloat(5));
    expect(event.data['l']).toEqual([1, new IntegralFloat(2), new IntegralFloat(1000)]);
    expect(event.data['round']).toEqual(new IntegralFloat(1));
    expect(decodePayload(event.payload).data).toEqual(event.data);
  });

  test('a duplicate key: the last one wins', () => {
    expect(accepted('{"action":"a","time":1700000000,"data":{"x":1,"x":2}}').data).toEqual({ x: 2 });
  });

  test('__proto__ is a key like any other', () => {
    const event = accepted('{"action":"a","time":1700000000,"data":{"__proto__":{"admin":true},"s":"\\ud800"}}');
    expect((event.data as { admin?: boolean }).admin).toBeUndefined();
    expect(Object.keys(event.data)).toEqual(['__proto__', 's']);
    expect(Buffer.from(event.payload).toString()).toContain('"__proto__":{"admin":true}');
  });

  test('an unpaired surrogate becomes U+FFFD, a pair stays', () => {
    const event = accepted('{"action":"a","time":1700000000,"data":{"a":"x\\ud83dy","\\udc00":"\\ud83d\\ude00"}}');
    expect(event.data).toEqual({ a: 'x\ufffdy', '\ufffd': '😀' });
    expect(decodePayload(event.payload).data).toEqual(event.data);
  });

  test('an old time, and one a day ahead', () => {
    expect(accepted('{"action":"a","time":"0001-01-01","data":{}}').timeMillis).toBe(-62_135_596_800_000);
    expect(accepted('{"action":"a","time":"2026-01-03T00:00:00Z","data":{}}').timeMillis).toBe(NOW + 86_400_000);
  });

  test('unknown keys of the envelope are ignored, a byte order mark is skipped', () => {
    const bytes = Buffer.from('\ufeff{"action":"a","time":1700000000,"data":{},"extra":[1]}');
    const parsed = parseEventBytes(bytes, options);
    expect(parsed.ok && Buffer.from(parsed.event.payload).toString()).toMatch(
      /^\{"id":"h:[0-9a-f]{32}","action":"a","time":1700000000000,"data":\{\}\}$/,
    );
  });
});

describe('derived ids', () => {
  test('equal content has one id, whatever its layout; other content another', () => {
    const a = accepted('{"action":"a","time":1700000000,"data":{"x":1}}');
    const b = accepted('{ "time": 1700000000000, "action": "a", "data": {"x": 1} }');
    const c = accepted('{"action":"a","time":1700000000,"data":{"x":2}}');
    expect(a.id).toBe(b.id);
    expect(c.id).not.toBe(a.id);
  });

  test('a source gives the id of a row', () => {
    expect(accepted('{"action":"a","time":1,"data":{}}', { ...options, fallbackId: 'f.csv:7' }).id).toBe('f.csv:7');
    expect(accepted('{"id":"own","action":"a","time":1,"data":{}}', { ...options, fallbackId: 'f.csv:7' }).id).toBe(
      'own',
    );
  });
});

describe('refused events', () => {
  const cases: readonly (readonly [string, string, string | null])[] = [
    ['{', 'invalid-json', null],
    ['', 'invalid-json', null],
    ['{"a":1} {"b":2}', 'invalid-json', null],
    ['{"action":"a","time":NaN,"data":{}}', 'invalid-json', null],
    ['[1]', 'not-an-object', '$'],
    ['"x"', 'not-an-object', '$'],
    ['5.0', 'not-an-object', '$'],
    ['{}', 'missing-action', '$.action'],
    ['{"action":null}', 'missing-action', '$.action'],
    ['{"send_time":"2025-01-01T00:00:00Z","data":{"data":{}}}', 'missing-action', '$.data.action_name'],
    ['{"action":5,"time":1}', 'wrong-type', '$.action'],
    ['{"action":"","time":1}', 'bad-action', '$.action'],
    ['{"action":"a b","time":1}', 'bad-action', '$.action'],
    ['{"action":"../x","time":1}', 'bad-action', '$.action'],
    ['{"action":"a"}', 'missing-time', '$.time'],
    ['{"data":{"action_name":"a","data":{}}}', 'missing-time', '$.send_time'],
    ['{"action":"a","time":true}', 'wrong-type', '$.time'],
    ['{"action":"a","time":"yesterday"}', 'bad-time', '$.time'],
    ['{"action":"a","time":"2025-02-30"}', 'bad-time', '$.time'],
    ['{"action":"a","time":1e300}', 'bad-time', '$.time'],
    ['{"action":"a","time":"2026-01-03T00:00:01Z"}', 'future-time', '$.time'],
    ['{"action":"a","time":1}', 'missing-data', '$.data'],
    ['{"action":"a","time":1,"data":[]}', 'wrong-type', '$.data'],
    ['{"action":"a","time":1,"data":5.0}', 'wrong-type', '$.data'],
    ['{"action":"a","time":1,"data":{},"secret_data":"x"}', 'wrong-type', '$.secret_data'],
    ['{"action":"a","time":1,"data":{},"id":1.5}', 'wrong-type', '$.id'],
    ['{"action":"a","time":1,"data":{},"id":{}}', 'wrong-type', '$.id'],
    ['{"action":"a","time":1,"data":{},"id":""}', 'bad-id', '$.id'],
    ['{"action":"a","time":1,"data":{},"id":"a\\nb"}', 'bad-id', '$.id'],
    [`{"action":"a","time":1,"data":{},"id":"${'x'.repeat(513)}"}`, 'bad-id', '$.id'],
    [`{"action":"a","time":1,"data":${'{"a":'.repeat(64)}1${'}'.repeat(64)}}`, 'too-deep', null],
    ['['.repeat(500_000), 'too-deep', null],
  ];
  test.each(cases)('%s', (text, code, path) => {
    expect(refused(text)).toMatchObject({ code, path });
  });

  test('one that is too large as it arrives, or only as it is journaled', () => {
    const limits = { ...ENVELOPE_LIMITS, eventBytes: 100 };
    const small: JsonObject = { action: 'a', time: 1700000000, data: { x: 'é'.repeat(30) } };
    expect(refused(JSON.stringify({ ...small, data: { x: 'x'.repeat(200) } }), { ...options, limits }).code).toBe(
      'too-large',
    );
    expect(refused(JSON.stringify(small), { ...options, limits }).code).toBe('too-large');
    expect(parseEventBytes(Buffer.alloc(101, 0x20), { ...options, limits })).toMatchObject({
      refusal: { code: 'too-large' },
    });
  });

  test('bytes that are not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('{"action":"a'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(parseEventBytes(bytes, options)).toMatchObject({ ok: false, refusal: { code: 'invalid-utf8' } });
  });

  test('brackets inside of strings are no nesting', () => {
    expect(accepted(`{"action":"a","time":1,"data":{"x":"${'['.repeat(200)}\\"{","y":"\\\\"}}`).data['y']).toBe('\\');
  });
});
