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
  readonly topics: readonly [string, string];
  readonly metaOnlyInA: readonly string[];
  readonly metaOnlyInB: readonly string[];
  readonly scorers: readonly ScorerDifference[];
  /** In words, the stage first. */
  readonly reason: string;
}

export interface ColumnDifference {
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
  /** Notes on which the same was said by every scorer and in the end, by other rules. */
  readonly rulesOnly: readonly NoteDifference[];
  readonly columns: readonly ColumnDifference[];
}

export function compareScoredNotes(a: OutputRows, b: OutputRows): Comparison {
  const shared = [...a.rows.keys()].filter((id) => b.rows.has(id));
  const statuses: NoteDifference[] = [];
  const scorersOnly: NoteDifference[] = [];
  const rulesOnly: NoteDifference[] = [];
  for (const id of shared) {
    const difference = compareNote(id, reader(a, id), reader(b, id));
    if (difference === null) continue;
    if (difference.statuses[0] !== difference.statuses[1]) statuses.push(difference);
    else if (difference.scorers.some(saysOtherwise)) scorersOnly.push(difference);
    else rulesOnly.push(difference);
  }
  return {
    notes: shared.length,
    onlyInA: [...a.rows.keys()].filter((id) => !b.rows.has(id)),
    onlyInB: [...b.rows.keys()].filter((id) => !a.rows.has(id)),
    statuses,
    scorersOnly,
    rulesOnly,
    columns: a.columns
      .filter((column) => column !== a.columns[0] && b.columns.includes(column))
      .map((column) => compareColumn(column, shared, a, b))
      .filter(({ different, max }) => different > 0 || max > 0),
  };
}

export type Reader = (column: string) => string;

export function reader(rows: OutputRows, id: string): Reader {
  const fields = rows.rows.get(id)!;
  return (column) => fields[rows.columns.indexOf(column)] ?? '';
}

function compareNote(noteId: string, a: Reader, b: Reader): NoteDifference | null {
  const statuses = [a('finalRatingStatus'), b('finalRatingStatus')] as const;
  const scorers = SCORERS.map((scorer) => compareScorer(scorer, a, b)).filter((difference) => difference !== null);
  const [metaOnlyInA, metaOnlyInB] = onlyInEither(a('metaScorerActiveRules'), b('metaScorerActiveRules'));
  const metaDiffers = metaOnlyInA.length + metaOnlyInB.length > 0;
  if (statuses[0] === statuses[1] && scorers.length === 0 && !metaDiffers) return null;
  const difference = {
    noteId,
    statuses,
    deciders: [a('decidedBy'), b('decidedBy')] as const,
    topics: [a('noteTopic'), b('noteTopic')] as const,
    metaOnlyInA,
    metaOnlyInB,
    scorers,
  };
  return { ...difference, reason: reasonOf(difference) };
}

function compareScorer(scorer: string, a: Reader, b: Reader): ScorerDifference | null {
  const statuses = [a(`${scorer}RatingStatus`), b(`${scorer}RatingStatus`)] as const;
  const [onlyInA, onlyInB] = onlyInEither(a(`${scorer}ActiveRules`), b(`${scorer}ActiveRules`));
  if (statuses[0] === statuses[1] && onlyInA.length + onlyInB.length === 0) return null;
  const intercept = (of: Reader) => numberOf(of(`${scorer}NoteIntercept`));
  return { scorer, statuses, intercepts: [intercept(a), intercept(b)], onlyInA, onlyInB };
}

function saysOtherwise({ statuses }: ScorerDifference): boolean {
  return statuses[0] !== statuses[1];
}

/** The scorer that decided, where it says otherwise; else the rules across scorers; else whoever else differs. Another topic comes first. */
function reasonOf(difference: Omit<NoteDifference, 'reason'>): string {
  const { scorers, metaOnlyInA, metaOnlyInB, deciders, topics, statuses } = difference;
  const decided = ({ scorer }: ScorerDifference) => decides(scorer, deciders[0]) || decides(scorer, deciders[1]);
  const otherwise = scorers.filter(saysOtherwise);
  const across = metaOnlyInA.length + metaOnlyInB.length > 0 && statuses[0] !== statuses[1];
  const first = otherwise.findLast(decided) ?? (across ? undefined : (otherwise.at(-1) ?? scorers.at(-1)));
  const topic = topics[0] === topics[1] ? '' : `topic: ${topics[0] || 'none'} and ${topics[1] || 'none'}; `;
  if (first === undefined) {
    const rules = inEither(metaOnlyInA, metaOnlyInB);
    return `${topic}across scorers: ${rules === '' ? 'tags, locks or status history differ' : rules}`;
  }
  const rules = inEither(first.onlyInA, first.onlyInB);
  const [left, right] = first.intercepts;
  const apart =
    Number.isNaN(left) || Number.isNaN(right) ? 'one run has no intercept' : `intercept ${left} and ${right}`;
  return `${topic}${first.scorer}: ${apart}${rules === '' ? '' : `; ${rules}`}`;
}

function inEither(onlyInA: readonly string[], onlyInB: readonly string[]): string {
  return [...onlyInA.map((rule) => `A alone: ${rule}`), ...onlyInB.map((rule) => `B alone: ${rule}`)].join(', ');
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

export function compareColumn(column: string, ids: readonly string[], a: OutputRows, b: OutputRows): ColumnDifference {
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
