/**
 * The merged configuration of a ruleset: `config.yaml` and every `config/*.yaml`. Maps merge, lists append, and a scalar that two
 * files set is a diagnostic (also where they set it alike: one of the two would be edited and the other forgotten).
 */
import type { Source, Span } from '../ast/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { startOf } from '../sources/place.ts';
import { type ConfigEntry, type ConfigMap, type ConfigNode, parseConfigDocument } from './document.ts';

const CONFIG_PATH = 'config.yaml';

/** A path into the configuration: keys of maps and indexes of lists. */
export type ConfigPath = readonly (string | number)[];

export interface RulesetConfig {
  readonly root: ConfigMap;
  /** The configuration as plain values. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Where that place, or the nearest one above it that exists, is written. With `keyOnly`, the place of a key. */
  spanOf(path: ConfigPath, keyOnly: boolean): Span;
}

/** Whether a file of a ruleset is configuration. */
export const isConfigPath = (path: string): boolean =>
  path === CONFIG_PATH || /(?:^|\/)config\/[^/]+\.yaml$/.test(path);

/** Parses and merges the files, in order of their paths. */
export function readConfig(sources: readonly Source[]): { config: RulesetConfig; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const ordered = [...sources].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const home = ordered[0] ?? { path: CONFIG_PATH, text: '' };
  let root: ConfigMap = { kind: 'map', span: startOf(home), entries: new Map() };
  for (const source of ordered) {
    const parsed = parseConfigDocument(source);
    diagnostics.push(...parsed.diagnostics);
    if (parsed.node === null) continue;
    if (parsed.node.kind === 'map') root = mergeMaps(root, parsed.node, [], diagnostics);
    else
      diagnostics.push({
        severity: 'error',
        message: 'a configuration file must be a mapping of keys to values',
        span: parsed.node.span,
        hint: `this is a ${parsed.node.kind === 'list' ? 'list' : 'single value'}`,
      });
  }
  const merged = root;
  return {
    config: { root: merged, value: plainMap(merged), spanOf: (path, keyOnly) => spanOf(merged, home, path, keyOnly) },
    diagnostics,
  };
}

function mergeMaps(base: ConfigMap, next: ConfigMap, path: ConfigPath, diagnostics: Diagnostic[]): ConfigMap {
  const entries = new Map<string, ConfigEntry>(base.entries);
  for (const [key, entry] of next.entries) {
    const existing = entries.get(key);
    if (existing === undefined) entries.set(key, entry);
    else
      entries.set(key, { keySpan: existing.keySpan, value: merge(existing.value, entry, [...path, key], diagnostics) });
  }
  return { kind: 'map', span: base.span, entries };
}

function merge(base: ConfigNode, next: ConfigEntry, path: ConfigPath, diagnostics: Diagnostic[]): ConfigNode {
  const value = next.value;
  if (base.kind === 'map' && value.kind === 'map') return mergeMaps(base, value, path, diagnostics);
  if (base.kind === 'list' && value.kind === 'list') {
    return { kind: 'list', span: base.span, items: [...base.items, ...value.items] };
  }
  diagnostics.push({
    severity: 'error',
    message: `conflicting config value at \`${path.join('.')}\``,
    span: next.keySpan,
    hint: 'this value is set by more than one config file',
    additional: [{ message: 'it is also set here:', spans: [{ span: base.span }] }],
  });
  return base;
}

function spanOf(root: ConfigMap, home: Source, path: ConfigPath, keyOnly: boolean): Span {
  let found = startOf(home);
  let node: ConfigNode = root;
  for (const part of path) {
    if (node.kind === 'map' && typeof part === 'string') {
      const entry: ConfigEntry | undefined = node.entries.get(part);
      if (entry === undefined) break;
      // A plain number, boolean or null has no place of its own in the reference; its key stands for it.
      found =
        keyOnly || (entry.value.kind === 'scalar' && typeof entry.value.value !== 'string')
          ? entry.keySpan
          : entry.value.span;
      node = entry.value;
    } else if (node.kind === 'list' && typeof part === 'number') {
      const item: ConfigNode | undefined = node.items[part];
      if (item === undefined) break;
      if (!keyOnly && (item.kind !== 'scalar' || typeof item.value === 'string')) found = item.span;
      node = item;
    } else break;
  }
  return found;
}

/** A configuration value without its places. */
function plain(node: ConfigNode): unknown {
  switch (node.kind) {
    case 'map':
      return plainMap(node);
    case 'list':
      return node.items.map(plain);
    case 'scalar':
      return node.value;
  }
}

/** Without a prototype: a key named `__proto__` or `constructor` is only a key. */
function plainMap(node: ConfigMap): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of node.entries) result[key] = plain(entry.value);
  return result;
}
