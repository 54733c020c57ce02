/** Effects as the API shows them. */
import type { StoredEffect } from '@lapwing/enforcement';

export function effectView({ effect, labelOutcome }: Omit<StoredEffect, 'sequence'>) {
  const { id, body, rules, timeMillis } = effect;
  const common = {
    id,
    kind: body.kind,
    rules: rules.map(({ name, version, reason }) => ({ name, version, reason })),
    outcome: labelOutcome,
    time: new Date(timeMillis).toISOString(),
  };
  switch (body.kind) {
    case 'label':
      return {
        ...common,
        // The form of label mutations everywhere: 1 adds, 0 removes.
        summary: `${body.entityType}/${body.entityId}/${body.label}/${body.change === 'add' ? 1 : 0}`,
        entity: { type: body.entityType, id: body.entityId },
        label: body.label,
        expiresAt: body.expiresAtMillis === null ? null : new Date(body.expiresAtMillis).toISOString(),
      };
    case 'verdict':
      return { ...common, summary: body.verdict };
    case 'plugin':
      return { ...common, summary: body.name, fields: body.fields };
  }
}
