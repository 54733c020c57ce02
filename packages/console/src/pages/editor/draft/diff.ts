/** Two texts as a unified diff: lines that went, lines that came, and a few around them. */

import { Change, diff } from '@codemirror/merge';

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
  for (const { fromA, toA, fromB, toB } of changesOf(old, now)) {
    same(fromA);
    for (; a < toA; a++) lines.push({ kind: 'removed', text: old[a] ?? '', before: a + 1, after: null });
    for (b = fromB; b < toB; b++) lines.push({ kind: 'added', text: now[b] ?? '', before: null, after: b + 1 });
  }
  same(old.length);
  return lines;
}

/** Where lines differ. Each distinct line stands as one character, so that what compares characters compares lines. */
function changesOf(old: readonly string[], now: readonly string[]): readonly Change[] {
  const characters = new Map<string, string>();
  const written = (lines: readonly string[]): string => {
    let text = '';
    for (const line of lines) {
      let character = characters.get(line);
      if (character === undefined) {
        // Surrogates are passed over, since two of them would count as one character.
        const code = characters.size < 0xd800 ? characters.size : characters.size + 0x800;
        if (code > 0xffff) return '';
        character = String.fromCharCode(code);
        characters.set(line, character);
      }
      text += character;
    }
    return text;
  };
  const [a, b] = [written(old), written(now)];
  if (a.length === old.length && b.length === now.length) return diff(a, b);
  // More distinct lines than there are characters: shown as replaced, which is true if not brief.
  return [new Change(0, old.length, 0, now.length)];
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
