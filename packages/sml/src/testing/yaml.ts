/** YAML of test files as values that remember their line. YAML 1.2: `yes` is a text. Ints keep every digit, and `5.0` is a float. */
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { JsonObject, JsonValue } from '../functions/declaration.ts';
import { makeFloat, makeInt } from '../values/numbers.ts';
import { limits } from './limits.ts';

export type YamlValue = YamlMap | YamlList | YamlScalar;

interface YamlMap {
  readonly kind: 'map';
  readonly line: number;
  readonly entries: ReadonlyMap<string, { readonly line: number; readonly value: YamlValue }>;
}

interface YamlList {
  readonly kind: 'list';
  readonly line: number;
  readonly items: readonly YamlValue[];
}

interface YamlScalar {
  readonly kind: 'scalar';
  readonly line: number;
  readonly value: JsonValue;
}

/** What is wrong with a test file, and on which line (1-based). */
export class TestFileError extends Error {
  override readonly name = 'TestFileError';
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** Throws a TestFileError. */
export function parseYaml(text: string): YamlValue {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, intAsBigInt: true, logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new TestFileError(lines.linePos(error.pos[0]).line, error.message.split('\n')[0] ?? 'no YAML');
  }
  return new Reader(document, lines).read(document.contents, 1, 0);
}

/** The value as JSON, without its places. */
export function toJsonValue(value: YamlValue): JsonValue {
  switch (value.kind) {
    case 'scalar':
      return value.value;
    case 'list':
      return value.items.map(toJsonValue);
    case 'map': {
      const object: JsonObject = Object.create(null);
      for (const [key, entry] of value.entries) object[key] = toJsonValue(entry.value);
      return object;
    }
  }
}

class Reader {
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  #nodes = 0;

  constructor(document: Document.Parsed, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  read(node: unknown, parentLine: number, depth: number): YamlValue {
    const line = this.#lineOf(node) ?? parentLine;
    if (++this.#nodes > limits.yamlValues) {
      throw new TestFileError(line, `a test file may have at most ${limits.yamlValues} values`);
    }
    if (depth > limits.yamlDepth) {
      throw new TestFileError(line, `a test file may be nested at most ${limits.yamlDepth} deep`);
    }
    if (isAlias(node)) return this.read(node.resolve(this.#document), line, depth + 1);
    if (isSeq(node)) {
      return { kind: 'list', line, items: node.items.map((item) => this.read(item, line, depth + 1)) };
    }
    if (isMap(node)) {
      const entries = new Map<string, { line: number; value: YamlValue }>();
      for (const { key, value } of node.items) {
        const keyLine = this.#lineOf(key) ?? line;
        const name = isScalar(key) ? String(key.value) : String(key);
        entries.set(name, { line: keyLine, value: this.read(value, keyLine, depth + 1) });
      }
      return { kind: 'map', line, entries };
    }
    return { kind: 'scalar', line, value: isScalar(node) ? scalar(node.value, line) : null };
  }

  #lineOf(node: unknown): number | undefined {
    const isNode = typeof node === 'object' && node !== null && 'range' in node;
    const range = isNode ? (node as Node).range : undefined;
    return range ? this.#lines.linePos(range[0]).line : undefined;
  }
}

function scalar(value: unknown, line: number): JsonValue {
  switch (typeof value) {
    case 'bigint':
      return makeInt(value);
    case 'number':
      return makeFloat(value);
    case 'string':
      return value.toWellFormed();
    case 'boolean':
      return value;
  }
  if (value === null || value === undefined) return null;
  throw new TestFileError(line, 'this value is none that JSON has');
}
