/** The inverse of parse.ts: what was read prints with the same numbers. */
import type { JsonValue } from '../functions/declaration.ts';
import { IntegralFloat } from '../values/values.ts';

/** JSON text. Ints keep every digit, floats print as Python prints them; NaN and infinities, which JSON lacks, as null. */
export function stringifyJson(value: JsonValue): string {
  switch (typeof value) {
    case 'bigint':
      return value.toString();
    case 'string':
    case 'number':
    case 'boolean':
      return JSON.stringify(value);
  }
  if (value === null) return 'null';
  if (value instanceof IntegralFloat) return integralFloat(value.value);
  if (Array.isArray(value)) return `[${value.map(stringifyJson).join(',')}]`;
  const fields: string[] = [];
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (item !== undefined) fields.push(`${JSON.stringify(key)}:${stringifyJson(item)}`);
  }
  return `{${fields.join(',')}}`;
}

function integralFloat(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return text.includes('e') ? text : `${text}.0`;
}
