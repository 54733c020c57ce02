/** Notes that people write under posts, as columns of a ring; a note is its number, from 1 on. */
export class Notes {
  readonly capacity: number;
  readonly post: Uint32Array;
  readonly author: Uint32Array;
  /** How good it is, -100 to 100: well sourced and to the point, or an opinion. */
  readonly quality: Int8Array;
  /** Which side it pleases, -100 to 100. */
  readonly slant: Int8Array;
  #count = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.post = new Uint32Array(capacity);
    this.author = new Uint32Array(capacity);
    this.quality = new Int8Array(capacity);
    this.slant = new Int8Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  slot(note: number): number {
    return note > 0 && note <= this.#count && note > this.#count - this.capacity ? note % this.capacity : -1;
  }

  add(post: number, author: number, quality: number, slant: number): number {
    const note = ++this.#count;
    const at = note % this.capacity;
    this.post[at] = post;
    this.author[at] = author;
    this.quality[at] = quality;
    this.slant[at] = slant;
    return note;
  }
}
