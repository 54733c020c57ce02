/** Entities made of values, and the unwrapping of optional values. */
import { BOOL, entityOf, optional, STR, variable } from '../types/types.ts';
import { EntityValue, FAILED, type Value } from '../values/values.ts';
import type { CallSite, FunctionDeclaration } from './declaration.ts';
import { constantBool, constantString } from './define.ts';

const T = variable('T');

export const entityFunctions = (): FunctionDeclaration[] => [
  {
    name: 'Entity',
    category: 'entity',
    doc: 'An entity of the given type and id. Labels are put on entities, and people look them up.',
    examples: [{ source: "Sender = Entity(type='User', id='bob')", features: { Sender: 'bob' } }],
    parameters: [
      { name: 'type', type: STR, constant: true, doc: "The entity's type, such as `User`." },
      { name: 'id', type: T, doc: 'Its id.' },
    ],
    result: entityOf(T),
    purity: 'pure',
    cost: 2,
    bind(site: CallSite) {
      const type = constantString(site, 'type') ?? '';
      return {
        arguments: ['id'],
        call: (context, id: Value) => {
          const inner = id instanceof EntityValue ? id.id : id;
          if (typeof inner === 'string' || typeof inner === 'number' || typeof inner === 'bigint') {
            return new EntityValue(type, inner);
          }
          return context.fail('TypeError', 'an entity id must be a str or an int');
        },
      };
    },
  },
  {
    name: 'ResolveOptional',
    category: 'engine',
    doc:
      'The value, or the default where the value is None or failed. Without a default the call then fails.\n\n' +
      'An entity passed in stays an entity, although its type reads as that of its id: a later f-string prints `Type/id`.',
    examples: [
      {
        source: "A: Optional[str] = JsonData(path='$.a')\nB = ResolveOptional(optional_value=A, default_value='none')",
        features: { A: null, B: 'none' },
      },
    ],
    parameters: [
      { name: 'optional_value', type: optional(T), doc: 'The value to unwrap.' },
      { name: 'default_value', type: optional(T), default: null, doc: 'What to use where there is no value.' },
      {
        name: 'should_report_error',
        type: BOOL,
        constant: true,
        default: false,
        doc: 'Count a missing value without a default as an error.',
      },
    ],
    result: T,
    purity: 'pure',
    cost: 2,
    bind(site: CallSite) {
      const report = constantBool(site, 'should_report_error');
      return {
        arguments: ['optional_value', 'default_value'],
        call: (context, value: Value, fallback: Value) => {
          const resolved = value ?? fallback;
          if (resolved !== null) return resolved;
          return report ? context.fail('ValueError', 'optional_value kwarg is None') : FAILED;
        },
      };
    },
  },
];
