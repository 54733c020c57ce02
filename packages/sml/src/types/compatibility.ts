/** Which type fits where, and what a value becomes when it is unwrapped at its use (sml.md §1.4). */
import { BOOL, FLOAT, listOf, NONE, type SmlType, STR, unionOf } from './types.ts';

/** Structural equality; the order of a union's members does not matter. */
export function sameType(a: SmlType, b: SmlType): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'list':
      return b.kind === 'list' && sameType(a.item, b.item);
    case 'entity':
      return b.kind === 'entity' && sameType(a.id, b.id);
    case 'variable':
      return b.kind === 'variable' && a.name === b.name;
    case 'union':
      return b.kind === 'union' && covers(a.members, b.members) && covers(b.members, a.members);
    default:
      return a.kind === b.kind;
  }
}

const covers = (outer: readonly SmlType[], inner: readonly SmlType[]): boolean =>
  inner.every((type) => outer.some((candidate) => sameType(candidate, type)));

/**
 * A union in its simplest form: flattened, without duplicates, and a single member by itself.
 */
export function union(members: readonly SmlType[]): SmlType {
  const distinct: SmlType[] = [];
  for (const member of members.flatMap((type) => (type.kind === 'union' ? type.members : [type]))) {
    if (!distinct.some((seen) => sameType(seen, member))) distinct.push(member);
  }
  const [only] = distinct;
  return distinct.length === 1 && only !== undefined ? only : unionOf(...distinct);
}

/** Whether a value of `type` may be None. */
export const admitsNone = (type: SmlType): boolean =>
  type.kind === 'none' || type.kind === 'any' || (type.kind === 'union' && type.members.some(admitsNone));

/** `type` without None; null where nothing is left or nothing was removed. */
export function withoutNone(type: SmlType): SmlType | null {
  if (type.kind !== 'union') return null;
  const members = type.members.filter((member) => member.kind !== 'none');
  return members.length === 0 || members.length === type.members.length ? null : union(members);
}

/**
 * What a value of this type becomes at a use that needs it so, and in exported features: an entity its id, a rule a bool, a
 * timedelta seconds, an experiment its list of strings. Null for every other type. An optional of these stays optional.
 */
export function unwrapType(type: SmlType): SmlType | null {
  switch (type.kind) {
    case 'entity':
      return type.id;
    case 'rule':
      return BOOL;
    case 'timedelta':
      return FLOAT;
    case 'experiment':
      return listOf(STR);
    case 'union': {
      const members = type.members.map(unwrapType);
      return members.every((member) => member === null)
        ? null
        : union(members.map((member, index) => member ?? type.members[index] ?? NONE));
    }
    default:
      return null;
  }
}

/** Whether a value of type `from` can go, as it is, where `to` is expected. */
export function isAssignable(from: SmlType, to: SmlType): boolean {
  if (from.kind === 'any' || to.kind === 'any') return true;
  if (from.kind === 'union') return from.members.every((member) => isAssignable(member, to));
  switch (to.kind) {
    case 'union':
      return to.members.some((member) => isAssignable(from, member));
    case 'list':
      return from.kind === 'list' && isAssignable(from.item, to.item);
    case 'entity':
      return from.kind === 'entity' && isAssignable(from.id, to.id);
    case 'effect':
      return from.kind === 'effect' && (to.name === undefined || to.name === from.name);
    case 'float':
      return from.kind === 'float' || from.kind === 'int';
    case 'variable':
      return true;
    default:
      return from.kind === to.kind;
  }
}

export type Fit = 'fits' | 'fits-unwrapped' | 'no';

/** Like {@link isAssignable}, trying the unwrapped value second. Items of a list are never unwrapped. */
export function fit(from: SmlType, to: SmlType): Fit {
  if (isAssignable(from, to)) return 'fits';
  const unwrapped = unwrapType(from);
  return unwrapped !== null && isAssignable(unwrapped, to) ? 'fits-unwrapped' : 'no';
}
