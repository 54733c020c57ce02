/** Decisions as rows of the warehouse. */
import { type CommitBatch, type Decided, rulesInShadow, rulesThatActed, type Sink } from '@lapwing/pipeline';
import { observationsToJson, type Ruleset } from '@lapwing/sml';
import type { Row, ShadowRow, Warehouse } from '@lapwing/warehouse';

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

function toRow(decided: Decided): Row {
  const { position, ingestedAtMillis, decision } = decided;
  const shadow = shadowOf(decided);
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
    hits: rulesThatActed(decided),
    observations: observationsToJson(decision.observations),
    errorCount: decision.errorCount,
    ...(shadow === null ? {} : { shadow }),
  };
}

function shadowOf(decided: Decided): ShadowRow | null {
  const { shadow, candidate } = decided;
  const hits = rulesInShadow(decided);
  if (hits.length === 0 && shadow.length === 0 && candidate === null) return null;
  const bodies = shadow.map(({ body }) => body);
  return {
    hits,
    verdicts: bodies.flatMap((body) => (body.kind === 'verdict' ? [body.verdict] : [])),
    labels: bodies.flatMap((body) =>
      body.kind === 'label'
        ? [`${body.entityType}/${body.entityId}/${body.label}/${body.change === 'add' ? 1 : 0}`]
        : [],
    ),
    candidate:
      candidate === null
        ? null
        : {
            hash: candidate.ruleset.program.hash,
            hits: candidate.hits.map((index) => candidate.ruleset.rules[index]!.name),
            acted: candidate.acted.map((index) => candidate.ruleset.rules[index]!.name),
            verdicts: candidate.decision.verdicts,
            labels: candidate.decision.labelMutations,
          },
  };
}
