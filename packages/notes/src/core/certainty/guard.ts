/**
 * Waiting for certainty: a status is given only where the probability that the note belongs there is high enough, however many ratings that
 * takes (notes.md §8, threshold cliffs).
 */
import type { Dataset } from '../data/dataset.ts';
import type { FamilyNotes } from '../pipeline/families.ts';
import { CORE } from '../scorers/definition.ts';
import { probabilityAbove } from './posterior.ts';

/** By note; NaN where no scorer has an estimate. */
export interface NoteCertainty {
  readonly intercept: Float64Array;
  readonly deviation: Float64Array;
  /** Probability that the intercept is at least that of helpful notes. */
  readonly helpful: Float64Array;
  /** Probability that it is at most that of notes that nobody likes. */
  readonly notHelpful: Float64Array;
}

/** Of the first of `families` that knows the note: pass them in the order in which their word counts. */
export function noteCertainty({ notes }: Dataset, families: readonly FamilyNotes[]): NoteCertainty {
  const unknown = () => new Float64Array(notes.count).fill(Number.NaN);
  const certainty = { intercept: unknown(), deviation: unknown(), helpful: unknown(), notHelpful: unknown() };
  for (let note = 0; note < notes.count; note++) {
    const family = families.find(({ deviation }) => !Number.isNaN(deviation[note]!));
    if (family === undefined) continue;
    const estimate = { intercept: family.intercept[note]!, deviation: family.deviation[note]! };
    certainty.intercept[note] = estimate.intercept;
    certainty.deviation[note] = estimate.deviation;
    certainty.helpful[note] = probabilityAbove(estimate, CORE.thresholds.crh);
    certainty.notHelpful[note] = 1 - probabilityAbove(estimate, CORE.thresholds.upperBound);
  }
  return certainty;
}

/** 1 for notes whose probability is known and less than `least`. */
export function uncertainNotes({ helpful, notHelpful }: NoteCertainty, least: number) {
  const lacks = (probability: Float64Array) => Uint8Array.from(probability, (value) => (value < least ? 1 : 0));
  return { uncertainHelpful: lacks(helpful), uncertainNotHelpful: lacks(notHelpful) };
}
