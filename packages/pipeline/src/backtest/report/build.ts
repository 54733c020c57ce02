/** From tallies to a report. */
import type { Ruleset } from '@lapwing/sml';
import type { BrakeForecast, HeldForecast } from '../brake-forecast.ts';
import { OVERLAPS_PER_RULE, SITES_SHOWN, TIMELINE_INTERVALS } from '../limits.ts';
import { OutcomeBook, type OutcomeRecord } from '../outcomes.ts';
import type { ReplayCost, ReplayResult } from '../replayer.ts';
import { jaccard, precisionOf } from '../statistics.ts';
import type { RuleTally, Tally } from '../tally.ts';
import { countByOutcome, countByType, differenceOf, totalHits, unionOfEntities } from './compare.ts';
import type {
  Cost,
  EffectCount,
  HeldFigures,
  Report,
  RuleChange,
  RuleFigures,
  RuleHeld,
  RuleReport,
  Totals,
} from './report.ts';

/** One ruleset's part of a backtest. */
export interface Side {
  readonly name: string;
  readonly ruleset: Ruleset;
  readonly result: ReplayResult;
}

export interface ReportInput {
  readonly candidate: Side;
  readonly baseline: Side | null;
  readonly brakes: { readonly candidate: BrakeForecast; readonly baseline: BrakeForecast | null };
  readonly outcomes: readonly OutcomeRecord[];
  /** Facts that are taken over as they are. */
  readonly facts: Pick<Report, 'source' | 'refused' | 'duplicates' | 'incomplete' | 'notes'> & {
    readonly from: number;
    readonly to: number;
    readonly outcomeSources: readonly string[];
    readonly seconds: number;
    readonly threads: number;
  };
}

const CHANGE_ORDER: readonly (RuleChange | null)[] = ['added', 'changed', 'removed', 'same', null];

export function buildReport({ candidate, baseline, brakes, outcomes, facts }: ReportInput): Report {
  const book = new OutcomeBook(outcomes);
  const { tally, cost } = candidate.result;
  const axis = timelineAxis(tally);
  const rules = rulePairs(candidate, baseline).map((pair) => ruleReport(pair, candidate, baseline, book, axis));
  const order = (rule: RuleReport) => CHANGE_ORDER.indexOf(rule.change);
  const hits = (rule: RuleReport) => (rule.candidate ?? rule.baseline)?.hits ?? 0;
  rules.sort((a, b) => order(a) - order(b) || hits(b) - hits(a) || (a.name < b.name ? -1 : 1));
  const candidateEntities = unionOfEntities(tally);
  const baselineEntities = baseline === null ? null : unionOfEntities(baseline.result.tally);
  return {
    candidate: rulesetFacts(candidate),
    baseline: baseline === null ? null : rulesetFacts(baseline),
    source: facts.source,
    range: {
      from: toIso(facts.from),
      to: toIso(facts.to),
      firstEvent: toIso(tally.firstMillis),
      lastEvent: toIso(tally.lastMillis),
    },
    events: tally.events,
    memoryEvents: cost.decided - tally.events,
    refused: facts.refused,
    duplicates: facts.duplicates,
    incomplete: facts.incomplete,
    notes: facts.notes,
    totals: {
      candidate: totalsOf(tally, candidateEntities),
      baseline:
        baseline === null || baselineEntities === null ? null : totalsOf(baseline.result.tally, baselineEntities),
    },
    affected: baselineEntities === null ? null : differenceOf(candidateEntities, baselineEntities, book),
    effects: effectCounts(tally, baseline?.result.tally ?? null),
    brakes: heldByBrakes(rules, brakes),
    rules,
    timeline:
      axis === null
        ? null
        : {
            start: new Date(axis.first * tally.intervalMillis).toISOString(),
            intervalSeconds: (axis.step * tally.intervalMillis) / 1000,
            intervals: axis.intervals,
          },
    outcomes: { entities: book.size, sources: facts.outcomeSources },
    performance: {
      seconds: facts.seconds,
      eventsPerSecond: facts.seconds > 0 ? Math.round(cost.decided / facts.seconds) : 0,
      threads: facts.threads,
      candidate: costOf(cost),
      baseline: baseline === null ? null : costOf(baseline.result.cost),
    },
  };
}

function rulesetFacts({ name, ruleset }: Side): Report['candidate'] {
  return { name, hash: ruleset.program.hash, rules: ruleset.rules.length };
}

function rulePairs(candidate: Side, baseline: Side | null): readonly string[] {
  const names = [...candidate.ruleset.rules, ...(baseline?.ruleset.rules ?? [])].map(({ name }) => name);
  return [...new Set(names)];
}

function ruleReport(
  name: string,
  candidate: Side,
  baseline: Side | null,
  book: OutcomeBook,
  axis: TimelineAxis | null,
): RuleReport {
  const mine = ruleOf(candidate, name);
  const theirs = baseline === null ? null : ruleOf(baseline, name);
  return {
    name,
    description: (mine ?? theirs)!.info.description,
    change: baseline === null ? null : changeOf(mine?.info.version, theirs?.info.version),
    candidate: mine === null ? null : figuresOf(mine, candidate.result.tally, book, axis),
    baseline: theirs === null || baseline === null ? null : figuresOf(theirs, baseline.result.tally, book, axis),
    difference: baseline === null ? null : differenceOf(mine?.tally.entities, theirs?.tally.entities, book),
  };
}

interface Rule {
  readonly info: Ruleset['rules'][number];
  readonly tally: RuleTally;
}

function ruleOf({ ruleset, result }: Side, name: string): Rule | null {
  const info = ruleset.rules.find((rule) => rule.name === name);
  const tally = result.tally.rules.get(name);
  return info === undefined || tally === undefined ? null : { info, tally };
}

function changeOf(candidate: string | undefined, baseline: string | undefined): RuleChange {
  if (baseline === undefined) return 'added';
  if (candidate === undefined) return 'removed';
  return candidate === baseline ? 'same' : 'changed';
}

function figuresOf({ info, tally }: Rule, all: Tally, book: OutcomeBook, axis: TimelineAxis | null): RuleFigures {
  const entitiesByOutcome = countByOutcome(tally.entities, book);
  const overlaps = [...tally.together].map(([rule, events]) => ({
    rule,
    events,
    jaccard: jaccard(tally.hits, all.rules.get(rule)?.hits ?? 0, events),
  }));
  overlaps.sort((a, b) => b.jaccard - a.jaccard || (a.rule < b.rule ? -1 : 1));
  return {
    version: info.version,
    hits: tally.hits,
    share: all.events === 0 ? 0 : tally.hits / all.events,
    entities: countByType(tally.entities),
    untrackedHits: tally.untrackedHits,
    hitsByOutcome: { ...tally.outcomes },
    entitiesByOutcome,
    precision: precisionOf(entitiesByOutcome),
    overlaps: overlaps.slice(0, OVERLAPS_PER_RULE),
    timeline: axis === null ? [] : timelineOf(tally, axis),
  };
}

function totalsOf(tally: Tally, entities: ReturnType<typeof unionOfEntities>): Totals {
  return {
    eventsWithHits: tally.eventsWithHits,
    hits: totalHits(tally.rules.values()),
    errors: tally.errors,
    entities: countByType(entities),
  };
}

function effectCounts(candidate: Tally, baseline: Tally | null): readonly EffectCount[] {
  const names = new Set([...candidate.effects.keys(), ...(baseline?.effects.keys() ?? [])]);
  return [...names].sort().map((effect) => ({
    effect,
    candidate: candidate.effects.get(effect) ?? 0,
    baseline: baseline === null ? null : (baseline.effects.get(effect) ?? 0),
  }));
}

/** Rules of which something would be held, most first. */
function heldByBrakes(
  rules: readonly RuleReport[],
  { candidate, baseline }: ReportInput['brakes'],
): readonly RuleHeld[] {
  const figures = (forecast: HeldForecast | undefined): HeldFigures | null =>
    forecast === undefined
      ? null
      : {
          effects: forecast.effects,
          ...forecast.held,
          stoppedAt: forecast.stoppedAtMillis === null ? null : new Date(forecast.stoppedAtMillis).toISOString(),
        };
  const total = (held: HeldFigures | null) => (held === null ? 0 : held.cap + held.emergency + held.protected);
  return rules
    .map(({ name }) => ({
      rule: name,
      candidate: figures(candidate.get(name)),
      baseline: figures(baseline?.get(name)),
    }))
    .filter((rule) => total(rule.candidate) + total(rule.baseline) > 0)
    .sort((a, b) => total(b.candidate) - total(a.candidate));
}

interface TimelineAxis {
  /** Index since the epoch of the first collected interval. */
  readonly first: number;
  /** Collected intervals that make one of the report. */
  readonly step: number;
  readonly intervals: number;
}

function timelineAxis({ firstMillis, lastMillis, intervalMillis }: Tally): TimelineAxis | null {
  if (firstMillis > lastMillis) return null;
  const first = Math.floor(firstMillis / intervalMillis);
  const count = Math.floor(lastMillis / intervalMillis) - first + 1;
  const step = Math.ceil(count / TIMELINE_INTERVALS);
  return { first, step, intervals: Math.ceil(count / step) };
}

function timelineOf(tally: RuleTally, { first, step, intervals }: TimelineAxis): number[] {
  const counts = new Array<number>(intervals).fill(0);
  for (const [interval, hits] of tally.timeline) {
    const at = Math.floor((interval - first) / step);
    if (at >= 0 && at < intervals) counts[at]! += hits;
  }
  return counts;
}

function costOf({ decided, cpuSeconds, sampledEvents, sampledMicros, sites }: ReplayCost): Cost {
  const dearest = sites.toSorted((a, b) => b.micros - a.micros).slice(0, SITES_SHOWN);
  return {
    cpuSeconds: round(cpuSeconds),
    microsPerEvent: decided === 0 ? null : round((cpuSeconds / decided) * 1e6),
    sampledEvents,
    sites: dearest.map((site) => ({
      call: site.function,
      place: `${site.path}:${site.line}`,
      share: sampledMicros === 0 ? 0 : round(site.micros / sampledMicros),
    })),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function toIso(millis: number): string | null {
  return Number.isFinite(millis) ? new Date(millis).toISOString() : null;
}
