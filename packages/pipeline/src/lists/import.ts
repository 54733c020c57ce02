/**
 * Imports of any size into a list: parts into the journal while decisions go on, and a commit that shows all of them at once. One that
 * did not get to its end is aborted when the journal is opened again.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ListEntry, ListError, type ListImportMode, partSize } from '@lapwing/memory';
import { IMPORT_SLICE_MILLIS } from '../limits.ts';
import type { Pipeline } from '../run/pipeline.ts';

export interface ListImport {
  readonly list: string;
  readonly mode: ListImportMode;
  /** For the mode `remove`, their values count. */
  readonly entries: readonly ListEntry[];
  readonly by: string;
  readonly reason: string;
}

/** Resolves to the version and position of the commit, durable. Rejects with a ListError, the list as it was, where it cannot be made. */
export async function importIntoList(
  pipeline: Pipeline,
  { list, mode, entries, by, reason }: ListImport,
): Promise<{ readonly version: number; readonly position: number }> {
  const { lists } = pipeline.memory;
  const info = lists.info(list);
  if (info === null) throw new ListError(`there is no list \`${list}\``);
  const step = (change: Parameters<Pipeline['changeList']>[0]['change']) =>
    pipeline.changeList({ list, by, reason, change });
  await step({ operation: 'import-begin', mode });
  try {
    const size = partSize(info.kind);
    for (let from = 0; from < entries.length || lists.importLeft(list) > 0; from += size) {
      await pipeline.ready();
      await step({ operation: 'import-part', entries: entries.slice(from, from + size) });
    }
    await warm(lists.warmImport(list));
    return await step({ operation: 'import-commit' });
  } catch (error) {
    // Where the pipeline has stopped, the next start does it.
    await step({ operation: 'import-abort' }).catch(() => {});
    throw error;
  }
}

/** Abort what a process that ended has left in the middle. */
export async function abortImports(pipeline: Pipeline): Promise<void> {
  const { lists } = pipeline.memory;
  for (const list of lists.names()) {
    const importing = lists.info(list)?.importing ?? null;
    if (importing === null) continue;
    const reason = 'the import was interrupted before its end';
    await pipeline.changeList({ list, by: importing.by, reason, change: { operation: 'import-abort' } });
  }
}

async function warm(steps: Generator<void>): Promise<void> {
  let begun = performance.now();
  for (const _ of steps) {
    if (performance.now() - begun < IMPORT_SLICE_MILLIS) continue;
    await nextTurn();
    begun = performance.now();
  }
}
