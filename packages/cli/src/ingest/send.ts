/** Files and streams to a running server, in NDJSON batches. */
import { type Mapping, readSource, sourceInput } from '@lapwing/pipeline';
import { CommandError } from '../exit.ts';
import type { ProgressLine } from '../output/progress.ts';
import { DerivedIds } from './derived-ids.ts';
import type { IngestResult } from './ingest.ts';
import { endInputOnAbort } from './interrupt.ts';

export interface SendOptions {
  readonly files: readonly string[];
  readonly mapping: Mapping | null;
  readonly server: string;
  readonly key: string;
  readonly progress: ProgressLine;
  readonly signal: AbortSignal;
}

const BATCH_BYTES = 4 << 20;

interface Answer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refusedCount: number;
}

/** Lines that this side refuses are counted, not sent. Throws a CommandError when the server does not take a batch. */
export async function sendToServer(options: SendOptions): Promise<IngestResult> {
  const { mapping, progress, signal } = options;
  const failures: { source: string; reason: string }[] = [];
  let read = 0;
  let refused = 0;
  let duplicates = 0;
  let batch: Uint8Array[] = [];
  let bytes = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    const answer = await post(options, Buffer.concat(batch));
    duplicates += answer.duplicates;
    refused += answer.refusedCount;
    batch = [];
    bytes = 0;
  };
  const derivedIds = new DerivedIds();
  for (const file of options.files) {
    if (signal.aborted) break;
    const { input, name } = sourceInput(file, process.stdin);
    derivedIds.begin(file, name);
    if (file === '-') endInputOnAbort(signal);
    const spec = { input, name, ...(mapping === null ? {} : { mapping }) };
    for await (const records of readSource(spec, { now: Date.now, signal })) {
      const conflict = derivedIds.conflict(records);
      if (conflict !== null) {
        failures.push({ source: file, reason: conflict });
        break;
      }
      const { events, refused: bad, failure, source, progress: done } = records;
      for (const { event } of events) {
        batch.push(event.payload, NEWLINE);
        bytes += event.payload.byteLength + 1;
        if (bytes >= BATCH_BYTES) await flush();
      }
      read += events.length + bad.length;
      refused += bad.length;
      for (const { place, refusal } of bad) console.error(`${source}:${place.line}: ${refusal.message}`);
      if (failure !== null && !signal.aborted) failures.push({ source, reason: failure });
      const share = done.totalBytes === null ? null : done.readBytes / done.totalBytes;
      progress.show({ share, events: read, note: name });
    }
    await flush();
  }
  progress.end();
  return { read, refused, duplicates, failures, interrupted: signal.aborted };
}

const NEWLINE = Buffer.from('\n');

async function post({ server, key }: SendOptions, body: Buffer): Promise<Answer> {
  const url = URL.parse('/v1/events', server);
  if (url === null) throw new CommandError(`--server: ${JSON.stringify(server)} is no URL`);
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
      body: new Uint8Array(body),
    });
  } catch (error) {
    throw new CommandError(`${url}: ${error instanceof Error ? error.message : error}`);
  }
  if (response.status !== 202 && response.status !== 400) {
    throw new CommandError(`${url}: ${response.status} ${await response.text()}`);
  }
  const answer: unknown = await response.json();
  if (isAnswer(answer)) return answer;
  throw new CommandError(`${url}: ${response.status}, and not the answer of a Lapwing server`);
}

function isAnswer(value: unknown): value is Answer {
  if (typeof value !== 'object' || value === null) return false;
  const counts = ['accepted', 'duplicates', 'refusedCount'] as const;
  return counts.every((name) => name in value && typeof (value as Partial<Answer>)[name] === 'number');
}
