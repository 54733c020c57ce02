import { expect, test } from 'vitest';
import { parseEpochNumber, parseIsoTime } from '../../src/envelope/time.ts';

test.each([
  ['2012-02-06 20:24:00', Date.UTC(2012, 1, 6, 20, 24)],
  ['2012-02-06 20:24', Date.UTC(2012, 1, 6, 20, 24)],
  ['2012-02-06', Date.UTC(2012, 1, 6)],
  ['2025-01-01T00:00:00.000000000Z', Date.UTC(2025, 0, 1)],
  ['2025-01-01T00:00:00.9999Z', Date.UTC(2025, 0, 1) + 999],
  ['2025-01-01t00:00:00,5z', Date.UTC(2025, 0, 1) + 500],
  ['2025-01-01T02:00:00+02:00', Date.UTC(2025, 0, 1)],
  ['2025-01-01T02:00:00-0930', Date.UTC(2025, 0, 1, 11, 30)],
  ['2025-01-01 02:00:00 +02', Date.UTC(2025, 0, 1)],
  ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
  ['2024-02-29', Date.UTC(2024, 1, 29)],
  ['0099-12-31', -59_011_545_600_000],
])('%s', (text, millis) => {
  expect(parseIsoTime(text)).toBe(millis);
});

test.each([
  '',
  'now',
  '2025',
  '2025-1-1',
  '2025-13-01',
  '2025-00-10',
  '2025-02-29',
  '2025-04-31',
  '2025-01-01T24:00:00Z',
  '2025-01-01T10',
  '2025-01-01T10:60:00Z',
  '2025-01-01T10:00:61Z',
  '2025-01-01T10:00:00.Z',
  '2025-01-01T10:00:00.1234567890Z',
  '2025-01-01T10:00:00+25:00',
  '2025-01-01T10:00:00 PST',
  ' 2025-01-01',
  '20250101',
  '+002025-01-01',
  '0000-06-01',
  '1700000000',
])('%j is no time', (text) => {
  expect(parseIsoTime(text)).toBeNull();
});

test('numbers are seconds below 10^11 and milliseconds from there', () => {
  expect(parseEpochNumber(1_700_000_000)).toBe(1_700_000_000_000);
  expect(parseEpochNumber(1_700_000_000.5)).toBe(1_700_000_000_500);
  expect(parseEpochNumber(1_700_000_000_123)).toBe(1_700_000_000_123);
  expect(parseEpochNumber(1_700_000_000_123.9)).toBe(1_700_000_000_123);
  expect(parseEpochNumber(-1)).toBe(-1000);
  expect(parseEpochNumber(0)).toBe(0);
  expect(parseEpochNumber(10n ** 20n)).toBeNull();
  expect(parseEpochNumber(Number.NaN)).toBeNull();
});
