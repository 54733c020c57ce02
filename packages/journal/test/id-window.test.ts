/** The duplicate window against a plain map. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIdHash, IdWindow, idWindowParts, restoreIdWindow, snapshotIdWindow } from '../src/index.ts';

const hash = await createIdHash();

test('behaves as a map in order of arrival, under any mix of operations', () => {
  const step = fc.oneof(
    { weight: 20, arbitrary: fc.record({ do: fc.constant('add' as const), id: fc.integer({ min: 0, max: 400 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('drop' as const), ago: fc.integer({ min: 0, max: 80 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const) }) },
  );
  const run = fc.property(fc.array(step, { maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (steps, limit) => {
    let window = new IdWindow(hash, { limit });
    const model = new Map<string, number>();
    let evicted = 0;
    steps.forEach((s, position) => {
      switch (s.do) {
        case 'add': {
          const id = `event-${s.id}`;
          expect(window.add(id, position)).toBe(model.get(id) ?? null);
          if (model.has(id)) break;
          if (model.size === limit) {
            model.delete(model.keys().next().value!);
            evicted++;
          }
          model.set(id, position);
          break;
        }
        case 'drop':
          window.dropBefore(position - s.ago);
          for (const [id, at] of model) if (at < position - s.ago) model.delete(id);
          break;
        case 'restore':
          window = restoreIdWindow(snapshotIdWindow(window), hash, { limit });
      }
      expect([window.size, window.evicted]).toEqual([model.size, evicted]);
    });
    for (let id = 0; id <= 400; id++) expect(window.find(`event-${id}`)).toBe(model.get(`event-${id}`) ?? null);
  });
  fc.assert(run, { numRuns: 150 });
});

test('grows through several tables without losing an id, then evicts in order', () => {
  const limit = 100_000;
  const window = new IdWindow(hash, { limit });
  for (let i = 0; i < 150_000; i++) expect(window.add(`id:${i}`, i * 3)).toBeNull();
  expect([window.size, window.evicted]).toEqual([limit, 50_000]);
  for (let i = 0; i < 150_000; i += 7) expect(window.find(`id:${i}`)).toBe(i < 50_000 ? null : i * 3);
  const restored = restoreIdWindow(snapshotIdWindow(window), hash);
  expect([restored.size, restored.evicted, restored.find('id:149999')]).toEqual([limit, 50_000, 449_997]);
});

test('a snapshot in parts is of the moment of its first part, less what gives way before its part is taken', () => {
  const limit = 100_000;
  const window = new IdWindow(hash, { limit });
  for (let i = 0; i < limit; i++) window.add(`id:${i}`, i);
  const parts: Buffer[] = [];
  let next = limit;
  for (const part of idWindowParts(window)) {
    parts.push(part);
    // Ids come in, and the oldest give way, while the parts are written.
    for (let i = 0; i < 30_000; i++, next++) window.add(`id:${next}`, next);
  }
  const restored = restoreIdWindow(Buffer.concat(parts), hash);
  expect(restored.find(`id:${limit}`)).toBeNull();
  expect(restored.find(`id:${limit - 1}`)).toBe(limit - 1);
  // What the window still holds of that moment is there, however late its part was taken.
  for (let i = 0; i < limit; i += 997) if (window.find(`id:${i}`) !== null) expect(restored.find(`id:${i}`)).toBe(i);
  expect(restored.size).toBeGreaterThan(30_000);
});

test('a snapshot that is damaged, cut or something else is refused', () => {
  const window = new IdWindow(hash);
  window.add('a', 1);
  const snapshot = snapshotIdWindow(window);
  expect(snapshot.length).toBe(56);
  for (let at = 0; at < snapshot.length; at++) {
    const damaged = Buffer.from(snapshot);
    damaged[at]! ^= 1;
    expect(() => restoreIdWindow(damaged, hash)).toThrow(/snapshot/);
  }
  expect(() => restoreIdWindow(snapshot.subarray(0, 40), hash)).toThrow(/snapshot/);
  expect(() => new IdWindow(hash, { limit: 0 })).toThrow(/1 to/);
});
