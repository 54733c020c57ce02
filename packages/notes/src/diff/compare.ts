/**
 * Why two runs differ on a note: the earliest stage at which they part, with the rule or the number that made the difference. Stages are
 * the scorers in the order in which their words overrule each other, then the rules across scorers.
 */
import type { OutputRows } from './read.ts';

/** Scorers as their columns are called, from the one that is overruled by all others on. */
const SCORERS = [
  'expansionPlus',
  'expansion',
  'coreWithTopics',
  'core',
  'multiGroup',
  'group',
  'gaussian',
  'gaussianCoreWithTopics',
  'topic',
] as const;

interface ScorerDifference {
  readonly scorer: string;
  readonly statuses: readonly [string, string];
  readonly intercepts: readonly [number, number];
  /** Rules that acted in one run alone. */
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
}

export interface NoteDifference {
  readonly noteId: string;
  readonly statuses: readonly [string, string];
  readonly deciders: readonly [string, string];
  readonly metaOnlyInA: readonly string[];
  readonly metaOnlyInB: readonly string[];
  readonly scorers: readonly ScorerDifference[];
  /** In words, the stage first. */
  readonly reason: string;
}

interface ColumnDifference {
  readonly column: string;
  /** Values that are text, or that only one side has. */
  readonly different: number;
  /** Numbers on both sides: how far they are apart. */
  readonly numbers: number;
  readonly median: number;
  readonly p99: number;
  readonly max: number;
}

export interface Comparison {
  readonly notes: number;
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
  /** Notes whose final status differs. */
  readonly statuses: readonly NoteDifference[];
  /** Notes with the same final status on which some scorer differs. */
  readonly scorersOnly: readonly NoteDifference[];
  readonly columns: readonly ColumnDifference[];
}

export function compareScoredNotes(a: OutputRows, b: OutputRows): Comparison {
  const shared = [...a.rows.keys()].filter((id) => b.rows.has(id));
  const statuses: NoteDifference[] = [];
  const scorersOnly: NoteDifference[] = [];
  for (const id of shared) {
    const difference = compareNote(id, reader(a, id), reader(b, id));
    if (difference === null) continue;
    if (difference.statuses[0] === difference.statuses[1]) scorersOnly.push(difference);
    else statuses.push(difference);
  }
  return {
    notes: shared.length,
    onlyInA: [...a.rows.keys()].filter((id) => !b.rows.has(id)),
    onlyInB: [...b.rows.keys()].filter((id) => !a.rows.has(id)),
    statuses,
    scorersOnly,
    columns: a.columns
      .filter((column) => column !== a.columns[0] && b.columns.includes(column))
      .map((column) => compareColumn(column, shared, a, b))
      .filter(({ different, max }) => different > 0 || max > 0),
  };
}

type Reader = (column: string) => string;

function reader(rows: OutputRows, id: string): Reader {
  const fields = rows.rows.get(id)!;
  return (column) => fields[rows.columns.indexOf(column)] ?? '';
}

function compareNote(noteId: string, a: Reader, b: Reader): NoteDifference | null {
  const statuses = [a('finalRatingStatus'), b('finalRatingStatus')] as const;
  const scorers = SCORERS.map((scorer) => compareScorer(scorer, a, b)).filter((difference) => difference !== null);
  if (statuses[0] === statuses[1] && scorers.length === 0) return null;
  const [metaOnlyInA, metaOnlyInB] = onlyInEither(a('metaScorerActiveRules'), b('metaScorerActiveRules'));
  const difference = {
    noteId,
    statuses,
    deciders: [a('decidedBy'), b('decidedBy')] as const,
    metaOnlyInA,
    metaOnlyInB,
    scorers,
  };
  return { ...difference, reason: reasonOf(difference) };
}

function compareScorer(scorer: string, a: Reader, b: Reader): ScorerDifference | null {
  const statuses = [a(`${scorer}RatingStatus`), b(`${scorer}RatingStatus`)] as const;
  if (statuses[0] === statuses[1]) return null;
  const [onlyInA, onlyInB] = onlyInEither(a(`${scorer}ActiveRules`), b(`${scorer}ActiveRules`));
  const intercept = (of: Reader) => numberOf(of(`${scorer}NoteIntercept`));
  return { scorer, statuses, intercepts: [intercept(a), intercept(b)], onlyInA, onlyInB };
}

function reasonOf(difference: Omit<NoteDifference, 'reason'>): string {
  const { scorers, metaOnlyInA, metaOnlyInB, deciders } = difference;
  const deciding = scorers.findLast(({ scorer }) => decides(scorer, deciders[0]) || decides(scorer, deciders[1]));
  const first = deciding ?? scorers.at(-1);
  if (first === undefined) {
    const rules = [...metaOnlyInA.map((rule) => `A alone: ${rule}`), ...metaOnlyInB.map((rule) => `B alone: ${rule}`)];
    return `across scorers: ${rules.length === 0 ? 'tags, locks or status history differ' : rules.join(', ')}`;
  }
  const rules = [
    ...first.onlyInA.map((rule) => `A alone: ${rule}`),
    ...first.onlyInB.map((rule) => `B alone: ${rule}`),
  ].join(', ');
  const [left, right] = first.intercepts;
  const apart =
    Number.isNaN(left) || Number.isNaN(right) ? 'one run has no intercept' : `intercept ${left} and ${right}`;
  return `${first.scorer}: ${apart}${rules === '' ? '' : `; ${rules}`}`;
}

function decides(scorer: string, decider: string): boolean {
  const name = decider.replace(/(Model\d*|NMR)? \(v.*$/, '');
  return name.toLowerCase() === scorer.toLowerCase();
}

function onlyInEither(a: string, b: string): [string[], string[]] {
  const left = a === '' ? [] : a.split(',');
  const right = b === '' ? [] : b.split(',');
  return [left.filter((rule) => !right.includes(rule)), right.filter((rule) => !left.includes(rule))];
}

function compareColumn(column: string, ids: readonly string[], a: OutputRows, b: OutputRows): ColumnDifference {
  const left = a.columns.indexOf(column);
  const right = b.columns.indexOf(column);
  const gaps: number[] = [];
  let different = 0;
  for (const id of ids) {
    const textA = a.rows.get(id)![left]!;
    const textB = b.rows.get(id)![right]!;
    if (textA === textB) continue;
    const gap = Math.abs(numberOf(textA) - numberOf(textB));
    if (Number.isNaN(gap)) different++;
    else if (gap > 0) gaps.push(gap);
  }
  gaps.sort((x, y) => x - y);
  const at = (share: number) => gaps[Math.min(gaps.length - 1, Math.floor(share * gaps.length))] ?? 0;
  return { column, different, numbers: gaps.length, median: at(0.5), p99: at(0.99), max: at(1) };
}

function numberOf(text: string): number {
  return text === '' ? Number.NaN : Number(text);
}
