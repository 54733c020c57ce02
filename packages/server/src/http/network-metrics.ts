/** The network that rules ask of, for a dashboard: what is held, how far back it reaches, and what its limits have cost. */
import type { LayerMetrics } from '@lapwing/networks/online';
import { COACTIONS } from '@lapwing/networks/rules';
import { Gauge, type Registry } from 'prom-client';
import type { System } from '../system/system.ts';

export function networkMetrics(registry: Registry, { pipeline }: System): void {
  const registers = [registry];
  const read = () => {
    const { attached } = pipeline.memory;
    return attached.has(COACTIONS) ? attached.of(COACTIONS).metrics() : null;
  };
  const byLayer = (name: string, help: string, figure: (layer: LayerMetrics) => number) =>
    new Gauge({
      name: `lapwing_network_${name}`,
      help,
      labelNames: ['layer'],
      registers,
      collect() {
        this.reset();
        for (const layer of read()?.layers ?? []) this.inc({ layer: layer.name }, figure(layer));
      },
    });
  byLayer('shares', 'Shares held, by layer', ({ shares }) => shares);
  byLayer('shares_capped_total', 'Shares not compared, for very many share the same', ({ cappedTotal }) => cappedTotal);
  byLayer('oldest_seconds', 'How far back a layer reaches before the newest event', ({ oldestMillis }) =>
    oldestMillis === null ? 0 : Math.max(0, pipeline.memory.newestMillis - oldestMillis) / 1000,
  );
  const single = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: `lapwing_network_${name}`,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  single('actors', 'Actors with shares', () => read()?.actors ?? 0);
  single('joint_objects', 'Objects that pairs of actors shared together', () => read()?.joint ?? 0);
  single('shares_late_total', 'Shares that came after their time', () => read()?.tooLateTotal ?? 0);
  single(
    'shares_evicted_total',
    'Shares forgotten before their time, for lack of room',
    () => read()?.evictedTotal ?? 0,
  );
}
