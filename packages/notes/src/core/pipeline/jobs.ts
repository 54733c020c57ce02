/** The scorers of a run as jobs that do not need each other: learn about raters, then score notes, in any order and on any thread. */
import type { Dataset } from '../data/dataset.ts';
import type { DiligenceModel } from '../models/diligence.ts';
import type { HarassmentModel } from '../models/harassment.ts';
import { type ReputationResult, scoreReputation } from '../models/reputation.ts';
import {
  CORE,
  CORE_WITH_TOPICS,
  EXPANSION,
  EXPANSION_PLUS,
  finalScorer,
  GAUSSIAN,
  GAUSSIAN_CORE_WITH_TOPICS,
  GROUPS_WITH_SCORERS,
  groupScorer,
  MULTI_GROUP_1,
  type Scorer,
  topicScorer,
} from '../scorers/definition.ts';
import { type FitSummary, type Prescoring, prescore } from '../scorers/prescore.ts';
import { scopeOf } from '../scorers/scope.ts';
import { type ScorerResult, scoreNotes } from '../scorers/score.ts';
import { TOPICS } from '../topics/seeds.ts';
import type { FamilyName } from './run.ts';

export interface Job {
  readonly family: FamilyName;
  readonly scorer: Scorer;
  /** Number of the group or topic. */
  readonly member: number;
}

export const JOBS: readonly Job[] = [
  { family: 'core', scorer: CORE, member: 0 },
  { family: 'coreWithTopics', scorer: CORE_WITH_TOPICS, member: 0 },
  { family: 'expansion', scorer: EXPANSION, member: 0 },
  { family: 'expansionPlus', scorer: EXPANSION_PLUS, member: 0 },
  { family: 'multiGroup', scorer: MULTI_GROUP_1, member: 1 },
  ...GROUPS_WITH_SCORERS.map((group) => ({ family: 'group', scorer: groupScorer(group), member: group }) as const),
  ...TOPICS.map(
    ({ name }, index) => ({ family: 'topic', scorer: topicScorer(index + 1, name), member: index + 1 }) as const,
  ),
];

/** What every job sees besides the data set. */
export interface JobInput {
  /** Rows of ratings that count, those of raters who act as one left out. */
  readonly rows: Int32Array;
  readonly highVolume: Uint8Array;
  /** 1 for raters in a quasi-clique. */
  readonly correlated: Uint8Array;
  /** Whether the data set is large enough for checks that samples fail. */
  readonly crowd: boolean;
  readonly seed: number;
  /** Ratings made later tell nothing about raters, as if final scoring were done some time after it; null for all of them. */
  readonly learnUntil: number | null;
  readonly pseudoRaters: boolean;
  /** Null leaves a model out. */
  readonly harassment: HarassmentModel | null;
  readonly diligence: DiligenceModel | null;
}

/** Notes as one family of columns says them. */
export interface JobNotes {
  readonly family: FamilyName;
  readonly member: number;
  /** As it scores in the end. */
  readonly scorer: Scorer;
  readonly result: ScorerResult;
}

export function prescoreJob(dataset: Dataset, { scorer }: Job, input: JobInput): Prescoring {
  return prescore(dataset, scopeOf(dataset, learnedRows(dataset, input), scorer), scorer, input);
}

export function coverageJob(dataset: Dataset, input: JobInput): ReputationResult {
  return scoreReputation(dataset, input.rows, learnedRows(dataset, input), input.seed);
}

function learnedRows({ ratings }: Dataset, { rows, learnUntil }: JobInput): Int32Array {
  return learnUntil === null ? rows : rows.filter((row) => ratings.createdAt[row]! <= learnUntil);
}

/** Scores of the job's notes; the core scorer's raters judge for the Gaussian scorers too. */
export function scoreJob(dataset: Dataset, job: Job, prescoring: Prescoring, input: JobInput): JobNotes[] {
  const score = (family: FamilyName, scorer: Scorer, member: number): JobNotes => ({
    family,
    member,
    scorer,
    result: scoreNotes(dataset, scopeOf(dataset, input.rows, scorer), scorer, prescoring, input),
  });
  const own = score(job.family, finalScorer(job.scorer), job.member);
  if (job.family !== 'core') return [own];
  return [own, score('gaussian', GAUSSIAN, 0), score('gaussianCoreWithTopics', GAUSSIAN_CORE_WITH_TOPICS, 0)];
}

/** How well the fits of each scorer went. */
export interface ScorerFits {
  readonly scorer: string;
  readonly fits: readonly FitSummary[];
}
