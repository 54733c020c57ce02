/** The simulator on one core: events as lines of the envelope, with their truth, into a buffer that nobody reads; and its memory. */
import { Simulation } from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';
import { isShort } from './harness/data.ts';
import { perSecond, report } from './harness/figures.ts';

const city = await loadScenario('city');
const scenario = { ...city, days: isShort() ? 0.1 : 0.75 };
let events = 0;
let bytes = 0;
let truths = 0;
let chunk = '';
const before = performance.now();
const simulation = new Simulation({
  scenario,
  seed: 1,
  onTruth: () => truths++,
  onLine(line) {
    events++;
    chunk += `${line}\n`;
    if (chunk.length < 1 << 16) return;
    bytes += Buffer.from(chunk).byteLength;
    chunk = '';
  },
});
const settled = performance.now();
const cpu = process.cpuUsage();
simulation.run();
const { user, system } = process.cpuUsage(cpu);
const accounts = simulation.world.accounts.capacity;
report({
  'events/s': perSecond(events, settled),
  'events/CPU-s': (events * 1e6) / (user + system),
  'bytes, per event': bytes / events,
  'truths, per event': truths / events,
  'accounts, count': accounts,
  'columns, bytes per account': simulation.byteLength / accounts,
  'settling, ms': settled - before,
});
