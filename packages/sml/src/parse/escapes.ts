/** Escapes in string literals, decoded as CPython does, with its messages. */
import { codePointOfName } from './unicode-names.ts';

export interface Decoded<T> {
  readonly value: T;
  /** CPython's message, where an escape is malformed. */
  readonly error?: string;
  /** The literal holds an escape of half a surrogate pair, replaced by U+FFFD. */
  readonly surrogate?: boolean;
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const HEX_ESCAPES: Readonly<Record<string, { readonly length: number; readonly form: string }>> = {
  x: { length: 2, form: '\\xXX' },
  u: { length: 4, form: '\\uXXXX' },
  U: { length: 8, form: '\\UXXXXXXXX' },
};

const MAX_CODE_POINT = 0x10ffff;
const REPLACEMENT = '\ufffd';
/** CPython decodes a buffer in which each character beyond ASCII takes ten bytes; its messages count positions there. */
const WIDE_CHARACTER_BYTES = 10;

/** Line breaks inside a literal are `\n`, however the file has them. */
export function normalizeLineBreaks(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** Decode the body of a string literal that is not raw. Line breaks must be normalized. */
export function decodeText(body: string): Decoded<string> {
  let value = '';
  let surrogate = false;
  let at = 0;
  for (;;) {
    const slash = body.indexOf('\\', at);
    if (slash === -1) return { value: value + body.slice(at), surrogate };
    value += body.slice(at, slash);
    const character = body[slash + 1];
    if (character === undefined) return { value: `${value}\\`, surrogate };
    at = slash + 2;
    const hex = HEX_ESCAPES[character];
    if (character === '\n') continue;
    if (SIMPLE[character] !== undefined) {
      value += SIMPLE[character];
    } else if (character >= '0' && character <= '7') {
      const digits = /^[0-7]{1,3}/.exec(body.slice(slash + 1, slash + 4))![0];
      value += String.fromCharCode(Number.parseInt(digits, 8));
      at = slash + 1 + digits.length;
    } else if (hex !== undefined) {
      const digits = /^[0-9a-fA-F]*/.exec(body.slice(at, at + hex.length))![0];
      at += digits.length;
      if (digits.length < hex.length) return malformed(body, slash, at, `truncated ${hex.form} escape`);
      const codePoint = Number.parseInt(digits, 16);
      if (codePoint > MAX_CODE_POINT) return malformed(body, slash, at, 'illegal Unicode character');
      const half = codePoint >= 0xd800 && codePoint <= 0xdfff;
      surrogate ||= half;
      value += half ? REPLACEMENT : String.fromCodePoint(codePoint);
    } else if (character === 'N') {
      const name = /^\{([^}]+)\}/.exec(body.slice(at));
      if (name === null) {
        const opened = body[at] === '{';
        const closing = opened ? body.indexOf('}', at) : -1;
        const end = !opened ? at : closing === -1 ? body.length : closing + (closing === at + 1 ? 0 : 1);
        return malformed(body, slash, end, 'malformed \\N character escape');
      }
      at += name[0].length;
      const codePoint = codePointOfName(name[1]!);
      if (codePoint === undefined) return malformed(body, slash, at, 'unknown Unicode character name');
      value += String.fromCodePoint(codePoint);
    } else {
      value += `\\${character}`;
    }
  }
}

function malformed(body: string, from: number, to: number, reason: string): Decoded<string> {
  const first = bufferPosition(body, from);
  const error = `(unicode error) 'unicodeescape' codec can't decode bytes in position ${first}-${bufferPosition(body, to) - 1}: ${reason}`;
  return { value: '', error };
}

function bufferPosition(body: string, offset: number): number {
  let position = 0;
  for (const character of body.slice(0, offset)) position += character.charCodeAt(0) < 128 ? 1 : WIDE_CHARACTER_BYTES;
  return position;
}

/** Decode the body of a bytes literal. Bytes are no SML; they are decoded for the message that refuses them. */
export function decodeBytes(body: string, raw: boolean): Decoded<Uint8Array> {
  const bytes: number[] = [];
  for (let at = 0; at < body.length; at++) {
    const character = body[at]!;
    if (character.charCodeAt(0) > 127) {
      return { value: new Uint8Array(), error: 'bytes can only contain ASCII literal characters' };
    }
    const next = body[at + 1];
    if (raw || character !== '\\' || next === undefined) {
      bytes.push(character.charCodeAt(0));
      continue;
    }
    at++;
    const octal = /^[0-7]{1,3}/.exec(body.slice(at, at + 3));
    if (next === '\n') continue;
    if (SIMPLE[next] !== undefined) bytes.push(SIMPLE[next].charCodeAt(0));
    else if (octal !== null) {
      bytes.push(Number.parseInt(octal[0], 8) & 0xff);
      at += octal[0].length - 1;
    } else if (next === 'x') {
      const digits = /^[0-9a-fA-F]{2}/.exec(body.slice(at + 1, at + 3));
      if (digits === null) {
        return { value: new Uint8Array(), error: `(value error) invalid \\x escape at position ${at - 1}` };
      }
      bytes.push(Number.parseInt(digits[0], 16));
      at += 2;
    } else bytes.push(92, next.charCodeAt(0));
  }
  return { value: Uint8Array.from(bytes) };
}
