/** Texts of notes for telling topics: seed terms found, and words as numbers. Nothing of the text itself is kept. */
import { Column, zeroBytes } from '../data/column.ts';
import { seedTopics, TOPICS, withoutUrls } from './seeds.ts';

const WORD = /[\p{L}\p{N}_]{2,}/gu;

export class TopicTexts {
  readonly #seeds = new Column(zeroBytes);
  readonly #numbers = new Map<string, number>();
  readonly #words = new Map<number, Int32Array>();

  add(note: number, summary: string): void {
    const text = withoutUrls(summary);
    this.#seeds.set(note, seedTopics(text));
    const words: number[] = [];
    for (const [word] of text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').matchAll(WORD)) {
      let number = this.#numbers.get(word);
      if (number === undefined) {
        number = this.#numbers.size;
        this.#numbers.set(word, number);
      }
      words.push(number);
    }
    this.#words.set(note, Int32Array.from(words));
  }

  /** Bits of the topics whose seed terms a note holds. */
  seeds(note: number): number {
    return this.#seeds.get(note);
  }

  words(note: number): Int32Array {
    return this.#words.get(note) ?? new Int32Array(0);
  }

  get wordCount(): number {
    return this.#numbers.size;
  }

  /** 1 for words that seed terms are found in: the classifier must learn from the words around them. */
  seedWords(): Uint8Array {
    const flags = new Uint8Array(this.#numbers.size);
    for (const [word, number] of this.#numbers)
      flags[number] = TOPICS.some(({ pattern }) => pattern.test(word)) ? 1 : 0;
    return flags;
  }
}
