/** `aux_note_info.tsv`: counts and aggregates behind the statuses, in the reference's columns (notes.md §A.2). */
import { recentRatingCounts } from '../core/contributors/counts.ts';
import type { Dataset } from '../core/data/dataset.ts';
import { HELPFUL_TAGS, NOT_HELPFUL_TAGS } from '../core/data/tags.ts';
import { TAG_COUNT } from '../core/filters/tags.ts';
import type { RunResult } from '../core/pipeline/run.ts';
import { CRH, CRNH, STATUS_NAMES } from '../core/status.ts';
import { booleanText, floatText, integerText, singleText } from './numbers.ts';
import { knownNotes } from './scored-notes.ts';
import type { OutputColumn, OutputTable } from './table.ts';

/** Written empty: this package has no early-status predictor. */
const EARLY_STATUS = ['pcrhExitN', 'pcrhExitProba', 'pcrhRevoked', 'pcrhRevokeN', 'pcrhFinalPred'];

export function auxNoteTable(dataset: Dataset, result: RunResult): OutputTable {
  const { notes, participants, history } = dataset;
  const { meta, sampled, tags } = result;
  const { incorrect, lowDiligence, tags: aggregates } = result.core.result;
  const recent = recentRatingCounts(dataset, result.preprocessed.rows, result.options.now);
  const ratio = (note: number, tag: number) => aggregates.adjusted[note * TAG_COUNT + tag]! / aggregates.weight[note]!;
  const adjusted = (note: number, tag: number) =>
    Number.isNaN(aggregates.weight[note]!) ? Number.NaN : aggregates.adjusted[note * TAG_COUNT + tag]!;
  const columns: OutputColumn[] = [
    { name: 'noteId', text: (note) => notes.ids.text(note) },
    { name: 'ratingWeight', text: (note) => singleText(aggregates.weight[note]!) },
    { name: 'createdAtMillis', text: (note) => String(notes.createdAt[note]) },
    { name: 'noteAuthorParticipantId', text: (note) => participants.ids.text(notes.author[note]!) },
    { name: 'awaitingBool', text: (note) => booleanText(meta.status[note] !== CRH && meta.status[note] !== CRNH) },
    { name: 'numRatingsLast28', text: (note) => String(recent[note]) },
    { name: 'numPopulationSampledRatings', text: (note) => String(sampled.all[note]) },
    { name: 'currentStatus', text: (note) => STATUS_NAMES[history.current[note]!]! },
    { name: 'crhBool', text: (note) => booleanText(meta.status[note] === CRH) },
    { name: 'crnhBool', text: (note) => booleanText(meta.status[note] === CRNH) },
    { name: 'unlockedRatingStatus', text: (note) => STATUS_NAMES[meta.unlocked[note]!]! },
    { name: 'preStabilizationRatingStatus', text: (note) => STATUS_NAMES[meta.beforeStabilisation[note]!]! },
    ...HELPFUL_TAGS.map(({ name }, tag) => ({
      name,
      text: (note: number) => String(tags.helpful[note * HELPFUL_TAGS.length + tag]),
    })),
    ...NOT_HELPFUL_TAGS.map(({ name }, tag) => ({
      name,
      text: (note: number) => String(tags.notHelpful[note * NOT_HELPFUL_TAGS.length + tag]),
    })),
    ...NOT_HELPFUL_TAGS.map(({ name }, tag) => ({
      name: `${name}Adjusted`,
      text: (note: number) => singleText(adjusted(note, tag)),
    })),
    ...NOT_HELPFUL_TAGS.map(({ name }, tag) => ({
      name: `${name}AdjustedRatio`,
      text: (note: number) => singleText(ratio(note, tag)),
    })),
    { name: 'notHelpfulIncorrect_interval', text: (note) => integerText(incorrect.incorrect[note]!) },
    { name: 'p_incorrect_user_interval', text: (note) => floatText(incorrect.expected[note]!) },
    { name: 'num_voters_interval', text: (note) => floatText(incorrect.voters[note]!) },
    { name: 'tf_idf_incorrect_interval', text: (note) => floatText(incorrect.tfIdf[note]!) },
    { name: 'lowDiligenceIntercept', text: (note) => singleText(lowDiligence?.[note] ?? Number.NaN) },
    { name: 'coreNegFactor_populationSampledRatingCount', text: (note) => String(sampled.negative[note]) },
    { name: 'corePosFactor_populationSampledRatingCount', text: (note) => String(sampled.positive[note]) },
    ...EARLY_STATUS.map((name) => ({ name, text: () => '' })),
  ];
  return { columns, rows: knownNotes(dataset) };
}
