/** The whole algorithm: from a data set to the status of every note and the state of every contributor (notes.md §2). */
import { type AuthorCounts, authorCounts, type RaterCounts, raterCounts } from '../contributors/counts.ts';
import { type ContributorState, contributorState, earnedOutTimes } from '../contributors/state.ts';
import type { Dataset, History } from '../data/dataset.ts';
import { updateHistory } from '../history/update.ts';
import { countTags, type TagCounts } from '../meta/explanation.ts';
import { type MetaResult, metaScore } from '../meta/rules.ts';
import { type DiligenceModel, judgeDiligence } from '../models/diligence.ts';
import { type HarassmentModel, penaliseHarassment } from '../models/harassment.ts';
import { type Preprocessed, preprocess } from '../preprocess.ts';
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
import { countByNote, type FitSummary, type Prescoring, prescore } from '../scorers/prescore.ts';
import { scopeOf } from '../scorers/scope.ts';
import { type ScorerResult, scoreNotes } from '../scorers/score.ts';
import { findSimilarRaters, nobodySimilar, type Similarity, withoutSimilar } from '../similarity/apply.ts';
import { TOPICS } from '../topics/seeds.ts';
import { addNotes, addRaters, emptyNotes, emptyRaters, type FamilyNotes, type FamilyRaters } from './families.ts';
import { type MetaOptions, metaInput, type SampledCounts, sampledCounts } from './meta-input.ts';

export interface RunOptions {
  /** Epoch milliseconds that count as now. */
  readonly now: number;
  readonly seed?: number;
  /** Bounds of the core scorers under one more rating. True when absent. */
  readonly pseudoRaters?: boolean;
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
export interface Scored {
  readonly family: FamilyName;
  readonly member: number;
  /** As it scores in the end. */
  readonly scorer: Scorer;
  readonly prescoring: Prescoring;
  readonly result: ScorerResult;
}

interface ScorerFits {
  readonly scorer: string;
  readonly fits: readonly FitSummary[];
}

export interface RunResult {
  readonly options: RunOptions;
  readonly preprocessed: Preprocessed;
  readonly similarity: Similarity;
  readonly families: Readonly<Record<FamilyName, { readonly notes: FamilyNotes; readonly raters: FamilyRaters }>>;
  readonly fits: readonly ScorerFits[];
  /** The core scorer in full: its raters, and what its rules looked at. */
  readonly core: { readonly prescoring: Prescoring; readonly result: ScorerResult };
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

interface Job {
  readonly family: FamilyName;
  readonly scorer: Scorer;
  /** Number of the group or topic. */
  readonly member: number;
}

const JOBS: readonly Job[] = [
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

export function runScoring(dataset: Dataset, options: RunOptions): RunResult {
  const steps = JOBS.length + 4;
  let step = 0;
  const stage = (name: string) => options.onStage?.(name, step++ / steps);
  stage('preprocessing');
  const preprocessed = preprocess(dataset);
  stage('similar raters');
  const search = (options.similarity ?? true) && preprocessed.crowd;
  const similarity = search ? findSimilarRaters(dataset, preprocessed.rows) : nobodySimilar(dataset);
  const rows = withoutSimilar(dataset, preprocessed.rows, similarity);
  const models = {
    harassment: options.harassment === undefined ? penaliseHarassment : options.harassment,
    diligence: options.diligence === undefined ? judgeDiligence : options.diligence,
  };
  const input = {
    highVolume: preprocessed.highVolume,
    correlated: Uint8Array.from(similarity.clique, (number) => (number === 0 ? 0 : 1)),
    pseudoRaters: options.pseudoRaters ?? true,
    diligence: models.diligence,
  };

  const families = emptyFamilies(dataset);
  const fits: ScorerFits[] = [];
  let core: RunResult['core'] | null = null;
  for (const { family, scorer, member } of JOBS) {
    stage(scorer.name);
    const scope = scopeOf(dataset, rows, scorer);
    const prescoring = prescore(dataset, scope, scorer, {
      seed: options.seed ?? 1,
      crowd: preprocessed.crowd,
      ...models,
    });
    fits.push({ scorer: scorer.name, fits: prescoring.fits });
    const result = scoreNotes(dataset, scope, finalScorer(scorer), prescoring, input);
    addRaters(families[family].raters, prescoring, member);
    addNotes(families[family].notes, result, member);
    options.onScored?.({ family, member, scorer: finalScorer(scorer), prescoring, result });
    if (family !== 'core') continue;
    core = { prescoring, result };
    for (const [name, gaussian] of [
      ['gaussian', GAUSSIAN],
      ['gaussianCoreWithTopics', GAUSSIAN_CORE_WITH_TOPICS],
    ] as const) {
      const seen = scopeOf(dataset, rows, gaussian);
      const smoothed = scoreNotes(dataset, seen, gaussian, prescoring, input);
      addNotes(families[name].notes, smoothed, 0);
      options.onScored?.({ family: name, member: 0, scorer: gaussian, prescoring, result: smoothed });
    }
  }
  if (core === null) throw new Error('the core scorer is not among the jobs');

  stage('statuses');
  const tags = countTags(dataset, preprocessed.rows);
  const sampled = sampledCounts(dataset, rows, core.prescoring.params.raters.factor, core.result.emitted);
  const meta = metaScore(dataset, metaInput(dataset, families, tags, sampled, metaOptions(options)), options.now);
  const history = updateHistory(dataset, meta, options.now);
  stage('contributors');
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
  options.onStage?.('done', 1);
  return {
    options,
    preprocessed,
    similarity,
    families,
    fits,
    core,
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
