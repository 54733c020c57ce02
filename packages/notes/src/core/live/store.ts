/**
 * Everything that has come in, in the order in which it came, as columns that grow. Notes and people have the number of their first
 * appearance, so that two stores that were given the same entries number alike: one scores while another learns in a thread of its own.
 */
import { NotesError } from '../../errors.ts';
import { DatasetBuilder } from '../data/builder.ts';
import { Column, unknownIndices, unknownNumbers, zeroBytes } from '../data/column.ts';
import { type Dataset, DELETED, type History } from '../data/dataset.ts';
import { parseDecimal } from '../data/decimal-ids.ts';

/** A note, new or changed: whoever deletes one sends it again as `deleted`. */
export interface NoteEntry {
  readonly kind: 'note';
  readonly id: string;
  readonly authorId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Null where the post is gone. */
  readonly postId: string | null;
  readonly classification: 'misleading' | 'not misleading' | 'deleted';
  readonly summary: string | null;
}

/** A rating; a rater's second one of the same note takes the place of the first. */
export interface RatingEntry {
  readonly kind: 'rating';
  readonly noteId: string;
  readonly raterId: string;
  readonly at: number;
  /** 0 not helpful, 1 somewhat, 2 helpful. */
  readonly label: number;
  /** Bits in the order of `HELPFUL_TAGS`. */
  readonly helpfulTags: number;
  readonly notHelpfulTags: number;
  /** Whether it was asked of a random sample of raters. */
  readonly sampled: boolean;
}

/** Somebody's modelling group, −1 for none. */
export interface EnrollmentEntry {
  readonly kind: 'enrollment';
  readonly participantId: string;
  readonly group: number;
}

export type LiveEntry = NoteEntry | RatingEntry | EnrollmentEntry;

/** Written otherwise, the same number could stand for two notes. */
const PLAIN_NUMBER = /^(?:0|[1-9]\d{0,18})$/;
const CLASSIFICATIONS = ['deleted', 'misleading', 'not misleading'] as const;

export class LiveStore {
  readonly noteIds: string[] = [];
  readonly participantIds: string[] = [];
  readonly #notes = new Map<string, number>();
  readonly #participants = new Map<string, number>();
  readonly #posts = new Map<string, number>();
  readonly #summaries: (string | null)[] = [];
  /** Rows of each note's ratings. */
  readonly #rowsOf: number[][] = [];
  readonly #firstOn = new Column(unknownIndices);
  readonly classification = new Column(zeroBytes);
  readonly known = new Column(zeroBytes);
  readonly createdAt = new Column(unknownNumbers);
  readonly author = new Column(unknownIndices);
  readonly post = new Column(unknownIndices);
  readonly enrolled = new Column(zeroBytes);
  readonly group = new Column((length: number) => new Int8Array(length).fill(-1));
  readonly rater = new Column(unknownIndices);
  readonly ratedAt = new Column(unknownNumbers);
  readonly label = new Column(zeroBytes);
  readonly helpfulTags = new Column((length: number) => new Uint16Array(length));
  readonly notHelpfulTags = new Column((length: number) => new Uint16Array(length));
  readonly sampled = new Column(zeroBytes);
  #ratings = 0;
  #entries = 0;

  get noteCount(): number {
    return this.noteIds.length;
  }

  get ratingCount(): number {
    return this.#ratings;
  }

  /** Entries taken so far. */
  get entryCount(): number {
    return this.#entries;
  }

  noteOf(id: string): number {
    return this.#notes.get(id) ?? -1;
  }

  rowsOf(note: number): readonly number[] {
    return this.#rowsOf[note]!;
  }

  postOf(note: number): number {
    return this.post.get(note);
  }

  /** The first note on the same post, where it is another one; else −1. */
  elderOnPost(note: number): number {
    const post = this.post.get(note);
    const first = post === -1 ? -1 : this.#firstOn.get(post);
    return first === note ? -1 : first;
  }

  summaryOf(note: number): string | null {
    return this.#summaries[note] ?? null;
  }

  /** Takes an entry; returns the note that it is about, or −1. Throws a NotesError for one that contradicts an earlier one. */
  add(entry: LiveEntry): number {
    const note = this.#take(entry);
    this.#entries++;
    return note;
  }

  #take(entry: LiveEntry): number {
    switch (entry.kind) {
      case 'note':
        return this.#addNote(entry);
      case 'rating':
        return this.#addRating(entry);
      case 'enrollment': {
        const who = this.#participant(entry.participantId);
        this.enrolled.set(who, 1);
        this.group.set(who, entry.group);
        return -1;
      }
    }
  }

  #addNote({ id, authorId, createdAt, postId, classification, summary }: NoteEntry): number {
    const held = this.#notes.get(id);
    if (held !== undefined && this.known.get(held) === 1) {
      const sameAuthor = this.participantIds[this.author.get(held)] === authorId;
      if (!sameAuthor || this.createdAt.get(held) !== createdAt) {
        throw new NotesError('contradiction', `note ${id} came before with another author or time`);
      }
    }
    const note = this.#note(id);
    this.known.set(note, 1);
    this.author.set(note, this.#participant(authorId));
    this.createdAt.set(note, createdAt);
    this.classification.set(note, CLASSIFICATIONS.indexOf(classification));
    this.post.set(note, postId === null ? -1 : numberOf(this.#posts, postId));
    const on = this.post.get(note);
    if (on !== -1 && this.#firstOn.get(on) === -1) this.#firstOn.set(on, note);
    this.#summaries[note] = summary;
    return note;
  }

  #addRating(entry: RatingEntry): number {
    const note = this.#note(entry.noteId);
    const rater = this.#participant(entry.raterId);
    const rows = this.#rowsOf[note]!;
    let row = rows.find((known) => this.rater.get(known) === rater);
    if (row === undefined) {
      row = this.#ratings++;
      rows.push(row);
      this.rater.set(row, rater);
    }
    this.ratedAt.set(row, entry.at);
    this.label.set(row, entry.label);
    this.helpfulTags.set(row, entry.helpfulTags);
    this.notHelpfulTags.set(row, entry.notHelpfulTags);
    this.sampled.set(row, entry.sampled ? 1 : 0);
    return note;
  }

  #note(id: string): number {
    const known = this.#notes.get(id);
    if (known !== undefined) return known;
    const note = this.noteIds.length;
    this.#notes.set(id, note);
    this.noteIds.push(id);
    this.#summaries.push(null);
    this.#rowsOf.push([]);
    return note;
  }

  #participant(id: string): number {
    const known = this.#participants.get(id);
    if (known !== undefined) return known;
    this.#participants.set(id, this.participantIds.length);
    return this.participantIds.push(id) - 1;
  }

  /**
   * All of it as a batch run takes it, with the history of the first notes, and the rank of each of the store's notes and people in it.
   * Ids that are no decimal numbers come before all others, by appearance.
   */
  toDataset(history: History): {
    readonly dataset: Dataset;
    readonly noteRank: Int32Array;
    readonly raterRank: Int32Array;
  } {
    const builder = new DatasetBuilder();
    this.noteIds.forEach((id, note) => {
      const { high, low } = (PLAIN_NUMBER.test(id) ? parseDecimal(id) : null) ?? { high: -1 - note, low: 0 };
      builder.noteIds.add(high, low);
    });
    for (const id of this.participantIds) builder.participants.addText(id);
    for (let post = 0; post < this.#posts.size; post++) builder.posts.add(0, post);
    for (let note = 0; note < this.noteIds.length; note++) {
      if (this.known.get(note) === 0) continue;
      const row = { author: this.author.get(note), createdAt: this.createdAt.get(note) };
      const classification = this.classification.get(note);
      if (classification !== DELETED) {
        builder.setNote(note, { ...row, classification, post: this.post.get(note), summary: this.summaryOf(note) });
      }
      builder.setHistory(note, { ...row, ...historyRow(history, note) });
    }
    for (let who = 0; who < this.participantIds.length; who++) {
      if (this.enrolled.get(who) === 0) continue;
      builder.setEnrollment(who, { ...NEWCOMER, group: this.group.get(who) });
    }
    for (let note = 0; note < this.noteIds.length; note++) {
      for (const row of this.#rowsOf[note]!) {
        builder.ratings.add(
          note,
          this.rater.get(row),
          this.ratedAt.get(row),
          this.label.get(row),
          this.helpfulTags.get(row),
          this.notHelpfulTags.get(row),
          this.sampled.get(row),
        );
      }
    }
    const noteRank = builder.noteIds.ranks();
    const raterRank = builder.participants.ranks();
    return { dataset: builder.build(), noteRank, raterRank };
  }
}

const NEWCOMER = { state: 0, neededToEarnIn: 5, stateChangedAt: Number.NaN, earnedOutAt: 1, timesEarnedOut: 0 };

function historyRow(history: History, note: number) {
  const at = (column: History[keyof History]) => column[note]!;
  return {
    firstNonNmrAt: at(history.firstNonNmrAt),
    firstNonNmr: at(history.firstNonNmr),
    currentAt: at(history.currentAt),
    current: at(history.current),
    latestNonNmrAt: at(history.latestNonNmrAt),
    latestNonNmr: at(history.latestNonNmr),
    lockAt: at(history.lockAt),
    locked: at(history.locked),
    retroLockAt: at(history.retroLockAt),
    changedAt: at(history.changedAt),
    stabilisingSince: at(history.stabilisingSince),
    firstStabilisingAt: at(history.firstStabilisingAt),
    scoredAtMinute: at(history.scoredAtMinute),
    pcrhAt: at(history.pcrhAt),
  };
}

function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}
