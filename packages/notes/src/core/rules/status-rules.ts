/**
 * The rules that turn one scorer's numbers into statuses (notes.md §2.8). They run in the order of `RULES`; each one overwrites the
 * label of the notes that it matches. Comparisons with NaN are false, so a rule passes over what is not known.
 */
import { type Dataset, NOT_MISLEADING } from '../data/dataset.ts';
import { NOT_HELPFUL_TAGS, TAG_HARD_TO_UNDERSTAND } from '../data/tags.ts';
import type { IncorrectAggregates } from '../filters/incorrect.ts';
import { TAG_COUNT, type TagAggregates } from '../filters/tags.ts';
import type { Thresholds } from '../scorers/definition.ts';
import type { SideCounts } from '../scorers/sides.ts';
import { CRH, CRNH, FIRM_REJECT, NMR, NYH } from '../status.ts';

/** In order; rule `i` is bit `i` of `StatusResult.rules`. */
export const RULES = [
  'InitialNMR (v1.0)',
  'GeneralCRH (v1.0)',
  'GeneralCRNH (v1.0)',
  'UcbCRNH (v1.0)',
  'RatioCRNH (v1.0)',
  'NmCRNH (v1.0)',
  'GeneralCRHInertia (v1.0)',
  'TagFilter (v1.0)',
  'FilterIncorrect (v1.0)',
  'FilterLowDiligence (v1.0)',
  'FilterLargeFactor (v1.0)',
  'RejectLowIntercept (v1.0)',
  'MinMinorityRaters (v1.0)',
  'RaterBalance (v1.0)',
  'NoHighVolIntercept (v1.0)',
  'NoCorrelatedIntercept (v1.0)',
] as const;

const RULE = {
  initial: 1 << 0,
  crh: 1 << 1,
  crnh: 1 << 2,
  upperBound: 1 << 3,
  ratio: 1 << 4,
  notMisleading: 1 << 5,
  inertia: 1 << 6,
  tags: 1 << 7,
  incorrect: 1 << 8,
  lowDiligence: 1 << 9,
  largeFactor: 1 << 10,
  lowIntercept: 1 << 11,
  minority: 1 << 12,
  balance: 1 << 13,
  highVolume: 1 << 14,
  correlated: 1 << 15,
} as const;

const MIN_RATINGS = 5;
const RATIO_MIN_RATERS = 3;
const RATIO_MAX_SIDE = Math.fround(0.4);
const RATIO_MAX_MEAN = Math.fround(0.3);
const TAG_MIN_TOTAL = 2.5;
const INCORRECT_MIN_TAGS = 2;
const INCORRECT_MIN_VOTERS = 3;
const MINORITY_MIN_NET = 4;
const BALANCE_MAX_NET = 10;
const BALANCE_MIN_SHARE = 0.05;

/** What the rules look at; columns by note. */
export interface Evidence {
  readonly inHistory: Uint8Array;
  /** Ratings in the scorer's scope. */
  readonly ratingCount: Int32Array;
  readonly intercept: Float64Array;
  readonly factor: Float64Array;
  /** Of the final round alone; rules that need them are left out in the first round. */
  readonly final: FinalEvidence | null;
}

interface FinalEvidence {
  readonly interceptMax: Float64Array | null;
  readonly interceptWithoutHighVolume: Float64Array;
  readonly interceptWithoutCorrelated: Float64Array;
  readonly sides: SideCounts;
  readonly tags: TagAggregates;
  readonly tagThresholds: Float64Array;
  readonly incorrect: IncorrectAggregates;
  readonly lowDiligence: Float64Array | null;
}

export interface StatusResult {
  /** `NONE` for notes outside the scorer's history. */
  readonly status: Uint8Array;
  readonly rules: Int32Array;
  /** One bit per not-helpful tag that filtered the note. */
  readonly filterTags: Uint16Array;
}

export function applyStatusRules(dataset: Dataset, evidence: Evidence, thresholds: Thresholds): StatusResult {
  const { count } = dataset.notes;
  const result: StatusResult = {
    status: new Uint8Array(count),
    rules: new Int32Array(count),
    filterTags: new Uint16Array(count),
  };
  for (let note = 0; note < count; note++) {
    if (evidence.inHistory[note] === 1) decide(dataset, evidence, thresholds, note, result);
  }
  return result;
}

function decide(dataset: Dataset, evidence: Evidence, limit: Thresholds, note: number, result: StatusResult): void {
  const intercept = evidence.intercept[note]!;
  const factor = Math.abs(evidence.factor[note]!);
  const enough = evidence.ratingCount[note]! >= MIN_RATINGS;
  const misleading = dataset.notes.classification[note] !== NOT_MISLEADING;
  const { final } = evidence;
  let status: number = NMR;
  let rules: number = RULE.initial;
  const act = (rule: number, label: number) => {
    rules |= rule;
    status = label;
  };

  if (enough && intercept >= limit.crh && misleading) act(RULE.crh, CRH);
  if (enough && intercept <= limit.crnhIntercept + limit.crnhMultiplier * factor) act(RULE.crnh, CRNH);
  if (final !== null) {
    if (enough && final.interceptMax !== null && final.interceptMax[note]! < limit.upperBound)
      act(RULE.upperBound, CRNH);
    if (enough && ratioSaysNo(final.sides, note)) act(RULE.ratio, CRNH);
  }
  if (intercept < limit.notMisleading && !misleading) act(RULE.notMisleading, CRNH);
  if (final !== null) {
    const wasHelpful = dataset.history.current[note] === CRH;
    if (status !== CRH && enough && intercept >= limit.crh - limit.inertia && wasHelpful && misleading)
      act(RULE.inertia, CRH);
    const rejected = limit.firmReject === null ? NMR : FIRM_REJECT;
    if (status !== CRNH) {
      const tags = filteringTags(final, note);
      if (tags !== 0) {
        act(RULE.tags, rejected);
        result.filterTags[note] = tags;
      }
      if (calledIncorrect(final.incorrect, limit, note)) act(RULE.incorrect, rejected);
      if (final.lowDiligence !== null && final.lowDiligence[note]! > limit.lowDiligence)
        act(RULE.lowDiligence, rejected);
      if (status === CRH && factor > limit.factor) act(RULE.largeFactor, rejected);
      if (limit.firmReject !== null && intercept < limit.firmReject) act(RULE.lowIntercept, FIRM_REJECT);
    }
    if (limit.minority) {
      const net = netMinorityHelpful(final.sides, note);
      const total = final.sides.negative[note]! + final.sides.positive[note]!;
      if (status === CRH && net < MINORITY_MIN_NET) act(RULE.minority, NYH);
      if (status === CRH && net < BALANCE_MAX_NET && net / total < BALANCE_MIN_SHARE) act(RULE.balance, NYH);
    }
    if (status === CRH && final.interceptWithoutHighVolume[note]! < limit.withoutHighVolume) act(RULE.highVolume, NYH);
    if (status === CRH && final.interceptWithoutCorrelated[note]! < limit.withoutCorrelated) act(RULE.correlated, NYH);
  }
  result.status[note] = status;
  result.rules[note] = rules;
}

/** Net helpful ratings of the side that likes the note less, at least 0. */
function netMinorityHelpful(sides: SideCounts, note: number): number {
  return Math.max(0, Math.min(sides.negativeNet[note]!, sides.positiveNet[note]!));
}

/** Both sides find the note unhelpful. The reference compares in single precision, where ties fall differently. */
function ratioSaysNo(sides: SideCounts, note: number): boolean {
  const negative = sides.negative[note]!;
  const positive = sides.positive[note]!;
  if (Math.min(negative, positive) < RATIO_MIN_RATERS) return false;
  const negativeMean = Math.fround(sides.negativeLabels[note]! / 2 / negative);
  const positiveMean = Math.fround(sides.positiveLabels[note]! / 2 / positive);
  if (negativeMean > RATIO_MAX_SIDE || positiveMean > RATIO_MAX_SIDE) return false;
  return Math.fround(Math.fround(negativeMean + positiveMean) / 2) <= RATIO_MAX_MEAN;
}

function filteringTags({ tags, tagThresholds }: FinalEvidence, note: number): number {
  const weight = tags.weight[note]!;
  if (Number.isNaN(weight)) return 0;
  let found = 0;
  for (let tag = 0; tag < TAG_COUNT; tag++) {
    if (tag === TAG_HARD_TO_UNDERSTAND) continue;
    const total = tags.adjusted[note * TAG_COUNT + tag]!;
    if (total > TAG_MIN_TOTAL && total / weight > tagThresholds[tag]!) found |= 1 << tag;
  }
  return found;
}

function calledIncorrect(incorrect: IncorrectAggregates, limit: Thresholds, note: number): boolean {
  return (
    incorrect.incorrect[note]! >= INCORRECT_MIN_TAGS &&
    incorrect.voters[note]! >= INCORRECT_MIN_VOTERS &&
    incorrect.tfIdf[note]! >= limit.incorrectTfIdf
  );
}

/** Names of the rules that acted, as the files hold them. */
export function ruleNames(rules: number): string {
  return RULES.filter((_, index) => rules & (1 << index)).join(',');
}

/** Names of filtering tags, as the files hold them. */
export function filterTagNames(bits: number): string {
  return NOT_HELPFUL_TAGS.filter((_, index) => bits & (1 << index))
    .map((tag) => tag.name)
    .join(',');
}
