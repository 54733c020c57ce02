/** Counts of what a pipeline has done since it was opened, replay excluded. */
import { type Decided, rulesInShadow, rulesThatActed } from '../decide/decide.ts';

export interface Statistics {
  readonly decided: number;
  readonly duplicates: number;
  readonly decisionsWithHits: number;
  readonly errors: number;
  /** By rule name. */
  readonly hits: ReadonlyMap<string, number>;
  /** By rule name: true without acting. */
  readonly shadowHits: ReadonlyMap<string, number>;
  /** Label changes that took effect, by `Type/label`. */
  readonly labels: ReadonlyMap<string, number>;
}

export class StatisticsCollector implements Statistics {
  decided = 0;
  duplicates = 0;
  decisionsWithHits = 0;
  errors = 0;
  readonly hits = new Map<string, number>();
  readonly shadowHits = new Map<string, number>();
  readonly labels = new Map<string, number>();

  add(decided: Decided): void {
    const { decision, hits, effects } = decided;
    this.decided++;
    this.errors += decision.errorCount;
    if (hits.length > 0) this.decisionsWithHits++;
    for (const rule of rulesThatActed(decided)) count(this.hits, rule);
    for (const rule of rulesInShadow(decided)) count(this.shadowHits, rule);
    for (const { effect, labelOutcome } of effects) {
      if (effect.body.kind === 'label' && (labelOutcome === 'added' || labelOutcome === 'removed')) {
        count(this.labels, `${effect.body.entityType}/${effect.body.label}`);
      }
    }
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
