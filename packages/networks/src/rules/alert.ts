/** `ClusterAlert`: tells of a cluster, as an effect like any other. */
import {
  ANY,
  type EffectValue,
  type EntityValue,
  entityOf,
  FLOAT,
  type FunctionDeclaration,
  INT,
  type IntegralFloat,
  listOf,
  makeFloat,
  STR,
  simpleFunction,
} from '@lapwing/sml';

export interface ClusterAlertEffect extends EffectValue {
  readonly effect: 'cluster-alert';
  /** Whose event raised it. */
  readonly entity: EntityValue;
  readonly size: number | bigint;
  readonly score: number | IntegralFloat;
  readonly chance: number | IntegralFloat;
  /** As `Type/id`. */
  readonly members: readonly string[];
  /** As `layer:object`. */
  readonly objects: readonly string[];
  readonly comment: string;
}

const isAlert = (effect: EffectValue): effect is ClusterAlertEffect => effect.effect === 'cluster-alert';

export function clusterAlertFunction(): FunctionDeclaration {
  return simpleFunction({
    name: 'ClusterAlert',
    category: 'Networks',
    doc:
      'Tells of a cluster when fired by `WhenRules`: who is in it, what it pushed, and how sure it is. It is delivered, held back and undone ' +
      'as any effect is. Exported as `__cluster_alerts`.',
    examples: [
      {
        source:
          "U: Entity[str] = EntityJson(type='User', path='$.user')\n" +
          "R = Rule(when_all=[1 == 1], description='always')\n" +
          "WhenRules(rules_any=[R], then=[ClusterAlert(entity=U, size=8, members=['User/bob', 'User/ann'], objects=['link:https://a.example'])])",
        data: { user: 'bob' },
        features: { U: 'bob', R: true, __cluster_alerts: ['User/bob|8|link:https://a.example'] },
      },
    ],
    parameters: [
      { name: 'entity', type: entityOf(ANY), doc: 'Whose event raised it: a member.' },
      { name: 'size', type: INT, doc: '`ClusterSize`.' },
      { name: 'members', type: listOf(STR), default: [], doc: '`ClusterMembers`.' },
      { name: 'objects', type: listOf(STR), default: [], doc: '`ClusterObjects`.' },
      { name: 'score', type: FLOAT, default: makeFloat(0), doc: '`CoordinationScore`.' },
      { name: 'chance', type: FLOAT, default: makeFloat(1), doc: '`CoordinationChance`.' },
      { name: 'comment', type: STR, default: '', doc: 'For the people who read the alert.' },
    ],
    result: { kind: 'effect', name: 'ClusterAlertEffect' },
    purity: 'effect',
    cost: 5,
    effectFeature: {
      name: '__cluster_alerts',
      text: (effect) =>
        isAlert(effect) ? `${effect.entity.type}/${effect.entity.id}|${effect.size}|${effect.objects.join(' ')}` : '',
    },
    run: (
      _context,
      entity: EntityValue,
      size: number | bigint,
      members: readonly string[],
      objects: readonly string[],
      score: number | IntegralFloat,
      chance: number | IntegralFloat,
      comment: string,
    ): ClusterAlertEffect => ({ effect: 'cluster-alert', entity, size, score, chance, members, objects, comment }),
  });
}
