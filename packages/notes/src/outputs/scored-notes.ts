/** `scored_notes.tsv`: what every scorer and every rule said of each note, in the reference's columns (notes.md §A.2). */
import { type Dataset, NOT_MISLEADING } from '../core/data/dataset.ts';
import { HELPFUL_TAGS, NOT_HELPFUL_TAGS } from '../core/data/tags.ts';
import { topTags } from '../core/meta/explanation.ts';
import { META_RULES, metaRuleNames } from '../core/meta/rules.ts';
import type { FamilyNotes } from '../core/pipeline/families.ts';
import { topicConfident } from '../core/pipeline/meta-input.ts';
import type { RunResult } from '../core/pipeline/run.ts';
import { filterTagNames, ruleNames } from '../core/rules/status-rules.ts';
import { CRH, CRNH, NONE, STATUS_NAMES } from '../core/status.ts';
import { TOPICS } from '../core/topics/seeds.ts';
import { booleanText, floatText, singleText } from './numbers.ts';
import type { OutputColumn, OutputTable } from './table.ts';

const BLANK = () => '';

/** Columns in the reference's order; the flip and early-status predictors are not part of this package. */
const ORDER =
  `noteId coreNoteIntercept coreNoteFactor1 finalRatingStatus firstTag secondTag coreActiveRules activeFilterTags
classification createdAtMillis coreRatingStatus metaScorerActiveRules decidedBy expansionNoteIntercept expansionNoteFactor1
expansionRatingStatus coverageNoteIntercept coverageNoteFactor1 coverageRatingStatus coreNoteInterceptMin coreNoteInterceptMax
expansionNoteInterceptMin expansionNoteInterceptMax coverageNoteInterceptMin coverageNoteInterceptMax groupNoteIntercept
groupNoteFactor1 groupRatingStatus groupNoteInterceptMax groupNoteInterceptMin modelingGroup numRatings
timestampMillisOfCurrentStatus expansionPlusNoteIntercept expansionPlusNoteFactor1 expansionPlusRatingStatus topicNoteIntercept
topicNoteFactor1 topicRatingStatus noteTopic topicNoteConfident expansionActiveRules expansionPlusActiveRules groupActiveRules
topicActiveRules coreNumFinalRoundRatings expansionNumFinalRoundRatings expansionPlusNumFinalRoundRatings
groupNumFinalRoundRatings topicNumFinalRoundRatings rescoringActiveRules multiGroupNoteIntercept multiGroupNoteFactor1
multiGroupRatingStatus modelingMultiGroup multiGroupActiveRules multiGroupNumFinalRoundRatings coreWithTopicsNoteFactor1
coreWithTopicsNoteIntercept coreWithTopicsRatingStatus coreWithTopicsActiveRules coreWithTopicsNumFinalRoundRatings
coreWithTopicsNoteInterceptMin coreWithTopicsNoteInterceptMax timestampMillisOfNmrDueToMinStableCrhTime
coreNoteInterceptNoHighVol coreWithTopicsNoteInterceptNoHighVol expansionNoteInterceptNoHighVol
expansionPlusNoteInterceptNoHighVol groupNoteInterceptNoHighVol multiGroupNoteInterceptNoHighVol topicNoteInterceptNoHighVol
coreNoteInterceptNoCorrelated coreNoteInterceptPopulationSampled coreWithTopicsNoteInterceptNoCorrelated
expansionNoteInterceptNoCorrelated expansionPlusNoteInterceptNoCorrelated groupNoteInterceptNoCorrelated
multiGroupNoteInterceptNoCorrelated topicNoteInterceptNoCorrelated gaussianNoteIntercept gaussianNoteFactor1
gaussianRatingStatus gaussianActiveRules gaussianNoteInterceptNoCorrelated gaussianNoteInterceptNoHighVol
gaussianNoteInterceptPopulationSampled gaussianNumFinalRoundRatings timestampMinuteOfFinalScoringOutput
gaussianCoreWithTopicsNoteIntercept gaussianCoreWithTopicsNoteFactor1 gaussianCoreWithTopicsRatingStatus
gaussianCoreWithTopicsActiveRules gaussianCoreWithTopicsNoteInterceptNoHighVol gaussianCoreWithTopicsNoteInterceptNoCorrelated
gaussianCoreWithTopicsNoteInterceptPopulationSampled gaussianCoreWithTopicsNumFinalRoundRatings abovePcrhThresholdTime
pflipProba`.split(/\s+/);

export function scoredNotesTable(dataset: Dataset, result: RunResult): OutputTable {
  const { notes } = dataset;
  const { meta, history, families } = result;
  const confident = topicConfident(families);
  const texts = new Map<string, OutputColumn['text']>();
  for (const [name, family] of Object.entries(families)) familyColumns(name, family.notes, texts);
  const member = (of: FamilyNotes) => (note: number) => (of.member[note] === 0 ? '' : floatText(of.member[note]!));
  if (result.coverage !== null) {
    const { intercept, factor, status } = result.coverage;
    texts.set('coverageNoteIntercept', (note) => singleText(intercept[note]!));
    texts.set('coverageNoteFactor1', (note) => singleText(factor[note]!));
    texts.set('coverageRatingStatus', (note) => STATUS_NAMES[status[note]!]!);
  }
  texts.set('noteId', (note) => notes.ids.text(note));
  texts.set('createdAtMillis', (note) => String(notes.createdAt[note]));
  texts.set('classification', (note) => classificationName(notes.classification[note]!));
  texts.set('numRatings', (note) => String(result.ratingCount[note]));
  texts.set('activeFilterTags', (note) => filterTagNames(families.core.notes.filterTags[note]!));
  texts.set('finalRatingStatus', (note) => STATUS_NAMES[meta.status[note]!]!);
  texts.set('decidedBy', (note) => META_RULES[meta.decidedBy[note]!]!);
  texts.set('metaScorerActiveRules', (note) => metaRuleNames(meta.rulesLow[note]!, meta.rulesHigh[note]!));
  texts.set('firstTag', (note) => explainingTag(result, note, 0));
  texts.set('secondTag', (note) => explainingTag(result, note, 1));
  texts.set('modelingGroup', member(families.group.notes));
  texts.set('modelingMultiGroup', member(families.multiGroup.notes));
  texts.set('noteTopic', (note) => TOPICS[families.topic.notes.member[note]! - 1]?.name ?? '');
  texts.set('topicNoteConfident', (note) =>
    families.topic.notes.member[note] === 0 ? '' : booleanText(confident[note] === 1),
  );
  texts.set('rescoringActiveRules', () => 'ALL_NOTES');
  texts.set('timestampMillisOfCurrentStatus', (note) => floatText(history.currentAt[note]!));
  texts.set('timestampMillisOfNmrDueToMinStableCrhTime', (note) => floatText(history.stabilisingSince[note]!));
  texts.set('timestampMinuteOfFinalScoringOutput', (note) => floatText(history.scoredAtMinute[note]!));
  texts.set('abovePcrhThresholdTime', (note) => floatText(history.pcrhAt[note]!));
  const columns = ORDER.map((name) => ({ name, text: texts.get(name) ?? BLANK }));
  return { columns, rows: knownNotes(dataset) };
}

/** Notes that are in the file of notes or in the status history. */
export function* knownNotes({ notes }: Dataset): Iterable<number> {
  for (let note = 0; note < notes.count; note++) if (notes.known[note] === 1) yield note;
}

function familyColumns(name: string, notes: FamilyNotes, texts: Map<string, OutputColumn['text']>): void {
  const single = (suffix: string, values: Float64Array) => {
    texts.set(`${name}${suffix}`, (note) => singleText(values[note]!));
  };
  single('NoteIntercept', notes.intercept);
  single('NoteFactor1', notes.factor);
  single('NoteInterceptMin', notes.interceptMin);
  single('NoteInterceptMax', notes.interceptMax);
  single('NoteInterceptNoHighVol', notes.withoutHighVolume);
  single('NoteInterceptNoCorrelated', notes.withoutCorrelated);
  single('NoteInterceptPopulationSampled', notes.sampledOnly);
  texts.set(`${name}RatingStatus`, (note) => STATUS_NAMES[notes.status[note]!]!);
  texts.set(`${name}ActiveRules`, (note) => (notes.status[note] === NONE ? '' : ruleNames(notes.rules[note]!)));
  texts.set(`${name}NumFinalRoundRatings`, (note) => floatText(notes.knownRatings[note]!));
}

function classificationName(code: number): string {
  if (code === 0) return '';
  return code === NOT_MISLEADING ? 'NOT_MISLEADING' : 'MISINFORMED_OR_POTENTIALLY_MISLEADING';
}

function explainingTag({ meta, tags }: RunResult, note: number, place: 0 | 1): string {
  const status = meta.status[note];
  if (status === CRH) {
    const top = topTags(tags.helpful, HELPFUL_TAGS, note);
    return top === null ? '' : HELPFUL_TAGS[top[place]]!.name;
  }
  if (status !== CRNH) return '';
  const top = topTags(tags.notHelpful, NOT_HELPFUL_TAGS, note);
  return top === null ? '' : NOT_HELPFUL_TAGS[top[place]]!.name;
}
