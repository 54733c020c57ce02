/** Why a note has its status, in one sentence: the rule that decided, and the number, filter or guard that made it decide. */
import { NOT_HELPFUL_TAGS } from '../data/tags.ts';
import { META_RULES } from '../meta/rules.ts';
import type { FamilyName } from '../pipeline/run.ts';
import { CRH, CRNH, STATUS_NAMES } from '../status.ts';
import { TOPICS } from '../topics/seeds.ts';
import type { NoteScore, ScorerVoice } from './one-note.ts';

const MIN_RATINGS = 5;
const MIN_NET = 4;
const STABLE_MILLIS = 3_600_000;
const NYH_STABLE_MILLIS = 6 * 3_600_000;

/** What is asked for beyond the reference's rules. */
export interface ReasonContext {
  readonly certainty: number | null;
  /** Whether raters have been learned at all. */
  readonly refreshed: boolean;
}

export function reasonOf(score: NoteScore, context: ReasonContext): string {
  const rule = META_RULES[score.meta.decidedBy[0]!]!.replace(/ \(.*$/, '');
  const family = familyOf(rule);
  const voice = score.voices.findLast(({ model }) => model.family === family);
  if (voice !== undefined) return scorerReason(score, voice);
  return metaReason(rule, score, context);
}

function familyOf(rule: string): FamilyName | null {
  switch (rule) {
    case 'CoreModel':
      return 'core';
    case 'CoreWithTopicsModel':
      return 'coreWithTopics';
    case 'ExpansionModel':
      return 'expansion';
    case 'ExpansionPlusModel':
      return 'expansionPlus';
    case 'MultiGroupModel01':
      return 'multiGroup';
    case 'GaussianModel':
      return 'gaussian';
    case 'GaussianCoreWithTopicsModel':
      return 'gaussianCoreWithTopics';
    default:
      return /^GroupModel\d+$/.test(rule) ? 'group' : null;
  }
}

function metaReason(rule: string, score: NoteScore, { certainty, refreshed }: ReasonContext): string {
  const { dataset, families, meta, history } = score;
  if (rule.startsWith('TopicModel')) {
    const { intercept, factor, member } = families.topic.notes;
    const name = TOPICS[member[0]! - 1]?.name ?? 'its topic';
    return `raters of notes on ${name} do not agree on it: ${text(intercept[0]!)} with a factor of ${text(factor[0]!)}`;
  }
  if (rule.endsWith('NMR') && rule.startsWith('GroupModel')) {
    return `raters of its own community (group ${families.group.notes.member[0]}) do not find it helpful`;
  }
  switch (rule) {
    case 'PopulationSampledIntercept':
      return `a random sample of raters likes it less than those who came by themselves: ${text(families.core.notes.sampledOnly[0]!)} is below 0.30`;
    case 'NmrDueToMinStableCrhTime':
      return stabilisation(score);
    case 'ScoringDriftGuard':
      return `its status was locked at ${time(history.lockAt[0]!)}, two weeks after it was written`;
    case 'InsufficientExplanation': {
      const found = meta.beforeStabilisation[0] === CRNH ? 'not helpful' : 'helpful';
      return `would be ${found}, but raters gave too few reasons: two tags by two raters each are needed`;
    }
    case 'CertaintyGuard':
      return uncertainty(score, certainty ?? 0);
    default:
      break;
  }
  const { count } = dataset.ratings;
  if (count < MIN_RATINGS) return `has ${count} of the ${MIN_RATINGS} ratings that a status needs`;
  if (!refreshed) return 'waits for the first refresh: nothing is known of its raters yet';
  return 'too few of its raters are of a community that a scorer speaks for';
}

function stabilisation({ history, meta }: NoteScore): string {
  const since = history.stabilisingSince[0]!;
  if (!(since > 0)) return 'was found helpful for too short a time; it has to be found so again for an hour';
  const helpful = meta.beforeStabilisation[0] === CRH;
  const until = time(since + (helpful ? STABLE_MILLIS : NYH_STABLE_MILLIS));
  return helpful
    ? `found helpful since ${time(since)}; it is shown if that lasts for an hour, until ${until}`
    : `found helpful at ${time(since)}, and needs raters of the other side by ${until}`;
}

function uncertainty({ certainty }: NoteScore, least: number): string {
  const [helpful, not] = [certainty.helpful[0]!, certainty.notHelpful[0]!];
  const [name, probability] = helpful >= not ? ['helpful', helpful] : ['not helpful', not];
  return `would be ${name}, with a probability of ${text(probability)}; ${text(least)} is asked for`;
}

/** By the last rule that acted, and a filter that acted before it. */
function scorerReason(score: NoteScore, voice: ScorerVoice): string {
  const rules = voice.result.rules[0]!;
  const last = 31 - Math.clz32(rules);
  const filters = [7, 8, 9].filter((rule) => rule !== last && (rules & (1 << rule)) !== 0);
  return [last, ...filters].map((rule) => ruleReason(rule, score, voice)).join('; ');
}

function ruleReason(rule: number, { dataset }: NoteScore, { model, result }: ScorerVoice): string {
  const limit = model.scorer.thresholds;
  const intercept = result.intercept[0]!;
  const factor = result.factor[0]!;
  const count = result.ratingCount[0]!;
  switch (rule) {
    case 1:
      return `raters of both sides find it helpful: ${text(intercept)} is at least ${text(limit.crh)}`;
    case 2: {
      const line = limit.crnhIntercept + limit.crnhMultiplier * Math.abs(factor);
      return `raters find it unhelpful: ${text(intercept)} is at or below ${text(line)}`;
    }
    case 3:
      return `raters find it unhelpful, and one more helpful rating would not change that: at most ${text(result.bounds?.max[0] ?? Number.NaN)}, below ${text(limit.upperBound)}`;
    case 4:
      return 'on both sides few ratings are helpful';
    case 5:
      return `says that the post is not misleading, and raters disagree: ${text(intercept)} is below ${text(limit.notMisleading)}`;
    case 6:
      return `was found helpful, and ${text(intercept)} is still within ${text(limit.inertia)} of ${text(limit.crh)}`;
    case 7:
      return `raters who are close to its view complain: ${tagWords(result.filterTags[0]!)}`;
    case 8:
      return 'raters who are close to its view call it incorrect';
    case 9:
      return 'raters find it or its sources wrong, whichever side they are on';
    case 10:
      return `one side likes it far more, it needs raters of the other side: its factor ${text(factor)} is beyond ${text(limit.factor)}`;
    case 12:
    case 13:
      return otherSide(result, rule === 13);
    case 14:
      return `without the most active raters it falls to ${text(result.withoutHighVolume[0]!)}, below ${text(limit.withoutHighVolume)}`;
    case 15:
      return `without raters who act alike it falls to ${text(result.withoutCorrelated[0]!)}, below ${text(limit.withoutCorrelated)}`;
    default:
      break;
  }
  if (count < MIN_RATINGS) return `has ${count} of the ${MIN_RATINGS} ratings that a status needs`;
  if (Number.isNaN(intercept)) return 'none of its raters has agreed with enough statuses to count yet';
  if (dataset.notes.classification[0] === 2) return 'says that the post is not misleading; such notes are not shown';
  const oneSided = Math.abs(factor) > limit.factor / 2;
  const lacking = oneSided
    ? `: mostly raters with a ${factor < 0 ? 'negative' : 'positive'} factor like it, it needs raters of the other side`
    : '';
  return `${text(intercept)} is below the ${text(limit.crh)} of helpful notes${lacking}`;
}

function otherSide({ sides }: ScorerVoice['result'], share: boolean): string {
  const [negative, positive] = [sides.negativeNet[0]!, sides.positiveNet[0]!];
  const lacking = negative <= positive ? 'negative' : 'positive';
  const net = Math.max(0, Math.min(negative, positive));
  return share
    ? `needs raters of the other side: ${net} net helpful ratings from raters with a ${lacking} factor are less than one in twenty`
    : `needs raters of the other side: ${net} of ${MIN_NET} net helpful ratings from raters with a ${lacking} factor`;
}

/** `notHelpfulSpamHarassmentOrAbuse` as "spam harassment or abuse". */
function tagWords(bits: number): string {
  return NOT_HELPFUL_TAGS.filter((_, tag) => bits & (1 << tag))
    .map(({ name }) =>
      name
        .replace('notHelpful', '')
        .replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`)
        .toLowerCase(),
    )
    .join(', ');
}

function text(value: number): string {
  return value.toFixed(2);
}

function time(millis: number): string {
  return Number.isFinite(millis) ? new Date(millis).toISOString() : 'an unknown time';
}

/** The statuses that a note can have for everyone: what is internal to scorers never is one. */
export function publicStatus(code: number): string {
  return STATUS_NAMES[code] === '' ? 'NEEDS_MORE_RATINGS' : STATUS_NAMES[code]!;
}
