/** Functions of text, lists and addresses as Python answers them (`python.golden.json`). */
import { expect, it } from 'vitest';
import { murmur3 } from '../../src/hash/murmur3.ts';
import type { Value } from '../../src/index.ts';
import { formatFloat, reprString } from '../../src/text/python-format.ts';
import { goldenRows } from '../support/golden-file.ts';
import { resultOf } from './harness.ts';

/** null: the call fails. */
type Row = [name: string, args: Record<string, Value>, answer: { value: Value } | null];
const rows = goldenRows<Row>(import.meta.dirname, 'python.golden.json');

function answerOf(name: string, args: Record<string, Value>): unknown {
  const text = String(args['s']);
  switch (name) {
    case 'murmur':
      return { value: murmur3(text, 42) };
    case 'repr':
      return { value: reprString(text) };
    case 'float':
      return { value: formatFloat(Number(args['f'])) };
    default: {
      const value = resultOf(name, args);
      return value === 'FAILED' ? null : { value };
    }
  }
}

it('answers as Python does', () => {
  for (const [name, args, answer] of rows) expect([name, args, answerOf(name, args)]).toEqual([name, args, answer]);
});
