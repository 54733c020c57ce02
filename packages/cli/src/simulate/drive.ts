/** A simulation from beginning to end: at full speed or paced, answered by a detector or by nobody. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Decided, type Scenario, Simulation, type Truth } from '@lapwing/simulator';
import type { ProgressLine } from '../output/progress.ts';
import type { Detector } from './detector.ts';

export interface DriveOptions {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly detector: Detector | null;
  /** Simulated time over real time; null is as fast as it goes. */
  readonly speed: number | null;
  readonly onLine: (line: string) => void;
  readonly onTruth: ((truth: Truth) => void) | null;
  readonly onDecided: (decided: Decided) => void;
  /** Awaited between the steps of the simulation. */
  readonly flush: () => Promise<void>;
  readonly progress: ProgressLine;
  readonly signal: AbortSignal;
  readonly note: string;
}

const DAY_MILLIS = 86_400_000;
/** Steps between looks at the clock and the outside. */
const TURN_STEPS = 256;
/** The shortest sleep worth its while. */
const NAP_MILLIS = 20;

/** The number of events; with `signal`, of those until then. */
export async function drive(options: DriveOptions): Promise<number> {
  const { scenario, detector, speed, signal, progress } = options;
  const fresh: string[] = [];
  let events = 0;
  const simulation = new Simulation({
    scenario,
    seed: options.seed,
    onLine(line) {
      events++;
      options.onLine(line);
      if (detector !== null) fresh.push(line);
    },
    ...(options.onTruth === null ? {} : { onTruth: options.onTruth }),
    ...(detector === null ? {} : { onDecided: options.onDecided }),
  });
  const { world } = simulation;
  const startedAt = performance.now();
  for (let steps = 1; simulation.step() && !signal.aborted; steps++) {
    if (detector !== null && fresh.length > 0) await answer(simulation, detector, fresh);
    const since = world.nowMillis - scenario.startMillis;
    const ahead = speed === null ? 0 : since / speed - (performance.now() - startedAt);
    if (ahead < NAP_MILLIS && steps % TURN_STEPS !== 0) continue;
    await options.flush();
    progress.show({ share: since / (scenario.days * DAY_MILLIS), events, note: options.note });
    if (ahead >= NAP_MILLIS) await sleep(ahead, undefined, { signal }).catch(() => {});
  }
  progress.end();
  return events;
}

/** Decisions take effect before anybody acts again. */
async function answer(simulation: Simulation, detector: Detector, fresh: string[]): Promise<void> {
  for (const line of fresh.splice(0)) {
    const answered = detector(line);
    for (const decision of answered instanceof Promise ? await answered : answered) simulation.decide(decision);
  }
}
