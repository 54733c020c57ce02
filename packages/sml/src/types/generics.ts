/** The one type variable that a generic function may have: finding it, solving it from an argument, filling it in. */
import { union, unwrapType, withoutNone } from './compatibility.ts';
import { entityOf, listOf, type SmlType } from './types.ts';

/** Whether a type variable occurs in the type. */
export function hasVariable(type: SmlType): boolean {
  switch (type.kind) {
    case 'variable':
      return true;
    case 'list':
      return hasVariable(type.item);
    case 'entity':
      return hasVariable(type.id);
    case 'union':
      return type.members.some(hasVariable);
    default:
      return false;
  }
}

/** The type with its variable replaced. */
export function substitute(type: SmlType, value: SmlType): SmlType {
  switch (type.kind) {
    case 'variable':
      return value;
    case 'list':
      return listOf(substitute(type.item, value));
    case 'entity':
      return entityOf(substitute(type.id, value));
    case 'union':
      return union(type.members.map((member) => substitute(member, value)));
    default:
      return type;
  }
}

/**
 * What the variable of `parameter` must be for an argument of type `argument`. `undecided` where the argument says nothing
 * (`None` for an optional), `mismatch` where the two do not have the same shape. As in the reference, an entity given for an
 * optional `T` makes `T` its id type, although the value stays an entity.
 */
export function solveVariable(parameter: SmlType, argument: SmlType): SmlType | 'undecided' | 'mismatch' {
  switch (parameter.kind) {
    case 'variable':
      return argument;
    case 'union': {
      if (argument.kind === 'none') return 'undecided';
      const value = withoutNone(argument) ?? argument;
      if (value.kind === 'entity') return unwrapType(value) ?? value;
      const inner = parameter.members.find(hasVariable);
      return inner === undefined || inner.kind === 'variable' ? value : solveVariable(inner, value);
    }
    case 'list':
      return argument.kind === 'list' ? solveVariable(parameter.item, argument.item) : 'mismatch';
    case 'entity':
      return argument.kind === 'entity' ? solveVariable(parameter.id, argument.id) : 'mismatch';
    default:
      return 'mismatch';
  }
}
