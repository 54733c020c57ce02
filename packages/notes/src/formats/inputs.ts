/** Readers of the four public input files (notes.md §1.2 to §1.5) into a data set's builder. */

import type { DatasetBuilder } from '../core/data/builder.ts';
import { ENROLLMENT_STATES, MISLEADING, NOT_MISLEADING } from '../core/data/dataset.ts';
import { NO_LABEL } from '../core/data/ratings.ts';
import { HELPFUL_TAGS, NOT_HELPFUL_TAGS } from '../core/data/tags.ts';
import { NONE, statusOf } from '../core/status.ts';
import { ENROLLMENT, NOTES, RATING_COLUMNS, RATINGS, STATUS_COLUMNS, STATUS_HISTORY } from './columns.ts';
import type { FieldReader } from './fields.ts';
import { type ReadOptions, readRows } from './read.ts';

const HELPFUL = RATING_COLUMNS.indexOf('helpful');
const NOT_HELPFUL = RATING_COLUMNS.indexOf('notHelpful');
const LEVEL = RATING_COLUMNS.indexOf('helpfulnessLevel');
const SOURCE = RATING_COLUMNS.indexOf('ratingSourceBucketed');
const FIRST_HELPFUL_TAG = LEVEL + 1;
const FIRST_NOT_HELPFUL_TAG = FIRST_HELPFUL_TAG + HELPFUL_TAGS.length;

/** Reads ratings of the first form (helpful, notHelpful) and of today's (helpfulnessLevel). Returns the number of rows. */
export function readRatings(path: string, builder: DatasetBuilder, options: ReadOptions = {}): Promise<number> {
  const id = new Float64Array(2);
  return readRows(path, RATINGS, options, (fields) => {
    if (!fields.decimal(0, id)) throw fields.error(0, 'is no id of a note');
    const note = builder.noteIds.add(id[0]!, id[1]!);
    if (fields.isEmpty(1)) throw fields.error(1, 'is no id of a rater');
    const rater = builder.participants.add(fields.bytes(), fields.start(1), fields.end(1));
    const createdAt = fields.requiredNumber(2);
    const helpfulTags = tagBits(fields, FIRST_HELPFUL_TAG, HELPFUL_TAGS.length);
    const notHelpfulTags = tagBits(fields, FIRST_NOT_HELPFUL_TAG, NOT_HELPFUL_TAGS.length);
    const sampled = fields.has(SOURCE) && fields.equals(SOURCE, 'POPULATION_SAMPLED') ? 1 : 0;
    builder.ratings.add(note, rater, createdAt, label(fields), helpfulTags, notHelpfulTags, sampled);
  });
}

function label(fields: FieldReader): number {
  if (fields.isEmpty(LEVEL)) {
    if (fields.flag(NOT_HELPFUL)) return 0;
    return fields.flag(HELPFUL) ? 2 : NO_LABEL;
  }
  if (fields.equals(LEVEL, 'HELPFUL')) return 2;
  if (fields.equals(LEVEL, 'NOT_HELPFUL')) return 0;
  if (fields.equals(LEVEL, 'SOMEWHAT_HELPFUL')) return 1;
  throw fields.error(LEVEL, 'is none of NOT_HELPFUL, SOMEWHAT_HELPFUL and HELPFUL');
}

function tagBits(fields: FieldReader, first: number, count: number): number {
  let bits = 0;
  for (let tag = 0; tag < count; tag++) if (fields.flag(first + tag)) bits |= 1 << tag;
  return bits;
}

const SUMMARY = NOTES.columns.indexOf('summary');

/** Reads notes. Returns the number of rows. */
export function readNotes(path: string, builder: DatasetBuilder, options: ReadOptions = {}): Promise<number> {
  const id = new Float64Array(2);
  return readRows(path, NOTES, options, (fields) => {
    if (!fields.decimal(0, id)) throw fields.error(0, 'is no id of a note');
    const note = builder.noteIds.add(id[0]!, id[1]!);
    const author = builder.participants.add(fields.bytes(), fields.start(1), fields.end(1));
    const held = fields.decimal(3, id);
    const deleted = !held || (id[0] === 0 && id[1] === -1);
    builder.setNote(note, {
      author,
      createdAt: fields.requiredNumber(2),
      post: deleted ? -1 : builder.posts.add(id[0]!, id[1]!),
      classification: classification(fields),
      summary: fields.textOrNull(SUMMARY),
    });
  });
}

function classification(fields: FieldReader): number {
  if (fields.equals(4, 'MISINFORMED_OR_POTENTIALLY_MISLEADING')) return MISLEADING;
  if (fields.equals(4, 'NOT_MISLEADING')) return NOT_MISLEADING;
  throw fields.error(4, 'is neither MISINFORMED_OR_POTENTIALLY_MISLEADING nor NOT_MISLEADING');
}

/** Reads the status history. Returns the number of rows. */
export function readStatusHistory(path: string, builder: DatasetBuilder, options: ReadOptions = {}): Promise<number> {
  const id = new Float64Array(2);
  const at = (name: (typeof STATUS_COLUMNS)[number]) => STATUS_COLUMNS.indexOf(name);
  const column = {
    firstNonNmrAt: at('timestampMillisOfFirstNonNMRStatus'),
    firstNonNmr: at('firstNonNMRStatus'),
    currentAt: at('timestampMillisOfCurrentStatus'),
    current: at('currentStatus'),
    latestNonNmrAt: at('timestampMillisOfLatestNonNMRStatus'),
    latestNonNmr: at('mostRecentNonNMRStatus'),
    lockAt: at('timestampMillisOfStatusLock'),
    locked: at('lockedStatus'),
    retroLockAt: at('timestampMillisOfRetroLock'),
    changedAt: at('timestampMillisOfMostRecentStatusChange'),
    stabilisingSince: at('timestampMillisOfNmrDueToMinStableCrhTime'),
    firstStabilisingAt: at('timestampMillisOfFirstNmrDueToMinStableCrhTime'),
    scoredAtMinute: at('timestampMinuteOfFinalScoringOutput'),
    pcrhAt: at('abovePcrhThresholdTime'),
  };
  return readRows(path, STATUS_HISTORY, options, (fields) => {
    if (!fields.decimal(0, id)) throw fields.error(0, 'is no id of a note');
    builder.setHistory(builder.noteIds.add(id[0]!, id[1]!), {
      author: builder.participants.add(fields.bytes(), fields.start(1), fields.end(1)),
      createdAt: fields.requiredNumber(2),
      firstNonNmrAt: fields.number(column.firstNonNmrAt),
      firstNonNmr: status(fields, column.firstNonNmr),
      currentAt: fields.number(column.currentAt),
      current: status(fields, column.current),
      latestNonNmrAt: fields.number(column.latestNonNmrAt),
      latestNonNmr: status(fields, column.latestNonNmr),
      lockAt: fields.number(column.lockAt),
      locked: status(fields, column.locked),
      retroLockAt: fields.number(column.retroLockAt),
      changedAt: fields.number(column.changedAt),
      stabilisingSince: fields.number(column.stabilisingSince),
      firstStabilisingAt: fields.number(column.firstStabilisingAt),
      scoredAtMinute: fields.number(column.scoredAtMinute),
      pcrhAt: fields.number(column.pcrhAt),
    });
  });
}

function status(fields: FieldReader, column: number): number {
  const name = fields.textOrNull(column);
  if (name === null) return NONE;
  const code = statusOf(name);
  if (code === -1) throw fields.error(column, 'is no status of a note');
  return code;
}

/** Reads the enrollment. Returns the number of rows. */
export function readEnrollment(path: string, builder: DatasetBuilder, options: ReadOptions = {}): Promise<number> {
  const states: readonly string[] = ENROLLMENT_STATES;
  return readRows(path, ENROLLMENT, options, (fields) => {
    if (fields.isEmpty(0)) throw fields.error(0, 'is no id of a participant');
    const state = states.indexOf(fields.textOrNull(1) ?? '');
    if (state === -1) throw fields.error(1, 'is no state of enrollment');
    const group = fields.number(6);
    if (!Number.isNaN(group) && !(Number.isInteger(group) && group >= 0 && group < 128)) {
      throw fields.error(6, 'is no modelling group');
    }
    builder.setEnrollment(builder.participants.add(fields.bytes(), fields.start(0), fields.end(0)), {
      state,
      neededToEarnIn: fields.number(2),
      stateChangedAt: fields.number(3),
      earnedOutAt: fields.number(4),
      group: Number.isNaN(group) ? -1 : group,
      timesEarnedOut: zeroIfMissing(fields.number(7)),
    });
  });
}

function zeroIfMissing(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
