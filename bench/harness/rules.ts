/** Rulesets in memory, evaluated as the server evaluates them, on one core. */
import { Memory } from '@lapwing/memory';
import { Decider, parseEventText } from '@lapwing/pipeline';
import { systemRegistry } from '@lapwing/server';
import {
  type Action,
  checkRuleset,
  compileRuleset,
  type Registry,
  type Ruleset,
  type RulesetSources,
  renderDiagnostics,
  rulesetSources,
} from '@lapwing/sml';
import { perSecond } from './figures.ts';

/** Throws rendered diagnostics where the rules do not compile. */
export function compileFiles(files: Readonly<Record<string, string>>): Ruleset {
  return compileSources(rulesetSources(files));
}

export function compileSources(sources: RulesetSources, registry: Registry = systemRegistry()): Ruleset {
  const { program, diagnostics } = checkRuleset(sources, registry);
  if (program === null) throw new Error(renderDiagnostics(diagnostics.filter(({ severity }) => severity === 'error')));
  return compileRuleset(program);
}

/** An event as it comes in: through JSON, whose objects are laid out otherwise than literals. */
export function parsedAction(envelope: unknown): Action {
  const parsed = parseEventText(JSON.stringify(envelope), { nowMillis: Date.now() });
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.event;
}

export interface EvaluationOptions {
  readonly ruleset: Ruleset;
  readonly actions: readonly Action[];
  readonly seconds: number;
  /** Evaluated first, not measured: V8 compiles what runs often. */
  readonly warmUpEvents: number;
}

export interface Evaluation {
  readonly eventsPerSecond: number;
  /** Comparable where others use the machine too; garbage collection on other cores counts. */
  readonly eventsPerCpuSecond: number;
  readonly hitsPerEvent: number;
  readonly errorsPerEvent: number;
}

/** Decide the actions over and over, for a while. Times advance, so that counters see a stream and not one moment. */
export function evaluateFor({ ruleset, actions, seconds, warmUpEvents }: EvaluationOptions): Evaluation {
  const decider = new Decider(new Memory({ seed: 1 }));
  const first = actions[0]?.timeMillis ?? 0;
  const span = (actions.at(-1)?.timeMillis ?? 0) - first + 1000;
  let position = 0;
  let hits = 0;
  let errors = 0;
  const decideNext = () => {
    const action = actions[position % actions.length]!;
    const timeMillis = action.timeMillis + Math.floor(position / actions.length) * span;
    const decided = decider.decide(ruleset, { ...action, timeMillis }, position, timeMillis);
    position++;
    hits += decided.hits.length;
    errors += decided.decision.errorCount;
  };
  while (position < warmUpEvents) decideNext();
  const before = position;
  hits = 0;
  errors = 0;
  const cpu = process.cpuUsage();
  const started = performance.now();
  const until = started + seconds * 1000;
  while (performance.now() < until) for (let i = 0; i < 64; i++) decideNext();
  const events = position - before;
  const eventsPerSecond = perSecond(events, started);
  const { user, system } = process.cpuUsage(cpu);
  return {
    eventsPerSecond,
    eventsPerCpuSecond: (events * 1e6) / (user + system),
    hitsPerEvent: hits / events,
    errorsPerEvent: errors / events,
  };
}
