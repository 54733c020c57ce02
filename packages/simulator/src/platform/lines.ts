/** The events of a run as a sequence of lines, for whoever only reads them. */
import type { Scenario } from '../scenario/scenario.ts';
import type { TruthSink } from '../truth/truth.ts';
import { Simulation } from './simulation.ts';

export interface LinesOptions {
  readonly scenario: Scenario;
  readonly seed: number | string;
  /** Called with what is behind an event before the event is given. */
  readonly onTruth?: TruthSink;
}

/** Lines of NDJSON in the plain envelope, without line feeds, in order of time; made as they are asked for. */
export function* eventLines(options: LinesOptions): Generator<string, void, undefined> {
  const fresh: string[] = [];
  const simulation = new Simulation({ ...options, onLine: (line) => fresh.push(line) });
  while (simulation.step()) {
    yield* fresh;
    fresh.length = 0;
  }
}
