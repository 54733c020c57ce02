/**
 * Why two runs differ on a contributor: the earliest stage at which they part. Stages are in the order of the pipeline, for what a rater is
 * trusted with follows from first-round statuses, and counts and states from final ones.
 */
import { type ColumnDifference, compareColumn, type Reader, reader } from './compare.ts';
import type { OutputRows } from './read.ts';

/** Columns that are whole numbers, flags or texts, by the stage that makes them. */
const STAGES = [
  {
    stage: 'rater helpfulness',
    columns: ['aboveHelpfulnessThreshold'],
    evidence: ['raterAgreeRatio', 'meanNoteScore'],
  },
  {
    stage: 'agreement with final statuses',
    columns: [
      ...['successfulRatingHelpfulCount', 'successfulRatingNotHelpfulCount', 'unsuccessfulRatingHelpfulCount'],
      ...['unsuccessfulRatingNotHelpfulCount', 'ratingsAwaitingMoreRatings', 'ratedAfterDecision'],
    ],
    evidence: [],
  },
  {
    stage: 'statuses of their notes',
    columns: [
      'notesCurrentlyRatedHelpful',
      'notesCurrentlyRatedNotHelpful',
      'notesAwaitingMoreRatings',
      'isEmergingWriter',
    ],
    evidence: [],
  },
  {
    stage: 'the right to write',
    columns: ['enrollmentState', 'successfulRatingNeededToEarnIn', 'numberOfTimesEarnedOut', 'timestampOfLastEarnOut'],
    evidence: [],
  },
] as const;

interface ContributorDifference {
  readonly participantId: string;
  /** The earliest that differs. */
  readonly stage: string;
  /** In words: columns of that stage with both values. */
  readonly reason: string;
}

export interface ContributorComparison {
  readonly contributors: number;
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
  readonly differences: readonly ContributorDifference[];
  readonly columns: readonly ColumnDifference[];
}

/** Compares two `helpfulness_scores.tsv`. */
export function compareContributors(a: OutputRows, b: OutputRows): ContributorComparison {
  const shared = [...a.rows.keys()].filter((id) => b.rows.has(id));
  return {
    contributors: shared.length,
    onlyInA: [...a.rows.keys()].filter((id) => !b.rows.has(id)),
    onlyInB: [...b.rows.keys()].filter((id) => !a.rows.has(id)),
    differences: shared.flatMap((id) => compareOne(id, reader(a, id), reader(b, id)) ?? []),
    columns: a.columns
      .filter((column) => column !== a.columns[0] && b.columns.includes(column))
      .map((column) => compareColumn(column, shared, a, b))
      .filter(({ different, max }) => different > 0 || max > 0),
  };
}

function compareOne(participantId: string, a: Reader, b: Reader): ContributorDifference | null {
  for (const { stage, columns, evidence } of STAGES) {
    const differing = columns.filter((column) => a(column) !== b(column));
    if (differing.length === 0) continue;
    const shown = [...differing, ...evidence.filter((column) => a(column) !== b(column))];
    const reason = shown.map((column) => `${column} ${a(column) || 'none'} and ${b(column) || 'none'}`).join(', ');
    return { participantId, stage, reason };
  }
  return null;
}
