/** Reading typed fields of YAML maps, with errors that say which field and where. */
import type { JsonObject } from '../functions/declaration.ts';
import { closestString } from '../text/closest.ts';
import { TestFileError, toJsonValue, type YamlValue } from './yaml.ts';

export type Fields = ReadonlyMap<string, YamlValue>;

/** The fields of a map that may have no others. */
export function fieldsOf(node: YamlValue, what: string, known: readonly string[]): Fields {
  if (node.kind !== 'map') throw new TestFileError(node.line, `${what} is a map`);
  const fields = new Map<string, YamlValue>();
  for (const [key, { line, value }] of node.entries) {
    if (!known.includes(key)) {
      const closest = closestString(key, known);
      const hint = closest === undefined ? `it has ${known.join(', ')}` : `did you mean \`${closest}\`?`;
      throw new TestFileError(line, `${what} has no \`${key}\`; ${hint}`);
    }
    fields.set(key, value);
  }
  return fields;
}

export function asText(node: YamlValue | undefined, key: string, line: number): string {
  if (node?.kind === 'scalar' && typeof node.value === 'string') return node.value;
  throw new TestFileError(node?.line ?? line, `\`${key}\` ${node === undefined ? 'is missing' : 'is not a text'}`);
}

export function asTexts(node: YamlValue | undefined, key: string): string[] {
  if (node?.kind !== 'list') throw new TestFileError(node?.line ?? 1, `\`${key}\` is not a list of texts`);
  return node.items.map((item) => asText(item, key, node.line));
}

export function asInteger(node: YamlValue | undefined, key: string, line: number, minimum: number): number {
  if (node?.kind === 'scalar' && Number.isInteger(node.value) && Number(node.value) >= minimum) {
    return Number(node.value);
  }
  throw new TestFileError(node?.line ?? line, `\`${key}\` is not an integer of at least ${minimum}`);
}

export function asObject(node: YamlValue, key: string): JsonObject {
  if (node.kind !== 'map') throw new TestFileError(node.line, `\`${key}\` is not a map`);
  const object: JsonObject = Object.create(null);
  for (const [name, { value }] of node.entries) object[name] = toJsonValue(value);
  return object;
}
