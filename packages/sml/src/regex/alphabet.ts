/**
 * Code points sorted into classes that no set of a pattern tells apart. Classes are found as code points are met, so a
 * pattern over all of Unicode costs no more than the texts it is tried on.
 */
import { type CharSet, setHas } from './char-set.ts';

/** The class of the end of the text: in no set. */
export const END = 0;
/** The class of a newline that is the text's last code point; `$` may stand before it. */
export const FINAL_NEWLINE = 1;

const NEWLINE = 10;
const UNKNOWN = -1;

export class Alphabet {
  readonly #sets: readonly CharSet[];
  readonly #pages: (Int32Array | undefined)[] = [];
  readonly #bySignature = new Map<string, number>();
  /** Classes of ASCII, -1 where not known yet: the first page, for the matching loop. */
  readonly ascii: Int32Array = new Int32Array(128).fill(UNKNOWN);
  /** For each class, which sets hold it, by set number. */
  readonly members: Uint8Array[] = [];

  constructor(sets: readonly CharSet[]) {
    this.#sets = sets;
    this.members.push(new Uint8Array(sets.length), this.#membership(NEWLINE));
  }

  /** The class of a code point. */
  classOf(code: number): number {
    const page = this.#pages[code >> 8];
    const known = page === undefined ? UNKNOWN : (page[code & 255] ?? UNKNOWN);
    return known === UNKNOWN ? this.#add(code) : known;
  }

  #add(code: number): number {
    let page = this.#pages[code >> 8];
    if (page === undefined) {
      page = new Int32Array(256).fill(UNKNOWN);
      this.#pages[code >> 8] = page;
    }
    const membership = this.#membership(code);
    const signature = String.fromCharCode(...packBits(membership));
    let known = this.#bySignature.get(signature);
    if (known === undefined) {
      known = this.members.push(membership) - 1;
      this.#bySignature.set(signature, known);
    }
    page[code & 255] = known;
    if (code < 128) this.ascii[code] = known;
    return known;
  }

  #membership(code: number): Uint8Array {
    return Uint8Array.from(this.#sets, (set) => (setHas(set, code) ? 1 : 0));
  }
}

function packBits(bits: Uint8Array): number[] {
  const packed: number[] = [];
  for (const [i, bit] of bits.entries()) {
    const word = i >> 4;
    packed[word] = (packed[word] ?? 0) | (bit << (i & 15));
  }
  return packed;
}
