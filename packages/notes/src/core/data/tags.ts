/** Tags that raters give as reasons: bits in the order of the files' columns, with the rank that breaks ties (notes.md §1.3). */

export interface Tag {
  readonly name: string;
  /** The higher rank wins among tags given equally often. */
  readonly rank: number;
}

export const HELPFUL_TAGS: readonly Tag[] = [
  { name: 'helpfulOther', rank: 0 },
  { name: 'helpfulInformative', rank: 8 },
  { name: 'helpfulClear', rank: 7 },
  { name: 'helpfulEmpathetic', rank: 3 },
  { name: 'helpfulGoodSources', rank: 4 },
  { name: 'helpfulUniqueContext', rank: 2 },
  { name: 'helpfulAddressesClaim', rank: 5 },
  { name: 'helpfulImportantContext', rank: 6 },
  { name: 'helpfulUnbiasedLanguage', rank: 1 },
];

export const NOT_HELPFUL_TAGS: readonly Tag[] = [
  { name: 'notHelpfulOther', rank: 0 },
  { name: 'notHelpfulIncorrect', rank: 8 },
  { name: 'notHelpfulSourcesMissingOrUnreliable', rank: 2 },
  { name: 'notHelpfulOpinionSpeculationOrBias', rank: 4 },
  { name: 'notHelpfulMissingKeyPoints', rank: 5 },
  { name: 'notHelpfulOutdated', rank: 12 },
  { name: 'notHelpfulHardToUnderstand', rank: 10 },
  { name: 'notHelpfulArgumentativeOrBiased', rank: 7 },
  { name: 'notHelpfulOffTopic', rank: 9 },
  { name: 'notHelpfulSpamHarassmentOrAbuse', rank: 11 },
  { name: 'notHelpfulIrrelevantSources', rank: 1 },
  { name: 'notHelpfulOpinionSpeculation', rank: 3 },
  { name: 'notHelpfulNoteNotNeeded', rank: 6 },
];

/** Bits of not-helpful tags that rules ask for by name. */
export const TAG_OTHER = 0;
export const TAG_INCORRECT = 1;
export const TAG_SOURCES_MISSING = 2;
export const TAG_HARD_TO_UNDERSTAND = 6;
export const TAG_SPAM_HARASSMENT = 9;
export const TAG_IRRELEVANT_SOURCES = 10;
