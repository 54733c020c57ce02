/** Python's `str()` and `repr()` of run-time values and of JSON: what f-strings, coercions and exports print. */
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

/** `repr(float)`: the shortest digits that read back; exponent form below 1e-4 and from 1e16. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const [digits = '', exponent = '+0'] = value.toExponential().split('e');
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;
const NEEDS_CARE = /['\\]|[^\x20-\x7e]/;

/** `repr(str)`: single quotes unless only they occur; escapes for control and unprintable characters. */
export function reprString(text: string): string {
  if (!NEEDS_CARE.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = quote;
  for (const character of text) out += reprCharacter(character, quote);
  return out + quote;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function reprCharacter(character: string, quote: string): string {
  if (character === quote) return `\\${quote}`;
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  if (!UNPRINTABLE.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
