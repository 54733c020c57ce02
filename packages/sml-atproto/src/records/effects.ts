/** Effects on atproto accounts and records, for a labeller or a list service to apply. */
import { type EffectValue, type FunctionDeclaration, INT, optional, STR, simpleFunction } from '@lapwing/sml';

export interface AtprotoLabelEffect extends EffectValue {
  readonly effect: 'atproto-label';
  /** A DID or an at:// URI. */
  readonly entity: string;
  /** The record's CID, or '' for its latest version; null where it failed. */
  readonly cid: string | null;
  readonly label: string;
  readonly comment: string;
  /** null is permanent. */
  readonly expirationInHours: number | bigint | null;
}

export interface AtprotoListEffect extends EffectValue {
  readonly effect: 'atproto-list';
  readonly did: string;
  readonly listUri: string;
}

const RULE = "R = Rule(when_all=[1 == 1], description='always')\n";

const isLabel = (effect: EffectValue): effect is AtprotoLabelEffect => effect.effect === 'atproto-label';
const isList = (effect: EffectValue): effect is AtprotoListEffect => effect.effect === 'atproto-list';

export const effectFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    name: 'AtprotoLabel',
    category: 'atproto',
    doc: 'Labels an account or a record when fired by `WhenRules`. Exported as `__atproto_label`.',
    examples: [
      {
        source:
          `${RULE}WhenRules(rules_any=[R], then=[AtprotoLabel(entity='did:plc:abc', label='spam', comment='links', ` +
          'expiration_in_hours=24)])',
        features: { R: true, __atproto_label: ['did:plc:abc|spam|links|24'] },
      },
    ],
    parameters: [
      { name: 'entity', type: STR, doc: 'The DID of an account or the at:// URI of a record.' },
      { name: 'cid', type: optional(STR), default: '', doc: 'The version of the record.' },
      { name: 'label', type: STR, doc: 'The label. It is not checked against the configuration.' },
      { name: 'comment', type: STR, doc: 'Why, for the people who read the label.' },
      { name: 'expiration_in_hours', type: optional(INT), doc: 'How long it holds; None is for good.' },
    ],
    result: { kind: 'effect', name: 'AtprotoLabelEffect' },
    purity: 'effect',
    cost: 5,
    effectFeature: {
      name: '__atproto_label',
      text: (effect) =>
        isLabel(effect)
          ? [effect.entity, effect.label, effect.comment, effect.expirationInHours ?? 'None'].join('|')
          : '',
    },
    run: (
      _context,
      entity: string,
      cid: string | null,
      label: string,
      comment: string,
      expirationInHours: number | bigint | null,
    ): AtprotoLabelEffect => ({ effect: 'atproto-label', entity, cid, label, comment, expirationInHours }),
  }),
  simpleFunction({
    name: 'AtprotoList',
    category: 'atproto',
    doc: 'Adds an account to a moderation list when fired by `WhenRules`. Exported as `__atproto_list`.',
    examples: [
      {
        source: `${RULE}WhenRules(rules_any=[R], then=[AtprotoList(did='did:plc:abc', list_uri='at://did:plc:mod/app.bsky.graph.list/1')])`,
        features: { R: true, __atproto_list: ['did:plc:abc|at://did:plc:mod/app.bsky.graph.list/1'] },
      },
    ],
    parameters: [
      { name: 'did', type: STR, doc: 'The account.' },
      { name: 'list_uri', type: STR, doc: 'The at:// URI of the list.' },
    ],
    result: { kind: 'effect', name: 'AtprotoListEffect' },
    purity: 'effect',
    cost: 5,
    effectFeature: {
      name: '__atproto_list',
      text: (effect) => (isList(effect) ? `${effect.did}|${effect.listUri}` : ''),
    },
    run: (_context, did: string, listUri: string): AtprotoListEffect => ({ effect: 'atproto-list', did, listUri }),
  }),
];
