/** A JSON reader that keeps what the native one loses (see parse.ts). Recursive, to the depth limit. */
import type { JsonObject, JsonValue } from '../functions/declaration.ts';
import { makeFloat, makeInt } from '../values/numbers.ts';
import { JsonError } from './error.ts';
import { limits } from './limits.ts';

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const PLAIN_STRING = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

export class JsonReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The value that the whole text is. */
  read(): JsonValue {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) throw this.#error('unexpected text after the value');
    return value;
  }

  #value(): JsonValue {
    this.#space();
    switch (this.#text.charCodeAt(this.#at)) {
      case 0x7b:
        return this.#object();
      case 0x5b:
        return this.#list();
      case 0x22:
        return this.#string();
      case 0x74:
        return this.#word('true', true);
      case 0x66:
        return this.#word('false', false);
      case 0x6e:
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #object(): JsonObject {
    this.#enter();
    const object: JsonObject = {};
    this.#space();
    if (this.#take('}')) return this.#leave(object);
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#error('expected a property name');
      const key = this.#string();
      this.#space();
      if (!this.#take(':')) throw this.#error('expected `:`');
      const value = this.#value();
      // Assignment would set the prototype instead of a property.
      if (key === '__proto__') {
        Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
      } else object[key] = value;
      this.#space();
    } while (this.#take(','));
    if (!this.#take('}')) throw this.#error('expected `,` or `}`');
    return this.#leave(object);
  }

  #list(): JsonValue[] {
    this.#enter();
    const list: JsonValue[] = [];
    this.#space();
    if (this.#take(']')) return this.#leave(list);
    do {
      list.push(this.#value());
      this.#space();
    } while (this.#take(','));
    if (!this.#take(']')) throw this.#error('expected `,` or `]`');
    return this.#leave(list);
  }

  #string(): string {
    this.#at++;
    let out = '';
    for (;;) {
      PLAIN_STRING.lastIndex = this.#at;
      PLAIN_STRING.test(this.#text);
      const end = PLAIN_STRING.lastIndex;
      const chunk = this.#text.slice(this.#at, end);
      this.#at = end;
      if (this.#take('"')) return out === '' ? wellFormed(chunk) : wellFormed(out + chunk);
      if (this.#text[end] !== '\\') {
        throw this.#error(end >= this.#text.length ? 'unterminated string' : 'control character in a string');
      }
      out += chunk + this.#escape();
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? '';
    const simple = ESCAPES[letter];
    if (simple !== undefined && Object.hasOwn(ESCAPES, letter)) {
      this.#at += 2;
      return simple;
    }
    const hex = this.#text.slice(this.#at + 2, this.#at + 6);
    if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(hex)) throw this.#error('invalid escape');
    this.#at += 6;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #number(): JsonValue {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (match === null) throw this.#error(this.#at >= this.#text.length ? 'unexpected end' : 'unexpected character');
    this.#at = NUMBER.lastIndex;
    const [token, fraction, exponent] = match;
    if (fraction !== undefined || exponent !== undefined) return makeFloat(Number(token));
    // `+ 0` makes -0 the int 0.
    return token.length < 16 ? Number(token) + 0 : makeInt(BigInt(token));
  }

  #word<T extends JsonValue>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#error('unexpected character');
    this.#at += word.length;
    return value;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #enter(): void {
    this.#at++;
    if (++this.#depth > limits.depth) throw this.#error(`nested deeper than ${limits.depth}`);
  }

  #leave<T>(value: T): T {
    this.#depth--;
    return value;
  }

  #error(message: string): JsonError {
    return new JsonError(`${message} at offset ${this.#at}`, this.#at);
  }
}

function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}
