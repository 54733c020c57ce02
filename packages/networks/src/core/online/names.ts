/** Names as numbers, for as long as somebody uses them; numbers are given out again. */
import { grown } from './columns.ts';

/** A map that grows is copied, which must not keep a decision waiting: there are several. */
const PARTS = 64;

export class Names {
  #numbers: readonly Map<string, number>[] = Array.from({ length: PARTS }, () => new Map());
  #names: string[] = [];
  #uses = new Uint32Array(64);
  #free: number[] = [];
  size = 0;

  /** The name's number, used once more. */
  take(name: string): number {
    const numbers = this.#part(name);
    const known = numbers.get(name);
    if (known !== undefined) {
      this.#uses[known]!++;
      return known;
    }
    const number = this.#free.pop() ?? this.#names.length;
    numbers.set(name, number);
    this.size++;
    this.#names[number] = name;
    this.#uses = grown(this.#uses, number + 1);
    this.#uses[number] = 1;
    return number;
  }

  /** -1 where the name is not used. */
  find(name: string): number {
    return this.#part(name).get(name) ?? -1;
  }

  release(number: number): void {
    this.#uses[number]!--;
    if (this.#uses[number]! > 0) return;
    const name = this.#names[number]!;
    this.#part(name).delete(name);
    this.size--;
    this.#names[number] = '';
    this.#free.push(number);
  }

  name(number: number): string {
    return this.#names[number] ?? '';
  }

  /** Numbers are below it. */
  get bound(): number {
    return this.#names.length;
  }

  /** The names by number, as they are now. */
  list(): readonly string[] {
    return this.#names.slice();
  }

  clone(): Names {
    const clone = new Names();
    clone.#numbers = this.#numbers.map((part) => new Map(part));
    clone.size = this.size;
    clone.#names = this.#names.slice();
    clone.#uses = this.#uses.slice();
    clone.#free = this.#free.slice();
    return clone;
  }

  #part(name: string): Map<string, number> {
    const { length } = name;
    const mixed = name.charCodeAt(length - 1) * 7 + name.charCodeAt(length - 2) * 3 + length;
    return this.#numbers[mixed & (PARTS - 1)]!;
  }
}
