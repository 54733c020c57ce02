/** Types as diagnostics print them: the reference's spelling, so that its error texts come out byte for byte. */
import type { SmlType } from './types.ts';

/** `str | None`, `list[Entity[str]]`, `RuleT`, … without quotes. */
export function displayType(type: SmlType): string {
  switch (type.kind) {
    case 'any':
      return 'Any';
    case 'str':
    case 'int':
    case 'float':
    case 'bool':
      return type.kind;
    case 'none':
      return 'None';
    case 'list':
      return `list[${displayType(type.item)}]`;
    case 'union':
      return displayUnion(type.members);
    case 'entity':
      return `Entity[${displayType(type.id)}]`;
    case 'rule':
      return 'RuleT';
    case 'effect':
      // The reference's effect functions are declared to return the base class.
      return 'EffectBase';
    case 'timedelta':
      return 'TimeDeltaT';
    case 'experiment':
      return 'ExperimentT';
    case 'variable':
      return `~_${type.name}`;
  }
}

/** With the backquotes that almost every message puts around a type. */
export const quotedType = (type: SmlType): string => `\`${displayType(type)}\``;

/** `None` is printed last, wherever it was written. */
function displayUnion(members: readonly SmlType[]): string {
  const printed = members.filter((member) => member.kind !== 'none').map(displayType);
  if (printed.length < members.length) printed.push('None');
  return printed.join(' | ');
}

/**
 * One message of the reference (`bad operand type for unary -`) prints Python's own representation of the class, module path and
 * all. Kept because its texts are compared as they are.
 */
export function pythonClassName(type: SmlType): string {
  switch (type.kind) {
    case 'str':
    case 'int':
    case 'float':
    case 'bool':
      return `<class '${type.kind}'>`;
    case 'none':
      return "<class 'NoneType'>";
    case 'entity':
      return `osprey.engine.language_types.entities.EntityT[${innerName(type.id)}]`;
    case 'rule':
      return "<class 'osprey.engine.language_types.rules.RuleT'>";
    case 'timedelta':
      return "<class 'osprey.engine.language_types.time_delta.TimeDeltaT'>";
    case 'experiment':
      return "<class 'osprey.engine.language_types.experiments.ExperimentT'>";
    case 'effect':
      return "<class 'osprey.engine.language_types.effects.EffectBase'>";
    case 'any':
      return 'typing.Any';
    case 'list':
      return `list[${innerName(type.item)}]`;
    case 'union':
    case 'variable':
      return displayType(type);
  }
}

/** Inside brackets a plain class goes by its name. */
const innerName = (type: SmlType): string => pythonClassName(type).replace(/^<class '(.*)'>$/, '$1');
