/** The pattern as a stream of characters and escapes, one ahead, as CPython reads it: its error positions depend on that. */

/** What Python's compiler says of a wrong pattern. `kind` is the exception's name; `error` is `re.error`. */
export class RegexSyntaxError extends Error {
  readonly kind: 'error' | 'OverflowError' | 'ValueError';
  constructor(message: string, kind: RegexSyntaxError['kind'] = 'error') {
    super(message);
    this.kind = kind;
  }
}

export class Tokenizer {
  readonly text: readonly string[];
  /** The next character, or a backslash with the character after it; null at the end. */
  next: string | null = null;
  #index = 0;

  constructor(pattern: string) {
    this.text = Array.from(pattern);
    this.#advance();
  }

  #advance(): void {
    const character = this.text[this.#index];
    if (character === undefined) {
      this.next = null;
      return;
    }
    let token = character;
    if (character === '\\') {
      const escaped = this.text[this.#index + 1];
      if (escaped === undefined) throw this.errorAt('bad escape (end of pattern)', this.text.length - 1);
      token += escaped;
      this.#index++;
    }
    this.#index++;
    this.next = token;
  }

  /** Position of `next` in code points. */
  tell(): number {
    return this.#index - tokenLength(this.next);
  }

  seek(index: number): void {
    this.#index = index;
    this.#advance();
  }

  get(): string | null {
    const token = this.next;
    this.#advance();
    return token;
  }

  match(token: string): boolean {
    if (this.next !== token) return false;
    this.#advance();
    return true;
  }

  /** Up to `most` tokens that are single characters of the set. */
  getWhile(most: number, set: string): string {
    let result = '';
    for (let i = 0; i < most && this.next !== null && set.includes(this.next); i++) result += this.get();
    return result;
  }

  /** Everything up to the terminator, which is consumed. */
  getUntil(terminator: string, what: string): string {
    let result = '';
    for (;;) {
      const token = this.get();
      if (token === null) {
        if (result === '') throw this.error(`missing ${what}`);
        throw this.error(`missing ${terminator}, unterminated name`, tokenLength(result));
      }
      if (token === terminator) {
        if (result === '') throw this.error(`missing ${what}`, 1);
        return result;
      }
      result += token;
    }
  }

  /** An error `offset` code points before the next token. */
  error(message: string, offset = 0): RegexSyntaxError {
    return this.errorAt(message, this.tell() - offset);
  }

  errorAt(message: string, position: number): RegexSyntaxError {
    const before = this.text.slice(0, position);
    const newline = before.lastIndexOf('\n');
    const lines = before.filter((character) => character === '\n').length + 1;
    const place = this.text.includes('\n') ? ` (line ${lines}, column ${position - newline})` : '';
    return new RegexSyntaxError(`${message} at position ${position}${place}`);
  }
}

/** Length in code points. */
export function tokenLength(token: string | null): number {
  return token === null ? 0 : Array.from(token).length;
}
