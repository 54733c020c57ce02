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

export interface Drove {
  /** With `signal`, those until then. */
  readonly events: number;
  /** What the detector took for them, where it answers at once. */
  readonly detectorMillis: number | null;
}

const DAY_MILLIS = 86_400_000;
/** Steps between looks at the clock and the outside. */
const TURN_STEPS = 256;
/** The shortest sleep worth its while. */
const NAP_MILLIS = 20;

export async function drive(options: DriveOptions): Promise<Drove> {
  const { scenario, detector, speed, signal, progress } = options;
  const fresh: string[] = [];
  let events = 0;
  let detectorMillis: number | null = 0;
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
    if (detector !== null && fresh.length > 0) {
      const millis = await answer(simulation, detector, fresh);
      detectorMillis = millis === null || detectorMillis === null ? null : detectorMillis + millis;
    }
    const since = world.nowMillis - scenario.startMillis;
    const ahead = speed === null ? 0 : since / speed - (performance.now() - startedAt);
    if (ahead < NAP_MILLIS && steps % TURN_STEPS !== 0) continue;
    await options.flush();
    progress.show({ share: since / (scenario.days * DAY_MILLIS), events, note: options.note });
    if (ahead >= NAP_MILLIS) await sleep(ahead, undefined, { signal }).catch(() => {});
  }
  progress.end();
  return { events, detectorMillis: detector === null ? null : detectorMillis };
}

/** Decisions take effect before anybody acts again. How long the detector took, or null where it had to be waited for. */
async function answer(simulation: Simulation, detector: Detector, fresh: string[]): Promise<number | null> {
  let millis: number | null = 0;
  for (const line of fresh.splice(0)) {
    const startedAt = performance.now();
    const answered = detector(line);
    if (answered instanceof Promise) millis = null;
    else if (millis !== null) millis += performance.now() - startedAt;
    const eventId = accusedEvent(line);
    for (const decision of answered instanceof Promise ? await answered : answered)
      simulation.decide(decision, eventId);
  }
  return millis;
}

/** The id of an event whose author a decision about it accuses. What follows from a report is about somebody else. */
function accusedEvent(line: string): string | null {
  const head = /^\{"id":"([^"]+)","action":"([^"]+)"/.exec(line);
  return head === null || head[2] === 'report' ? null : (head[1] ?? null);
}
