/** Events from a source file, as an ingestion of it would journal them: in its order, the first event under an id. */
import { createIdHash, IdWindow } from '@lapwing/journal';
import { readSource, type SourceSpec } from '../sources/source.ts';
import { type Batch, BatchWriter } from './batch.ts';
import { type BacktestInput, type InputFacts, type InputStep, roleOf, type WarmUp } from './input.ts';
import type { Range } from './range.ts';

/** `now` is the time of arrival of every event. */
export function fileInput(spec: SourceSpec, range: Range, warmUp: WarmUp, now: () => number): BacktestInput {
  const facts: InputFacts = { refused: 0, duplicates: 0, failure: null };

  async function* steps(signal: AbortSignal): AsyncGenerator<InputStep> {
    const writer = new BatchWriter();
    const ids = new IdWindow(await createIdHash());
    let position = 0;
    for await (const { events, refused, failure, progress } of readSource(spec, { now, signal })) {
      facts.refused += refused.length;
      facts.failure = failure;
      const share = progress.totalBytes === null ? null : progress.readBytes / progress.totalBytes;
      const ingestedAtMillis = now();
      const full: Batch[] = [];
      for (const { event } of events) {
        if (ids.find(event.id) !== null) {
          facts.duplicates++;
          continue;
        }
        ids.add(event.id, position);
        const role = roleOf(event.timeMillis, range, warmUp);
        const batch = role === null ? null : writer.add(role, position, ingestedAtMillis, event.payload);
        if (batch !== null) full.push(batch);
        position++;
      }
      if (full.length === 0) yield { batch: null, share };
      for (const batch of full) yield { batch, share };
      if (signal.aborted) return;
    }
    yield { batch: writer.flush(), share: 1 };
  }
  return { facts, steps };
}
