/** The four files that a run leaves behind. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../core/data/dataset.ts';
import type { RunResult } from '../core/pipeline/run.ts';
import { auxNoteTable } from './aux-note-info.ts';
import { helpfulnessTable } from './helpfulness-scores.ts';
import { scoredNotesTable } from './scored-notes.ts';
import { statusHistoryTable } from './status-history.ts';
import { writeTable } from './table.ts';

export const OUTPUT_FILES = {
  scoredNotes: 'scored_notes.tsv',
  helpfulnessScores: 'helpfulness_scores.tsv',
  statusHistory: 'note_status_history.tsv',
  auxNoteInfo: 'aux_note_info.tsv',
} as const;

/** Write all of them to a directory, which is made where it is not there. */
export async function writeOutputs(directory: string, dataset: Dataset, result: RunResult): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeTable(join(directory, OUTPUT_FILES.scoredNotes), scoredNotesTable(dataset, result));
  await writeTable(join(directory, OUTPUT_FILES.helpfulnessScores), helpfulnessTable(dataset, result));
  await writeTable(join(directory, OUTPUT_FILES.statusHistory), statusHistoryTable(dataset, result));
  await writeTable(join(directory, OUTPUT_FILES.auxNoteInfo), auxNoteTable(dataset, result));
}
