/**
 * Meta rules: from the statuses of all scorers to one per note (notes.md §2.11). They run in order, a rule that sets a label is the one
 * that decided so far, and the last one to act is named as the note's decider.
 */
import type { Dataset } from '../data/dataset.ts';
import { CRH, CRNH, FIRM_REJECT, NMR, NONE, NYH } from '../status.ts';

const pad = (group: number) => String(group).padStart(2, '0');
const GROUP_MODELS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 33];
const GROUP_NMR_MODELS = [33, 18, 15];
const TOPIC_COUNT = 5;

/** In order; rule `i` is bit `i` of `MetaResult.rules`. There are more than 32, so bits are split over two columns. */
export const META_RULES: readonly string[] = [
  'MetaInitialNMR (v1.0)',
  'ExpansionPlusModel (v1.1)',
  'ExpansionModel (v1.1)',
  'CoreWithTopicsModel (v1.1)',
  'CoreModel (v1.1)',
  'MultiGroupModel01 (v1.0)',
  ...GROUP_MODELS.map((group) => `GroupModel${pad(group)} (v1.1)`),
  ...GROUP_NMR_MODELS.map((group) => `GroupModel${pad(group)}NMR (v1.0)`),
  'GaussianModel (v1.0)',
  'GaussianCoreWithTopicsModel (v1.0)',
  ...Array.from({ length: TOPIC_COUNT }, (_, index) => `TopicModel${pad(index + 1)} (v1.0)`),
  'PopulationSampledIntercept (v1.0)',
  'NmrDueToMinStableCrhTime (v1.0)',
  'ScoringDriftGuard (v1.0)',
  'InsufficientExplanation (v1.0)',
  // Not the reference's: it acts before stabilisation, where a run asks for certainty.
  'CertaintyGuard (v1.0)',
];

const at = (name: string) => META_RULES.findIndex((rule) => rule.startsWith(name));
const FIRST_GROUP = at('GroupModel01 ');
const FIRST_GROUP_NMR = at('GroupModel33NMR');
const FIRST_TOPIC = at('TopicModel01');
const RULE = {
  initial: 0,
  expansionPlus: at('ExpansionPlusModel'),
  expansion: at('ExpansionModel'),
  coreWithTopics: at('CoreWithTopicsModel'),
  core: at('CoreModel'),
  multiGroup: at('MultiGroupModel01'),
  gaussian: at('GaussianModel'),
  gaussianCoreWithTopics: at('GaussianCoreWithTopicsModel'),
  population: at('PopulationSampledIntercept'),
  stabilisation: at('NmrDueToMinStableCrhTime'),
  drift: at('ScoringDriftGuard'),
  explanation: at('InsufficientExplanation'),
  certainty: at('CertaintyGuard'),
};

/** Rules whose word locks a status after two weeks (notes.md §2.12). */
const LOCKING = new Set([
  ...[RULE.expansion, RULE.coreWithTopics, RULE.core, RULE.multiGroup, RULE.gaussian, RULE.gaussianCoreWithTopics],
  ...[...GROUP_MODELS, ...GROUP_NMR_MODELS].map((_, index) => FIRST_GROUP + index),
  RULE.explanation,
]);

export function ruleLocks(rule: number): boolean {
  return LOCKING.has(rule);
}

const GROUP_SAFEGUARD = { min: 0.3, max: 0.4 };
/** Groups 14 and 33 are asked for less. */
const TRIAL_SAFEGUARD = { min: 0.25, max: Number.POSITIVE_INFINITY };
const TOPIC_LIMITS = { intercept: 0.24, factor: 0.51 };
const TOPIC_FIVE_LIMITS = { intercept: 0.51, factor: 1 };
const POPULATION = { ratings: 8, perSide: 2, intercept: 0.3, gap: 0.15 };
const MINUTE_MILLIS = 60_000;
const STABLE_CRH_MILLIS = 60 * MINUTE_MILLIS;
const STABLE_NYH_MILLIS = 360 * MINUTE_MILLIS;

/** What the scorers said; columns by note, `NONE` and NaN where one said nothing. */
export interface MetaInput {
  readonly expansionPlus: Uint8Array;
  readonly expansion: Uint8Array;
  readonly coreWithTopics: Uint8Array;
  readonly core: Uint8Array;
  readonly multiGroup: Uint8Array;
  readonly group: Uint8Array;
  /** Whose `group` it is; 0 where none. */
  readonly groupNumber: Uint8Array;
  readonly gaussian: Uint8Array;
  readonly gaussianCoreWithTopics: Uint8Array;
  readonly coreIntercept: Float64Array;
  readonly expansionIntercept: Float64Array;
  readonly topic: Uint8Array;
  readonly topicIntercept: Float64Array;
  readonly topicFactor: Float64Array;
  readonly topicConfident: Uint8Array;
  readonly sampledIntercept: Float64Array;
  readonly sampledNegative: Int32Array;
  readonly sampledPositive: Int32Array;
  /** 1 where the note has two tags that explain a helpful, or a not helpful, status. */
  readonly explainsHelpful: Uint8Array;
  readonly explainsNotHelpful: Uint8Array;
  /** 1 where it is not certain enough that the note is helpful, or not helpful; absent where certainty is not asked for. */
  readonly uncertainHelpful?: Uint8Array;
  readonly uncertainNotHelpful?: Uint8Array;
}

export interface MetaResult {
  readonly status: Uint8Array;
  /** Index into `META_RULES`. */
  readonly decidedBy: Uint8Array;
  readonly rulesLow: Int32Array;
  readonly rulesHigh: Int32Array;
  readonly beforeStabilisation: Uint8Array;
  /** Label that a lock overruled, or `NONE`. */
  readonly unlocked: Uint8Array;
  readonly stabilisingSince: Float64Array;
}

export function metaScore(dataset: Dataset, input: MetaInput, now: number): MetaResult {
  const { count } = dataset.notes;
  const result: MetaResult = {
    status: new Uint8Array(count),
    decidedBy: new Uint8Array(count),
    rulesLow: new Int32Array(count),
    rulesHigh: new Int32Array(count),
    beforeStabilisation: new Uint8Array(count),
    unlocked: new Uint8Array(count),
    stabilisingSince: Float64Array.from(dataset.history.stabilisingSince),
  };
  for (let note = 0; note < count; note++)
    if (dataset.notes.known[note] === 1) decide(dataset, input, now, note, result);
  return result;
}

function decide({ history }: Dataset, input: MetaInput, now: number, note: number, result: MetaResult): void {
  let label: number = NMR;
  let decider = RULE.initial;
  let low = 1;
  let high = 0;
  const act = (rule: number, status: number) => {
    label = status;
    decider = rule;
    if (rule < 31) low |= 1 << rule;
    else high |= 1 << (rule - 31);
  };
  const overwrite = (rule: number, status: number) => {
    if (status !== NONE) act(rule, status === FIRM_REJECT ? NMR : status);
  };

  overwrite(RULE.expansionPlus, input.expansionPlus[note]!);
  overwrite(RULE.expansion, input.expansion[note]!);
  overwrite(RULE.coreWithTopics, input.coreWithTopics[note]!);
  overwrite(RULE.core, input.core[note]!);
  const blocked = isBlocked(input, note);
  const multi = input.multiGroup[note]!;
  if (!(blocked && (multi === CRH || multi === NYH))) overwrite(RULE.multiGroup, multi);
  const group = input.groupNumber[note]!;
  if (groupMayRaise(input, note, label) && !blocked) act(FIRST_GROUP + GROUP_MODELS.indexOf(group), input.group[note]!);
  const lowered = input.group[note] === NMR || input.group[note] === CRNH;
  if (GROUP_NMR_MODELS.includes(group) && (label === CRH || label === NYH) && lowered) {
    act(FIRST_GROUP_NMR + GROUP_NMR_MODELS.indexOf(group), NMR);
  }
  for (const [rule, status] of [
    [RULE.gaussian, input.gaussian[note]!],
    [RULE.gaussianCoreWithTopics, input.gaussianCoreWithTopics[note]!],
  ] as const) {
    if (label !== NMR && label !== NYH) continue;
    if ((status === CRH || (status === NYH && label !== NYH)) && !blocked) act(rule, status);
    else if (status === CRNH) act(rule, CRNH);
  }
  if ((label === CRH || label === NYH) && topicObjects(input, note)) act(FIRST_TOPIC + input.topic[note]! - 1, NMR);
  if (label === CRH && sampleObjects(input, note)) act(RULE.population, NMR);

  const uncertain = label === CRNH ? input.uncertainNotHelpful : input.uncertainHelpful;
  if (label !== NMR && uncertain?.[note] === 1) act(RULE.certainty, NMR);

  result.beforeStabilisation[note] = label;
  const stable = stabilise(history.current[note]!, label, result.stabilisingSince, note, now);
  if (stable !== label) act(RULE.stabilisation, stable);
  const locked = history.locked[note]!;
  if (locked !== NONE && locked !== label) {
    result.unlocked[note] = label;
    act(RULE.drift, locked);
  }
  const unexplained =
    (label === CRH && input.explainsHelpful[note] === 0) || (label === CRNH && input.explainsNotHelpful[note] === 0);
  if (unexplained) act(RULE.explanation, NMR);

  result.status[note] = label;
  result.decidedBy[note] = decider;
  result.rulesLow[note] = low;
  result.rulesHigh[note] = high;
}

/** Whether the core scorer, or where it is silent the expansion scorer, forbids others to find the note helpful. */
function isBlocked({ core, expansion }: MetaInput, note: number): boolean {
  const decider = core[note] === NONE ? expansion[note] : core[note];
  return decider === FIRM_REJECT || decider === CRNH;
}

function groupMayRaise(input: MetaInput, note: number, label: number): boolean {
  const group = input.groupNumber[note]!;
  const status = input.group[note]!;
  if (!GROUP_MODELS.includes(group)) return false;
  const raises = (status === CRH && (label === NMR || label === NYH)) || (status === NYH && label === NMR);
  const { min, max } = group === 14 || group === 33 ? TRIAL_SAFEGUARD : GROUP_SAFEGUARD;
  const core = input.coreIntercept[note]!;
  const intercept = Number.isNaN(core) ? input.expansionIntercept[note]! : core;
  return raises && intercept > min && intercept < max;
}

function topicObjects(input: MetaInput, note: number): boolean {
  const topic = input.topic[note]!;
  if (topic === 0 || input.topicConfident[note] === 0) return false;
  const limits = topic === 5 ? TOPIC_FIVE_LIMITS : TOPIC_LIMITS;
  return input.topicIntercept[note]! < limits.intercept || Math.abs(input.topicFactor[note]!) > limits.factor;
}

function sampleObjects(input: MetaInput, note: number): boolean {
  const negative = input.sampledNegative[note]!;
  const positive = input.sampledPositive[note]!;
  const intercept = input.sampledIntercept[note]!;
  return (
    negative + positive >= POPULATION.ratings &&
    Math.min(negative, positive) >= POPULATION.perSide &&
    intercept < POPULATION.intercept &&
    input.coreIntercept[note]! - intercept >= POPULATION.gap
  );
}

/**
 * A note that becomes helpful waits to see whether it stays so. Returns the label, and moves the note in or out of stabilisation. Without
 * a model that predicts flips, every note is taken to flip, so that it waits for the full hour.
 */
function stabilise(previous: number, label: number, since: Float64Array, note: number, now: number): number {
  if (previous === CRH) return label === NYH ? CRH : label;
  const started = since[note]!;
  const promising = label === CRH || label === NYH;
  if (!promising) {
    if (started > 0) since[note] = -1;
    return label;
  }
  if (Number.isNaN(started) || (started < 0 && label === CRH)) {
    since[note] = now;
    return NMR;
  }
  if (started < 0) return NMR;
  const age = now - started;
  if (label === CRH && age > STABLE_CRH_MILLIS) {
    since[note] = -1;
    return CRH;
  }
  if (label === NYH && age > STABLE_NYH_MILLIS) since[note] = -1;
  return NMR;
}

/** Names of the rules that acted, as the files hold them. */
export function metaRuleNames(low: number, high: number): string {
  return META_RULES.filter((_, rule) => (rule < 31 ? low & (1 << rule) : high & (1 << (rule - 31)))).join(',');
}
