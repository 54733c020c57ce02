/** Scenarios from YAML. */
import { isMap, LineCounter, parseDocument } from 'yaml';
import { ADVERSARIES, adversaryNamed } from '../adversaries/index.ts';
import { LIMITS } from '../limits.ts';
import type { PlannedMoment } from '../topics/moments.ts';
import { type Problem, Reader } from './reader.ts';
import {
  type AdversaryPlan,
  CARE,
  type Difficulty,
  type PopulationPlan,
  type ReviewPlan,
  type Scenario,
} from './scenario.ts';

export type ParsedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  /** Sorted by line. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A Monday. */
const DEFAULT_START = Date.UTC(2026, 0, 5);
const MOST_DAYS = 60;
/** What large platforms allow today. */
const DEFAULT_CHARACTERS = 300;
const DAY_MILLIS = 86_400_000;

/** Read a scenario; docs/simulator.md describes the fields. */
export function parseScenario(yaml: string): ParsedScenario {
  if (yaml.length > LIMITS.scenarioBytes)
    return failed([{ line: 1, message: `a scenario has at most ${LIMITS.scenarioBytes} bytes` }]);
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  if (document.errors.length > 0) {
    return failed(
      document.errors.map(({ message, pos }) => ({
        line: lines.linePos(pos[0]).line,
        message: message.split('\n')[0] ?? message,
      })),
    );
  }
  if (!isMap(document.contents))
    return failed([{ line: 1, message: 'a scenario holds fields: name, days, population, adversaries …' }]);
  const problems: Problem[] = [];
  const scenario = scenarioOf(new Reader(document.contents, lines, problems, ''));
  const accounts =
    scenario.population.people + scenario.population.newcomersPerDay * scenario.days + planned(scenario.adversaries);
  if (accounts > LIMITS.accounts)
    problems.push({ line: 1, message: `${accounts} accounts are more than ${LIMITS.accounts}` });
  return problems.length > 0 ? failed(problems) : { ok: true, scenario };
}

function failed(problems: Problem[]): ParsedScenario {
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line) };
}

function planned(adversaries: readonly AdversaryPlan[]): number {
  return adversaries.reduce((sum, { accounts }) => sum + accounts * LIMITS.accountsPerPlanned, 0);
}

function scenarioOf(reader: Reader): Scenario {
  const difficulty: Difficulty = reader.oneOf('difficulty', ['medium', 'easy', 'hard'] as const, 'medium');
  const startMillis = reader.date('start', DEFAULT_START);
  const days = reader.number('days', 0.1, MOST_DAYS);
  const scenario = {
    name: reader.text('name'),
    startMillis,
    days,
    difficulty,
    recordsViews: reader.yes('record_views', true),
    characterLimit: reader.whole('character_limit', 60, 100_000, DEFAULT_CHARACTERS),
    population: populationOf(reader),
    calendar: reader.list('calendar').map((entry) => momentOf(entry, startMillis)),
    adversaries: reader.list('adversaries').map((entry) => adversaryOf(entry, difficulty, days)),
    review: reviewOf(reader),
  };
  reader.end();
  return scenario;
}

function populationOf(parent: Reader): PopulationPlan {
  const reader = parent.map('population');
  if (reader === null) {
    parent.text('population');
    return { people: 1, newcomersPerDay: 0, communities: 1, sessionsPerDay: 1, follows: 1, polarisation: 0 };
  }
  const people = reader.whole('people', 10, LIMITS.accounts);
  const population = {
    people,
    newcomersPerDay: reader.number('newcomers_per_day', 0, 1e6, people / 100),
    communities: reader.whole('communities', 1, 60_000, Math.max(6, Math.ceil(people / 80))),
    sessionsPerDay: reader.number('sessions_per_day', 0.01, 30, 1.2),
    follows: reader.number('follows', 1, 500, 15),
    polarisation: reader.number('polarisation', 0, 1, 0.6),
  };
  reader.end();
  return population;
}

function momentOf(reader: Reader, startMillis: number): PlannedMoment {
  const moment: PlannedMoment = {
    kind: reader.oneOf('kind', ['crisis', 'match', 'election', 'fashion'] as const),
    atMillis: startMillis + reader.millis('at'),
    lang: reader.oneOf('lang', ['en', 'es'] as const, 'en'),
    tag: reader.has('tag') ? reader.text('tag') : null,
  };
  reader.end();
  return moment;
}

function adversaryOf(reader: Reader, difficulty: Difficulty, days: number): AdversaryPlan {
  const kind = reader.oneOf(
    'kind',
    ADVERSARIES.map((adversary) => adversary.kind),
  );
  const defaults = adversaryNamed(kind)?.defaults ?? { accounts: 1, budgetDollars: 0 };
  const plan = {
    kind,
    accounts: reader.whole('accounts', 1, 100_000, defaults.accounts),
    startMillis: reader.millis('at', 0),
    budgetDollars: reader.number('budget', 0, 1e9, defaults.budgetDollars),
    care: reader.number('care', 0, 1, CARE[difficulty]),
  };
  if (plan.startMillis >= days * DAY_MILLIS) reader.reject('at', 'is after the end of the scenario');
  reader.end();
  return plan;
}

function reviewOf(parent: Reader): ReviewPlan {
  const reader = parent.map('review');
  // Accuracy and minutes: of the order that content reviewers show on gold items; a scenario can say otherwise.
  if (reader === null) return { reviewers: 1, minutesPerDay: 240, minutesPerCase: 2, accuracy: 0.92 };
  const review = {
    reviewers: reader.whole('reviewers', 0, 100_000, 1),
    minutesPerDay: reader.number('minutes_per_day', 1, 1440, 240),
    minutesPerCase: reader.number('minutes_per_case', 0.1, 600, 2),
    accuracy: reader.number('accuracy', 0.5, 1, 0.92),
  };
  reader.end();
  return review;
}
