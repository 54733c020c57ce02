/**
 * Parses one YAML file of a ruleset's configuration into values that remember where they stand, so that a diagnostic about a
 * label can point into `config.yaml`. YAML 1.1, as the reference reads it: `yes`, `no`, `on` and `off` are booleans.
 */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type Tags } from 'yaml';
import type { Source, Span } from '../ast/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { YAML_DEPTH, YAML_NODES } from '../sources/limits.ts';
import { startOf } from '../sources/place.ts';

export type ConfigNode = ConfigMap | ConfigList | ConfigScalar;

export interface ConfigMap {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: ReadonlyMap<string, ConfigEntry>;
}

export interface ConfigEntry {
  readonly keySpan: Span;
  readonly value: ConfigNode;
}

interface ConfigList {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly ConfigNode[];
}

interface ConfigScalar {
  readonly kind: 'scalar';
  readonly span: Span;
  readonly value: string | number | bigint | boolean | null | Date;
}

/** Parses a configuration file. The node is null for an empty file and where there are diagnostics. */
export function parseConfigDocument(source: Source): { node: ConfigNode | null; diagnostics: Diagnostic[] } {
  const lines = new LineCounter();
  const document = parseDocument(source.text, {
    version: '1.1',
    customTags: withoutLetterBooleans,
    merge: true,
    uniqueKeys: false,
    intAsBigInt: false,
    lineCounter: lines,
    logLevel: 'silent',
  });
  const reader = new Reader(source, lines);
  const diagnostics: Diagnostic[] = document.errors.map((error) => ({
    severity: 'error',
    message: 'this configuration file is not valid YAML',
    span: reader.span(error.pos[0], error.pos[1]),
    hint: firstLine(error.message),
  }));
  if (diagnostics.length > 0 || document.contents === null) return { node: null, diagnostics };
  try {
    const node = reader.read(document.contents, 0);
    return { node: node.kind === 'scalar' && node.value === null ? null : node, diagnostics: reader.diagnostics };
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    return { node: null, diagnostics: [{ severity: 'error', message: error.message, span: startOf(source) }] };
  }
}

/** The library appends a code frame; the renderer has its own. */
function firstLine(message: string): string {
  const line = message.split('\n')[0] ?? '';
  return line.replace(/ at line \d+, column \d+:?$/, '').replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
}

/** The reference's YAML library reads a lone `y` or `n` as text. */
const withoutLetterBooleans = (tags: Tags): Tags =>
  tags.map((tag) =>
    typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:bool' && 'test' in tag && tag.test !== undefined
      ? {
          ...tag,
          test: tag.test.test('y')
            ? /^(?:[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/
            : /^(?:[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/,
        }
      : tag,
  );

class TooLarge extends Error {}

class Reader {
  private readonly source: Source;
  private readonly lines: LineCounter;
  /** Anchored nodes by name; the latest before an alias is what it means. */
  private readonly anchors = new Map<string, unknown>();
  /** Problems with values that are YAML, but no configuration. */
  readonly diagnostics: Diagnostic[] = [];
  private nodes = 0;

  constructor(source: Source, lines: LineCounter) {
    this.source = source;
    this.lines = lines;
  }

  span(start: number, end: number): Span {
    const { line, col } = this.lines.linePos(start);
    const lineStart = start - Math.max(0, col - 1);
    const column = Buffer.byteLength(this.source.text.slice(lineStart, start));
    return { source: this.source, line: Math.max(1, line), column, start, end };
  }

  read(node: unknown, depth: number): ConfigNode {
    this.nodes++;
    if (this.nodes > YAML_NODES) throw new TooLarge(`a configuration file may have at most ${YAML_NODES} values`);
    if (depth > YAML_DEPTH) throw new TooLarge(`configuration may be nested at most ${YAML_DEPTH} deep`);
    if (isAlias(node)) return this.read(this.anchors.get(node.source), depth + 1);
    if (isNode(node) && 'anchor' in node && node.anchor) this.anchors.set(node.anchor, node);
    const span = this.spanOf(node);
    if (isMap(node)) {
      const entries = new Map<string, ConfigEntry>();
      for (const pair of node.items) this.readPair(pair, entries, depth);
      return { kind: 'map', span, entries };
    }
    if (isSeq(node)) return { kind: 'list', span, items: node.items.map((item) => this.read(item, depth + 1)) };
    return { kind: 'scalar', span, value: isScalar(node) ? scalarValue(node.value) : null };
  }

  private readPair(pair: Pair, entries: Map<string, ConfigEntry>, depth: number): void {
    const key = isAlias(pair.key) ? this.anchors.get(pair.key.source) : pair.key;
    if (isScalar(key) && (key.value === '<<' || typeof key.value === 'symbol')) {
      const merged = this.read(pair.value, depth + 1);
      for (const map of merged.kind === 'list' ? merged.items : [merged]) {
        if (map.kind !== 'map') continue;
        for (const [name, entry] of map.entries) if (!entries.has(name)) entries.set(name, entry);
      }
      return;
    }
    const name = isScalar(key) ? String(scalarValue(key.value)) : String(key);
    if (isScalar(key) && typeof key.value === 'boolean') {
      this.diagnostics.push({
        severity: 'error',
        message: 'a config key must be text',
        span: this.spanOf(pair.key),
        hint: 'yes, no, on and off are booleans here; put the key in quotes',
      });
    }
    entries.set(name, { keySpan: this.spanOf(pair.key), value: this.read(pair.value, depth + 1) });
  }

  private spanOf(node: unknown): Span {
    const range = isNode(node) ? node.range : undefined;
    return range ? this.span(range[0], range[1]) : startOf(this.source);
  }
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'range' in value;

function scalarValue(value: unknown): ConfigScalar['value'] {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    default:
      return value instanceof Date ? value : null;
  }
}
