/** Labels: the effects that change them and the look-up of their state. */
import type { LabelEffect } from '../evaluate/ruleset.ts';
import { closestString } from '../text/closest.ts';
import { ANY, BOOL, entityOf, optional, RULE, STR, TIMEDELTA } from '../types/types.ts';
import type { EntityValue, RuleValue, TimeDeltaValue } from '../values/values.ts';
import type { BoundCall, CallSite, EvaluationContext, FunctionDeclaration, Parameter } from './declaration.ts';
import { argumentSpan, constantString } from './define.ts';
import { LABELS, type LabelState } from './services.ts';

const entity: Parameter = { name: 'entity', type: entityOf(ANY), doc: 'The entity.' };
const label: Parameter = { name: 'label', type: STR, constant: true, doc: 'A label of the configuration.' };

const MUTATION_PARAMETERS: readonly Parameter[] = [
  entity,
  label,
  {
    name: 'delay_action_by',
    type: optional(TIMEDELTA),
    default: null,
    doc: 'Kept for old rulesets: recorded on the effect, and nothing waits for it.',
  },
  {
    name: 'apply_if',
    type: optional(RULE),
    default: null,
    doc: 'A further rule that must be true; it becomes a reason of the change. If it fails the change is suppressed.',
  },
  {
    name: 'expires_after',
    type: optional(TIMEDELTA),
    default: null,
    doc: 'How long the change holds; for good when absent.',
  },
];

function mutation(name: 'LabelAdd' | 'LabelRemove', effect: LabelEffect['effect'], digit: 0 | 1): FunctionDeclaration {
  return {
    name,
    category: 'engine',
    doc:
      effect === 'label-add'
        ? 'Adds a label to an entity when fired by `WhenRules`.'
        : 'Removes a label from an entity when fired by `WhenRules`.',
    examples: [
      {
        source:
          "U: Entity[str] = EntityJson(type='User', path='$.user')\n" +
          "R = Rule(when_all=[U == 'bob'], description='bob')\n" +
          `WhenRules(rules_any=[R], then=[${name}(entity=U, label='spammer', expires_after=TimeDelta(days=1))])`,
        config: 'labels:\n  spammer:\n    valid_for: [User]\n    connotation: negative\n    description: Sends spam.\n',
        data: { user: 'bob' },
        features: { U: 'bob', R: true, __entity_label_mutations: [`User/spammer/${digit}`] },
      },
    ],
    parameters: MUTATION_PARAMETERS,
    result: { kind: 'effect', name: 'LabelEffect' },
    purity: 'effect',
    cost: 5,
    bind(site: CallSite): BoundCall {
      const name = constantString(site, 'label') ?? '';
      // A rule is never None, so a None for a given `apply_if` means that the rule failed.
      const conditional = site.argument('apply_if') !== undefined;
      return {
        arguments: ['entity', 'delay_action_by', 'apply_if', 'expires_after'],
        call: (
          _context,
          target: EntityValue,
          delay: TimeDeltaValue | null,
          applyIf: RuleValue | null,
          expires: TimeDeltaValue | null,
        ): LabelEffect => ({
          effect,
          entity: target,
          label: name,
          expiresAfterSeconds: expires === null ? null : expires.seconds,
          delayActionBySeconds: delay === null ? null : delay.seconds,
          applyIf: applyIf === null ? null : { ruleIndex: applyIf.ruleIndex, value: applyIf.value },
          suppressed: conditional && applyIf === null,
        }),
      };
    },
  };
}

type SimpleStatus = 'added' | 'removed';

const hasLabel: FunctionDeclaration = {
  name: 'HasLabel',
  category: 'engine',
  doc: 'Whether an entity has a label in the given state. A label that was never set, or that has expired, counts as removed.',
  examples: [
    {
      source:
        "U: Entity[str] = EntityJson(type='User', path='$.user')\n" +
        "Known = HasLabel(entity=U, label='spammer')\nClean = HasLabel(entity=U, label='spammer', status='removed')",
      config: 'labels:\n  spammer:\n    valid_for: [User]\n    connotation: negative\n    description: Sends spam.\n',
      data: { user: 'bob' },
      features: { U: 'bob', Known: false, Clean: true },
    },
  ],
  parameters: [
    entity,
    label,
    {
      name: 'manual',
      type: optional(BOOL),
      default: null,
      doc: 'True: only where a person set it. False: only where a rule did.',
    },
    { name: 'status', type: STR, constant: true, default: 'added', doc: '`added` or `removed`.' },
    { name: 'min_label_age', type: optional(TIMEDELTA), default: null, doc: 'Only if it has been so for longer.' },
    {
      name: 'error_on_empty',
      type: BOOL,
      default: false,
      doc: 'Fail where the entity has no label state at all, for rules that must not act on an empty answer.',
    },
  ],
  result: BOOL,
  purity: 'memory',
  query: 'state',
  cost: 80,
  batchable: true,
  bind(site: CallSite): BoundCall {
    const name = constantString(site, 'label') ?? '';
    const status = constantString(site, 'status') ?? 'added';
    checkStatus(site, status);
    checkLabel(site, name);
    const wanted: SimpleStatus = status === 'removed' ? 'removed' : 'added';
    return {
      arguments: ['entity', 'manual', 'min_label_age', 'error_on_empty'],
      call: (context, target: EntityValue, manual: boolean | null, age: TimeDeltaValue | null, strict: boolean) => {
        const reader = context.service(LABELS);
        const id = String(target.id);
        if (strict && !reader.hasAny(target.type, id)) {
          return context.fail('EmptyEntityError', emptyEntityMessage(target, name));
        }
        const state = reader.get(target.type, id, name);
        return matchesState(context, state, wanted, manual, age?.seconds ?? null);
      },
    };
  },
};

function matchesState(
  context: EvaluationContext,
  state: LabelState | null,
  wanted: SimpleStatus,
  manual: boolean | null,
  minAgeSeconds: number | null,
): boolean {
  if (state === null) return wanted === 'removed' && manual !== true;
  const actual: SimpleStatus = state.status === 'added' || state.status === 'manually-added' ? 'added' : 'removed';
  const byHand = state.status === 'manually-added' || state.status === 'manually-removed';
  if (actual !== wanted || (manual !== null && manual !== byHand)) return false;
  return minAgeSeconds === null || context.timeMillis - state.sinceMillis > minAgeSeconds * 1000;
}

function emptyEntityMessage(target: EntityValue, name: string): string {
  return (
    `Entity '${target.type}/${target.id}' has no labels. This may indicate the labels service failed to fetch data. ` +
    `(Checked for label: '${name}')`
  );
}

function checkStatus(site: CallSite, status: string): void {
  if (status === 'added' || status === 'removed') return;
  const manual = /^manually_(added|removed)$/i.test(status);
  site.error(
    'unknown label status',
    argumentSpan(site, 'status'),
    `expected \`added\` or \`removed\`, got \`${status}\`` +
      (manual ? '\nto specify a manually set label, set `manual=True`' : ''),
  );
}

function checkLabel(site: CallSite, name: string): void {
  const labels = site.ruleset.config['labels'];
  const known = typeof labels === 'object' && labels !== null ? Object.keys(labels) : [];
  if (known.includes(name) || !site.constants.has('label')) return;
  const closest = closestString(name, known);
  const suggestion = closest === undefined ? '' : `, did you mean \`${closest}\`?`;
  site.error('unknown label', argumentSpan(site, 'label'), `unknown label \`${name}\`${suggestion}`);
}

export const labelFunctions = (): FunctionDeclaration[] => [
  mutation('LabelAdd', 'label-add', 1),
  mutation('LabelRemove', 'label-remove', 0),
  hasLabel,
];
