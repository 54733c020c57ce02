/** The entries of a list against a plain Map, saves and their ends in between. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntryMap, type SavedEntries } from '../../src/lists/entry-map.ts';
import type { ListEntry } from '../../src/lists/list.ts';

const entry = (value: string, note: string): ListEntry => ({ value, expiresAtMillis: null, note });
const valuesOf = (parts: SavedEntries) => parts.flatMap((part) => [...part.values()]);
const byValue = (entries: Iterable<ListEntry>) =>
  [...entries].sort((a, b) => (a.value < b.value ? -1 : 1)).map(({ value, note }) => `${value}=${note}`);

describe('entries', () => {
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ set: fc.nat(20), note: fc.nat(3) }) },
    { weight: 4, arbitrary: fc.record({ delete: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.constant('save' as const) },
    { weight: 2, arbitrary: fc.constant('end' as const) },
    { weight: 1, arbitrary: fc.constant('settle' as const) },
  );

  it.each([0, 4_090])('are those of a Map, and what was saved stays as it was (%i more)', (more) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const map = new EntryMap();
        const expected = new Map<string, ListEntry>();
        for (let i = 0; i < more; i++) {
          map.set(entry(`more${i}`, ''));
          expected.set(`more${i}`, entry(`more${i}`, ''));
        }
        const saves: { readonly parts: SavedEntries; readonly asOf: readonly string[] }[] = [];
        for (const one of steps) {
          if (one === 'save') saves.push({ parts: map.save(), asOf: byValue(expected.values()) });
          else if (one === 'end') {
            const save = saves.shift();
            if (save === undefined) continue;
            expect(byValue(valuesOf(save.parts))).toEqual(save.asOf);
            map.endSave();
          } else if (one === 'settle') for (const _ of map.settling());
          else if ('set' in one) {
            map.set(entry(`v${one.set}`, String(one.note)));
            expected.set(`v${one.set}`, entry(`v${one.set}`, String(one.note)));
          } else expect(map.delete(`v${one.delete}`)).toBe(expected.delete(`v${one.delete}`));
        }
        expect(map.size).toBe(expected.size);
        expect(byValue(map.values())).toEqual(byValue(expected.values()));
        for (let i = 0; i <= 20; i++) expect(map.get(`v${i}`)).toEqual(expected.get(`v${i}`));
        for (const { parts, asOf } of saves) expect(byValue(valuesOf(parts))).toEqual(asOf);
      }),
      { numRuns: more === 0 ? 300 : 20 },
    );
  });

  it('keep their order when changes made during a save are moved in', () => {
    const map = new EntryMap();
    for (const value of ['a', 'b', 'c', 'd']) map.set(entry(value, ''));
    map.save();
    map.set(entry('b', 'changed'));
    map.delete('c');
    map.set(entry('e', ''));
    map.delete('a');
    map.set(entry('a', 'back'));
    const before = [...map.values()];
    map.endSave();
    for (const _ of map.settling());
    expect([...map.values()]).toEqual(before);
    expect(before.map(({ value }) => value).join('')).toBe('dbea');
  });
});
