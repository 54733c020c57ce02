/** `GET /metrics` for Prometheus. */
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { System } from '../system/system.ts';
import type { RefusedCounter } from './app.ts';
import { brakeMetrics } from './brake-metrics.ts';
import { networkMetrics } from './network-metrics.ts';

export function metricsRoutes(app: FastifyInstance, system: System, refused: RefusedCounter): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `lapwing_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  const { pipeline, journal, warehouse } = system;
  gauge('events_decided_total', 'Events decided since the start', () => pipeline.statistics.decided);
  gauge('events_duplicate_total', 'Events whose id had been seen', () => pipeline.statistics.duplicates);
  gauge('events_refused_total', 'Events refused', () => refused.count);
  gauge('evaluation_errors_total', 'Unexpected failures in rules', () => pipeline.statistics.errors);
  gauge('decisions_pending', 'Decisions that wait for their sinks', () => pipeline.pending);
  gauge('journal_bytes', 'Bytes of the journal', () => journal.metrics.bytes);
  gauge('journal_fsyncs_total', 'Group commits', () => journal.metrics.fsyncs);
  gauge('journal_durable_position', 'First position that is not durable', () => journal.durablePosition);
  gauge('memory_keys', 'Keys that rules remember', () => pipeline.memoryMetrics().keys);
  gauge('memory_bytes', 'Bytes of the key table', () => pipeline.memoryMetrics().bytes);
  gauge('memory_evicted_total', 'Live keys dropped for want of room', () => pipeline.memoryMetrics().evictedTotal);
  gauge('warehouse_files', 'Parquet files', () => warehouse.metrics.files);
  gauge('warehouse_rows_buffered', 'Rows that are in no file yet', () => warehouse.metrics.bufferedRows);
  gauge('webhooks_delivered_total', 'Deliveries that arrived', () => system.delivery.metrics.delivered);
  gauge('webhooks_dead_total', 'Deliveries given up', () => system.delivery.metrics.deadLetters);
  brakeMetrics(registry, system);
  networkMetrics(registry, system);
  const byRule = (name: string, help: string, read: () => ReadonlyMap<string, number>) =>
    new Gauge({
      name: `lapwing_${name}`,
      help,
      labelNames: ['rule'],
      registers: [registry],
      collect() {
        for (const [rule, hits] of read()) this.set({ rule }, hits);
      },
    });
  byRule('rule_hits_total', 'Hits by rule since the start', () => pipeline.statistics.hits);
  byRule('rule_shadow_hits_total', 'Hits that did not act, by rule', () => pipeline.statistics.shadowHits);
  app.get('/metrics', { schema: { tags: ['system'] } }, async (_, reply) =>
    reply
      .type(registry.contentType)
      .serializer((text: string) => text)
      .send(await registry.metrics()),
  );
}
