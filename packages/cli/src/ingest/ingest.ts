/** Files and streams through a pipeline: what `run` and `ingest` share. */
import { DeadLetterFile, type Mapping, type Pipeline, readSource, sourceInput } from '@lapwing/pipeline';
import type { ProgressLine } from '../output/progress.ts';

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
  try {
    for (const file of options.files) {
      if (signal.aborted) break;
      const { input, name } = sourceInput(file, process.stdin);
      const spec = { input, name, ...(mapping === null ? {} : { mapping }) };
      for await (const batch of readSource(spec, { now: Date.now, signal })) {
        for (const { event } of batch.events) {
          if (pipeline.submit(event).status === 'duplicate') duplicates++;
        }
        await deadLetters.write(batch.refused);
        read += batch.events.length + batch.refused.length;
        refused += batch.refused.length;
        if (batch.failure !== null) failures.push({ source: batch.source, reason: batch.failure });
        const { readBytes, totalBytes } = batch.progress;
        progress.show({ share: totalBytes === null ? null : readBytes / totalBytes, events: read, note: name });
        await pipeline.ready();
      }
    }
  } finally {
    await deadLetters.close();
    progress.end();
  }
  await pipeline.flush();
  return { read, refused, duplicates, failures, interrupted: signal.aborted };
}
