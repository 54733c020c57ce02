/** Where a ruleset is replayed: in this thread, in another, or spread over several. */
import type { Ruleset } from '@lapwing/sml';
import type { Decided } from '../decide/decide.ts';
import type { Batch } from './batch.ts';
import { mergeTraces } from './brake-trace.ts';
import { type ReplayCost, Replayer, type ReplayOptions, type ReplayResult } from './replayer.ts';
import { mergeTallies } from './tally.ts';

export interface Lane {
  /** Hand over the next batch; resolves when there is room for another. Rejects where replaying has failed. */
  push(batch: Batch): Promise<void>;
  /** Resolves when all batches are decided; no more may come. */
  finish(): Promise<ReplayResult>;
  /** Let go of what the lane holds; also after a failure. */
  close(): Promise<void>;
}

/** A lane in this thread. */
export function inlineLane(ruleset: Ruleset, options: ReplayOptions, onCounted?: (decided: Decided) => void): Lane {
  const replayer = new Replayer(ruleset, options, onCounted);
  return {
    async push(batch) {
      replayer.take(batch);
    },
    finish: async () => replayer.result(),
    close: async () => {},
  };
}

/** Batches dealt out to several lanes in turn: exact only for a ruleset that remembers nothing (`needsOf`). */
export function spreadLane(lanes: readonly Lane[]): Lane {
  let next = 0;
  return {
    async push(batch) {
      const lane = lanes[next++ % lanes.length]!;
      await lane.push(batch);
    },
    async finish() {
      const results = await Promise.all(lanes.map((lane) => lane.finish()));
      return results.reduce(mergeResults);
    },
    async close() {
      for (const lane of lanes) await lane.close();
    },
  };
}

function mergeResults(a: ReplayResult, b: ReplayResult): ReplayResult {
  return {
    tally: mergeTallies(a.tally, b.tally),
    trace: mergeTraces(a.trace, b.trace),
    cost: mergeCosts(a.cost, b.cost),
    evictedKeys: a.evictedKeys + b.evictedKeys,
  };
}

function mergeCosts(a: ReplayCost, b: ReplayCost): ReplayCost {
  const sites = new Map(a.sites.map((site) => [`${site.path}:${site.line}:${site.column}`, site]));
  for (const site of b.sites) {
    const key = `${site.path}:${site.line}:${site.column}`;
    const held = sites.get(key);
    const sum = (name: 'calls' | 'micros' | 'failures') => site[name] + (held?.[name] ?? 0);
    sites.set(key, { ...site, calls: sum('calls'), micros: sum('micros'), failures: sum('failures') });
  }
  return {
    decided: a.decided + b.decided,
    sampledEvents: a.sampledEvents + b.sampledEvents,
    sampledMicros: a.sampledMicros + b.sampledMicros,
    sites: [...sites.values()],
    cpuSeconds: a.cpuSeconds + b.cpuSeconds,
  };
}
