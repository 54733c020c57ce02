/** What each contributor did, as later statuses see it (notes.md §2.14). */
import type { Dataset } from '../data/dataset.ts';
import { NOT_HELPFUL_TAGS } from '../data/tags.ts';
import { countAgreement, type RatingCounts } from '../helpfulness/raters.ts';
import { earlyRatings } from '../helpfulness/valid.ts';
import { type TagCounts, topTags } from '../meta/explanation.ts';
import { filled } from '../numbers.ts';
import { CRH, CRNH, NMR } from '../status.ts';

const DAY_MILLIS = 86_400_000;
/** Notes by which an author's right to write is judged. */
const RECENT_NOTES = 5;
const RECENT_DAYS = 28;
const EMERGING_INTERCEPT = 0.3;
const EMERGING_RATINGS = 10;
const SHORT_DAYS = 14;
const SHORT_MIN_RATINGS = 10;
const LONG_DAYS = 90;

export interface RaterCounts {
  readonly agreement: RatingCounts;
  /** 1 for raters with any rating given before the note's status; the other columns are meant for them alone. */
  readonly rated: Uint8Array;
  /** Such ratings of notes that need more. */
  readonly awaiting: Float64Array;
  /** Ratings given after the note's latest status. */
  readonly afterDecision: Float64Array;
}

interface StatusCounts {
  readonly crh: Float64Array;
  readonly crnh: Float64Array;
  readonly nmr: Float64Array;
}

export interface AuthorCounts {
  readonly notes: StatusCounts;
  /** Among the last notes since the author last lost the right to write, decided ones first. */
  readonly recent: StatusCounts;
  readonly last14Days: StatusCounts;
  readonly last90Days: StatusCounts;
  /** 1 for authors. */
  readonly wrote: Uint8Array;
  readonly emerging: Uint8Array;
  readonly ratingsReceived: Float64Array;
  /** Indices of the not-helpful tags that the author's notes get most, joined by a comma; empty where there are fewer than two. */
  readonly topTags: readonly string[];
}

/** `latestNonNmrAt` is that of the updated history. */
export function raterCounts(
  dataset: Dataset,
  rows: Int32Array,
  status: Uint8Array,
  latestNonNmrAt: Float64Array,
): RaterCounts {
  const { ratings, participants } = dataset;
  const early = earlyRatings(dataset, rows, latestNonNmrAt);
  const rated = new Uint8Array(participants.count);
  const awaiting = new Float64Array(participants.count);
  const afterDecision = new Float64Array(participants.count);
  for (const row of early) {
    rated[ratings.rater[row]!] = 1;
    if (status[ratings.note[row]!] === NMR) awaiting[ratings.rater[row]!]!++;
  }
  for (const row of rows) {
    if (ratings.createdAt[row]! > latestNonNmrAt[ratings.note[row]!]!) afterDecision[ratings.rater[row]!]!++;
  }
  return { agreement: countAgreement(dataset, early, status), rated, awaiting, afterDecision };
}

export interface AuthorInput {
  readonly status: Uint8Array;
  readonly coreIntercept: Float64Array;
  readonly ratingCount: Int32Array;
  readonly tags: TagCounts;
  /** By participant: when the right to write was last lost. */
  readonly earnedOutAt: Float64Array;
  readonly now: number;
}

export function authorCounts(dataset: Dataset, rows: Int32Array, input: AuthorInput): AuthorCounts {
  const { notes, participants } = dataset;
  const { status } = input;
  const byAuthor = notesByAuthor(dataset);
  const result: AuthorCounts = {
    notes: statusCounts(participants.count),
    recent: statusCounts(participants.count),
    last14Days: statusCounts(participants.count),
    last90Days: statusCounts(participants.count),
    wrote: new Uint8Array(participants.count),
    emerging: new Uint8Array(participants.count),
    ratingsReceived: filled(participants.count, Number.NaN),
    topTags: [],
  };
  const top = Array.from({ length: participants.count }, () => '');
  const recentRatings = recentRatingCounts(dataset, rows, input.now);
  let newest = Number.NEGATIVE_INFINITY;
  for (let note = 0; note < notes.count; note++) newest = Math.max(newest, notes.createdAt[note]! || newest);
  for (const [author, written] of byAuthor) {
    result.wrote[author] = 1;
    for (const note of written) {
      add(result.notes, author, status[note]!);
      const age = newest - notes.createdAt[note]!;
      const noticed = input.ratingCount[note]! >= SHORT_MIN_RATINGS || status[note] !== NMR;
      if (age <= SHORT_DAYS * DAY_MILLIS && noticed) add(result.last14Days, author, status[note]!);
      if (age <= LONG_DAYS * DAY_MILLIS) add(result.last90Days, author, status[note]!);
    }
    for (const note of recentNotes(dataset, written, status, input.earnedOutAt[author]!)) {
      add(result.recent, author, status[note]!);
    }
    const ratingsReceived = sum(written, (note) => input.ratingCount[note]!);
    result.ratingsReceived[author] = ratingsReceived;
    // Notes that the core scorer does not score count as 0.
    const mean = sum(written, (note) => input.coreIntercept[note]! || 0) / written.length;
    const received = sum(written, (note) => recentRatings[note]!);
    result.emerging[author] = mean > EMERGING_INTERCEPT && received >= EMERGING_RATINGS ? 1 : 0;
    top[author] = topTagsOfAuthor(written, input.tags);
  }
  return { ...result, topTags: top };
}

/** Ratings of each note in the last 28 days. */
export function recentRatingCounts({ notes, ratings }: Dataset, rows: Int32Array, now: number): Int32Array {
  const counts = new Int32Array(notes.count);
  for (const row of rows) {
    if (ratings.createdAt[row]! > now - RECENT_DAYS * DAY_MILLIS) counts[ratings.note[row]!]!++;
  }
  return counts;
}

function notesByAuthor({ notes }: Dataset): Map<number, number[]> {
  const byAuthor = new Map<number, number[]>();
  for (let note = 0; note < notes.count; note++) {
    const author = notes.author[note]!;
    if (author === -1) continue;
    const written = byAuthor.get(author);
    if (written === undefined) byAuthor.set(author, [note]);
    else written.push(note);
  }
  return byAuthor;
}

/** The author's last notes: those with a status first, then the newest (the highest id). */
function recentNotes({ notes }: Dataset, written: readonly number[], status: Uint8Array, since: number): number[] {
  return written
    .filter((note) => !(notes.createdAt[note]! <= since))
    .sort((a, b) => Number(status[a] === NMR) - Number(status[b] === NMR) || b - a)
    .slice(0, RECENT_NOTES);
}

function topTagsOfAuthor(written: readonly number[], tags: TagCounts): string {
  const counts = new Int32Array(NOT_HELPFUL_TAGS.length);
  for (const note of written) {
    for (const tag of topTags(tags.notHelpful, NOT_HELPFUL_TAGS, note) ?? []) counts[tag]!++;
  }
  return NOT_HELPFUL_TAGS.map((_, tag) => tag)
    .filter((tag) => counts[tag]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || NOT_HELPFUL_TAGS[b]!.rank - NOT_HELPFUL_TAGS[a]!.rank)
    .slice(0, 2)
    .join(',');
}

function statusCounts(count: number): StatusCounts {
  return { crh: new Float64Array(count), crnh: new Float64Array(count), nmr: new Float64Array(count) };
}

function add(counts: StatusCounts, author: number, status: number): void {
  if (status === CRH) counts.crh[author]!++;
  else if (status === CRNH) counts.crnh[author]!++;
  else counts.nmr[author]!++;
}

function sum(notes: readonly number[], value: (note: number) => number): number {
  let total = 0;
  for (const note of notes) total += value(note);
  return total;
}
