/** The whole algorithm: from a data set to the status of every note and the state of every contributor (notes.md §2). */
import { type AuthorCounts, authorCounts, type RaterCounts, raterCounts } from '../contributors/counts.ts';
import { type ContributorState, contributorState, earnedOutTimes } from '../contributors/state.ts';
import type { Dataset, History } from '../data/dataset.ts';
import { updateHistory } from '../history/update.ts';
import { countTags, type TagCounts } from '../meta/explanation.ts';
import { type MetaResult, metaScore } from '../meta/rules.ts';
import { type DiligenceModel, judgeDiligence } from '../models/diligence.ts';
import { type HarassmentModel, penaliseHarassment } from '../models/harassment.ts';
import type { ReputationResult } from '../models/reputation.ts';
import { type Preprocessed, preprocess } from '../preprocess.ts';
import { REPUTATION } from '../scorers/definition.ts';
import { countByNote, type Prescoring } from '../scorers/prescore.ts';
import type { ScorerResult } from '../scorers/score.ts';
import { findSimilarRaters, nobodySimilar, type Similarity, withoutSimilar } from '../similarity/apply.ts';
import { addNotes, addRaters, emptyNotes, emptyRaters, type FamilyNotes, type FamilyRaters } from './families.ts';
import {
  coverageJob,
  JOBS,
  type Job,
  type JobInput,
  type JobNotes,
  prescoreJob,
  type ScorerFits,
  scoreJob,
} from './jobs.ts';
import { type MetaOptions, metaInput, type SampledCounts, sampledCounts } from './meta-input.ts';

const HOUR_MILLIS = 3_600_000;

export interface RunOptions {
  /** Epoch milliseconds that count as now. */
  readonly now: number;
  readonly seed?: number;
  /** Bounds of the core scorers under one more rating. True when absent. */
  readonly pseudoRaters?: boolean;
  /** Ratings of the last hours of the data from which nothing is learned about raters. None when absent. */
  readonly learningDelayHours?: number;
  /** Names of the scorers that may speak about notes, the others being empty columns. All when absent. */
  readonly scorers?: readonly string[];
  /** Score by raters' repute too, for the files' coverage columns, which decide nothing. True when absent. */
  readonly coverage?: boolean;
  /** Look for raters who act as one. True when absent. */
  readonly similarity?: boolean;
  /** Null leaves the model out. The deterministic ones of this package when absent. */
  readonly harassment?: HarassmentModel | null;
  readonly diligence?: DiligenceModel | null;
  /** Probability that a status needs, 0 to 1; none when absent. */
  readonly certainty?: number;
  /** Whether a status needs reasons that raters gave. True when absent; false where the platform does not ask for reasons. */
  readonly explanations?: boolean;
  /** Handed what each scorer learned and said, as it is done. */
  readonly onScored?: (scored: Scored) => void;
  /** Told before each stage, with the share of the work that is done. */
  readonly onStage?: (name: string, share: number) => void;
}

export type FamilyName =
  | 'core'
  | 'coreWithTopics'
  | 'expansion'
  | 'expansionPlus'
  | 'multiGroup'
  | 'group'
  | 'topic'
  | 'gaussian'
  | 'gaussianCoreWithTopics';

/** One scorer's part of a run. */
export interface Scored extends JobNotes {
  readonly prescoring: Prescoring;
}

export interface RunResult {
  readonly options: RunOptions;
  readonly preprocessed: Preprocessed;
  readonly similarity: Similarity;
  readonly families: Readonly<Record<FamilyName, { readonly notes: FamilyNotes; readonly raters: FamilyRaters }>>;
  readonly fits: readonly ScorerFits[];
  /** The core scorer in full: its raters, and what its rules looked at. */
  readonly core: { readonly prescoring: Prescoring; readonly result: ScorerResult };
  /** Null where it was not asked for. */
  readonly coverage: ReputationResult | null;
  readonly sampled: SampledCounts;
  readonly meta: MetaResult;
  readonly history: History;
  /** Ratings of each note that count. */
  readonly ratingCount: Int32Array;
  readonly tags: TagCounts;
  readonly raters: RaterCounts;
  readonly authors: AuthorCounts;
  readonly contributors: ContributorState;
}

/** What is done once before any scorer runs. */
export interface Prepared {
  readonly preprocessed: Preprocessed;
  readonly similarity: Similarity;
  readonly input: JobInput;
}

/** `similarity` is what was found before, or null to look for it now. */
export function prepare(dataset: Dataset, options: RunOptions, similarity: Similarity | null = null): Prepared {
  const preprocessed = preprocess(dataset);
  const search = (options.similarity ?? true) && preprocessed.crowd;
  const found = similarity ?? (search ? findSimilarRaters(dataset, preprocessed.rows) : nobodySimilar(dataset));
  const input: JobInput = {
    rows: withoutSimilar(dataset, preprocessed.rows, found),
    highVolume: preprocessed.highVolume,
    correlated: Uint8Array.from(found.clique, (number) => (number === 0 ? 0 : 1)),
    crowd: preprocessed.crowd,
    seed: options.seed ?? 1,
    learnUntil: learnUntil(dataset, options.learningDelayHours),
    pseudoRaters: options.pseudoRaters ?? true,
    harassment: options.harassment === undefined ? penaliseHarassment : options.harassment,
    diligence: options.diligence === undefined ? judgeDiligence : options.diligence,
  };
  return { preprocessed, similarity: found, input };
}

function learnUntil({ ratings }: Dataset, hours: number | undefined): number | null {
  if (hours === undefined) return null;
  let newest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < ratings.count; row++) newest = Math.max(newest, ratings.createdAt[row]!);
  return newest - hours * HOUR_MILLIS;
}

/** The scorers' words as columns, added job by job in the order of `JOBS`. */
export interface Gathered {
  readonly families: RunResult['families'];
  readonly fits: ScorerFits[];
  core: RunResult['core'] | null;
}

export function gather(dataset: Dataset): Gathered {
  return { families: emptyFamilies(dataset), fits: [], core: null };
}

export function wantsCoverage({ coverage, scorers }: RunOptions): boolean {
  return coverage !== false && speaks(REPUTATION.name, scorers);
}

/** Scorers of groups and topics go by the name of their kind, too. */
function speaks(scorer: string, scorers: readonly string[] | undefined): boolean {
  return scorers === undefined || scorers.includes(scorer) || scorers.includes(scorer.replace(/_[^_]*$/, ''));
}

/** `scorers` are those that may speak, or undefined for all. */
export function addJob(
  to: Gathered,
  job: Job,
  prescoring: Prescoring,
  notes: readonly JobNotes[],
  scorers: readonly string[] | undefined,
): void {
  const { families, fits } = to;
  fits.push({ scorer: job.scorer.name, fits: prescoring.fits });
  addRaters(families[job.family].raters, prescoring, job.member);
  for (const { family, member, result } of notes) {
    if (speaks(result.scorer, scorers)) addNotes(families[family].notes, result, member);
  }
  if (job.family === 'core') to.core = { prescoring, result: notes[0]!.result };
}

export function runScoring(dataset: Dataset, options: RunOptions): RunResult {
  const steps = JOBS.length + 4;
  let step = 0;
  const stage = (name: string) => options.onStage?.(name, step++ / steps);
  stage('similar raters');
  const prepared = prepare(dataset, options);
  const gathered = gather(dataset);
  for (const job of JOBS) {
    stage(job.scorer.name);
    const prescoring = prescoreJob(dataset, job, prepared.input);
    const notes = scoreJob(dataset, job, prescoring, prepared.input);
    addJob(gathered, job, prescoring, notes, options.scorers);
    for (const scored of notes) options.onScored?.({ ...scored, prescoring });
  }
  stage(REPUTATION.name);
  const coverage = wantsCoverage(options) ? coverageJob(dataset, prepared.input) : null;
  stage('statuses');
  const result = finish(dataset, prepared, { ...gathered, coverage }, options);
  options.onStage?.('done', 1);
  return result;
}

/** Statuses, history and contributors, from what all scorers said. */
export function finish(
  dataset: Dataset,
  prepared: Prepared,
  gathered: Gathered & { readonly coverage: ReputationResult | null },
  options: RunOptions,
): RunResult {
  const { preprocessed, similarity, input } = prepared;
  const { families, fits, core, coverage } = gathered;
  if (core === null) throw new Error('the core scorer has not run');
  const tags = countTags(dataset, preprocessed.rows);
  const sampled = sampledCounts(dataset, input.rows, core.prescoring.params.raters.factor, core.result.emitted);
  const meta = metaScore(dataset, metaInput(dataset, families, tags, sampled, metaOptions(options)), options.now);
  const history = updateHistory(dataset, meta, options.now);
  const ratingCount = countByNote(dataset, preprocessed.rows);
  const raters = raterCounts(dataset, preprocessed.rows, meta.status, history.latestNonNmrAt);
  const earnedOutAt = earnedOutTimes(dataset.participants, options.now);
  const authors = authorCounts(dataset, preprocessed.rows, {
    status: meta.status,
    coreIntercept: families.core.notes.intercept,
    ratingCount,
    tags,
    earnedOutAt,
    now: options.now,
  });
  const contributors = contributorState(dataset.participants, raters, authors, earnedOutAt, options.now);
  return {
    options,
    preprocessed,
    similarity,
    families,
    fits,
    core,
    coverage,
    sampled,
    meta,
    history,
    ratingCount,
    tags,
    raters,
    authors,
    contributors,
  };
}

function metaOptions({ certainty, explanations }: RunOptions): MetaOptions {
  return { certainty: certainty ?? null, explanations: explanations ?? true };
}

export function emptyFamilies(dataset: Dataset): RunResult['families'] {
  const empty = () => ({ notes: emptyNotes(dataset), raters: emptyRaters(dataset) });
  return {
    core: empty(),
    coreWithTopics: empty(),
    expansion: empty(),
    expansionPlus: empty(),
    multiGroup: empty(),
    group: empty(),
    topic: empty(),
    gaussian: empty(),
    gaussianCoreWithTopics: empty(),
  };
}
