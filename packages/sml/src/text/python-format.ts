/** Python's `str()` and `repr()` of run-time values: what f-strings, coercions and `ListRead` print. */
import {
  EntityValue,
  ExperimentValue,
  IntegralFloat,
  RuleValue,
  TimeDeltaValue,
  type Value,
} from '../values/values.ts';

/** `repr(float)`: shortest digits that read back, exponent form below 1e-4 and from 1e16. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const [digits = '', exponent = '+0'] = value.toExponential().split('e');
    const size = exponent.slice(1);
    return `${digits}e${exponent[0]}${size.length < 2 ? `0${size}` : size}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** `str(value)`. An entity prints as `Type/id`: the reference's typed unwrapping happens before this is asked. */
export function pythonStr(value: Value): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

/** `repr(value)`. */
export function pythonRepr(value: Value): string {
  if (value === null) return 'None';
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'string':
      return reprString(value);
    case 'bigint':
      return value.toString();
    case 'number':
      return Number.isSafeInteger(value) ? String(value) : formatFloat(value);
  }
  if (value instanceof IntegralFloat) return formatFloat(value.value);
  if (value instanceof EntityValue) return `${value.type}/${value.id}`;
  if (value instanceof TimeDeltaValue) return formatTimeDelta(value.seconds);
  if (value instanceof RuleValue) return value.value ? 'True' : 'False';
  if (value instanceof ExperimentValue) return pythonRepr(experimentFields(value));
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if ('effect' in value) return `<${value.effect}>`;
  return String(value);
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

/** `str(datetime.timedelta)`: `1 day, 2:03:04.000005`. */
export function formatTimeDelta(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const micros = Math.round((seconds - days * 86_400) * 1e6);
  const whole = Math.floor(micros / 1e6);
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  const fraction = micros % 1e6 === 0 ? '' : `.${String(micros % 1e6).padStart(6, '0')}`;
  const prefix = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `;
  return `${prefix}${clock}${fraction}`;
}

const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

/** `repr(str)`: single quotes unless only they occur; escapes for control and unprintable characters. */
export function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = quote;
  for (const character of text) out += reprCharacter(character, quote);
  return out + quote;
}

function reprCharacter(character: string, quote: string): string {
  if (character === quote || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  if (!UNPRINTABLE.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
