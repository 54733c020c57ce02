/** How fast files become events: the archive of tweets as CSV, and the same events as NDJSON. One core does everything but decompression. */
import { Readable } from 'node:stream';
import { decodePayload } from '../packages/pipeline/src/envelope/event.ts';
import { readMapping } from '../packages/pipeline/src/sources/mapping.ts';
import { readSource, type SourceSpec, sourceInput } from '../packages/pipeline/src/sources/source.ts';
import { dataset, isShort } from './harness/data.ts';
import { perSecond, report, skip } from './harness/figures.ts';

const KEPT = 200_000;
const SHORT_EVENTS = 50_000;

const parsed = readMapping({
  action: { const: 'tweet' },
  time: 'publish_date',
  types: { following: 'int', followers: 'int', updates: 'int', retweet: 'int' },
});
if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
const { mapping } = parsed;

const file = dataset('ira/tweets.csv.gz');
if (file === null) skip('ira/tweets.csv.gz is not in LAPWING_DATASETS');
else {
  const payloads: Uint8Array[] = [];
  const csv = await measure('CSV, gzip', { ...sourceInput(file, Readable.from([])), mapping }, payloads);
  const lines = Readable.from(payloads.map((payload) => Buffer.concat([payload, Buffer.from('\n')])));
  const ndjson = await measure('NDJSON', { ...sourceInput('-', lines) }, null);
  const started = performance.now();
  for (const payload of payloads) decodePayload(payload);
  report({ ...csv, ...ndjson, 'journaled form decoded, events/s': perSecond(payloads.length, started) });
}

async function measure(label: string, spec: SourceSpec, keep: Uint8Array[] | null): Promise<Record<string, number>> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  let events = 0;
  let bytes = 0;
  for await (const batch of readSource(spec, { now: Date.now })) {
    events += batch.events.length;
    for (const { event } of batch.events) {
      bytes += event.payload.byteLength;
      if (keep !== null && keep.length < KEPT) keep.push(event.payload);
    }
    if (batch.failure !== null) throw new Error(batch.failure);
    if (isShort() && events >= SHORT_EVENTS) break;
  }
  const { user, system } = process.cpuUsage(cpu);
  return {
    [`${label}, events/s`]: perSecond(events, started),
    [`${label}, events/CPU-s`]: (events * 1e6) / (user + system),
    [`${label}, MB of payload/s`]: perSecond(bytes / 1e6, started),
  };
}
