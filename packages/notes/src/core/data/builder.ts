/** Gathers notes, status history, ratings and enrollment in any order, and makes the canonical data set of them. */
import { NotesError } from '../../errors.ts';
import { assignTopics } from '../topics/assign.ts';
import { TopicTexts } from '../topics/texts.ts';
import { Column, unknownIndices, unknownNumbers, zeroBytes } from './column.ts';
import { type Dataset, DELETED, type History } from './dataset.ts';
import { DecimalIds } from './decimal-ids.ts';
import { ParticipantIds } from './participants.ts';
import { RatingsBuilder } from './ratings.ts';

export interface NoteRow {
  readonly classification: number;
  readonly createdAt: number;
  readonly author: number;
  /** Number of the post in `posts`, or -1. */
  readonly post: number;
  readonly summary: string | null;
}

/** One row of the status history; statuses are codes of `status.ts`, times epoch milliseconds or NaN. */
export type HistoryRow = { readonly [Name in keyof History]: number } & {
  readonly author: number;
  readonly createdAt: number;
};

export interface EnrollmentRow {
  readonly state: number;
  readonly neededToEarnIn: number;
  readonly stateChangedAt: number;
  readonly earnedOutAt: number;
  readonly group: number;
  readonly timesEarnedOut: number;
}

const STATUS_COLUMNS = ['firstNonNmr', 'current', 'latestNonNmr', 'locked'] as const;
const TIME_COLUMNS = [
  ...([
    'firstNonNmrAt',
    'currentAt',
    'latestNonNmrAt',
    'lockAt',
    'retroLockAt',
    'changedAt',
    'stabilisingSince',
  ] as const),
  ...(['firstStabilisingAt', 'scoredAtMinute', 'pcrhAt'] as const),
] as const;

export class DatasetBuilder {
  readonly noteIds = new DecimalIds();
  readonly posts = new DecimalIds();
  readonly participants = new ParticipantIds();
  readonly ratings = new RatingsBuilder();

  readonly #classification = new Column(zeroBytes);
  readonly #known = new Column(zeroBytes);
  readonly #createdAt = new Column(unknownNumbers);
  readonly #author = new Column(unknownIndices);
  readonly #post = new Column(unknownIndices);
  readonly #texts = new TopicTexts();
  readonly #inHistory = new Column(zeroBytes);
  readonly #statuses = STATUS_COLUMNS.map(() => new Column(zeroBytes));
  readonly #times = TIME_COLUMNS.map(() => new Column(unknownNumbers));

  readonly #enrolled = new Column(zeroBytes);
  readonly #state = new Column(zeroBytes);
  readonly #needed = new Column(unknownNumbers);
  readonly #stateChangedAt = new Column(unknownNumbers);
  readonly #earnedOutAt = new Column(unknownNumbers);
  readonly #group = new Column((length: number) => new Int8Array(length).fill(-1));
  readonly #timesEarnedOut = new Column(zeroNumbers);

  setNote(note: number, row: NoteRow): void {
    if (this.#classification.get(note) !== DELETED) {
      throw new NotesError('contradiction', `note ${this.noteIds.text(note)} is in the notes twice`);
    }
    this.#checkAgreement(note, row);
    this.#classification.set(note, row.classification);
    this.#post.set(note, row.post);
    if (row.summary !== null) this.#texts.add(note, row.summary);
  }

  setHistory(note: number, row: HistoryRow): void {
    if (this.#inHistory.get(note) === 1) {
      throw new NotesError('contradiction', `note ${this.noteIds.text(note)} is in the status history twice`);
    }
    this.#checkAgreement(note, row);
    this.#inHistory.set(note, 1);
    STATUS_COLUMNS.forEach((name, index) => {
      this.#statuses[index]!.set(note, row[name]);
    });
    TIME_COLUMNS.forEach((name, index) => {
      this.#times[index]!.set(note, row[name]);
    });
  }

  setEnrollment(participant: number, row: EnrollmentRow): void {
    if (this.#enrolled.get(participant) === 1) {
      throw new NotesError('contradiction', `participant ${this.participants.text(participant)} is enrolled twice`);
    }
    this.#enrolled.set(participant, 1);
    this.#state.set(participant, row.state);
    this.#needed.set(participant, row.neededToEarnIn);
    this.#stateChangedAt.set(participant, row.stateChangedAt);
    this.#earnedOutAt.set(participant, row.earnedOutAt);
    this.#group.set(participant, row.group);
    this.#timesEarnedOut.set(participant, row.timesEarnedOut);
  }

  /** Ends the builder. Without `topics` no note has one. */
  build(topics = true): Dataset {
    const noteCount = this.noteIds.count;
    const participantCount = this.participants.count;
    const noteRanks = this.noteIds.ranks();
    const raterRanks = this.participants.ranks();
    const noteIds = this.noteIds.reordered(noteRanks);
    const participantIds = this.participants.reordered(raterRanks);
    const post = this.#post.reordered(noteCount, noteRanks);
    const author = this.#author.reordered(noteCount, noteRanks);
    for (let note = 0; note < noteCount; note++) if (author[note] !== -1) author[note] = raterRanks[author[note]!]!;
    const status = (index: number) => this.#statuses[index]!.reordered(noteCount, noteRanks);
    const time = (index: number) => this.#times[index]!.reordered(noteCount, noteRanks);
    return {
      notes: {
        count: noteCount,
        ids: noteIds,
        known: this.#known.reordered(noteCount, noteRanks),
        classification: this.#classification.reordered(noteCount, noteRanks),
        createdAt: this.#createdAt.reordered(noteCount, noteRanks),
        author,
        post,
        postCount: this.posts.count,
        topic: topics ? assignTopics(post, this.posts.count, this.#texts, noteRanks) : new Uint8Array(noteCount),
      },
      history: {
        firstNonNmr: status(0),
        current: status(1),
        latestNonNmr: status(2),
        locked: status(3),
        firstNonNmrAt: time(0),
        currentAt: time(1),
        latestNonNmrAt: time(2),
        lockAt: time(3),
        retroLockAt: time(4),
        changedAt: time(5),
        stabilisingSince: time(6),
        firstStabilisingAt: time(7),
        scoredAtMinute: time(8),
        pcrhAt: time(9),
      },
      ratings: this.ratings.build(
        noteRanks,
        raterRanks,
        (note, rater) => `note ${noteIds.text(note)} by ${participantIds.text(rater)}`,
      ),
      participants: {
        count: participantCount,
        ids: participantIds,
        enrolled: this.#enrolled.reordered(participantCount, raterRanks),
        state: this.#state.reordered(participantCount, raterRanks),
        neededToEarnIn: this.#needed.reordered(participantCount, raterRanks),
        stateChangedAt: this.#stateChangedAt.reordered(participantCount, raterRanks),
        earnedOutAt: this.#earnedOutAt.reordered(participantCount, raterRanks),
        group: this.#group.reordered(participantCount, raterRanks),
        timesEarnedOut: this.#timesEarnedOut.reordered(participantCount, raterRanks),
      },
    };
  }

  /** Notes and status history have to say the same of a note's author and time. */
  #checkAgreement(note: number, row: { readonly author: number; readonly createdAt: number }): void {
    if (this.#known.get(note) === 1) {
      if (this.#createdAt.get(note) !== row.createdAt || this.#author.get(note) !== row.author) {
        throw new NotesError(
          'contradiction',
          `notes and status history differ about the author or the time of note ${this.noteIds.text(note)}`,
        );
      }
      return;
    }
    this.#known.set(note, 1);
    this.#createdAt.set(note, row.createdAt);
    this.#author.set(note, row.author);
  }
}

function zeroNumbers(length: number): Float64Array {
  return new Float64Array(length);
}
