/** A decision as it may be answered: without the verdicts and label changes of effects that did not apply. */
import type { Effect } from '@lapwing/enforcement';
import type { Decision } from '@lapwing/sml';

/** The decision without what only `withheld` effects say. */
export function withhold(decision: Decision, applied: readonly Effect[], withheld: readonly Effect[]): Decision {
  const gone = new Set(withheld.map(said));
  for (const effect of applied) gone.delete(said(effect));
  if (gone.size === 0) return decision;
  const verdicts = decision.verdicts.filter((verdict) => !gone.has(`verdict ${verdict}`));
  const labelMutations = decision.labelMutations.filter((mutation) => !gone.has(`label ${mutation}`));
  return { ...decision, verdicts, labelMutations };
}

function said({ body }: Effect): string {
  switch (body.kind) {
    case 'verdict':
      return `verdict ${body.verdict}`;
    case 'label':
      return `label ${body.entityType}/${body.entityId}/${body.label}/${body.change === 'add' ? 1 : 0}`;
    case 'plugin':
      return '';
  }
}
