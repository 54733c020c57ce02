/**
 * The sample platform, the simulator's town, as live traffic: its first twenty hours at once, so that there is something to look at, then
 * the rest at a steady rate. A restart takes up the same platform; what was taken before is recognised by its id.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Pipeline, parseEventText } from '@lapwing/pipeline';
import { beginningAt, Simulation } from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';

interface SampleState {
  readonly seed: number;
  readonly startMillis: number;
}

const HOUR_MILLIS = 3_600_000;
const DAY_MILLIS = 24 * HOUR_MILLIS;
const SAMPLE_DAYS = 7;
/** Late in the first day: the rings of the sample are at work, so there is something to see at once and more to come. */
const HISTORY_MILLIS = 20 * HOUR_MILLIS;
/** Events a turn while catching up: the server answers in between. */
const BURST = 500;
const TICK_MILLIS = 50;

export async function replaySample(
  pipeline: Pipeline,
  dataDirectory: string,
  eventsPerSecond: number,
  signal: AbortSignal,
): Promise<void> {
  const { seed, startMillis } = await sampleState(join(dataDirectory, 'sample.json'));
  const lines: string[] = [];
  const scenario = beginningAt(await loadScenario('town'), startMillis);
  const simulation = new Simulation({ scenario, seed, onLine: (line) => lines.push(line) });
  let budget = BURST;
  while (!signal.aborted && simulation.step()) {
    for (const line of lines.splice(0)) {
      if (signal.aborted) return;
      const parsed = parseEventText(line, { nowMillis: Date.now() });
      if (!parsed.ok) throw new Error(`the sample made an event that is refused: ${parsed.refusal.message}`);
      const isNew = pipeline.submit(parsed.event).status === 'accepted';
      const isLive = isNew && parsed.event.timeMillis >= startMillis + HISTORY_MILLIS;
      if (--budget > 0) continue;
      await pipeline.ready();
      if (isLive) await sleep(TICK_MILLIS, undefined, { signal }).catch(() => {});
      else await sleep(0);
      budget = isLive ? Math.max(1, Math.round((eventsPerSecond * TICK_MILLIS) / 1000)) : BURST;
    }
  }
}

/** Written at the first start: a sample that ends about now. */
async function sampleState(path: string): Promise<SampleState> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (isSampleState(value)) return value;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const today = Math.floor(Date.now() / DAY_MILLIS) * DAY_MILLIS;
  const state: SampleState = { seed: 1, startMillis: today - SAMPLE_DAYS * DAY_MILLIS };
  await writeFile(path, JSON.stringify(state));
  return state;
}

function isSampleState(value: unknown): value is SampleState {
  if (typeof value !== 'object' || value === null || !('seed' in value) || !('startMillis' in value)) return false;
  return Number.isInteger(value.seed) && typeof value.startMillis === 'number';
}
