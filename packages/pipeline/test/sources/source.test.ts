import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseEventBytes } from '../../src/envelope/parse.ts';
import { sourceInput } from '../../src/sources/source.ts';
import { mappingOf, NOW, readAll, readText, streamOf, temporaryFile } from './helpers.ts';

const line = (i: number) => `{"action":"post","time":${1_700_000_000 + i},"data":{"i":${i},"big":90071992547409931}}`;
const lines = (count: number) => Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');

describe('NDJSON', () => {
  test('envelopes, with ids from the line where they have none', async () => {
    const text = `${line(0)}\n\n{"id":"own","action":"post","time":1,"data":{}}\r\n${line(3)}`;
    const { events, places } = await readText(text, { name: 'x.ndjson' });
    expect(events.map((event) => event.id)).toEqual(['x.ndjson:1', 'own', 'x.ndjson:4']);
    expect(events[0]?.data['big']).toBe(90071992547409931n);
    expect(places.map((place) => place.line)).toEqual([1, 3, 4]);
    expect(places[1]?.byteOffset).toBe(Buffer.byteLength(line(0)) + 2);
  });

  test('a payload read again is the same event', async () => {
    const { events } = await readText(lines(3));
    for (const { payload, ...event } of events) {
      expect(parseEventBytes(payload, { nowMillis: NOW })).toEqual({ ok: true, event: { ...event, payload } });
    }
  });

  test('bad lines are refused with their place and text', async () => {
    const text = Buffer.concat([
      Buffer.from(`{"a\n${line(1)}\n{"action":1,"time":1,"data":{}}\n`),
      Buffer.from([0x7b, 0xff, 0x0a]),
    ]);
    const { events, refused } = await readText(text);
    expect(events).toHaveLength(1);
    expect(refused.map(({ source, place, refusal }) => [source, place.line, refusal.code])).toEqual([
      ['in', 1, 'invalid-json'],
      ['in', 3, 'wrong-type'],
      ['in', 4, 'invalid-utf8'],
    ]);
    expect(refused[2]?.raw).toEqual(Buffer.from([0x7b, 0xff]));
  });

  test('an over-long line is refused once and skipped', async () => {
    const text = `${line(0)}\n{"x":"${'y'.repeat(5000)}"}\n${line(2)}\n`;
    const { events, refused } = await readText(text, {}, { limits: { recordBytes: 200, refusedBytes: 10 } });
    expect(events.map((event) => event.data['i'])).toEqual([0, 2]);
    expect(refused).toMatchObject([{ place: { line: 2 }, refusal: { code: 'too-large' }, rawTruncated: true }]);
    expect(refused[0]?.raw).toHaveLength(10);
  });

  test('objects under a mapping, with paths and types', async () => {
    const mapping = mappingOf('action=kind,id=$.meta.id,time=$.meta.at[0],data.who=$.user.name,data.n=n,types.n=int');
    const text =
      '{"kind":"like","meta":{"id":5,"at":["2020-01-01"]},"user":{"name":"ann"},"n":"7"}\n{"kind":"like","meta":{"at":["2020-01-01"]}}\n';
    const { events, refused } = await readText(text, { mapping });
    expect(events).toMatchObject([{ id: '5', actionId: 5, name: 'like', data: { who: 'ann', n: 7 } }]);
    expect(refused).toMatchObject([{ refusal: { code: 'bad-id', path: '$.meta.id' } }]);
  });

  test('objects under a mapping without selection keep everything', async () => {
    const mapping = mappingOf('action=const:seen,time=at,types.n=int');
    const { events, refused } = await readText(
      '{"at":1,"n":"12345678901234567890","o":{"a":[5.0]}}\n{"at":1,"n":"x"}\n',
      { mapping },
    );
    expect(Buffer.from(events[0]?.payload ?? []).toString()).toContain(
      '"data":{"at":1,"n":12345678901234567890,"o":{"a":[5.0]}}',
    );
    expect(refused).toMatchObject([{ refusal: { code: 'wrong-type', path: 'n' } }]);
  });
});

describe('compression, known by the first bytes', () => {
  const text = lines(4000);
  test.each([
    ['none', Buffer.from(text)],
    ['gzip', gzipSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['two gzip members', Buffer.concat([gzipSync(lines(1000)), gzipSync(lines(3000))])],
    ['two zstd frames', Buffer.concat([zstdCompressSync(lines(1000)), zstdCompressSync(lines(3000))])],
  ])('%s', async (_name, bytes) => {
    const path = temporaryFile('events.csv', bytes);
    const fromFile = await readAll({ input: { kind: 'file', path } });
    expect(fromFile.failure).toBeNull();
    expect(fromFile.events).toHaveLength(4000);
    expect(fromFile.progress).toEqual({ readBytes: bytes.length, totalBytes: bytes.length });
    const fromStream = await readAll({ input: { kind: 'stream', stream: streamOf(bytes, 1000) } });
    expect(fromStream.events.map((event) => event.id)).toEqual(fromFile.events.map((event) => event.id));
    expect(fromStream.progress).toEqual({ readBytes: bytes.length, totalBytes: null });
  });

  test.each([
    ['gzip', gzipSync(text)],
    ['zstd', zstdCompressSync(text, { params: {} })],
  ])('truncated %s fails after what could be read', async (_name, bytes) => {
    const { events, refused, failure } = await readText(
      bytes.subarray(0, bytes.length - 20),
      {},
      { limits: { chunkBytes: 16384 } },
    );
    expect(failure).toBe('the compressed data is truncated');
    expect(refused).toEqual([]);
    expect(events.length).toBeGreaterThan(0);
    expect(events.map((event) => event.data['i'])).toEqual(events.map((_, i) => i));
  });

  test('corrupt gzip fails', async () => {
    const bytes = gzipSync(text);
    bytes.fill(0xff, 2000, 2100);
    expect((await readText(bytes)).failure).toMatch(/^the compressed data is corrupt/);
  });

  test('back-pressure: little is read before the consumer asks', async () => {
    let chunksRead = 0;
    const bomb = zstdCompressSync(Buffer.from(`${lines(100)}\n`.repeat(2000)));
    const stream = (async function* () {
      for (let i = 0; i < bomb.length; i += 64) {
        chunksRead++;
        yield bomb.subarray(i, i + 64);
      }
    })();
    const limits = { chunkBytes: 1 << 14, queuedBytes: 1 << 15 };
    const total = Math.ceil(bomb.length / 64);
    let seen = 0;
    const { readSource } = await import('../../src/sources/source.ts');
    for await (const batch of readSource(
      { input: { kind: 'stream', stream }, name: 'in' },
      { now: () => NOW, limits },
    )) {
      await new Promise((resolve) => setImmediate(resolve));
      seen += batch.events.length;
      if (seen > 2000) break;
    }
    expect(chunksRead).toBeLessThan(total / 2);
  });
});

describe('sources that cannot be opened', () => {
  test.each([
    ['a missing file', '/nonexistent/x.ndjson', /there is no such file/],
    ['a directory', '/', /is a directory/],
  ])('%s', async (_name, path, message) => {
    const { batches, failure } = await readAll({ input: { kind: 'file', path } });
    expect(batches).toHaveLength(1);
    expect(failure).toMatch(message);
  });

  test('a stream that breaks', async () => {
    const stream = (async function* () {
      yield Buffer.from(`${line(0)}\n${line(1)}`);
      throw new Error('connection reset');
    })();
    const { events, failure } = await readAll({ input: { kind: 'stream', stream } });
    expect(events).toHaveLength(1);
    expect(failure).toBe('connection reset');
  });
});

describe('a first line that is broken', () => {
  const content = 'nonsense\n{"id":"a","action":"post","time":1767225600,"data":{}}\n';

  test.each(['events.ndjson', 'events.JSONL', 'events.json'])('stops nobody else in %s', async (name) => {
    const { events, refused, failure } = await readAll({ input: { kind: 'file', path: temporaryFile(name, content) } });
    expect([events.map(({ id }) => id), failure]).toEqual([['a'], null]);
    expect(refused).toMatchObject([{ place: { line: 1 }, refusal: { code: 'invalid-json' } }]);
  });

  test('nor in a compressed file, one without a telling name, or a stream, where no mapping makes rows of it', async () => {
    const gzip = temporaryFile('events.ndjson.gz', gzipSync(content));
    for (const input of [
      { kind: 'file', path: gzip } as const,
      { kind: 'file', path: temporaryFile('events', content) } as const,
      { kind: 'stream', stream: streamOf(content, 1000) } as const,
    ]) {
      const { events, refused, failure } = await readAll({ input });
      expect([events.length, refused.length, failure]).toEqual([1, 1, null]);
    }
  });

  test('is the header where the name says CSV', async () => {
    const path = temporaryFile('events.csv', 'action,when\n{post,2026-01-01\n');
    const mapping = mappingOf('action=action,time=when');
    const { events, refused } = await readAll({ input: { kind: 'file', path }, mapping });
    expect([events.length, refused.map(({ refusal }) => refusal.code)]).toEqual([0, ['bad-action']]);
  });
});

test('an empty file holds no events', async () => {
  expect(await readText('')).toMatchObject({ events: [], failure: null });
  expect(await readText('', { mapping: mappingOf('action=const:a,time=t') })).toMatchObject({
    events: [],
    failure: null,
  });
});

test('an aborted source stops', async () => {
  const controller = new AbortController();
  controller.abort();
  const { batches } = await readText(lines(5000), {}, { signal: controller.signal });
  expect(batches).toHaveLength(1);
});

test('arguments of a command line', () => {
  const stdin = streamOf('');
  expect(sourceInput('-', stdin)).toEqual({ input: { kind: 'stream', stream: stdin }, name: 'stdin' });
  expect(sourceInput('/data/x.csv.gz', stdin)).toEqual({
    input: { kind: 'file', path: '/data/x.csv.gz' },
    name: 'x.csv.gz',
  });
});
