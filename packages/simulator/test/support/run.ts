/** A scenario run to the end, with everything that came of it. */
import { createHash } from 'node:crypto';
import { type Decided, type Decision, type Scenario, Simulation, type Truth } from '../../src/index.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { Audit, type Line } from './audit.ts';

export interface RunOptions {
  readonly scenario: Scenario;
  readonly seed?: number;
  /** Decides about each line; without it there is no enforcement. */
  readonly decide?: (line: Line) => readonly Decision[];
  readonly onLine?: (line: Line) => void;
}

export interface Ran {
  readonly digest: string;
  readonly events: number;
  readonly truth: readonly Truth[];
  readonly decided: readonly Decided[];
  readonly audit: Audit;
  readonly simulation: Simulation;
}

export function run({ scenario, seed = 1, decide, onLine }: RunOptions): Ran {
  const hash = createHash('sha256');
  const truth: Truth[] = [];
  const decided: Decided[] = [];
  const audit = new Audit();
  const fresh: Line[] = [];
  let events = 0;
  const simulation = new Simulation({
    scenario,
    seed,
    onLine(text) {
      events++;
      hash.update(`${text}\n`);
      const line = audit.line(text);
      onLine?.(line);
      if (decide !== undefined) fresh.push(line);
    },
    onTruth(one) {
      truth.push(one);
      if (one.kind === 'account' && Date.parse(one.since) < scenario.startMillis) audit.settle(one.userId);
    },
    ...(decide === undefined
      ? {}
      : {
          onDecided(one: Decided) {
            decided.push(one);
            const { decision } = one;
            if (decision.kind === 'suspend' || decision.kind === 'allow')
              audit.suspend(decision.target.id, decision.kind === 'suspend');
          },
        }),
  });
  while (simulation.step()) {
    for (const line of fresh.splice(0)) for (const decision of decide?.(line) ?? []) simulation.decide(decision);
  }
  return { digest: hash.digest('hex'), events, truth, decided, audit, simulation };
}

/** `tiny` without adversaries, to put one into. */
export async function quiet(people = 120, days = 2): Promise<Scenario> {
  const tiny = await loadScenario('tiny');
  return { ...tiny, days, population: { ...tiny.population, people, newcomersPerDay: 4 }, adversaries: [] };
}

export function ofKind<K extends Truth['kind']>(truth: readonly Truth[], kind: K) {
  return truth.filter((one): one is Extract<Truth, { kind: K }> => one.kind === kind);
}

/** An action on an account until it is ended. */
export function onAccount(
  kind: 'suspend' | 'limit_reach' | 'challenge' | 'rate_limit' | 'read_only' | 'label',
  id: string,
): Decision {
  return {
    kind,
    target: { type: 'account', id },
    source: 'test',
    reason: 'test',
    expiresAtMillis: null,
    appealable: true,
  };
}
