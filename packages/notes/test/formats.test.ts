/** Readers: every wrapping, today's and older columns, ids beyond 2^53, and errors that say where. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DatasetBuilder } from '../src/core/data/builder.ts';
import { decimalText, parseDecimal } from '../src/core/data/decimal-ids.ts';
import { RATING_COLUMNS } from '../src/formats/columns.ts';
import { readEnrollment, readNotes, readRatings, readStatusHistory } from '../src/formats/inputs.ts';
import { Records } from '../src/formats/records.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-notes-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const encode = (text: string) => new TextEncoder().encode(text);

function rating(values: Partial<Record<string, string>>): string {
  const defaults: Record<string, string> = {
    noteId: '1352796878438424576',
    raterParticipantId: 'AB',
    createdAtMillis: '1611796572477',
  };
  return RATING_COLUMNS.map((name) => values[name] ?? defaults[name] ?? (/elpful[A-Z]/.test(name) ? '0' : '')).join(
    '\t',
  );
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(home, name);
  await writeFile(path, content);
  return path;
}

/** A zip of one deflated entry. */
function zip(name: string, content: string): Uint8Array {
  const plain = encode(content);
  const packed = deflateRawSync(plain);
  const header = Buffer.alloc(30 + name.length);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(name.length, 26);
  header.write(name, 30);
  const entry = Buffer.alloc(46 + name.length);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(crc32(plain), 16);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(plain.length, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.write(name, 46);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(header.length + packed.length, 16);
  return Buffer.concat([header, packed, entry, end]);
}

const header = RATING_COLUMNS.join('\t');
const three = [
  header,
  rating({ helpfulnessLevel: 'HELPFUL', helpfulClear: '1' }),
  rating({
    raterParticipantId: 'CD',
    helpfulnessLevel: 'SOMEWHAT_HELPFUL',
    ratingSourceBucketed: 'POPULATION_SAMPLED',
  }),
  rating({ noteId: '9223372036854775807', notHelpful: '1', version: '1', notHelpfulIncorrect: '1.0' }),
].join('\n');

async function ratingsOf(path: string, options = {}) {
  const builder = new DatasetBuilder();
  await readRatings(path, builder, options);
  return builder.build();
}

describe('ratings', () => {
  test('labels of both forms, tags, source and ids', async () => {
    const { ratings, notes, participants } = await ratingsOf(await file('three.tsv', three));
    expect([...ratings.helpful]).toEqual([2, 1, 0]);
    expect([...ratings.sampled]).toEqual([0, 1, 0]);
    expect([...ratings.helpfulTags]).toEqual([1 << 2, 0, 0]);
    expect([...ratings.notHelpfulTags]).toEqual([0, 0, 1 << 1]);
    expect([...ratings.createdAt]).toEqual([1611796572477, 1611796572477, 1611796572477]);
    expect([notes.ids.text(0), notes.ids.text(1)]).toEqual(['1352796878438424576', '9223372036854775807']);
    expect([participants.ids.text(0), participants.ids.text(1)]).toEqual(['AB', 'CD']);
  });

  test('gzip, zip and a directory of shards read as the plain file does', async () => {
    const plain = await ratingsOf(await file('plain.tsv', `${three}\n`));
    expect(await ratingsOf(await file('packed.bin', gzipSync(three)))).toEqual(plain);
    expect(await ratingsOf(await file('ratings.zip', zip('ratings-00000.tsv', three)))).toEqual(plain);
    const rows = three.split('\n');
    const shards = await mkdtemp(join(home, 'shards-'));
    await writeFile(join(shards, 'ratings-00000.tsv'), [header, rows[3]].join('\r\n'));
    await writeFile(join(shards, 'ratings-00001.tsv.gz'), gzipSync([header, rows[2], rows[1], ''].join('\n')));
    expect(await ratingsOf(shards)).toEqual(plain);
  });

  test('rows that are repeated count once, rows without a label not at all', async () => {
    const text = [
      header,
      rating({ helpfulnessLevel: 'HELPFUL' }),
      rating({ helpfulnessLevel: 'HELPFUL' }),
      rating({ raterParticipantId: 'E' }),
    ];
    const { ratings } = await ratingsOf(await file('repeated.tsv', text.join('\n')));
    expect(ratings.count).toBe(1);
  });

  test('two different ratings of one note by one rater are an error that names both', async () => {
    const text = [header, rating({ helpfulnessLevel: 'HELPFUL' }), rating({ helpfulnessLevel: 'NOT_HELPFUL' })];
    await expect(ratingsOf(await file('twice.tsv', text.join('\n')))).rejects.toThrow(
      'two different ratings of note 1352796878438424576 by AB',
    );
  });

  test('the columns of 2021: other names, fewer columns, any order', async () => {
    const text = 'participantId\tnoteId\tcreatedAtMillis\tnotHelpful\thelpful\nAB\t7\t5\t0\t1\n';
    const { ratings } = await ratingsOf(await file('old.tsv', text));
    expect([...ratings.helpful]).toEqual([2]);
  });

  test('without a header columns are told by position', async () => {
    const path = await file('bare.tsv', rating({ helpfulnessLevel: 'HELPFUL' }));
    expect((await ratingsOf(path, { headers: false })).ratings.count).toBe(1);
  });

  test.each([
    ['a time that is none', rating({ createdAtMillis: 'soon' }), ':2:3: createdAtMillis: "soon" is not a number'],
    ['a missing time', rating({ createdAtMillis: '' }), ':2:3: createdAtMillis: "" is missing'],
    ['an id with letters', rating({ noteId: '12x4' }), ':2:1: noteId: "12x4" is not a decimal number'],
    ['a label that is none', rating({ helpfulnessLevel: 'GREAT' }), ':2:9: helpfulnessLevel: "GREAT" is none of'],
    ['a flag that is none', rating({ notHelpfulOutdated: '2' }), ':2:24: notHelpfulOutdated: "2" is neither 0 nor 1'],
    ['too few fields', 'a\tb', ':2: 2 fields, where the first row has 35'],
    ['an open quote', `${rating({})}\n"1`, ':3: a quote is opened and never closed'],
  ])('%s is an error with its place', async (name, row, message) => {
    const path = await file(`${name}.tsv`, `${header}\n${row}\n`);
    await expect(ratingsOf(path)).rejects.toThrow(`${path}${message}`);
  });

  test('a file of another kind, a damaged one, and none at all', async () => {
    const other = await file('other.tsv', 'a\tb\n1\t2\n');
    await expect(ratingsOf(other)).rejects.toThrow(
      'this is no file of ratings: noteId, raterParticipantId, createdAtMillis missing',
    );
    const packed = zip('ratings-00000.tsv', three);
    // One byte of the checksum in the directory: what was unpacked is not what was packed.
    const at = Buffer.from(packed).lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 16;
    packed[at]! ^= 1;
    await expect(ratingsOf(await file('checksum.zip', packed))).rejects.toThrow('its checksum is another');
    const cut = await file('cut.tsv.gz', gzipSync(three).subarray(0, 60));
    await expect(ratingsOf(cut)).rejects.toThrow('the compressed part cannot be read');
    await expect(ratingsOf(join(home, 'absent'))).rejects.toThrow('is not there');
    await expect(
      ratingsOf(await file('strict.tsv', 'participantId\tnoteId\tcreatedAtMillis\n'), { strictColumns: true }),
    ).rejects.toThrow('the column here should be noteId');
  });
});

describe('the other files', () => {
  const notes = (summary: string, tweet = '1352796618504892420') =>
    `noteId\tnoteAuthorParticipantId\tcreatedAtMillis\ttweetId\tclassification\tsummary\n9\tA\t5\t${tweet}\tNOT_MISLEADING\t${summary}\n`;

  test('a quoted summary may hold tabs, quotes and line ends', async () => {
    const builder = new DatasetBuilder();
    await readNotes(await file('notes.tsv', notes('"about ""ukraine""\tand\nmore"')), builder);
    expect([...builder.build().notes.topic]).toEqual([0]);
    const again = new DatasetBuilder();
    await readNotes(await file('notes.tsv', notes('"first\n ukraine"')), again);
    expect([...again.build().notes.topic]).toEqual([1]);
  });

  test('a deleted post has no number', async () => {
    const builder = new DatasetBuilder();
    await readNotes(await file('notes.tsv', notes('x', '-1')), builder);
    expect([...builder.build().notes.post]).toEqual([-1]);
  });

  test('notes and status history have to agree about the author', async () => {
    const builder = new DatasetBuilder();
    await readNotes(await file('notes.tsv', notes('x')), builder);
    const status = 'noteId\tnoteAuthorParticipantId\tcreatedAtMillis\tcurrentStatus\n9\tB\t5\tNEEDS_MORE_RATINGS\n';
    await expect(readStatusHistory(await file('status.tsv', status), builder)).rejects.toThrow('note 9');
  });

  test('enrollment states and groups', async () => {
    const builder = new DatasetBuilder();
    const text = 'participantId\tenrollmentState\tmodelingGroup\nA\tearnedIn\t13.0\nB\tnewUser\t\n';
    await readEnrollment(await file('enrollment.tsv', text), builder);
    const { participants } = builder.build();
    expect([...participants.group]).toEqual([13, -1]);
    expect([...participants.state]).toEqual([0, 4]);
    await expect(
      readEnrollment(await file('bad.tsv', text.replace('earnedIn', 'oldUser')), new DatasetBuilder()),
    ).rejects.toThrow('"oldUser" is no state of enrollment');
  });
});

test('rows do not depend on how the bytes are cut', () => {
  const field = fc.oneof(
    fc.constantFrom('', '0', 'a "b" c', 'x'),
    fc.string({ maxLength: 4 }).map((text) => text.replace(/[\t\n\r"]/g, '')),
  );
  const quoted = fc.string({ maxLength: 6 }).map((text) => `"${text.replaceAll('"', '""')}"`);
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.oneof(field, quoted), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 30 }),
      (rows, cuts) => {
        const bytes = encode(`${rows.map((row) => row.join('\t')).join('\n')}\n`);
        const whole = new Records('whole');
        whole.push(bytes);
        whole.end();
        const pieces = new Records('pieces');
        const found: string[][] = [];
        let at = 0;
        for (let cut = 0; at < bytes.length; cut++) {
          const next = Math.min(bytes.length, at + cuts[cut % cuts.length]!);
          pieces.push(bytes.slice(at, next));
          at = next;
          while (pieces.next()) found.push(fieldsOf(pieces));
        }
        pieces.end();
        while (pieces.next()) found.push(fieldsOf(pieces));
        const expected: string[][] = [];
        while (whole.next()) expected.push(fieldsOf(whole));
        expect(found).toEqual(expected);
        expect(found.length).toBe(rows.length);
      },
    ),
    { numRuns: 300 },
  );
});

function fieldsOf(records: Records): string[] {
  return Array.from({ length: records.fieldCount }, (_, index) => records.text(index));
}

test('64-bit ids survive as text', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (id) => {
      const { high, low } = parseDecimal(String(id))!;
      expect(decimalText(high, low)).toBe(String(id));
    }),
  );
});
