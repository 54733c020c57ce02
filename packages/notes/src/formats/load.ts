/** The four input files as one data set. */
import { DatasetBuilder } from '../core/data/builder.ts';
import type { Dataset } from '../core/data/dataset.ts';
import { readEnrollment, readNotes, readRatings, readStatusHistory } from './inputs.ts';
import type { ReadOptions } from './read.ts';

/** Paths: a file each (plain, gzip or zip), or a directory of shards. */
export interface InputPaths {
  readonly notes: string;
  readonly ratings: string;
  readonly status: string;
  readonly enrollment: string;
}

export interface LoadOptions extends ReadOptions {
  /** Whether to tell the topics of posts from the texts of notes. True when absent. */
  readonly topics?: boolean;
}

/** Reads everything. Throws `NotesError` with file, line and column of the first thing that is wrong. */
export async function loadDataset(paths: InputPaths, options: LoadOptions = {}): Promise<Dataset> {
  const builder = new DatasetBuilder();
  await readEnrollment(paths.enrollment, builder, options);
  await readNotes(paths.notes, builder, options);
  await readStatusHistory(paths.status, builder, options);
  await readRatings(paths.ratings, builder, options);
  return builder.build(options.topics ?? true);
}
