/** Differences of texts line by line, for people who read why a test failed. */
import { limits } from './limits.ts';

/** `same` stands in both, `removed` only in the first text (what was expected), `added` only in the second. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** The shortest difference by longest common subsequence; of very long texts, the whole middle that differs. */
export function diffLines(expected: readonly string[], actual: readonly string[]): DiffLine[] {
  let start = 0;
  while (start < expected.length && start < actual.length && expected[start] === actual[start]) start++;
  let end = 0;
  while (
    end < expected.length - start &&
    end < actual.length - start &&
    expected[expected.length - 1 - end] === actual[actual.length - 1 - end]
  ) {
    end++;
  }
  return [
    ...expected.slice(0, start).map((text): DiffLine => ({ kind: 'same', text })),
    ...middle(expected.slice(start, expected.length - end), actual.slice(start, actual.length - end)),
    ...expected.slice(expected.length - end).map((text): DiffLine => ({ kind: 'same', text })),
  ];
}

/** `- ` what was expected and is missing, `+ ` what is there instead, two spaces before what is the same. */
export function renderDiff(lines: readonly DiffLine[]): string {
  const marks = { same: ' ', removed: '-', added: '+' } as const;
  return lines.map(({ kind, text }) => `${marks[kind]} ${text}`.trimEnd()).join('\n');
}

function middle(expected: readonly string[], actual: readonly string[]): DiffLine[] {
  if (expected.length * actual.length > limits.diffCells) {
    return [
      ...expected.map((text): DiffLine => ({ kind: 'removed', text })),
      ...actual.map((text): DiffLine => ({ kind: 'added', text })),
    ];
  }
  const common = commonLengths(expected, actual);
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < expected.length || j < actual.length) {
    const [left, right] = [expected[i], actual[j]];
    if (left !== undefined && left === right) {
      lines.push({ kind: 'same', text: left });
      i++;
      j++;
    } else if (right === undefined || (left !== undefined && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      lines.push({ kind: 'removed', text: left ?? '' });
      i++;
    } else {
      lines.push({ kind: 'added', text: right });
      j++;
    }
  }
  return lines;
}

/** Lengths of the longest common subsequences of the tails that begin at `[i][j]`. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i]![j] = a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}
