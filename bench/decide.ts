/**
 * A server as its users start it, on examples/sample. First `POST /v1/decide` at a fixed rate, latencies from when each request was due;
 * then `POST /v1/events` in batches as fast as it takes them. Sender and server share the machine.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { eventLines } from '@lapwing/simulator';
import { isShort } from './harness/data.ts';
import { perSecond, report } from './harness/figures.ts';
import { field, lapwing, serve, withDirectory } from './harness/lapwing.ts';
import { townWithoutViews } from './harness/town.ts';
import { Client } from './load/client.ts';
import { openLoop } from './load/open-loop.ts';

const { values } = parseArgs({
  strict: false,
  options: { rate: { type: 'string' }, seconds: { type: 'string' } },
});
const RATE = Number(values.rate ?? 1000);
const SECONDS = Number(values.seconds ?? (isShort() ? 3 : 20));
const WARM_UP_SECONDS = isShort() ? 1 : 3;
const CONNECTIONS = 64;
const BATCH_EVENTS = 500;
const BATCHES = isShort() ? 20 : 300;
const SENDERS = 4;

await withDirectory(async (directory) => {
  const key = field(await lapwing('key', 'create', 'bench', '--data', directory, '--json'), 'secret');
  const server = await serve(join(import.meta.dirname, '..', 'examples', 'sample'), directory);
  const client = new Client(server.address, key, CONNECTIONS);
  try {
    const events = (await simulatedEvents((SECONDS + WARM_UP_SECONDS) * RATE + BATCHES * BATCH_EVENTS)).values();
    const next = () => events.next().value ?? '';
    const cpuBefore = await server.cpuSeconds();
    const decide = await openLoop({
      requestsPerSecond: RATE,
      seconds: SECONDS,
      warmUpSeconds: WARM_UP_SECONDS,
      send: async () => (await client.post('/v1/decide', next())).status === 200,
    });
    const cpuAfter = await server.cpuSeconds();
    const millis = (share: number) => decide.latency.percentileMicros(share) / 1000;
    const batches = await saturate(client, next);
    const peak = await server.peakRssMb();
    report({
      'offered, events/s': RATE,
      'answered, events/s': decide.answeredPerSecond,
      'errors, requests': decide.errors,
      'p50, ms': millis(0.5),
      'p90, ms': millis(0.9),
      'p99, ms': millis(0.99),
      'p99.9, ms': millis(0.999),
      'max, ms': decide.latency.maxMicros / 1000,
      ...(cpuBefore === null || cpuAfter === null
        ? {}
        : { 'server, CPU ms per event': ((cpuAfter - cpuBefore) * 1000) / ((SECONDS + WARM_UP_SECONDS) * RATE) }),
      'most under way, requests': decide.peakUnderWay,
      [`batches of ${BATCH_EVENTS}, events/s`]: batches,
      ...(peak === null ? {} : { 'peak RSS, MB': peak }),
    });
  } finally {
    client.close();
    await server.stop();
  }
});

/** Accepted events a second, each acknowledged when durable. */
async function saturate(client: Client, next: () => string): Promise<number> {
  const bodies = Array.from({ length: BATCHES }, () =>
    Buffer.from(Array.from({ length: BATCH_EVENTS }, next).join('\n')),
  );
  const started = performance.now();
  const queue = bodies.values();
  const sender = async () => {
    for (const body of queue) {
      const { status, body: answer } = await client.post('/v1/events', body, 'application/x-ndjson');
      if (status !== 202) throw new Error(`a batch was answered with ${status}: ${answer.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return perSecond(BATCHES * BATCH_EVENTS, started);
}

/** Events that end in the past, each with an id of its own. */
async function simulatedEvents(count: number): Promise<readonly string[]> {
  const events: string[] = [];
  for (const line of eventLines({ scenario: await townWithoutViews(), seed: 3 })) {
    events.push(line);
    if (events.length === count) return events;
  }
  throw new Error(`the town has ${events.length} events, not ${count}`);
}
