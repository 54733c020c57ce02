/**
 * The anomaly alarm: a rule that hits far more often than it uses to at this hour.
 *
 * Hits and events are counted by hours of event time. The baseline is what the same hour of the week had, recent weeks counting
 * more, or the last day's hours where there is no such history yet. An alarm needs three things: more hits than chance gives
 * (`isInTail`), a rate of at least twice the baseline's, and enough hits for a person to look at. A rule that is in alarm raises
 * no further one until its rate has come down.
 *
 * A rule is compared with itself only: what came before its version says nothing of it. Rules that began together share the counts of
 * events since then, their cohort.
 */

import type { RuleVersion } from './emergency.ts';
import { brakeLimits } from './limits.ts';
import { isInTail } from './tail.ts';

const { recentHours, recentHoursMin, weeksMin, weekDecay, testEveryMillis, baselineHitsMax } = brakeLimits;
const { alarmProbability, alarmRatio, alarmHitsMin, calmRatio } = brakeLimits;

const HOUR_MILLIS = 3_600_000;
const WEEK_HOURS = 168;

export interface Anomaly {
  readonly rule: string;
  readonly hits: number;
  readonly events: number;
  /** Hits for an event that the baseline has. */
  readonly baselineRate: number;
  readonly baseline: 'hour-of-week' | 'recent-hours';
}

/** Events since some rules began. */
interface Cohort {
  /** In the hour in which they began, before they did. */
  eventsBefore: number;
  /** By hour modulo `recentHours`; null where the hour is none of theirs. */
  readonly recent: (number | null)[];
  /** By hour of the week, older weeks decayed, and how many weeks of it there are, up to those that are needed. */
  readonly weekly: number[];
  readonly weeks: number[];
}

interface RuleRates {
  readonly name: string;
  readonly version: string;
  readonly cohort: Cohort;
  /** In the hour that is under way. */
  hits: number;
  readonly recent: number[];
  readonly weekly: number[];
  alarmed: boolean;
}

type Sparse = readonly (readonly [slot: number, held: number])[];

export interface SavedRates {
  readonly hour: number;
  readonly nextTestMillis: number;
  readonly events: number;
  readonly cohorts: readonly Cohort[];
  readonly rules: readonly {
    readonly name: string;
    readonly version: string;
    readonly cohort: number;
    readonly hits: number;
    readonly recent: Sparse;
    readonly weekly: Sparse;
    readonly alarmed: boolean;
  }[];
}

export class Rates {
  #hour = -1;
  #nextTestMillis = 0;
  /** In the hour that is under way. */
  #events = 0;
  #rules = new Map<string, RuleRates>();
  /** Those that an alarm can be about: enough hits this hour, or in alarm. Others need not be looked at. */
  readonly #busy = new Set<RuleRates>();
  /** By index in the ruleset in force. */
  #bound: readonly RuleRates[] = [];

  /** The rules in force, in the order of the indexes that `event` is given. Rules that are gone are forgotten, new versions begin anew. */
  bind(rules: readonly RuleVersion[]): void {
    const cohort: Cohort = {
      eventsBefore: this.#events,
      recent: new Array<number | null>(recentHours).fill(null),
      weekly: zeros(WEEK_HOURS),
      weeks: zeros(WEEK_HOURS),
    };
    this.#bound = rules.map(({ name, version }) => {
      const known = this.#rules.get(name);
      return known?.version === version ? known : fresh(name, version, cohort);
    });
    this.#rules = new Map(rules.map(({ name }, index) => [name, this.#bound[index]!]));
    this.#setBusy();
  }

  /** One event with the rules that hit. Returns the alarms that are raised now, before it counts. Time does not go back. */
  event(hits: readonly number[], nowMillis: number): readonly Anomaly[] {
    const found = nowMillis >= this.#nextTestMillis ? this.#turn(nowMillis) : NONE;
    this.#events++;
    for (let i = 0; i < hits.length; i++) {
      const rates = this.#bound[hits[i]!]!;
      rates.hits++;
      if (rates.hits === alarmHitsMin) this.#busy.add(rates);
    }
    return found;
  }

  save(): SavedRates {
    const cohorts = [...new Set([...this.#rules.values()].map(({ cohort }) => cohort))];
    return {
      hour: this.#hour,
      nextTestMillis: this.#nextTestMillis,
      events: this.#events,
      cohorts,
      rules: [...this.#rules].map(([name, { version, cohort, hits, recent, weekly, alarmed }]) => ({
        name,
        version,
        cohort: cohorts.indexOf(cohort),
        hits,
        recent: sparse(recent),
        weekly: sparse(weekly),
        alarmed,
      })),
    };
  }

  load({ hour, nextTestMillis, events, cohorts, rules }: SavedRates): void {
    this.#hour = hour;
    this.#nextTestMillis = nextTestMillis;
    this.#events = events;
    const loaded = cohorts.map(({ eventsBefore, recent, weekly, weeks }) => ({
      eventsBefore,
      recent: [...recent],
      weekly: [...weekly],
      weeks: [...weeks],
    }));
    this.#bound = rules.map(({ name, version, cohort, hits, recent, weekly, alarmed }) => ({
      name,
      version,
      cohort: loaded[cohort]!,
      hits,
      recent: dense(recent, recentHours),
      weekly: dense(weekly, WEEK_HOURS),
      alarmed,
    }));
    this.#rules = new Map(rules.map(({ name }, index) => [name, this.#bound[index]!]));
    this.#setBusy();
  }

  /** Test, and close the hour where it is over. */
  #turn(nowMillis: number): readonly Anomaly[] {
    const found = this.#test();
    const hour = Math.floor(nowMillis / HOUR_MILLIS);
    if (hour > this.#hour) {
      if (this.#hour >= 0) this.#close(hour);
      this.#hour = hour;
    }
    this.#nextTestMillis = (Math.floor(nowMillis / testEveryMillis) + 1) * testEveryMillis;
    return found;
  }

  #test(): readonly Anomaly[] {
    const found: Anomaly[] = [];
    for (const rates of this.#busy) {
      const { name: rule, hits, alarmed } = rates;
      const base = this.#baseline(rates);
      if (base === null) continue;
      const ratio = hits / this.#events / base.rate;
      if (alarmed) {
        if (ratio < calmRatio) rates.alarmed = false;
      } else if (ratio >= alarmRatio && isInTail(hits, this.#events, base.alpha, base.beta, alarmProbability)) {
        rates.alarmed = true;
        found.push({ rule, hits, events: this.#events, baselineRate: base.rate, baseline: base.kind });
      }
    }
    // In an order that does not depend on when the process was started.
    return found.sort((a, b) => (a.rule < b.rule ? -1 : 1));
  }

  #setBusy(): void {
    this.#busy.clear();
    for (const rates of this.#rules.values()) if (rates.alarmed || rates.hits >= alarmHitsMin) this.#busy.add(rates);
  }

  #baseline({ cohort, recent, weekly }: RuleRates) {
    const slot = this.#hour % WEEK_HOURS;
    if (cohort.weeks[slot]! >= weeksMin) return posterior(weekly[slot]!, cohort.weekly[slot]!, 'hour-of-week');
    let hours = 0;
    let events = 0;
    for (const held of cohort.recent) {
      if (held === null) continue;
      hours++;
      events += held;
    }
    if (hours < recentHoursMin) return null;
    return posterior(
      recent.reduce((total, held) => total + held, 0),
      events,
      'recent-hours',
    );
  }

  #close(nextHour: number): void {
    const slot = this.#hour % WEEK_HOURS;
    const place = this.#hour % recentHours;
    const last = Math.min(nextHour - 1, this.#hour + recentHours);
    for (const cohort of new Set([...this.#rules.values()].map((rates) => rates.cohort))) {
      const events = this.#events - cohort.eventsBefore;
      cohort.eventsBefore = 0;
      cohort.weekly[slot] = cohort.weekly[slot]! * weekDecay + events;
      cohort.weeks[slot] = Math.min(cohort.weeks[slot]! + 1, weeksMin);
      cohort.recent[place] = events;
      // Hours without any event are no part of what is recent.
      for (let hour = this.#hour + 1; hour <= last; hour++) cohort.recent[hour % recentHours] = null;
    }
    for (const rates of this.#rules.values()) {
      rates.weekly[slot] = rates.weekly[slot]! * weekDecay + rates.hits;
      rates.recent[place] = rates.hits;
      for (let hour = this.#hour + 1; hour <= last; hour++) rates.recent[hour % recentHours] = 0;
      rates.hits = 0;
    }
    this.#events = 0;
    this.#setBusy();
  }
}

const NONE: readonly Anomaly[] = [];

function posterior(hits: number, events: number, kind: Anomaly['baseline']) {
  // As many hits as count at most, at the same rate.
  const weight = Math.min(1, baselineHitsMax / Math.max(hits, 1));
  const alpha = hits * weight + 0.5;
  const beta = (events - hits) * weight + 0.5;
  return { alpha, beta, rate: alpha / (alpha + beta), kind };
}

function fresh(name: string, version: string, cohort: Cohort): RuleRates {
  return { name, version, cohort, hits: 0, recent: zeros(recentHours), weekly: zeros(WEEK_HOURS), alarmed: false };
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}

function sparse(values: readonly number[]): Sparse {
  return values.flatMap((held, slot) => (held === 0 ? [] : [[slot, held] as const]));
}

function dense(values: Sparse, length: number): number[] {
  const all = zeros(length);
  for (const [slot, held] of values) all[slot] = held;
  return all;
}
