/** A backtest's report as data: what the JSON form holds, and what text and HTML are made of. Times are ISO 8601 in UTC. */
import type { OutcomeCounts } from '../outcomes.ts';
import type { Precision } from '../statistics.ts';

export interface Report {
  readonly candidate: RulesetFacts;
  /** Null where the candidate was not compared. */
  readonly baseline: RulesetFacts | null;
  readonly source: string;
  readonly range: {
    /** As asked for; null is open. */
    readonly from: string | null;
    readonly to: string | null;
    /** The first and last event counted; null where there was none. */
    readonly firstEvent: string | null;
    readonly lastEvent: string | null;
  };
  /** Events counted. */
  readonly events: number;
  /** Events outside of the range, decided for what they leave in memory. */
  readonly memoryEvents: number;
  readonly refused: number;
  readonly duplicates: number;
  /** Null where all of the range was decided, else why not. */
  readonly incomplete: string | null;
  /** What the numbers mean and where they may be off, in sentences. */
  readonly notes: readonly string[];
  readonly totals: { readonly candidate: Totals; readonly baseline: Totals | null };
  /** Entities hit by any rule, against the baseline. */
  readonly affected: Difference | null;
  readonly effects: readonly EffectCount[];
  /** What the brakes would have held of them; only rules of which something is. */
  readonly brakes: readonly RuleHeld[];
  /** By change (added, changed, removed, same), then by hits. */
  readonly rules: readonly RuleReport[];
  /** The timeline's interval and the start of its first one; null without events. */
  readonly timeline: { readonly start: string; readonly intervalSeconds: number; readonly intervals: number } | null;
  readonly outcomes: { readonly entities: number; readonly sources: readonly string[] };
  readonly performance: Performance;
}

export interface RulesetFacts {
  /** What the person called it: a directory, or `current`. */
  readonly name: string;
  readonly hash: string;
  readonly rules: number;
}

export interface Totals {
  readonly eventsWithHits: number;
  readonly hits: number;
  /** Failures in rules. */
  readonly errors: number;
  readonly entities: readonly TypeCount[];
}

export interface TypeCount {
  readonly type: string;
  readonly count: number;
}

export interface EffectCount {
  readonly effect: string;
  readonly candidate: number;
  readonly baseline: number | null;
}

/** Of a rule's effects, those that the brakes would have held for a person, by the brake. */
export interface RuleHeld {
  readonly rule: string;
  readonly candidate: HeldFigures | null;
  readonly baseline: HeldFigures | null;
}

export interface HeldFigures {
  /** Effects that the rule wanted, those that it shares with other rules included. */
  readonly effects: number;
  readonly cap: number;
  readonly emergency: number;
  readonly protected: number;
  /** When the emergency brake would have stopped the rule; null where it would not. */
  readonly stoppedAt: string | null;
}

/** `changed`: its version differs, so it or something that it reads was edited. */
export type RuleChange = 'added' | 'changed' | 'removed' | 'same';

export interface RuleReport {
  readonly name: string;
  readonly description: string;
  /** Null where there is no baseline. */
  readonly change: RuleChange | null;
  readonly candidate: RuleFigures | null;
  readonly baseline: RuleFigures | null;
  readonly difference: Difference | null;
}

export interface RuleFigures {
  readonly version: string;
  readonly hits: number;
  /** Of the events counted. */
  readonly share: number;
  /** Distinct entities by type. */
  readonly entities: readonly TypeCount[];
  /** Hits on entities that could not be kept apart: the numbers of entities are then too low. */
  readonly untrackedHits: number;
  readonly hitsByOutcome: OutcomeCounts;
  readonly entitiesByOutcome: OutcomeCounts;
  /** Of distinct entities with an outcome. */
  readonly precision: Precision | null;
  readonly overlaps: readonly Overlap[];
  /** Hits per interval of the report's timeline. */
  readonly timeline: readonly number[];
}

export interface Overlap {
  readonly rule: string;
  readonly events: number;
  readonly jaccard: number;
}

export interface Difference {
  readonly newlyAffected: EntityDifference;
  readonly noLongerAffected: EntityDifference;
}

export interface EntityDifference {
  readonly entities: number;
  readonly byOutcome: OutcomeCounts;
  readonly samples: readonly Sample[];
}

/** One entity, and the first event that made the difference. */
export interface Sample {
  readonly entityType: string;
  readonly entityId: string;
  readonly outcome: keyof OutcomeCounts;
  readonly hits: number;
  readonly eventId: string;
  readonly time: string;
  readonly features: Readonly<Record<string, string>> | null;
}

/** The only part that differs from run to run. */
export interface Performance {
  readonly seconds: number;
  /** Events counted or decided for memory, per second of the whole backtest. */
  readonly eventsPerSecond: number;
  readonly threads: number;
  readonly candidate: Cost;
  readonly baseline: Cost | null;
}

export interface Cost {
  /** Processor time of decoding, deciding and counting. */
  readonly cpuSeconds: number;
  /** The same for one event; null where none was decided. */
  readonly microsPerEvent: number | null;
  /** Events whose calls were measured one by one. */
  readonly sampledEvents: number;
  /** The dearest calls, each with its share of the sampled time (measuring slows evaluation down, so only shares are told). */
  readonly sites: readonly { readonly call: string; readonly place: string; readonly share: number }[];
}
