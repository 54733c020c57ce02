/** `note_status_history.tsv`, in the columns of the input of the same name: the next run's input. */
import type { Dataset } from '../core/data/dataset.ts';
import { META_RULES } from '../core/meta/rules.ts';
import type { RunResult } from '../core/pipeline/run.ts';
import { STATUS_NAMES } from '../core/status.ts';
import { STATUS_COLUMNS } from '../formats/columns.ts';
import { floatText } from './numbers.ts';
import { knownNotes } from './scored-notes.ts';
import type { OutputColumn, OutputTable } from './table.ts';

export function statusHistoryTable(dataset: Dataset, { history, meta, families }: RunResult): OutputTable {
  const { notes, participants } = dataset;
  const time = (values: Float64Array) => (note: number) => floatText(values[note]!);
  const status = (codes: Uint8Array) => (note: number) => STATUS_NAMES[codes[note]!]!;
  const member = (numbers: Uint8Array) => (note: number) => (numbers[note] === 0 ? '' : floatText(numbers[note]!));
  const texts: Record<(typeof STATUS_COLUMNS)[number], OutputColumn['text']> = {
    noteId: (note) => notes.ids.text(note),
    noteAuthorParticipantId: (note) => participants.ids.text(notes.author[note]!),
    createdAtMillis: (note) => String(notes.createdAt[note]),
    timestampMillisOfFirstNonNMRStatus: time(history.firstNonNmrAt),
    firstNonNMRStatus: status(history.firstNonNmr),
    timestampMillisOfCurrentStatus: time(history.currentAt),
    currentStatus: status(history.current),
    timestampMillisOfLatestNonNMRStatus: time(history.latestNonNmrAt),
    mostRecentNonNMRStatus: status(history.latestNonNmr),
    timestampMillisOfStatusLock: time(history.lockAt),
    lockedStatus: status(history.locked),
    timestampMillisOfRetroLock: time(history.retroLockAt),
    currentCoreStatus: status(families.core.notes.status),
    currentExpansionStatus: status(families.expansion.notes.status),
    currentGroupStatus: status(families.group.notes.status),
    currentDecidedBy: (note) => META_RULES[meta.decidedBy[note]!]!,
    currentModelingGroup: member(families.group.notes.member),
    timestampMillisOfMostRecentStatusChange: time(history.changedAt),
    timestampMillisOfNmrDueToMinStableCrhTime: time(history.stabilisingSince),
    currentMultiGroupStatus: status(families.multiGroup.notes.status),
    currentModelingMultiGroup: member(families.multiGroup.notes.member),
    timestampMinuteOfFinalScoringOutput: time(history.scoredAtMinute),
    timestampMillisOfFirstNmrDueToMinStableCrhTime: time(history.firstStabilisingAt),
    abovePcrhThresholdTime: time(history.pcrhAt),
  };
  return { columns: STATUS_COLUMNS.map((name) => ({ name, text: texts[name] })), rows: knownNotes(dataset) };
}
