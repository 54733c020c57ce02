/** Paths against the answers of the reference's path library (recorded in paths.json). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/functions/declaration.ts';
import { parseJson } from '../../src/json/parse.ts';
import { fieldOf, findFirst, PathFailure, splitPath } from '../../src/json/path.ts';
import { PathSyntaxError, parseJsonPath } from '../../src/json/path-parse.ts';

const recorded = parseJson(readFileSync(new URL('./paths.json', import.meta.url), 'utf8'));
const data = recorded['data'] as JsonObject;
const cases = recorded['cases'] as [string, JsonObject][];

/** Follows the path as compiled code does: the shared names first, then the rest. */
function follow(text: string): JsonObject {
  try {
    const { names, rest } = splitPath(parseJsonPath(text));
    let value: JsonValue | undefined = data;
    for (const name of names) value = fieldOf(value, name);
    if (rest !== null && value !== undefined) value = findFirst(rest, value);
    return value === undefined ? { missing: true } : { value };
  } catch (error) {
    if (error instanceof PathSyntaxError) return { invalid: error.message };
    if (error instanceof PathFailure) return { error: error.kind };
    throw error;
  }
}

/** The whole path at once. */
function find(text: string): JsonObject {
  try {
    const value = findFirst(parseJsonPath(text), data);
    return value === undefined ? { missing: true } : { value };
  } catch (error) {
    if (error instanceof PathSyntaxError) return { invalid: error.message };
    if (error instanceof PathFailure) return { error: error.kind };
    throw error;
  }
}

describe('JSON paths', () => {
  for (const [path, expected] of cases) {
    it(path === '' ? '(empty)' : path, () => {
      expect(find(path)).toEqual(expected);
      expect(follow(path)).toEqual(expected);
    });
  }

  it('never leaves the object for its prototype', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'length', 'hasOwnProperty']) {
      expect(findFirst(parseJsonPath(`$.${name}`), {})).toBeUndefined();
      expect(findFirst(parseJsonPath(`$.a.${name}`), { a: [1] })).toBeUndefined();
      expect(findFirst(parseJsonPath(`$.a.${name}`), { a: 'text' })).toBeUndefined();
    }
    expect(findFirst(parseJsonPath('$.__proto__'), parseJson('{"__proto__": 5}'))).toBe(5);
  });

  it('ends on a path that matches too often', () => {
    const deep = parseJson(`{"a":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`);
    expect(() => findFirst(parseJsonPath('$..a..a..a..b'), deep)).toThrow(PathFailure);
  });
});
