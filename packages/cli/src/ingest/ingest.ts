/** Files and streams through a pipeline: what `run` and `ingest` share. */
import { DeadLetterFile, type Mapping, type Pipeline, readSource, rowId, sourceInput } from '@lapwing/pipeline';
import { count, type ProgressLine } from '../output/progress.ts';
import { DerivedIds } from './derived-ids.ts';
import { endInputOnAbort } from './interrupt.ts';

export interface IngestOptions {
  readonly files: readonly string[];
  readonly mapping: Mapping | null;
  readonly pipeline: Pipeline;
  /** Where refused lines go. */
  readonly deadLetterPath: string;
  readonly progress: ProgressLine;
  readonly signal: AbortSignal;
}

export interface IngestResult {
  /** Records read, refused ones included. */
  readonly read: number;
  readonly refused: number;
  readonly duplicates: number;
  /** Why sources ended early, by source. */
  readonly failures: readonly { readonly source: string; readonly reason: string }[];
  readonly interrupted: boolean;
}

/** Read every source in turn; resolves when all that was accepted is durable and committed. */
export async function ingest(options: IngestOptions): Promise<IngestResult> {
  const { pipeline, mapping, progress, signal } = options;
  const deadLetters = new DeadLetterFile(options.deadLetterPath);
  const failures: { source: string; reason: string }[] = [];
  let read = 0;
  let refused = 0;
  let duplicates = 0;
  let repeatedRows = 0;
  const derivedIds = new DerivedIds();
  try {
    for (const file of options.files) {
      if (signal.aborted) break;
      const { input, name } = sourceInput(file, process.stdin);
      derivedIds.begin(file, name);
      if (file === '-') endInputOnAbort(signal);
      const spec = { input, name, ...(mapping === null ? {} : { mapping }) };
      for await (const batch of readSource(spec, { now: Date.now, signal })) {
        const conflict = derivedIds.conflict(batch);
        if (conflict !== null) {
          failures.push({ source: file, reason: conflict });
          break;
        }
        for (const { event, place } of batch.events) {
          if (pipeline.submit(event).status !== 'duplicate') continue;
          duplicates++;
          if (file === '-' && event.id === rowId(name, place.row)) repeatedRows++;
        }
        await deadLetters.write(batch.refused);
        read += batch.events.length + batch.refused.length;
        refused += batch.refused.length;
        if (batch.failure !== null && !signal.aborted) failures.push({ source: batch.source, reason: batch.failure });
        const { readBytes, totalBytes } = batch.progress;
        progress.show({ share: totalBytes === null ? null : readBytes / totalBytes, events: read, note: name });
        await pipeline.ready();
      }
    }
  } finally {
    await deadLetters.close();
    progress.end();
  }
  if (repeatedRows > 0) {
    const rows = `${count(repeatedRows)} rows of standard input`;
    console.error(`${rows} have no id, and the row numbers of an earlier input: they count as seen before`);
  }
  await pipeline.flush();
  return { read, refused, duplicates, failures, interrupted: signal.aborted };
}
