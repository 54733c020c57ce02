/**
 * Everything that a run is given, as columns. Notes are numbered by id, participants by the bytes of their ids, so that nothing depends
 * on the order of rows in files. Every column about notes or participants is as long as there are notes or participants, so a join is
 * an array access.
 */
import type { DecimalIds } from './decimal-ids.ts';
import type { ParticipantIds } from './participants.ts';
import type { Ratings } from './ratings.ts';

/** What the author says of the post. A deleted note is no longer in the file of notes. */
export const DELETED = 0;
export const MISLEADING = 1;
export const NOT_MISLEADING = 2;

interface Notes {
  readonly count: number;
  readonly ids: DecimalIds;
  /** Whether the note is in the file of notes or in the status history. Others have ratings alone and are not scored. */
  readonly known: Uint8Array;
  /** `DELETED`, `MISLEADING` or `NOT_MISLEADING`. */
  readonly classification: Uint8Array;
  readonly createdAt: Float64Array;
  readonly author: Int32Array;
  /** Number of the post, or -1 where it is deleted. */
  readonly post: Int32Array;
  readonly postCount: number;
  /** Number of the topic from 1, or 0. */
  readonly topic: Uint8Array;
}

/** The status history as it was given; notes that it lacks have no status and NaN for times. */
export interface History {
  readonly firstNonNmrAt: Float64Array;
  readonly firstNonNmr: Uint8Array;
  readonly currentAt: Float64Array;
  readonly current: Uint8Array;
  readonly latestNonNmrAt: Float64Array;
  readonly latestNonNmr: Uint8Array;
  readonly lockAt: Float64Array;
  readonly locked: Uint8Array;
  readonly retroLockAt: Float64Array;
  readonly changedAt: Float64Array;
  /** In stabilisation since; -1 once it has left; NaN if it never was. */
  readonly stabilisingSince: Float64Array;
  readonly firstStabilisingAt: Float64Array;
  readonly scoredAtMinute: Float64Array;
  readonly pcrhAt: Float64Array;
}

export const ENROLLMENT_STATES = [
  'earnedIn',
  'atRisk',
  'earnedOutNoAcknowledge',
  'earnedOutAcknowledged',
  'newUser',
  'removed',
  'apiTestUser',
  'apiEarnedIn',
  'apiEarnedOut',
] as const;

export type EnrollmentState = (typeof ENROLLMENT_STATES)[number];

export interface Participants {
  readonly count: number;
  readonly ids: ParticipantIds;
  readonly enrolled: Uint8Array;
  /** Index into `ENROLLMENT_STATES`. */
  readonly state: Uint8Array;
  /** Rating impact needed to earn the right to write. */
  readonly neededToEarnIn: Float64Array;
  readonly stateChangedAt: Float64Array;
  readonly earnedOutAt: Float64Array;
  /** Modelling group, or -1 where none is given. */
  readonly group: Int8Array;
  readonly timesEarnedOut: Float64Array;
}

export interface Dataset {
  readonly notes: Notes;
  readonly history: History;
  readonly ratings: Ratings;
  readonly participants: Participants;
}
