/** The four files that a run leaves behind. */
import { mkdir, rename, rm } from 'node:fs/promises';
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

export type OutputName = keyof typeof OUTPUT_FILES;

const TABLES = {
  scoredNotes: scoredNotesTable,
  helpfulnessScores: helpfulnessTable,
  statusHistory: statusHistoryTable,
  auxNoteInfo: auxNoteTable,
} as const;

/** Write them, or those that are `wanted`, to a directory, which is made where it is not there. */
export async function writeOutputs(
  directory: string,
  dataset: Dataset,
  result: RunResult,
  wanted: readonly OutputName[] = Object.keys(OUTPUT_FILES) as OutputName[],
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const files = wanted.map((name) => join(directory, OUTPUT_FILES[name]));
  // Under other names until all of them are whole: a run that is stopped leaves the files of the one before.
  const parts = files.map((file) => `${file}.part`);
  try {
    for (const [index, name] of wanted.entries()) await writeTable(parts[index]!, TABLES[name](dataset, result));
    for (const [index, part] of parts.entries()) await rename(part, files[index]!);
  } finally {
    await Promise.all(parts.map((part) => rm(part, { force: true })));
  }
}
