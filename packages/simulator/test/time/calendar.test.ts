import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Calendar } from '../../src/time/calendar.ts';

test('actors come in order of time and number, however far ahead they wait', () => {
  const end = 4 * 3_600_000;
  fc.assert(
    fc.property(fc.array(fc.nat(end + 10_000), { minLength: 1, maxLength: 80 }), fc.nat(1000), (times, offset) => {
      const calendar = new Calendar(times.length, offset, offset + end);
      for (const [actor, time] of times.entries()) calendar.add(actor, offset + time);
      const taken: [number, number][] = [];
      for (let actor = calendar.take(); actor >= 0; actor = calendar.take())
        taken.push([calendar.timeOf(actor) - offset, actor]);
      const expected = times.map((time, actor): [number, number] => [time, actor]).filter(([time]) => time < end);
      expect(taken).toEqual(expected.sort(([a, b], [c, d]) => a - c || b - d));
    }),
  );
});

test('an actor that comes again during its own bucket is not lost', () => {
  const calendar = new Calendar(2, 0, 1_000_000);
  calendar.add(0, 10);
  calendar.add(1, 600_000);
  const times: number[] = [];
  for (let actor = calendar.take(); actor >= 0; actor = calendar.take()) {
    times.push(calendar.timeOf(actor));
    if (actor === 0 && times.length < 40) calendar.add(0, calendar.timeOf(0) + 17_000);
  }
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.length).toBe(40);
});
