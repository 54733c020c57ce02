/**
 * A simulated platform on one core: events as lines of the envelope, with their truth, into bytes that nobody reads; and its memory.
 */
import { LineBytes, Simulation } from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';
import { perSecond, report } from './figures.ts';

/** Run so many days of a preset, adversaries and all, and report. */
export async function measureSimulation(preset: string, days: number): Promise<void> {
  const named = await loadScenario(preset);
  const scenario = {
    ...named,
    days,
    adversaries: named.adversaries.filter(({ startMillis }) => startMillis < days * 86_400_000),
  };
  let events = 0;
  let bytes = 0;
  let truths = 0;
  const lines = new LineBytes((full) => {
    bytes += full.length;
  });
  const before = process.cpuUsage();
  const simulation = new Simulation({
    scenario,
    seed: 1,
    onTruth: () => truths++,
    onLine(line) {
      events++;
      lines.add(line);
    },
  });
  const settled = process.cpuUsage(before);
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  simulation.run();
  lines.flush();
  const { user, system } = process.cpuUsage(cpu);
  const accounts = simulation.world.accounts.capacity;
  report({
    'events/s': perSecond(events, startedAt),
    'events/CPU-s': (events * 1e6) / (user + system),
    events,
    'bytes, per event': bytes / events,
    'truths, per event': truths / events,
    'accounts, count': accounts,
    'columns, bytes per account': simulation.byteLength / accounts,
    'settling, CPU ms': (settled.user + settled.system) / 1000,
  });
}
