/** Two texts as a unified diff: lines that went, lines that came, and a few around them. */

import { Chunk } from '@codemirror/merge';
import { Text } from '@codemirror/state';

export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added' | 'skipped';
  readonly text: string;
  /** Line number in the old or the new text; null where lines are left out. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Lines shown around a change. */
const context = 3;

export function unifiedDiff(before: string | null, after: string | null): DiffLine[] {
  const old = (before ?? '') === '' ? [] : linesOf(before ?? '');
  const now = (after ?? '') === '' ? [] : linesOf(after ?? '');
  const lines = pairs(old, now);
  return folded(lines);
}

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split(/\r\n|\r|\n/);

function pairs(old: readonly string[], now: readonly string[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let [a, b] = [0, 0];
  const same = (untilA: number): void => {
    for (; a < untilA; a++, b++) lines.push({ kind: 'same', text: old[a] ?? '', before: a + 1, after: b + 1 });
  };
  for (const { fromA, toA, fromB, toB } of chunksOf(old, now)) {
    same(fromA);
    for (; a < toA; a++) lines.push({ kind: 'removed', text: old[a] ?? '', before: a + 1, after: null });
    for (b = fromB; b < toB; b++) lines.push({ kind: 'added', text: now[b] ?? '', before: null, after: b + 1 });
  }
  same(old.length);
  return lines;
}

/** A changed stretch as line indexes, without the last. */
interface Stretch {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

function chunksOf(old: readonly string[], now: readonly string[]): Stretch[] {
  if (old.length === 0 || now.length === 0) {
    return old.length === 0 && now.length === 0 ? [] : [{ fromA: 0, toA: old.length, fromB: 0, toB: now.length }];
  }
  const [a, b] = [Text.of([...old]), Text.of([...now])];
  const line = (doc: Text, offset: number): number => (offset > doc.length ? doc.lines : doc.lineAt(offset).number - 1);
  return Chunk.build(a, b).map((chunk) =>
    trimmed(old, now, {
      fromA: line(a, chunk.fromA),
      toA: line(a, chunk.toA),
      fromB: line(b, chunk.fromB),
      toB: line(b, chunk.toB),
    }),
  );
}

/** A line that only gained its end is in the chunk on both sides. */
function trimmed(old: readonly string[], now: readonly string[], stretch: Stretch): Stretch {
  let { fromA, toA, fromB, toB } = stretch;
  for (; fromA < toA && fromB < toB && old[fromA] === now[fromB]; fromA++) fromB++;
  for (; toA > fromA && toB > fromB && old[toA - 1] === now[toB - 1]; toA--) toB--;
  return { fromA, toA, fromB, toB };
}

function folded(lines: readonly DiffLine[]): DiffLine[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some(({ kind }) => kind !== 'same'),
  );
  const result: DiffLine[] = [];
  lines.forEach((line, index) => {
    if (near[index]) result.push(line);
    else if (result.at(-1)?.kind !== 'skipped') result.push({ kind: 'skipped', text: '', before: null, after: null });
  });
  return result;
}
