/** The columns of the public input files (notes.md §1), in their order, and how older files name or lack them. */
import { HELPFUL_TAGS, NOT_HELPFUL_TAGS } from '../core/data/tags.ts';

export interface FileKind {
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns without which nothing can be scored; a file may lack the others. */
  readonly required: readonly string[];
  /** Names in older files. */
  readonly aliases: Readonly<Record<string, string>>;
}

export const RATING_COLUMNS = [
  'noteId',
  'raterParticipantId',
  'createdAtMillis',
  'version',
  'agree',
  'disagree',
  'helpful',
  'notHelpful',
  'helpfulnessLevel',
  ...HELPFUL_TAGS.map((tag) => tag.name),
  ...NOT_HELPFUL_TAGS.map((tag) => tag.name),
  'ratedOnTweetId',
  'ratingSourceBucketed',
  'suggestion',
  'suggestionId',
] as const;

export const RATINGS: FileKind = {
  name: 'ratings',
  columns: RATING_COLUMNS,
  required: ['noteId', 'raterParticipantId', 'createdAtMillis'],
  aliases: { participantId: 'raterParticipantId' },
};

export const NOTES: FileKind = {
  name: 'notes',
  columns: [
    'noteId',
    'noteAuthorParticipantId',
    'createdAtMillis',
    'tweetId',
    'classification',
    'believable',
    'harmful',
    'validationDifficulty',
    'misleadingOther',
    'misleadingFactualError',
    'misleadingManipulatedMedia',
    'misleadingOutdatedInformation',
    'misleadingMissingImportantContext',
    'misleadingUnverifiedClaimAsFact',
    'misleadingSatire',
    'notMisleadingOther',
    'notMisleadingFactuallyCorrect',
    'notMisleadingOutdatedButNotWhenWritten',
    'notMisleadingClearlySatire',
    'notMisleadingPersonalOpinion',
    'trustworthySources',
    'summary',
    'isMediaNote',
    'isCollaborativeNote',
  ],
  required: ['noteId', 'noteAuthorParticipantId', 'createdAtMillis', 'tweetId', 'classification', 'summary'],
  aliases: { participantId: 'noteAuthorParticipantId' },
};

export const STATUS_COLUMNS = [
  'noteId',
  'noteAuthorParticipantId',
  'createdAtMillis',
  'timestampMillisOfFirstNonNMRStatus',
  'firstNonNMRStatus',
  'timestampMillisOfCurrentStatus',
  'currentStatus',
  'timestampMillisOfLatestNonNMRStatus',
  'mostRecentNonNMRStatus',
  'timestampMillisOfStatusLock',
  'lockedStatus',
  'timestampMillisOfRetroLock',
  'currentCoreStatus',
  'currentExpansionStatus',
  'currentGroupStatus',
  'currentDecidedBy',
  'currentModelingGroup',
  'timestampMillisOfMostRecentStatusChange',
  'timestampMillisOfNmrDueToMinStableCrhTime',
  'currentMultiGroupStatus',
  'currentModelingMultiGroup',
  'timestampMinuteOfFinalScoringOutput',
  'timestampMillisOfFirstNmrDueToMinStableCrhTime',
  'abovePcrhThresholdTime',
] as const;

export const STATUS_HISTORY: FileKind = {
  name: 'note status history',
  columns: STATUS_COLUMNS,
  required: ['noteId', 'noteAuthorParticipantId', 'createdAtMillis', 'currentStatus'],
  aliases: { participantId: 'noteAuthorParticipantId' },
};

export const ENROLLMENT: FileKind = {
  name: 'user enrollment',
  columns: [
    'participantId',
    'enrollmentState',
    'successfulRatingNeededToEarnIn',
    'timestampOfLastStateChange',
    'timestampOfLastEarnOut',
    'modelingPopulation',
    'modelingGroup',
    'numberOfTimesEarnedOut',
  ],
  required: ['participantId', 'enrollmentState'],
  aliases: {},
};
