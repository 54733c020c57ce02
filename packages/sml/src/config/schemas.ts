/** The configuration keys that a ruleset may have (sml.md §3.4). */
import { type Complaint, type Field, integerOf, numberOf, type Schema } from './schema.ts';

const text: Schema = { kind: 'text' };
const texts: Schema = { kind: 'list', item: text };
const object = (fields: Readonly<Record<string, Field>>): Schema => ({ kind: 'object', fields });

export const CONNOTATIONS = ['positive', 'negative', 'neutral'] as const;

const label = object({
  valid_for: { schema: texts },
  connotation: { schema: { kind: 'choice', options: CONNOTATIONS } },
  description: { schema: text },
});

const between =
  (low: number, high: number) =>
  (value: number | null): Complaint | null => {
    if (value === null) return null;
    if (value < low)
      return { text: `ensure this value is greater than or equal to ${low}`, type: 'value_error.number.not_ge' };
    if (value > high)
      return { text: `ensure this value is less than or equal to ${high}`, type: 'value_error.number.not_le' };
    return null;
  };

const action = object({
  sample_rate: { schema: { kind: 'integer' }, check: (node) => between(0, 100)(integerOf(node)) },
});

const flag = object({
  value: {
    schema: { kind: 'number' },
    required: true,
    check: (node) => {
      const value = numberOf(node) ?? 0;
      return value < 0 || value > 1
        ? { text: 'flag value must be a float between 0.0 and 1.0', type: 'value_error' }
        : null;
    },
  },
  description: { schema: text },
});

/** What a person may do; `allow_*` choose among them (for example entity types or action names). */
const ability = object({
  name: { schema: text, required: true },
  allow_all: { schema: { kind: 'anything' } },
  allow_specific: { schema: { kind: 'list', item: { kind: 'anything' } } },
  allow_all_except: { schema: { kind: 'list', item: { kind: 'anything' } } },
});
const abilities: Schema = { kind: 'list', item: ability };

const summary = object({ actions: { schema: texts }, features: { schema: texts } });
const counter = object({ threshold: { schema: { kind: 'integer' }, required: true } });

export interface ConfigKey {
  readonly schema: Schema;
  /** The reference parses this key as a model with one field of the same name, and its messages name the key twice. */
  readonly doubled?: boolean;
}

export const CONFIG_KEYS: Readonly<Record<string, ConfigKey>> = {
  labels: { schema: { kind: 'table', value: label }, doubled: true },
  actions: { schema: { kind: 'table', value: action }, doubled: true },
  acl: {
    schema: object({
      roles: { schema: { kind: 'table', value: abilities } },
      users: {
        schema: { kind: 'table', value: object({ roles: { schema: texts }, abilities: { schema: abilities } }) },
      },
    }),
  },
  ui_config: {
    schema: object({
      default_summary_features: { schema: { kind: 'list', item: summary } },
      external_links: { schema: { kind: 'table', value: text } },
    }),
  },
  feature_flags: { schema: object({ percentage_flags: { schema: { kind: 'table', value: flag } } }) },
  analytics: {
    schema: object({
      filtered_labels: { schema: { kind: 'set', item: text } },
      monitored_labels: { schema: { kind: 'set', item: text } },
      monitored_counters: { schema: { kind: 'table', value: counter } },
    }),
  },
  authorized_keys: { schema: { kind: 'object', fields: {}, open: true } },
  example: { schema: object({ some_str: { schema: text }, some_int: { schema: { kind: 'integer' } } }) },
};
