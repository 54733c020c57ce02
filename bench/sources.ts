/**
 * How fast sources become events: one core does everything but decompression. Reads the IRA tweets (`LAPWING_DATASETS`, default
 * `../shared/data`) as CSV, and the same events as NDJSON; with `--parquet FILE` a Parquet file of the same columns.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { decodePayload } from '../packages/pipeline/src/envelope/event.ts';
import { readMapping } from '../packages/pipeline/src/sources/mapping.ts';
import { readSource, type SourceSpec, sourceInput } from '../packages/pipeline/src/sources/source.ts';

const parsed = readMapping({
  action: { const: 'tweet' },
  time: 'publish_date',
  types: { following: 'int', followers: 'int', updates: 'int', retweet: 'int' },
});
if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
const { mapping } = parsed;

async function measure(label: string, spec: SourceSpec, keep: Uint8Array[] | null): Promise<void> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  let events = 0;
  let refused = 0;
  let bytes = 0;
  for await (const batch of readSource(spec, { now: Date.now })) {
    events += batch.events.length;
    refused += batch.refused.length;
    for (const { event } of batch.events) {
      bytes += event.payload.byteLength;
      if (keep !== null && keep.length < 200_000) keep.push(event.payload);
    }
    if (batch.failure !== null) throw new Error(batch.failure);
  }
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const rate = Math.round(events / seconds).toLocaleString('en');
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${label}: ${events} events, ${refused} refused, ${seconds.toFixed(2)} s, ${rate} events/s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s of payload, ` +
      `${((user + system) / 1e6).toFixed(2)} CPU s, peak ${peak} MB`,
  );
}

const file = join(process.env['LAPWING_DATASETS'] ?? '../shared/data', 'ira/tweets.csv.gz');
if (existsSync(file)) {
  const payloads: Uint8Array[] = [];
  await measure('csv.gz', { ...sourceInput(file, Readable.from([])), mapping }, payloads);

  const lines = Readable.from(payloads.map((payload) => Buffer.concat([payload, Buffer.from('\n')])));
  await measure('ndjson', { ...sourceInput('-', lines) }, null);

  const start = performance.now();
  for (const payload of payloads) decodePayload(payload);
  const rate = Math.round((payloads.length / (performance.now() - start)) * 1000).toLocaleString('en');
  console.log(`decodePayload: ${rate} events/s`);
} else {
  console.log(`skipped: ${file} is not there (set LAPWING_DATASETS)`);
}

const parquet = process.argv[process.argv.indexOf('--parquet') + 1];
if (process.argv.includes('--parquet') && parquet !== undefined) {
  await measure('parquet', { ...sourceInput(parquet, Readable.from([])), mapping }, null);
}
