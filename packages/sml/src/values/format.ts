/** Python's `str()` and `repr()` of run-time values and of JSON: what f-strings, coercions and exports print. */
import { formatFloat, reprString } from '../text/python-format.ts';
import { EntityValue, ExperimentValue, IntegralFloat, RuleValue, TimeDeltaValue, type Value } from './values.ts';

/** Names and descriptions of rules by `RuleValue.ruleIndex`, for printing rules as the reference does. */
export type RuleNames = readonly { readonly name: string; readonly description: string }[];

/** Anything printable: a run-time value, or parsed JSON with its objects. */
export type Printable = Value | { readonly [key: string]: Printable } | readonly Printable[];

/** `str(value)`. An entity prints as `Type/id`: where its type asks for it, it has been unwrapped before. */
export function pythonStr(value: Printable, rules: RuleNames = []): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value);
  if (value instanceof EntityValue) return `${value.type}/${value.id}`;
  return pythonRepr(value, rules);
}

/** `repr(value)`. */
export function pythonRepr(value: Printable, rules: RuleNames = []): string {
  if (value === null) return 'None';
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'string':
      return reprString(value);
    case 'bigint':
      return value.toString();
    case 'number':
      return formatNumber(value);
  }
  if (value instanceof IntegralFloat) return formatFloat(value.value);
  if (Array.isArray(value)) return `[${value.map((item: Printable) => pythonRepr(item, rules)).join(', ')}]`;
  if (value instanceof EntityValue) return reprEntity(value);
  if (value instanceof RuleValue) return reprRule(value, rules);
  if (value instanceof TimeDeltaValue) return `TimeDeltaT(timedelta=${reprTimeDelta(value.seconds)})`;
  if (value instanceof ExperimentValue) return reprExperiment(value);
  const fields = Object.entries(value).map(([key, item]) => `${reprString(key)}: ${pythonRepr(item, rules)}`);
  return `{${fields.join(', ')}}`;
}

/** `EntityT[<class 'str'>](type='User', id=bob)`. */
export function reprEntity(value: EntityValue): string {
  const kind = typeof value.id === 'string' ? 'str' : 'int';
  return `EntityT[<class '${kind}'>](type='${value.type}', id=${value.id})`;
}

/** `RuleT(name='R', value=True, description='d', features={})`. */
export function reprRule(value: RuleValue, rules: RuleNames): string {
  const { name, description } = rules[value.ruleIndex] ?? { name: `rule ${value.ruleIndex}`, description: '' };
  const truth = value.value ? 'True' : 'False';
  const features = pythonRepr(value.features);
  return `RuleT(name=${reprString(name)}, value=${truth}, description=${reprString(description)}, features=${features})`;
}

function reprExperiment(value: ExperimentValue): string {
  return (
    `ExperimentT(name=${reprString(value.name)}, entity=${reprEntity(value.entity)}, ` +
    `resolved_bucket=${reprString(value.bucket)}, version=${value.version}, revision=${value.revision})`
  );
}

/** `repr(datetime.timedelta)`: `datetime.timedelta(days=1, seconds=5)`. */
export function reprTimeDelta(totalSeconds: number): string {
  const totalMicros = Math.round(totalSeconds * 1e6);
  const days = Math.floor(totalMicros / 86_400e6);
  const rest = totalMicros - days * 86_400e6;
  const parts: string[] = [];
  if (days !== 0) parts.push(`days=${days}`);
  const seconds = Math.floor(rest / 1e6);
  if (seconds !== 0) parts.push(`seconds=${seconds}`);
  if (rest % 1e6 !== 0) parts.push(`microseconds=${rest % 1e6}`);
  return `datetime.timedelta(${parts.length === 0 ? '0' : parts.join(', ')})`;
}

/** The seven strings that an experiment exports. */
export function experimentFields(value: ExperimentValue): string[] {
  return [
    value.name,
    String(value.entity.id),
    value.entity.type,
    value.bucket,
    String(value.bucketIndex),
    String(value.version),
    String(value.revision),
  ];
}

function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : formatFloat(value);
}
