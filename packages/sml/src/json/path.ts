/**
 * JSON paths of `JsonData`: the dialect of the reference's path library, quirks included, because rulesets meet them. A path
 * finds a list of matches and the first is used; an index into a number or beyond a negative bound is an error, not a miss.
 */
import type { JsonValue } from '../functions/declaration.ts';
import { limits } from './limits.ts';
import { isJsonObject } from './parse.ts';

export type JsonPath =
  | { readonly kind: 'root' | 'this' | 'parent' }
  /** `*` among the names stands for every field. */
  | { readonly kind: 'fields'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'slice'; readonly start: number | null; readonly end: number | null }
  | {
      readonly kind: 'child' | 'descendants' | 'union' | 'intersect' | 'where';
      readonly left: JsonPath;
      readonly right: JsonPath;
    };

/** A path that cannot be followed in this event; `kind` is the reference's exception name. */
export class PathFailure extends Error {
  readonly kind: string;
  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** A path split for shared traversal: names to follow first, then the rest, null where the names are the whole path. */
export interface SplitPath {
  readonly names: readonly string[];
  readonly rest: JsonPath | null;
}

/** A match with the way back to the root, for `parent` and `$` inside a path. */
interface Datum {
  readonly value: JsonValue;
  readonly context: Datum | null;
}

/** The first match, undefined where there is none. Throws a PathFailure. */
export function findFirst(path: JsonPath, value: JsonValue): JsonValue | undefined {
  return new Search().find(path, { value, context: null })[0]?.value;
}

/** Splits off the leading plain names. A path that goes back up is not split: it needs the whole way. */
export function splitPath(path: JsonPath): SplitPath {
  const steps: JsonPath[] = [];
  flatten(path, steps);
  if (steps[0]?.kind === 'root' || steps[0]?.kind === 'this') steps.shift();
  if (steps.some(goesUp)) return { names: [], rest: path };
  const names: string[] = [];
  for (const step of steps) {
    const name = step.kind === 'fields' && step.names.length === 1 ? step.names[0] : undefined;
    if (name === undefined || name === '*') break;
    names.push(name);
  }
  const rest = steps.slice(names.length);
  if (rest.length === 0) return { names, rest: null };
  return { names, rest: rest.reduce((left, right) => ({ kind: 'child', left, right })) };
}

/** One field of a JSON value: own fields of objects only, undefined where there is none. */
export function fieldOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function flatten(path: JsonPath, into: JsonPath[]): void {
  if (path.kind !== 'child') {
    into.push(path);
    return;
  }
  flatten(path.left, into);
  flatten(path.right, into);
}

function goesUp(path: JsonPath): boolean {
  if (path.kind === 'root' || path.kind === 'parent') return true;
  return 'left' in path && (goesUp(path.left) || goesUp(path.right));
}

class Search {
  #room: number = limits.pathMatches;

  find(path: JsonPath, datum: Datum): Datum[] {
    switch (path.kind) {
      case 'this':
        return [datum];
      case 'root':
        return [rootOf(datum)];
      case 'parent':
        if (datum.context === null) throw new PathFailure('AttributeError', 'the root has no parent');
        return [datum.context];
      case 'fields':
        return this.#fields(path.names, datum);
      case 'index':
        return index(path.index, datum);
      case 'slice':
        return this.#slice(path.start, path.end, datum);
      case 'child':
        return this.find(path.left, datum).flatMap((match) => this.find(path.right, match));
      case 'descendants':
        return this.find(path.left, datum).flatMap((match) => this.#descend(path.right, match));
      case 'union':
        return [...this.find(path.left, datum), ...this.find(path.right, datum)];
      case 'where':
        return this.find(path.left, datum).filter((match) => this.find(path.right, match).length > 0);
      case 'intersect':
        throw new PathFailure('NotImplementedError', '`&` is not supported in paths');
    }
  }

  #fields(names: readonly string[], datum: Datum): Datum[] {
    const { value } = datum;
    if (!isJsonObject(value)) return [];
    const matches: Datum[] = [];
    for (const name of names.includes('*') ? Object.keys(value) : names) {
      const field = fieldOf(value, name);
      if (field !== undefined) matches.push(this.#step(field, datum));
    }
    return matches;
  }

  #slice(start: number | null, end: number | null, datum: Datum): Datum[] {
    const { value } = datum;
    // A slice takes anything that is not a list as a list of one; floats and null have no length.
    const wrap = isJsonObject(value) || typeof value === 'string' || typeof value === 'boolean' || isWhole(value);
    if (wrap) return this.#slice(start, end, { value: [value], context: datum.context });
    if (!Array.isArray(value)) throw new PathFailure('TypeError', 'a slice of a value without length');
    return value.slice(start ?? 0, end ?? value.length).map((item) => this.#step(item, datum));
  }

  /** Matches of the path at the value itself and at everything below it, from the top down. */
  #descend(path: JsonPath, datum: Datum): Datum[] {
    const matches = this.find(path, datum);
    const { value } = datum;
    const children = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : [];
    for (const child of children) {
      for (const match of this.#descend(path, this.#step(child, datum))) matches.push(match);
    }
    return matches;
  }

  #step(value: JsonValue, context: Datum): Datum {
    if (--this.#room < 0) throw new PathFailure('LimitExceeded', `more than ${limits.pathMatches} steps in one path`);
    return { value, context };
  }
}

function isWhole(value: JsonValue): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}

function rootOf(datum: Datum): Datum {
  let root = datum;
  while (root.context !== null) root = root.context;
  return root;
}

/** `value[index]` as Python has it for lists, texts (code points) and objects (whose keys are never numbers). */
function index(at: number, datum: Datum): Datum[] {
  const { value } = datum;
  const items = typeof value === 'string' ? [...value] : value;
  if (Array.isArray(items)) {
    if (items.length <= at) return [];
    const item: JsonValue | undefined = items.at(at);
    if (item === undefined) throw new PathFailure('IndexError', 'list index out of range');
    return [{ value: item, context: datum }];
  }
  if (!isJsonObject(items)) throw new PathFailure('TypeError', 'an index into a value without length');
  if (Object.keys(items).length <= at) return [];
  throw new PathFailure('KeyError', String(at));
}
