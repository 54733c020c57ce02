/**
 * Annotations that Lapwing accepts beyond the reference: `list[T]`, unions of three and more, and generics inside `Optional`,
 * unions and lists. What this cannot read, the reference's own reader gets, for its error.
 */
import type { Annotation } from '../ast/nodes.ts';
import { sameType } from '../types/compatibility.ts';
import { entityOf, INT, listOf, NONE, type SmlType, STR, unionOf } from '../types/types.ts';
import { SIMPLE_TYPES, WRAPPERS, type Wrapper } from './annotation-names.ts';
import type { DeclaredType } from './annotations.ts';

/** The declared type, or null where the annotation is not one of the accepted forms. */
export function extendedAnnotation(annotation: Annotation): DeclaredType | null {
  const wrappers = new Set<Wrapper>();
  const type = read(annotation, wrappers);
  const [wrapper, second] = wrappers;
  // A wrapper belongs around everything; `Secret[str] | None` still is a secret. Two different ones contradict each other.
  return type === null || second !== undefined
    ? null
    : { type, wrapper: wrapper ?? null, secret: wrapper === 'Secret' };
}

function read(annotation: Annotation, wrappers: Set<Wrapper>): SmlType | null {
  switch (annotation.kind) {
    case 'annotation-name':
      return SIMPLE_TYPES.get(annotation.name) ?? null;
    case 'annotation-union': {
      const left = read(annotation.left, wrappers);
      const right = read(annotation.right, wrappers);
      return left === null || right === null ? null : join([left, right]);
    }
    case 'annotation-generic':
      return readGeneric(annotation.name, annotation.arguments, wrappers);
  }
}

function readGeneric(name: string, parts: readonly Annotation[], wrappers: Set<Wrapper>): SmlType | null {
  const types: SmlType[] = [];
  const inner = new Set<Wrapper>();
  for (const part of parts) {
    const type = read(part, inner);
    if (type === null) return null;
    types.push(type);
  }
  const [first] = types;
  if (first === undefined || (inner.size > 0 && name.toLowerCase() === 'list')) return null;
  for (const wrapper of inner) wrappers.add(wrapper);
  const single = types.length === 1 ? first : null;
  switch (name) {
    case 'Union':
      return single === null ? join(types) : null;
    case 'Optional':
      return single === null ? null : single.kind === 'none' ? single : join([single, NONE]);
    case 'List':
    case 'list':
      return single === null || containsEntity(single) ? null : listOf(single);
    case 'Entity':
      return single !== null && (sameType(single, STR) || sameType(single, INT)) ? entityOf(single) : null;
    default: {
      const wrapper = WRAPPERS.find((known) => known === name);
      if (wrapper === undefined) return null;
      wrappers.add(wrapper);
      return single;
    }
  }
}

/** A flat union without repetition; an entity only beside None, because its id could not be told from another member. */
function join(types: readonly SmlType[]): SmlType | null {
  const members = types.flatMap((type) => (type.kind === 'union' ? type.members : [type]));
  const distinct = members.filter((member, index) => members.findIndex((other) => sameType(other, member)) === index);
  if (distinct.length < members.length) return null;
  const others = members.filter((member) => member.kind !== 'none');
  return others.length > 1 && others.some(containsEntity) ? null : unionOf(...members);
}

const containsEntity = (type: SmlType): boolean =>
  type.kind === 'entity' ||
  (type.kind === 'list' && containsEntity(type.item)) ||
  (type.kind === 'union' && type.members.some(containsEntity));
