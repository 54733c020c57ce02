/** The outcomes contract: what is known of entities, from files and from people. */
import { describe, expect, it } from 'vitest';
import { entityKey, OutcomeBook, type OutcomeRecord, outcomeOfLabelChange } from '../../src/backtest/outcomes.ts';
import { parseOutcomes } from '../../src/backtest/outcomes-file.ts';
import type { LabelChangeEntry } from '../../src/control/entries.ts';

const parse = (text: string) => parseOutcomes(Buffer.from(text));
const record = (entityId: string, outcome: OutcomeRecord['outcome'], atMillis: number): OutcomeRecord => ({
  entityType: 'User',
  entityId,
  outcome,
  atMillis,
});

describe('the book', () => {
  it('O1: the outcome decided last holds, whatever the order of the records; of equal times the later record', () => {
    const records = [record('ann', 'bad', 10), record('ann', 'cleared-on-appeal', 20), record('ann', 'fine', 5)];
    for (const order of [records, records.toReversed()]) {
      expect(new OutcomeBook(order).of(entityKey('User', 'ann'))).toBe('cleared-on-appeal');
    }
    const equal = new OutcomeBook([record('ann', 'bad', 1), record('ann', 'fine', 1)]);
    expect(equal.of(entityKey('User', 'ann'))).toBe('fine');
  });

  it('knows an entity by type and id', () => {
    const book = new OutcomeBook([record('ann', 'bad', 10)]);
    expect(book.of(entityKey('Account', 'ann'))).toBe('unknown');
    expect(book.of(entityKey('User', 'ann'))).toBe('bad');
    expect(book.size).toBe(1);
  });
});

describe('label changes by people', () => {
  const labels = new Map(
    (['negative', 'neutral', 'positive'] as const).map((connotation) => [
      connotation,
      { validFor: ['User'], connotation, description: '' },
    ]),
  );
  const change = (label: string, status: LabelChangeEntry['status']): LabelChangeEntry => ({
    type: 'label',
    atMillis: 7,
    by: 'mo@example.org',
    reason: 'looked at it',
    status,
    entityType: 'User',
    entityId: 'ann',
    label,
    expiresAtMillis: null,
  });

  it.each([
    ['negative', 'manually-added', 'bad'],
    ['negative', 'manually-removed', 'fine'],
    ['positive', 'manually-added', 'fine'],
    ['positive', 'manually-removed', null],
    ['neutral', 'manually-added', null],
    ['unheard of', 'manually-added', null],
  ] as const)('a %s label that is %s says %s', (label, status, outcome) => {
    const expected = outcome === null ? null : record('ann', outcome, 7);
    expect(outcomeOfLabelChange(change(label, status), labels)).toEqual(expected);
  });
});

describe('a file of outcomes', () => {
  const expected = [record('ann', 'bad', 1_700_000_000_000), record('9007199254740993', 'fine', 0)];

  it('is CSV with columns in any order, quotes, and further columns', () => {
    const text = [
      '\ufeffoutcome,entity_id,note,entity_type,time',
      'bad,ann,"a, ""b""\nc",User,2023-11-14T22:13:20Z',
      'fine,9007199254740993,,User,',
    ];
    expect(parse(text.join('\r\n'))).toEqual({ ok: true, records: expected });
  });

  it('is NDJSON, with ids beyond 2^53 and times as numbers', () => {
    const text = [
      '{"entity_type": "User", "entity_id": "ann", "outcome": "bad", "time": 1700000000}',
      '',
      '{"entity_type": "User", "entity_id": 9007199254740993, "outcome": "fine"}',
    ];
    expect(parse(text.join('\n'))).toEqual({ ok: true, records: expected });
  });

  it('is refused whole, with every wrong line named', () => {
    const text = ['entity_type,entity_id,outcome,time', 'User,a,good,', 'User,,bad,', 'User,b,bad,soon', ',c,bad,'];
    expect(parse(text.join('\n'))).toEqual({
      ok: false,
      problems: [
        'line 2: outcome is good; expected bad, fine, cleared-on-appeal',
        'line 3: entity_id is missing',
        'line 4: time is soon, which is no time',
        'line 5: entity_type is missing',
      ],
    });
  });

  it('tells a header that lacks columns, broken rows and broken JSON, and counts what is too much to tell', () => {
    expect(parse('type,entity_id,outcome\n')).toMatchObject({
      ok: false,
      problems: ['line 1: the header lacks entity_type'],
    });
    expect(parse('entity_type,entity_id,outcome\n"User"x,a,bad')).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/^line 2: text follows the closing quote/)],
    });
    expect(parse('{"entity_type": 1')).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/^line 1: not a JSON/)],
    });
    expect(parse('')).toEqual({ ok: false, problems: ['line 1: the file is empty'] });
    const many = parse(`entity_type,entity_id,outcome\n${'User,a,evil\n'.repeat(15)}`);
    expect(many.ok ? [] : many.problems.slice(9)).toEqual([expect.stringMatching(/^line 11/), 'and 5 more']);
  });
});
