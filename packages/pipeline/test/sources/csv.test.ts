import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectDelimiter, headerColumns, splitRow } from '../../src/sources/csv.ts';
import type { RecordSink } from '../../src/sources/records.ts';
import { RowSplitter } from '../../src/sources/row-splitter.ts';
import { mappingOf, readText } from './helpers.ts';

const mapping = mappingOf('action=const:tweet,time=at');

describe('rows', () => {
  test('become events, with all columns as text', async () => {
    const { events, refused, failure } = await readText(
      'at,author,text\n2012-02-06 20:24:00,a,"hi, ""you""\nthere"\n',
      { mapping },
    );
    expect(failure).toBeNull();
    expect(refused).toEqual([]);
    expect(events).toMatchObject([
      {
        id: 'in:1',
        name: 'tweet',
        timeMillis: Date.UTC(2012, 1, 6, 20, 24),
        data: { at: '2012-02-06 20:24:00', author: 'a', text: 'hi, "you"\nthere' },
      },
    ]);
  });

  test('have places: line, row and byte offset', async () => {
    const text = '\ufeffat,text\r\n2012-01-01,"é\r\nb"\r\n\r\n2012-01-02,c\r\n2012-01-03,"d"';
    const { events, places } = await readText(text, { mapping });
    expect(events.map((event) => event.data['text'])).toEqual(['é\r\nb', 'c', 'd']);
    expect(places).toEqual([
      { line: 2, row: 1, byteOffset: 9 },
      { line: 5, row: 2, byteOffset: 31 },
      { line: 6, row: 3, byteOffset: 45 },
    ]);
  });

  test('that are equal are separate events', async () => {
    const { events } = await readText('at,x\n2012-01-01,1\n2012-01-01,1\n', { mapping, name: 'f.csv' });
    expect(events.map((event) => event.id)).toEqual(['f.csv:1', 'f.csv:2']);
  });

  test('that are bad are refused one by one, and count', async () => {
    const text =
      'at,x\n2012-01-01\n2012-01-02,1,2\nsoon,1\n2012-01-03,"a"b\n,1\n2012-01-04,ok\n2012-01-05,"open\n2012-01-06,last';
    const { events, refused, failure } = await readText(text, { mapping });
    expect(failure).toBeNull();
    expect(events.map((event) => [event.id, event.data['x']])).toEqual([
      ['in:6', 'ok'],
      ['in:8', 'last'],
    ]);
    expect(refused.map(({ place, refusal, raw }) => [place.line, refusal.code, refusal.path, raw.toString()])).toEqual([
      [2, 'bad-record', null, '2012-01-01'],
      [3, 'bad-record', null, '2012-01-02,1,2'],
      [4, 'bad-time', 'at', 'soon,1'],
      [5, 'bad-record', null, '2012-01-03,"a"b'],
      [6, 'missing-time', 'at', ',1'],
      [8, 'bad-record', null, '2012-01-05,"open'],
    ]);
  });

  test('with ill-formed UTF-8 spoil nothing else', async () => {
    const bytes = Buffer.concat([
      Buffer.from('at,x\n2012-01-01,'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('\n2012-01-02,\ufffd\n'),
    ]);
    const { events, refused } = await readText(bytes, { mapping });
    expect(refused.map(({ refusal }) => refusal.code)).toEqual(['invalid-utf8']);
    expect(events.map((event) => event.data['x'])).toEqual(['\ufffd']);
  });

  test('that are too long are refused and skipped, quoted or not', async () => {
    const limits = { recordBytes: 60 };
    const long = 'y'.repeat(300);
    const text = `at,x\n2012-01-01,${long}\n2012-01-02,a\n2012-01-03,"b\n${long}\n2012-01-04,c\n`;
    const { events, refused } = await readText(text, { mapping }, { limits });
    expect(events.map((event) => event.data['x'])).toEqual(['a', 'c']);
    expect(refused.map(({ place, refusal }) => [place.line, refusal.code])).toEqual([
      [2, 'too-large'],
      [4, 'too-large'],
      [5, 'too-large'],
    ]);
  });
});

describe('files that cannot be read', () => {
  test.each([
    ['at,at\n2012-01-01,1\n', /names the column "at" twice/],
    ['when,x\n2012-01-01,1\n', /the mapping names "at", and the file's columns are when, x/],
    ['"at,x\n2012-01-01,1\n', /the header cannot be read: a quoted field is not closed/],
  ])('%j', async (text, message) => {
    const { events, failure } = await readText(text, { mapping });
    expect(failure).toMatch(message);
    expect(events).toEqual([]);
  });

  test('a CSV file without a mapping', async () => {
    expect((await readText('a,b\n')).failure).toMatch(/needs a mapping/);
  });
});

test('a header names columns; nameless ones get a number', () => {
  expect(headerColumns(['', 'a ', ''], 10)).toEqual(['column_1', 'a', 'column_3']);
  expect(headerColumns(['a', 'b'], 1)).toMatch(/has 2 columns; the limit is 1/);
});

test('the delimiter is guessed from the header', () => {
  expect(['a,b;c,d', 'a\tb\tc,d', 'a;b;c', 'a'].map(detectDelimiter)).toEqual([',', '\t', ';', ',']);
});

describe('properties', () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', '😀'), maxLength: 6 });
  const table = fc
    .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 12 }))
    .chain(([columns, chunk]) =>
      fc.tuple(
        fc.array(fc.array(field, { minLength: columns, maxLength: columns }), { maxLength: 6 }),
        fc.constant(chunk),
      ),
    );
  const quote = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  function rowsOf(text: string, chunkBytes: number) {
    const rows: string[][] = [];
    const offsets: number[] = [];
    const bytes = Buffer.from(text);
    const sink: RecordSink = {
      record: (buffer, start, end, _line, byteOffset, quoted) => {
        rows.push(splitRow(buffer.toString('utf8', start, end), ',', quoted));
        offsets.push(byteOffset);
      },
      broken: (_buffer, _start, _end, line, _offset, refusal) => {
        throw new Error(`line ${line}: ${refusal.message}`);
      },
    };
    const splitter = new RowSplitter(sink, 1 << 20, ',');
    for (let i = 0; i < bytes.length; i += chunkBytes) splitter.push(bytes.subarray(i, i + chunkBytes));
    splitter.end();
    return { rows, offsets };
  }

  test('what was written is read, whatever the chunks', () => {
    fc.assert(
      fc.property(table, ([rows, chunk]) => {
        const lines = rows.map((row) => row.map(quote).join(','));
        const read = rowsOf(lines.map((line) => `${line}\n`).join(''), chunk);
        expect(read.rows).toEqual(rows);
        let offset = 0;
        const offsets = lines.map((line) => {
          const at = offset;
          offset += Buffer.byteLength(line) + 1;
          return at;
        });
        expect(read.offsets).toEqual(offsets);
      }),
    );
  });

  test('every row of any bytes is accepted or refused, and reading ends', async () => {
    const bytes = fc.array(fc.constantFrom(0x22, 0x2c, 0x0a, 0x0d, 0x61, 0xff, 0x30), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(bytes, async (rest) => {
        const { events, refused, failure } = await readText(Buffer.concat([Buffer.from('at,x\n'), Buffer.from(rest)]), {
          mapping,
        });
        expect(failure).toBeNull();
        const rows = [...events.map((event) => Number(event.id.slice(3))), ...refused.map(({ place }) => place.row)];
        expect(rows.sort((a, b) => a - b)).toEqual(rows.map((_, index) => index + 1));
      }),
      { numRuns: 60 },
    );
  });
});
