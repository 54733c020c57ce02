/** Checks the merged configuration against the known keys, with diagnostics that point into the files. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ConfigPath, RulesetConfig } from './config.ts';
import type { ConfigNode } from './document.ts';
import { EXTRA, type Violation, violations } from './schema.ts';
import { CONFIG_KEYS, CONNOTATIONS } from './schemas.ts';

/** All that is wrong with the configuration. */
export function validateConfig(config: RulesetConfig): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const [key, entry] of config.root.entries) {
    const known = Object.hasOwn(CONFIG_KEYS, key) ? CONFIG_KEYS[key] : undefined;
    if (known === undefined) {
      diagnostics.push({
        severity: 'error',
        message: `invalid top-level config key \`${key}\``,
        span: entry.keySpan,
        hint: `make sure there is a config model registered for the \`${key}\` key`,
      });
      continue;
    }
    const value = key === 'labels' ? withoutOldLabelKeys(entry.value) : entry.value;
    for (const violation of violations(known.schema, value))
      diagnostics.push(invalidValue(config, key, known.doubled === true, violation));
  }
  return diagnostics;
}

function invalidValue(config: RulesetConfig, key: string, doubled: boolean, violation: Violation): Diagnostic {
  const nested = violation.path.length > 0;
  const path: ConfigPath = doubled && nested ? [key, key, ...violation.path] : [key, ...violation.path];
  return {
    severity: 'error',
    message: `invalid config value at \`${path.join('.')}\``,
    span: config.spanOf(path, violation.type === EXTRA),
    hint: `${violation.text} (type=${violation.type})`,
  };
}

/** `labels.positive` and `labels.negative` were lists in an old format and are still skipped by the reference. */
function withoutOldLabelKeys(node: ConfigNode): ConfigNode {
  if (node.kind !== 'map') return node;
  return {
    ...node,
    entries: new Map([...node.entries].filter(([name]) => name !== 'positive' && name !== 'negative')),
  };
}

export interface LabelConfig {
  readonly validFor: readonly string[];
  readonly connotation: (typeof CONNOTATIONS)[number];
  readonly description: string;
}

/** The labels of a valid configuration, in the order written. */
export function labelsOf(config: RulesetConfig): ReadonlyMap<string, LabelConfig> {
  const labels = new Map<string, LabelConfig>();
  const entry = config.root.entries.get('labels');
  const node = entry === undefined ? undefined : withoutOldLabelKeys(entry.value);
  if (node?.kind !== 'map') return labels;
  for (const [name, { value }] of node.entries) {
    if (value.kind !== 'map') continue;
    const validFor = value.entries.get('valid_for')?.value;
    labels.set(name, {
      validFor: validFor?.kind === 'list' ? validFor.items.map(scalarText) : [],
      connotation:
        CONNOTATIONS.find((option) => option === scalarText(value.entries.get('connotation')?.value)) ?? 'neutral',
      description: scalarText(value.entries.get('description')?.value),
    });
  }
  return labels;
}

const scalarText = (node: ConfigNode | undefined): string => (node?.kind === 'scalar' ? String(node.value) : '');
