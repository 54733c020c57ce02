/** What one scorer is: whose ratings it learns from, which notes it scores, and by which constants (notes.md §2.4). */
import { type Regularisation, STANDARD_REGULARISATION } from '../factorisation/model.ts';

export interface Thresholds {
  /** Intercept from which a note is helpful. */
  readonly crh: number;
  /** A note that is helpful stays so down to this much below `crh`. */
  readonly inertia: number;
  /** Not helpful: intercept ≤ crnhIntercept + crnhMultiplier·|factor|. */
  readonly crnhIntercept: number;
  readonly crnhMultiplier: number;
  /** Not helpful, for notes that say that a post is not misleading. */
  readonly notMisleading: number;
  /** Not helpful: upper bound of the intercept under pseudo-raters. */
  readonly upperBound: number;
  /** Largest |factor| of a helpful note. */
  readonly factor: number;
  /** Below this the scorer rejects firmly, so that others may not find the note helpful; null where it never does. */
  readonly firmReject: number | null;
  readonly withoutHighVolume: number;
  readonly withoutCorrelated: number;
  /** Whether a helpful note needs net helpful ratings of both sides. */
  readonly minority: boolean;
  readonly incorrectTfIdf: number;
  readonly lowDiligence: number;
  /** Share of helpful notes whose adjusted tag ratio is below the tag's threshold. */
  readonly tagQuantile: number;
}

export interface AuthorCriterion {
  /** Smallest mean intercept of an author's notes. */
  readonly meanScore: number;
  /** False where the criterion never rejects anyone (group 14; notes.md §2.7, X). */
  readonly applies: boolean;
}

export interface HarassmentOptions {
  readonly threshold: number;
  /** Penalty of one helpful rating of a harassing note: `penalty · intercept / threshold`, or flat. */
  readonly penalty: number;
  readonly scaled: boolean;
}

/** Exponents and signs by which group 14 weighs ratings after its first fit (notes.md §2.5). */
export interface NormalisedLoss {
  readonly raterExponent: number;
}

interface GaussianOptions {
  /** Of the pass for helpful notes, in units of raters' factors. */
  readonly bandwidth: number;
}

export interface Scorer {
  readonly name: string;
  /** Modelling groups of its raters, or null for everyone. */
  readonly groups: readonly number[] | null;
  /** Whether raters that are not enrolled count as members. */
  readonly unassigned: boolean;
  /** Share of a note's ratings that have to be its raters' for a result to count; null where none is asked. */
  readonly capture: number | null;
  /** Drop notes below `capture` before learning. */
  readonly strict: boolean;
  /** The only topic that it scores, or null. */
  readonly topic: number | null;
  readonly excludeTopics: boolean;
  readonly stableStart: boolean;
  readonly pseudoRaters: boolean;
  /** Whether raters have to earn their weight by agreeing with statuses. */
  readonly reputation: boolean;
  readonly globalIntercept: boolean;
  readonly regularisation: Regularisation;
  readonly normalisedLoss: NormalisedLoss | null;
  readonly thresholds: Thresholds;
  /** Kernel width of a scorer that smooths over the raters' axis in place of the note's intercept; null for all others. */
  readonly gaussian: GaussianOptions | null;
  readonly author: AuthorCriterion;
  readonly harassment: HarassmentOptions;
}

const STANDARD_THRESHOLDS: Thresholds = {
  crh: 0.4,
  inertia: 0.01,
  crnhIntercept: -0.05,
  crnhMultiplier: -0.8,
  notMisleading: -0.15,
  upperBound: -0.04,
  factor: 0.5,
  firmReject: null,
  withoutHighVolume: 0.37,
  withoutCorrelated: 0.37,
  minority: true,
  incorrectTfIdf: 2.5,
  lowDiligence: 0.263,
  tagQuantile: 0.95,
};

const FIRM_REJECT_BELOW = 0.3;

const CORE_GROUPS = [1, 2, 3, 6, 8, 9, 10, 11, 13, 14, 19, 21, 25];
const EXPANSION_GROUPS = [0, 4, 5, 7, 12, 15, 16, 20, 22, 23, 24, 26, 27, 28, 29, 33];
const EXPANSION_PLUS_GROUPS = [17, 18, 30, 31, 32];
const COVERAGE_GROUPS = CORE_GROUPS.filter((group) => group !== 21);
const MULTI_GROUP = [4, 5, 7, 12, 26];

const standard: Omit<Scorer, 'name'> = {
  groups: null,
  unassigned: true,
  capture: null,
  strict: false,
  topic: null,
  excludeTopics: false,
  stableStart: false,
  pseudoRaters: false,
  reputation: true,
  globalIntercept: true,
  regularisation: STANDARD_REGULARISATION,
  normalisedLoss: null,
  thresholds: STANDARD_THRESHOLDS,
  gaussian: null,
  author: { meanScore: 0.05, applies: true },
  harassment: { threshold: 2, penalty: 10, scaled: true },
};

export const CORE: Scorer = {
  ...standard,
  name: 'MFCoreScorer',
  groups: CORE_GROUPS,
  capture: 0.5,
  excludeTopics: true,
  stableStart: true,
  pseudoRaters: true,
  thresholds: { ...STANDARD_THRESHOLDS, firmReject: FIRM_REJECT_BELOW },
};

export const CORE_WITH_TOPICS: Scorer = {
  ...CORE,
  name: 'MFCoreWithTopicsScorer',
  excludeTopics: false,
  thresholds: STANDARD_THRESHOLDS,
};

export const EXPANSION: Scorer = {
  ...standard,
  name: 'MFExpansionScorer',
  groups: [...CORE_GROUPS, ...EXPANSION_GROUPS],
  capture: 0.5,
  stableStart: true,
  thresholds: { ...STANDARD_THRESHOLDS, firmReject: FIRM_REJECT_BELOW },
};

export const EXPANSION_PLUS: Scorer = {
  ...standard,
  name: 'MFExpansionPlusScorer',
  groups: [...CORE_GROUPS, ...EXPANSION_GROUPS, ...EXPANSION_PLUS_GROUPS],
  stableStart: true,
};

const trial = { ...STANDARD_REGULARISATION, raterIntercept: 0.03, global: 0 };

/** The scorer of one modelling group. */
export function groupScorer(group: number): Scorer {
  const scorer: Scorer = {
    ...standard,
    name: `MFGroupScorer_${group}`,
    groups: [group],
    unassigned: false,
    capture: 0.8,
  };
  switch (group) {
    case 14:
      return {
        ...scorer,
        capture: 0.51,
        regularisation: {
          noteIntercept: 0.9,
          raterIntercept: 0.15,
          global: 0.15,
          noteFactor: 0.01,
          raterFactor: 0.0075,
          diamond: 0.75,
        },
        normalisedLoss: { raterExponent: -0.25 },
        thresholds: {
          ...STANDARD_THRESHOLDS,
          crh: 0.15,
          crnhIntercept: -0.01,
          crnhMultiplier: 0,
          notMisleading: -0.02,
          factor: 0.4,
          withoutHighVolume: 0.12,
          withoutCorrelated: 0.12,
          incorrectTfIdf: 1.5,
          lowDiligence: 1000,
          tagQuantile: 0.9,
        },
        author: { meanScore: -0.01, applies: false },
        harassment: { threshold: 2.5, penalty: 10, scaled: false },
      };
    case 15:
      return { ...scorer, regularisation: { ...trial, noteIntercept: 0.09 } };
    case 18:
      return {
        ...scorer,
        capture: 0.51,
        regularisation: { ...trial, noteIntercept: 0.15 },
        thresholds: { ...STANDARD_THRESHOLDS, crh: 0.2, withoutHighVolume: 0.18, withoutCorrelated: 0.18 },
      };
    case 33:
      return { ...scorer, strict: true };
    default:
      return scorer;
  }
}

/** Groups whose scorers run on their own: 1 to 14, and those that can only take a status away. */
export const GROUPS_WITH_SCORERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 18, 33] as const;

export const MULTI_GROUP_1: Scorer = {
  ...standard,
  name: 'MFMultiGroupScorer_1',
  groups: MULTI_GROUP,
  unassigned: false,
  capture: 0.8,
};

const TOPIC_THRESHOLDS: Thresholds = { ...STANDARD_THRESHOLDS, minority: false };

/** The scorer of one topic, numbered from 1; the fifth is fitted without μ. */
export function topicScorer(topic: number, name: string): Scorer {
  const scorer: Scorer = {
    ...standard,
    name: `MFTopicScorer_${name}`,

    topic,
    reputation: false,
    thresholds: TOPIC_THRESHOLDS,
  };
  if (topic !== 5) return scorer;
  return {
    ...scorer,
    globalIntercept: false,
    regularisation: { ...STANDARD_REGULARISATION, raterIntercept: 5 },
  };
}

const GAUSSIAN_THRESHOLDS: Thresholds = {
  ...STANDARD_THRESHOLDS,
  crh: 0.51,
  crnhIntercept: -0.5,
  crnhMultiplier: 0,
  notMisleading: -0.6,
  upperBound: -0.5,
  factor: 1,
  withoutHighVolume: 0.45,
  withoutCorrelated: 0.45,
  minority: false,
};

/** Scores notes by the raters that the core scorer trusts. */
export const GAUSSIAN: Scorer = {
  ...standard,
  name: 'GaussianScorer',
  groups: COVERAGE_GROUPS,
  capture: 0.5,
  excludeTopics: true,
  thresholds: GAUSSIAN_THRESHOLDS,
  gaussian: { bandwidth: 0.1 },
};

/** The same for notes of all topics; it trusts the core scorer's raters too. */
export const GAUSSIAN_CORE_WITH_TOPICS: Scorer = {
  ...GAUSSIAN,
  name: 'GaussianCoreWithTopicsScorer',
  excludeTopics: false,
};

/** Scores by raters' repute (`models/reputation.ts`); its word goes to the files and no further. */
export const REPUTATION: Scorer = {
  ...standard,
  name: 'ReputationScorer',
  groups: COVERAGE_GROUPS,
  capture: 0.5,
  stableStart: true,
};

/** How a scorer scores in the end: group 15 and topic 5 change to the kernel after learning about raters. */
export function finalScorer(scorer: Scorer): Scorer {
  if (scorer.name === 'MFGroupScorer_15') {
    const thresholds = { ...GAUSSIAN_THRESHOLDS, crh: 0.25 };
    return { ...scorer, name: 'GaussianGroupScorer_15', thresholds, gaussian: { bandwidth: 0.1 } };
  }
  if (scorer.topic === 5) {
    const name = scorer.name.replace('MF', 'Gaussian');
    return { ...scorer, name, thresholds: GAUSSIAN_THRESHOLDS, gaussian: { bandwidth: 0.05 } };
  }
  return scorer;
}
