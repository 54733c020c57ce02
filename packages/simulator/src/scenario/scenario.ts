/** What a run is made of. Files say it in YAML (`parse.ts`), presets are such files. */
import type { PlannedMoment } from '../topics/moments.ts';

export type Difficulty = 'easy' | 'medium' | 'hard';

export interface Scenario {
  readonly name: string;
  /** When simulated time begins, milliseconds since the epoch. */
  readonly startMillis: number;
  readonly days: number;
  /** How careful adversaries are where their plan does not say. */
  readonly difficulty: Difficulty;
  readonly population: PopulationPlan;
  /** Whether looking at posts makes events: nine in ten would be such. */
  readonly recordsViews: boolean;
  /** Characters that a post may have, with names, hashtags and links. */
  readonly characterLimit: number;
  readonly calendar: readonly PlannedMoment[];
  readonly adversaries: readonly AdversaryPlan[];
  readonly review: ReviewPlan;
}

export interface PopulationPlan {
  readonly people: number;
  readonly newcomersPerDay: number;
  readonly communities: number;
  readonly sessionsPerDay: number;
  readonly follows: number;
  readonly polarisation: number;
}

export interface AdversaryPlan {
  readonly kind: string;
  readonly accounts: number;
  /** After the run's start. */
  readonly startMillis: number;
  readonly budgetDollars: number;
  /** 0 to 1: how much is done to look like people, and how much is paid for it. */
  readonly care: number;
}

/** The people who look at reports and appeals, until review exists. */
export interface ReviewPlan {
  readonly reviewers: number;
  readonly minutesPerDay: number;
  /** Median minutes for one case. */
  readonly minutesPerCase: number;
  /** Chance that a reviewer decides a case rightly. */
  readonly accuracy: number;
}

export const CARE: Readonly<Record<Difficulty, number>> = { easy: 0.15, medium: 0.5, hard: 0.85 };

/** The same scenario from another moment on, milliseconds since the epoch. */
export function beginningAt(scenario: Scenario, startMillis: number): Scenario {
  const shift = startMillis - scenario.startMillis;
  const calendar = scenario.calendar.map((moment) => ({ ...moment, atMillis: moment.atMillis + shift }));
  return { ...scenario, startMillis, calendar };
}
