/** JSON out, without loss: integers beyond 2^53 as integers, integral floats with their `.0`. */
import { IntegralFloat } from '@lapwing/sml';

// Node 24 has it; the library's types do not know it yet.
declare global {
  interface JSON {
    rawJSON(text: string): unknown;
  }
}

export function toJson(value: unknown): string {
  // A replacer costs several times the printing itself, and hardly any answer needs it.
  if (isPlain(value)) return JSON.stringify(value);
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return JSON.rawJSON(String(item));
    if (item instanceof IntegralFloat) return rawFloat(item.value);
    return item;
  });
}

function rawFloat(value: number): unknown {
  const text = String(value);
  return JSON.rawJSON(/[.e]/.test(text) ? text : `${text}.0`);
}

/** True where JSON.stringify prints the value without loss. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'bigint' || value instanceof IntegralFloat) return false;
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  for (const key in value) if (!isPlain(Reflect.get(value, key))) return false;
  return true;
}
