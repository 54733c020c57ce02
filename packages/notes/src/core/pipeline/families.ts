/** Results of scorers of one kind side by side: a note has one topic and at most one group, so their scorers share columns. */
import type { Dataset } from '../data/dataset.ts';
import { filled } from '../numbers.ts';
import type { Prescoring } from '../scorers/prescore.ts';
import type { ScorerResult } from '../scorers/score.ts';
import { NONE } from '../status.ts';

/** By note; `NONE` and NaN where no scorer of the kind speaks. */
export interface FamilyNotes {
  readonly intercept: Float64Array;
  readonly factor: Float64Array;
  /** Standard deviation of the intercept. */
  readonly deviation: Float64Array;
  readonly status: Uint8Array;
  readonly rules: Int32Array;
  readonly filterTags: Uint16Array;
  readonly interceptMin: Float64Array;
  readonly interceptMax: Float64Array;
  readonly withoutHighVolume: Float64Array;
  readonly withoutCorrelated: Float64Array;
  readonly sampledOnly: Float64Array;
  readonly knownRatings: Float64Array;
  /** Number of the group or topic whose scorer spoke, 0 where none did. */
  readonly member: Uint8Array;
  /** Ratings by raters with a negative and with another factor. */
  readonly negative: Int32Array;
  readonly positive: Int32Array;
}

/** By participant. */
export interface FamilyRaters {
  readonly intercept: Float64Array;
  readonly factor: Float64Array;
  readonly member: Uint8Array;
}

export function emptyNotes({ notes: { count } }: Dataset): FamilyNotes {
  const unknown = () => filled(count, Number.NaN);
  return {
    intercept: unknown(),
    factor: unknown(),
    deviation: unknown(),
    status: new Uint8Array(count).fill(NONE),
    rules: new Int32Array(count),
    filterTags: new Uint16Array(count),
    interceptMin: unknown(),
    interceptMax: unknown(),
    withoutHighVolume: unknown(),
    withoutCorrelated: unknown(),
    sampledOnly: unknown(),
    knownRatings: unknown(),
    member: new Uint8Array(count),
    negative: new Int32Array(count),
    positive: new Int32Array(count),
  };
}

export function emptyRaters({ participants: { count } }: Dataset): FamilyRaters {
  return { intercept: filled(count, Number.NaN), factor: filled(count, Number.NaN), member: new Uint8Array(count) };
}

/** Take over a scorer's word on the notes for which it speaks. */
export function addNotes(family: FamilyNotes, result: ScorerResult, member: number): void {
  for (let note = 0; note < family.status.length; note++) {
    if (result.emitted[note] === 0) continue;
    family.intercept[note] = result.intercept[note]!;
    family.factor[note] = result.factor[note]!;
    family.deviation[note] = result.deviation[note]!;
    family.status[note] = result.status[note]!;
    family.rules[note] = result.rules[note]!;
    family.filterTags[note] = result.filterTags[note]!;
    family.interceptMin[note] = result.bounds?.min[note] ?? Number.NaN;
    family.interceptMax[note] = result.bounds?.max[note] ?? Number.NaN;
    family.withoutHighVolume[note] = result.withoutHighVolume[note]!;
    family.withoutCorrelated[note] = result.withoutCorrelated[note]!;
    family.sampledOnly[note] = result.sampledOnly[note]!;
    family.knownRatings[note] = result.knownRatings[note]!;
    family.member[note] = member;
    family.negative[note] = result.sides.negative[note]!;
    family.positive[note] = result.sides.positive[note]!;
  }
}

export function addRaters(family: FamilyRaters, { params, known }: Prescoring, member: number): void {
  for (let rater = 0; rater < known.length; rater++) {
    if (known[rater] === 0) continue;
    family.intercept[rater] = params.raters.intercept[rater]!;
    family.factor[rater] = params.raters.factor[rater]!;
    family.member[rater] = member;
  }
}
