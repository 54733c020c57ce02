/**
 * A `Cookie` header as Python's `http.cookies.BaseCookie` reads it. The header is scanned once from left to right, because a
 * regular expression for this grammar takes quadratic time on a hostile header.
 */

export type CookieResult =
  | { readonly ok: true; readonly values: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly message: string };

const RESERVED = new Set([
  'expires',
  'path',
  'comment',
  'domain',
  'max-age',
  'secure',
  'httponly',
  'version',
  'samesite',
]);
const FLAGS = new Set(['secure', 'httponly']);
const KEY_CHARACTERS = /[\w!#%&'~`><@,:/$*+\-.^|)(?}{=]/;
const LEGAL_KEY = /^[\w!#$%&'*+\-.^`|~:]+$/;
const DATE = /\w{3},[ \t-\r][\w \t-\r-]{9,11}[ \t-\r][\d:]{8}[ \t-\r]GMT/y;

interface Item {
  readonly key: string;
  /** null: no `=`. */
  readonly value: string | null;
  readonly end: number;
}

/** Cookies by name, the last of equal names. An invalid header has none; an illegal name is an error. */
export function parseCookies(header: string): CookieResult {
  const values = new Map<string, string>();
  let at = 0;
  let error: string | null = null;
  while (at < header.length) {
    const item = readItem(header, at);
    if (item === null) break;
    at = item.end;
    const { key, value } = item;
    const reserved = RESERVED.has(key.toLowerCase());
    if (key.startsWith('$')) {
      const attribute = key.slice(1);
      if (values.size > 0 && !RESERVED.has(attribute.toLowerCase())) error ??= `Invalid attribute '${attribute}'`;
    } else if (reserved) {
      if (values.size === 0 || (value === null && !FLAGS.has(key.toLowerCase())))
        return { ok: true, values: new Map() };
    } else if (value === null) {
      return { ok: true, values: new Map() };
    } else {
      if (!LEGAL_KEY.test(key)) error ??= `Illegal key '${key}'`;
      values.set(key, value);
    }
  }
  return error === null ? { ok: true, values } : { ok: false, message: error };
}

/** One `key=value` or bare key with its terminator; the key ends at the first `=` that lets the rest be read. */
function readItem(header: string, from: number): Item | null {
  const start = skipSpace(header, from);
  const runEnd = skipCharacters(header, start, KEY_CHARACTERS);
  if (runEnd === start) return null;
  let refusedRunEnd = -1;
  for (let k = start + 1; k <= runEnd; k++) {
    if (k < runEnd && header[k] !== '=') continue;
    const equals = skipSpace(header, k);
    if (header[equals] === '=') {
      const value = readValue(header, equals + 1, refusedRunEnd);
      if (typeof value !== 'number') return { key: header.slice(start, k), ...value };
      refusedRunEnd = value;
    }
    if (k === runEnd) {
      const end = terminator(header, k);
      if (end !== null) return { key: header.slice(start, k), value: null, end };
    }
  }
  return null;
}

/** The value after an `=`, or the end of the run of plain characters that no terminator follows. */
function readValue(header: string, from: number, refusedRunEnd: number): { value: string; end: number } | number {
  const start = skipSpace(header, from);
  for (const end of [quotedEnd(header, start), dateEnd(header, start)]) {
    const after = end === null ? null : terminator(header, end);
    if (end !== null && after !== null) return { value: header.slice(start, end), end: after };
  }
  // A later `=` of one run ends at the same place, so what refused the first refuses it too.
  const runEnd = start <= refusedRunEnd ? refusedRunEnd : plainEnd(header, start);
  const after = runEnd === refusedRunEnd ? null : terminator(header, runEnd);
  if (after !== null) return { value: header.slice(start, runEnd), end: after };
  return start > from ? { value: '', end: start } : runEnd;
}

function plainEnd(header: string, from: number): number {
  let at = from;
  while (at < header.length && (KEY_CHARACTERS.test(header[at] ?? '') || header[at] === '[' || header[at] === ']'))
    at++;
  return at;
}

function quotedEnd(header: string, from: number): number | null {
  if (header[from] !== '"') return null;
  for (let at = from + 1; at < header.length; at++) {
    if (header[at] === '"') return at + 1;
    if (header[at] === '\\' && header[++at] === '\n') return null;
  }
  return null;
}

function dateEnd(header: string, from: number): number | null {
  DATE.lastIndex = from;
  return DATE.test(header) ? DATE.lastIndex : null;
}

/** The offset after the whitespace, `;` or end of text that closes an item; null where none of them is there. */
function terminator(header: string, from: number): number | null {
  const at = skipSpace(header, from);
  if (at === header.length) return at;
  if (header[at] === ';') return at + 1;
  return at > from ? at : null;
}

const skipSpace = (text: string, from: number): number => skipCharacters(text, from, /[ \t-\r]/);

function skipCharacters(text: string, from: number, kind: RegExp): number {
  let at = from;
  while (at < text.length && kind.test(text[at] ?? '')) at++;
  return at;
}
