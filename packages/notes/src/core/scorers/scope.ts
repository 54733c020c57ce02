/** The ratings and notes that a scorer sees, and those for which its result counts (notes.md §2.4). */
import type { Dataset } from '../data/dataset.ts';
import type { Scorer } from './definition.ts';

export interface Scope {
  /** Rows of ratings by the scorer's raters on its notes, in canonical order. */
  readonly rows: Int32Array;
  /** 1 for the notes that the scorer gives a status, if only NEEDS_MORE_RATINGS. */
  readonly inHistory: Uint8Array;
  /** 1 for the notes for which its result counts. */
  readonly captured: Uint8Array;
}

export function scopeOf(dataset: Dataset, rows: Int32Array, scorer: Scorer): Scope {
  const { notes, ratings } = dataset;
  const inHistory = new Uint8Array(notes.count);
  for (let note = 0; note < notes.count; note++) {
    const topic = notes.topic[note]!;
    const wanted = scorer.topic === null ? !(scorer.excludeTopics && topic !== 0) : topic === scorer.topic;
    inHistory[note] = wanted && notes.known[note] === 1 ? 1 : 0;
  }
  const member = membersOf(dataset, scorer);
  const all = new Int32Array(notes.count);
  const inside = new Int32Array(notes.count);
  for (const row of rows) {
    const note = ratings.note[row]!;
    if (inHistory[note] === 0) continue;
    all[note]!++;
    if (member[ratings.rater[row]!] === 1) inside[note]!++;
  }
  const captured = new Uint8Array(notes.count);
  for (let note = 0; note < notes.count; note++) {
    const counts = scorer.capture === null || inside[note]! / all[note]! >= scorer.capture;
    captured[note] = inHistory[note] === 1 && counts ? 1 : 0;
  }
  const kept = rows.filter((row) => {
    const note = ratings.note[row]!;
    if (inHistory[note] === 0 || member[ratings.rater[row]!] === 0) return false;
    return !scorer.strict || captured[note] === 1;
  });
  return { rows: kept, inHistory, captured };
}

/** 1 for the participants whose ratings the scorer learns from. */
function membersOf(
  { participants }: Dataset,
  { groups, unassigned }: Pick<Scorer, 'groups' | 'unassigned'>,
): Uint8Array {
  if (groups === null) return new Uint8Array(participants.count).fill(1);
  const included = new Set(groups);
  const member = new Uint8Array(participants.count);
  for (let rater = 0; rater < participants.count; rater++) {
    const belongs = participants.enrolled[rater] === 1 ? included.has(participants.group[rater]!) : unassigned;
    member[rater] = belongs ? 1 : 0;
  }
  return member;
}
