/** Dates as `dateutil` reads them (`dates.golden.json`), for an event of 2026-01-02. */
import { describe, expect, it } from 'vitest';
import { parseDate } from '../../src/time/parse-date.ts';
import { goldenRows } from '../support/golden-file.ts';

/** Microseconds since the epoch; null where the text is no date. */
const rows = goldenRows<[text: string, micros: number | null]>(import.meta.dirname, 'dates.golden.json');
const EVENT = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('dates', () => {
  it('are read as dateutil reads them', () => {
    const answers = rows.map(([text]) => {
      const parsed = parseDate(text, EVENT);
      return [text, parsed.ok ? parsed.micros : null];
    });
    expect(answers).toEqual(rows);
  });

  it('say why they are none', () => {
    const message = (text: string) => {
      const parsed = parseDate(text, EVENT);
      return parsed.ok ? 'a date' : parsed.message;
    };
    expect(message('garbage')).toBe('Unknown string format: garbage');
    expect(message('')).toBe('String does not contain a date: ');
    expect(message('2026-02-30')).toBe('day is out of range for month: 2026-02-30');
    expect(message('1'.repeat(100_000))).toMatch(/^Unknown string format/);
  });

  it('have their missing parts from the event', () => {
    expect(parseDate('10:30', EVENT)).toEqual({ ok: true, micros: Date.UTC(2026, 0, 2, 10, 30) * 1000 });
    expect(parseDate('Monday', EVENT)).toEqual({ ok: true, micros: Date.UTC(2026, 0, 5) * 1000 });
    expect(parseDate('75-06-01', EVENT)).toEqual({ ok: true, micros: Date.UTC(2075, 5, 1) * 1000 });
    expect(parseDate('76-06-01', EVENT)).toEqual({ ok: true, micros: Date.UTC(1976, 5, 1) * 1000 });
  });
});
