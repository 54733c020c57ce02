/** Decisions as rows of the warehouse. */
import type { CommitBatch, Decided, Sink } from '@lapwing/pipeline';
import { observationsToJson, type Ruleset } from '@lapwing/sml';
import type { Row, Warehouse } from '@lapwing/warehouse';

export function warehouseSink(warehouse: Warehouse): Sink {
  return {
    name: 'warehouse',
    get committedPosition() {
      return warehouse.committedPosition;
    },
    async append(batch: CommitBatch) {
      for (const [ruleset, decided] of byRuleset(batch.decided)) {
        await warehouse.append({
          features: ruleset.features,
          rulesetHash: ruleset.program.hash,
          rows: decided.map(toRow),
        });
      }
    },
    flush: () => warehouse.flush(),
  };
}

/** Runs of decisions by one ruleset, in order. */
function* byRuleset(decided: readonly Decided[]): Iterable<readonly [Ruleset, readonly Decided[]]> {
  for (let from = 0; from < decided.length; ) {
    const { ruleset } = decided[from]!;
    let to = from + 1;
    while (to < decided.length && decided[to]!.ruleset === ruleset) to++;
    yield [ruleset, decided.slice(from, to)];
    from = to;
  }
}

function toRow({ position, ingestedAtMillis, ruleset, decision, hits }: Decided): Row {
  const { action } = decision;
  return {
    position,
    eventId: action.id,
    action: action.name,
    timeMillis: action.timeMillis,
    ingestedAtMillis,
    values: decision.values,
    verdicts: decision.verdicts,
    labelMutations: decision.labelMutations,
    hits: hits.map((index) => ruleset.rules[index]!.name),
    observations: observationsToJson(decision.observations),
    errorCount: decision.errorCount,
  };
}
