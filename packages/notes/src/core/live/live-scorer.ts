/**
 * Notes scored as ratings come in. Raters' parameters stay as the last batch run found them; a note's sums take a new rating in constant
 * time, and its status follows from them by the core scorer's own rules. A rater whom the batch does not trust yet is remembered and
 * counts at the next refresh. A refresh takes over new parameters and recomputes all sums: from then on live equals batch.
 */
import { type Dataset, NOT_MISLEADING } from '../data/dataset.ts';
import { LABEL_VALUES } from '../factorisation/matrix.ts';
import type { Prescoring } from '../scorers/prescore.ts';
import type { StatusName } from '../status.ts';
import {
  addTo,
  emptySums,
  type Observation,
  type Posterior,
  posterior,
  probabilityAbove,
  type Sums,
} from './certainty.ts';
import { type LiveEvidence, type LiveVerdict, liveVerdict } from './verdict.ts';

export interface LiveRating {
  readonly noteId: string;
  readonly raterId: string;
  /** 0 not helpful, 1 somewhat, 2 helpful. */
  readonly label: 0 | 1 | 2;
}

export interface LiveScore extends Posterior, LiveVerdict {
  readonly noteId: string;
  readonly ratings: number;
  /** Ratings that count: by raters with parameters who have earned their weight. */
  readonly counted: number;
  /** Probability that the note belongs above the threshold of helpful notes. */
  readonly probabilityHelpful: number;
  /** Set where the last rating changed the status. */
  readonly changed: { readonly from: StatusName; readonly to: StatusName; readonly why: string } | null;
}

interface LiveNote {
  readonly sums: Sums;
  /** By rater: label of its rating. */
  readonly labels: Map<string, 0 | 1 | 2>;
  misleading: boolean;
  evidence: LiveEvidence;
  status: StatusName;
}

export class LiveScorer {
  readonly #notes = new Map<string, LiveNote>();
  #raters = new Map<string, { intercept: number; factor: number }>();
  #mu = 0;
  #ratingsPerNote = 1;
  #noise = 0;
  #scorer: Prescoring['scorer'] | null = null;

  /** Take over what a batch run learned about raters, and score every note anew. Returns how many statuses changed. */
  refresh(dataset: Dataset, prescoring: Prescoring, rows: Int32Array): number {
    const { params, trusted, scorer, ratingsPerNote } = prescoring;
    this.#scorer = scorer;
    this.#mu = params.raters.mu;
    this.#ratingsPerNote = ratingsPerNote;
    this.#raters = new Map();
    for (let rater = 0; rater < trusted.length; rater++) {
      const factor = params.raters.factor[rater]!;
      if (trusted[rater] === 0 || Number.isNaN(factor)) continue;
      this.#raters.set(dataset.participants.ids.text(rater), { intercept: params.raters.intercept[rater]!, factor });
    }
    this.#noise = residualDeviation(dataset, prescoring, rows);
    for (const row of rows) {
      const note = dataset.ratings.note[row]!;
      const held = this.#note(dataset.notes.ids.text(note));
      held.misleading = dataset.notes.classification[note] !== NOT_MISLEADING;
      held.labels.set(
        dataset.participants.ids.text(dataset.ratings.rater[row]!),
        dataset.ratings.helpful[row]! as 0 | 1 | 2,
      );
    }
    let changed = 0;
    for (const [noteId, note] of this.#notes) {
      note.evidence = emptyEvidence();
      Object.assign(note.sums, emptySums());
      for (const [raterId, label] of note.labels) this.#count(note, raterId, label, 1);
      const before = note.status;
      if (this.#score(noteId, note).status !== before) changed++;
    }
    return changed;
  }

  /** Score a note with one more rating; a rater's second rating replaces the first. Unknown notes begin here, as misleading. */
  rate({ noteId, raterId, label }: LiveRating): LiveScore {
    const note = this.#note(noteId);
    const earlier = note.labels.get(raterId);
    if (earlier !== undefined) this.#count(note, raterId, earlier, -1);
    note.labels.set(raterId, label);
    this.#count(note, raterId, label, 1);
    return this.#score(noteId, note);
  }

  /** What is known of a note, or null. */
  score(noteId: string): LiveScore | null {
    const note = this.#notes.get(noteId);
    return note === undefined ? null : this.#score(noteId, note);
  }

  get noteCount(): number {
    return this.#notes.size;
  }

  #note(noteId: string): LiveNote {
    const known = this.#notes.get(noteId);
    if (known !== undefined) return known;
    const note: LiveNote = {
      sums: emptySums(),
      labels: new Map(),
      misleading: true,
      evidence: emptyEvidence(),
      status: 'NEEDS_MORE_RATINGS',
    };
    this.#notes.set(noteId, note);
    return note;
  }

  #count(note: LiveNote, raterId: string, label: 0 | 1 | 2, times: 1 | -1): void {
    const { evidence } = note;
    evidence.ratings += times;
    const rater = this.#raters.get(raterId);
    if (rater === undefined) return;
    const observation: Observation = { raterIntercept: rater.intercept, raterFactor: rater.factor, label };
    addTo(note.sums, observation, this.#mu, times);
    const side = rater.factor < 0 ? evidence.negative : evidence.positive;
    side.count += times;
    side.labels += times * label;
    side.net += times * (label - 1);
  }

  #score(noteId: string, note: LiveNote): LiveScore {
    const scorer = this.#scorer;
    if (scorer === null) throw new Error('refresh has to be called once before notes are scored');
    const estimate = posterior(note.sums, scorer.regularisation, this.#ratingsPerNote, this.#noise);
    // As in batch scoring: a note has no estimate before it has enough ratings, and one that counts.
    const scored = note.evidence.ratings >= MIN_RATINGS && note.sums.weight > 0;
    const shown = scored ? estimate : { intercept: Number.NaN, factor: Number.NaN, deviation: Number.NaN };
    const verdict = liveVerdict(note.evidence, shown, note.misleading, note.status, scorer.thresholds);
    const changed = verdict.status === note.status ? null : { from: note.status, to: verdict.status, why: verdict.why };
    note.status = verdict.status;
    return {
      noteId,
      ...shown,
      ...verdict,
      ratings: note.evidence.ratings,
      counted: note.sums.weight,
      probabilityHelpful: scored ? probabilityAbove(estimate, scorer.thresholds.crh) : Number.NaN,
      changed,
    };
  }
}

const MIN_RATINGS = 5;

function emptyEvidence(): LiveEvidence {
  const side = () => ({ count: 0, labels: 0, net: 0 });
  return { ratings: 0, negative: side(), positive: side() };
}

/** Standard deviation of ratings around the model, over those of the last fit's notes and raters. */
function residualDeviation({ ratings }: Dataset, { params }: Prescoring, rows: Int32Array): number {
  let squares = 0;
  let count = 0;
  for (const row of rows) {
    const rater = ratings.rater[row]!;
    const note = ratings.note[row]!;
    const predicted =
      params.raters.mu +
      params.raters.intercept[rater]! +
      params.noteIntercept[note]! +
      params.raters.factor[rater]! * params.noteFactor[note]!;
    const gap = LABEL_VALUES[ratings.helpful[row]!]! - predicted;
    if (Number.isNaN(gap)) continue;
    squares += gap * gap;
    count++;
  }
  return count === 0 ? 0 : Math.sqrt(squares / count);
}
